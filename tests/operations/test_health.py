from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.models import Outbox, Round
from assessments.services.counting import seal_round
from assessments.services.erasure import erase_deleted
from operations import checks
from operations.models import WORKER, Heartbeat, beat
from operations.restoring import hold_rounds
from tests.disk import erase_in_the_end
from tests.guards import force
from tests.live_round import CLOSED, alliance, answered, opened

TOKEN = "a token for the tests, 0123456789"


def answer_of(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.content.decode()


def test_alive_without_a_database(client: Client) -> None:
    assert answer_of(client, "/healthz") == (200, "alive\n")


@pytest.mark.django_db
def test_ready_with_all_tables_whatever_the_worker_does(client: Client) -> None:
    assert answer_of(client, "/readyz") == (200, "ready\n")
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_not_ready_before_migration(client: Client) -> None:
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        missing = (503, "not ready: migrations are missing: run manage.py migrate\n")
        assert answer_of(client, "/readyz") == missing
    finally:
        call_command("migrate", verbosity=0)
    assert connection.introspection.table_names()


@pytest.mark.django_db
def test_not_ready_without_the_key_of_an_open_round(client: Client, settings: Settings) -> None:
    opened(alliance())
    assert answer_of(client, "/readyz") == (200, "ready\n")
    settings.MASTER_KEY = "another master key for the tests, 9876543210"
    status, text = answer_of(client, "/readyz")
    assert status == 503
    assert "MASTER_KEY is not its own" in text


@pytest.mark.django_db(transaction=True)
def test_not_ready_when_nothing_can_be_written(client: Client) -> None:
    sqlite = connection.vendor == "sqlite"
    on, off = (
        ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
        if sqlite
        else ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        written = (503, "not ready: the database cannot be written to\n")
        assert answer_of(client, "/readyz") == written
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


@pytest.mark.django_db
def test_a_full_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LEAST_SPACE", 1 << 60)
    status, text = answer_of(client, "/readyz")
    assert (status, text) == (
        503,
        "not ready: the disk is nearly full: less than 200 MB are free\n",
    )


@pytest.mark.django_db
def test_all_is_well_when_the_worker_lives_mail_goes_and_a_backup_is_there(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    now = timezone.now()
    silent = "not ready: the worker has been silent for 5 minutes: start manage.py worker\n"
    assert answer_of(client, "/readyz/all") == (503, silent)
    beat(WORKER, now=now - timedelta(minutes=6))
    assert answer_of(client, "/readyz/all") == (503, silent)
    beat(WORKER, now=now)
    assert answer_of(client, "/readyz/all") == (200, "ready\n")
    # Whether a reminder waits is whether somebody has not answered
    Outbox.objects.create(key="0", kind="reminder", due_at=now - timedelta(minutes=31))
    assert answer_of(client, "/readyz/all") == (200, "ready\n")
    Outbox.objects.create(key="1", kind="notice", due_at=now - timedelta(minutes=31))
    status, text = answer_of(client, "/readyz/all")
    assert (status, "look at the mail server" in text) == (503, True)
    Outbox.objects.update(held=True)
    waits = (
        "not ready: mail has been waiting since a restore (2): run manage.py held_mail send|drop\n"
    )
    assert answer_of(client, "/readyz/all") == (503, waits)
    Outbox.objects.all().delete()
    settings.BACKUP_DIR = str(tmp_path)
    none = "not ready: there is no backup yet: run manage.py backup\n"
    assert answer_of(client, "/readyz/all") == (503, none)
    (tmp_path / f"alongside-{now - timedelta(hours=27):%Y%m%dT%H%M%SZ}.dump").touch()
    old = "not ready: the newest backup is older than 26 hours: run manage.py backup\n"
    assert answer_of(client, "/readyz/all") == (503, old)
    (tmp_path / f"alongside-{now - timedelta(hours=25):%Y%m%dT%H%M%SZ}.dump").touch()
    assert answer_of(client, "/readyz/all") == (200, "ready\n")
    opened(alliance())
    Outbox.objects.all().delete()
    hold_rounds(now=now)
    held = "not ready: rounds have been waiting since a restore (1): run manage.py held_rounds\n"
    assert answer_of(client, "/readyz/all") == (503, held)
    assert answer_of(client, "/readyz") == (200, "ready\n")


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_and_not_erased_is_told_after_an_hour(client: Client) -> None:
    """Whoever holds a transaction open keeps it on the disk."""
    round = opened(alliance())
    answered(round, 5, 5)
    seal_round(round_id=round.pk, now=CLOSED)
    erase_in_the_end(round)
    Outbox.objects.all().delete()
    with time_machine.travel(CLOSED + timedelta(minutes=59), tick=False):
        beat(WORKER, now=timezone.now())
        force(Round.objects.filter(pk=round.pk), erased=False)
        assert answer_of(client, "/readyz/all") == (200, "ready\n")
    with time_machine.travel(CLOSED + timedelta(minutes=61), tick=False):
        beat(WORKER, now=timezone.now())
        told = (
            "not ready: what sealing has deleted still lies on the disk: somebody keeps the "
            "database open, find out who\n"
        )
        assert answer_of(client, "/readyz/all") == (503, told)
        assert answer_of(client, "/readyz") == (200, "ready\n")
        assert erase_deleted()
        assert answer_of(client, "/readyz/all") == (200, "ready\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "proxied",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": ""},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
def test_strangers_do_not_learn_how_the_installation_is(
    settings: Settings, proxied: dict[str, Any]
) -> None:
    beat(WORKER, now=timezone.now())
    stranger = Client(**proxied)
    for here in (Client(), Client(REMOTE_ADDR="::1")):
        assert answer_of(here, "/readyz/all") == (200, "ready\n")
    assert stranger.get("/readyz/all").status_code == 404
    assert answer_of(stranger, "/readyz") == (200, "ready\n")
    settings.METRICS_TOKEN = TOKEN
    for token, status in ((TOKEN, 200), (f"{TOKEN}x", 404), ("", 404)):
        told = stranger.get("/readyz/all", headers={"Authorization": f"Bearer {token}"})
        assert told.status_code == status


@pytest.mark.django_db
def test_figures_for_who_has_the_token(client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    wrong = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"})
    assert wrong.status_code == 404
    opened(alliance())
    # A reminder that waits again is for somebody who has not answered
    hour_ago = timezone.now() - timedelta(hours=1)
    Outbox.objects.create(key="1", kind="reminder", due_at=hour_ago)
    Outbox.objects.exclude(key="1").update(due_at=timezone.now() + timedelta(hours=1))
    beat(WORKER, now=timezone.now())
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert 'alongside_rounds{state="open"} 1.0' in lines
    assert 'alongside_rounds{state="released"} 0.0' in lines
    assert "alongside_mail_waiting 12.0" in lines
    assert "alongside_mail_held 0.0" in lines
    assert "alongside_rounds_held 0.0" in lines
    assert "alongside_mail_oldest_seconds 0.0" in lines
    names = {line.split("{")[0].split(" ")[0] for line in lines if not line.startswith("#")}
    assert names == {
        "alongside_problems",
        "alongside_disk_free_bytes",
        "alongside_mail_waiting",
        "alongside_mail_held",
        "alongside_mail_oldest_seconds",
        "alongside_worker_silent_seconds",
        "alongside_rounds",
        "alongside_rounds_held",
    }
