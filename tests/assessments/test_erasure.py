"""What sealing deletes is gone from the disk as well, and the database remembers no trace of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from assessments.models import Round
from assessments.services.counting import seal_round
from assessments.services.due import run_due
from assessments.services.erasure import ERASED, erase_deleted
from assessments.services.releasing import cancel_round
from tests.live_round import CLOSED, DAY, START, alliance, answered, neutral, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    round = opened(alliance())
    answered(round, 5, 5)
    return round


@contextmanager
def somebody_reads() -> Iterator[None]:
    """Another program sees the database as it is at this moment until it is done, as backups do."""
    reader = connection.copy()
    kind = "ISOLATION LEVEL REPEATABLE READ" if connection.vendor == "postgresql" else ""
    try:
        with reader.cursor() as cursor:
            cursor.execute(f"BEGIN {kind}")
            cursor.execute("SELECT count(*) FROM partnerships_person")
            yield
    finally:
        reader.close()


def is_erased(round: Round) -> bool:
    round.refresh_from_db()
    return round.erased


def test_nothing_of_it_stays_in_the_log_of_the_database(round: Round) -> None:
    seal_round(round_id=round.pk, now=CLOSED)
    assert is_erased(round)
    assert erase_deleted()
    if connection.vendor == "sqlite":
        log = Path(f"{settings.DATABASES['default']['NAME']}-wal")
        assert not log.exists() or log.stat().st_size == 0


def test_a_reader_only_puts_it_off(round: Round) -> None:
    with somebody_reads():
        seal_round(round_id=round.pk, now=CLOSED)
        assert round.invitations.filter(submitted=True).count() == 0
        assert not is_erased(round)
    assert run_due(now=CLOSED + 30 * DAY)
    assert is_erased(round)


def test_a_cancelled_round_is_erased_too(round: Round) -> None:
    cancel_round(round=round, by=neutral(), now=START + DAY)
    assert is_erased(round)


def test_the_order_of_rows_does_not_tell_who_has_answered(round: Round) -> None:
    keys = [one.pk for one in round.invitations.order_by("pk")]
    for key in reversed(keys):
        round.invitations.filter(pk=key).update(revoked=True)
    seal_round(round_id=round.pk, now=CLOSED)
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM assessments_invitation ORDER BY {place}")
        assert [key for (key,) in cursor.fetchall()] == keys


def sampled() -> list[str]:
    """The columns of which the database keeps samples; SQLite keeps none by itself."""
    if connection.vendor != "postgresql":
        return []
    tables = [model._meta.db_table for model in ERASED]  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT tablename || '.' || attname FROM pg_stats WHERE tablename = ANY(%s)", [tables]
        )
        return [name for (name,) in cursor.fetchall()]


def test_the_planner_remembers_nothing_of_what_will_be_deleted(round: Round) -> None:
    """Samples of a column outlive its rows: they told who had begun and not sent."""
    assert sampled() == []
