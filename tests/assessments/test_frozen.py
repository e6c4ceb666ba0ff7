"""Once a round is open, nothing of what was promised and asked can be changed by any way in."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.frozen import BrokenPromiseError, promise_of, questionnaire_in
from assessments.links import link_path
from assessments.models import Round, Snapshot
from assessments.questionnaire.schema import sha256_of
from assessments.services.counting import seal_round
from assessments.services.importing import ImportingError
from assessments.services.opening import open_round
from assessments.services.rounds import (
    RoundError,
    agree_to_key_holder,
    change_state,
    choose_people,
    edit_round,
    eligible,
    set_promise,
)
from assessments.services.sealing import SealingError
from assessments.snapshot import codec
from partnerships.models import Person, Side
from partnerships.services import add_member
from tests.assessments.respond.browsing import FAR, begun, text_of
from tests.factories import answers, make_released_round
from tests.guards import force
from tests.live_round import (
    CLOSED,
    CLOSES,
    START,
    alliance,
    answered,
    invitations,
    neutral,
    opened,
    person,
)

pytestmark = pytest.mark.django_db

NOT_FROZEN = {"state", "extended", "closed_at", "sealed_at", "released_at"}
PAGE = "/p/harbour-alliance/rounds/1/"
PLAN = {"title": "Mine", "day": "2099-01-01", "time": "09:00", "time_zone": "Asia/Tokyo"}


@pytest.fixture
def round() -> Round:
    return opened(alliance(), closes=FAR)


def frozen(round: Round) -> tuple[dict[str, Any], str]:
    """Every frozen field as it is stored, and the promise as a respondent reads it."""
    row: dict[str, Any] = dict(Round.objects.values().get(pk=round.pk))
    link = link_path(invitations(round, Side.CLIENT)[0])
    return {name: row[name] for name in set(row) - NOT_FROZEN}, text_of(Client().get(link))


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("edit/", PLAN),
        ("promise/", {"asks_comments": "on", "key_holder": ""}),
        ("people/", {"client": "", "save": "Save"}),
        ("open/", {}),
        ("agree/", {}),
    ],
)
def test_by_form(round: Round, path: str, form: dict[str, str]) -> None:
    before = frozen(round)
    for who in (neutral(), person("client"), person("contractor")):
        signed_in(who).post(PAGE + path, form)
    assert frozen(round) == before


def test_by_the_admin(round: Round) -> None:
    before = frozen(round)
    client = signed_in(Person.objects.create_superuser("owner@example.org"))
    partnership = round.partnership
    renamed = {"name": "Other", "scope": "Other", "customer": "Other", "k": "6"}
    changed = client.post(f"/admin/partnerships/partnership/{partnership.pk}/change/", renamed)
    assert changed.status_code == 302
    for side in (partnership.contractor, partnership.client):
        path = f"/admin/partnerships/organization/{side.pk}/change/"
        assert client.post(path, {"name": "Other"}).status_code == 302
    for model in ("round", "invitation", "draft", "ballot", "roundkey", "snapshot"):
        path = f"/admin/assessments/{model}/{round.pk}/change/"
        assert client.post(path, PLAN).status_code == 404
    partnership.refresh_from_db()
    assert (partnership.name, partnership.k) == ("Other", 6)
    assert frozen(round) == before


SERVICES: list[Callable[[Round], object]] = [
    lambda r: edit_round(round=r, title="Mine", closes=CLOSES, time_zone="UTC", now=START),
    lambda r: set_promise(round=r, key_holder=None, now=START),
    lambda r: set_promise(round=r, key_holder=neutral(), now=START),
    lambda r: set_promise(round=r, key_holder=None, asks_comments=True, now=START),
    lambda r: choose_people(
        round=r, sides=list(Side), memberships=eligible(r.partnership, list(Side))
    ),
    lambda r: agree_to_key_holder(round=r, side="client", by=person("client"), now=START),
    lambda r: open_round(round=r, by=neutral(), now=START + timedelta(hours=1)),
    lambda r: change_state(r, Round.State.OPEN, promise={}, promise_sha256=sha256_of({})),
    lambda r: change_state(r, Round.State.DRAFT),
]


@pytest.mark.parametrize("attempt", SERVICES)
def test_by_a_service(round: Round, attempt: Callable[[Round], object]) -> None:
    before = frozen(round)
    with pytest.raises(RoundError):
        attempt(Round.objects.get(pk=round.pk))
    assert frozen(round) == before


def test_by_a_command(round: Round, tmp_path: Path) -> None:
    before = frozen(round)
    file = tmp_path / "answers.csv"
    file.write_bytes(answers())
    wanted = ["--partnership", "harbour-alliance", "--title", "Mine", "--closed", "2026-01-31"]
    with pytest.raises(CommandError, match="under way"):
        call_command("import_round", str(file), *wanted)
    with pytest.raises(ImportingError, match="under way"):
        make_released_round(round.partnership, closed=date(2026, 1, 31))
    call_command("load_instrument", verbosity=0)
    assert frozen(round) == before


def test_by_new_people(round: Round) -> None:
    before = frozen(round)
    add_member(partnership=round.partnership, email="new@example.org", side="client", at=START)
    assert round.invitations.count() == 12
    assert frozen(round) == before


def test_its_fingerprint_stands_beside_the_promise_and_in_the_log(round: Round) -> None:
    invitation = invitations(round, Side.CLIENT)[0]
    assert sha256_of(Round.objects.get().promise) == round.promise_sha256
    assert round.promise_sha256 in text_of(Client().get(link_path(invitation)))
    assert round.promise_sha256 in text_of(begun(invitation).get("/answer/promise/"))
    for who in (neutral(), person("client"), person("contractor")):
        assert f"begins with {round.promise_sha256[:16]}" in text_of(signed_in(who).get(PAGE))


@pytest.mark.parametrize("field", ["promise", "questionnaire"])
def test_what_was_changed_in_the_database_is_neither_shown_nor_counted(field: str) -> None:
    round = opened(alliance())
    answered(round, 6, 6)
    changed = getattr(round, field) | {"k": 1}
    force(Round.objects.filter(pk=round.pk), **{field: changed})
    round.refresh_from_db()
    with pytest.raises(BrokenPromiseError):
        {"promise": promise_of, "questionnaire": questionnaire_in}[field](round)
    with pytest.raises(SealingError):
        seal_round(round_id=round.pk, now=CLOSED)
    assert Round.objects.get().state == Round.State.SEALING
    assert round.ballots.count() == 12


def test_a_smaller_group_with_a_fitting_fingerprint_counts_for_nothing() -> None:
    """What somebody can do who writes to the database as they like."""
    round = opened(alliance())
    answered(round, 6, 4)
    promise = (round.promise or {}) | {"k": 4}
    force(Round.objects, promise=promise, promise_sha256=sha256_of(promise), extended=True)
    seal_round(round_id=round.pk, now=CLOSED + timedelta(days=7))
    snapshot = codec.from_json(Snapshot.objects.get().data)
    assert (snapshot.k, snapshot.view) == (5, "nothing")


@pytest.mark.parametrize(
    "changed", [{"closes_at": CLOSED - timedelta(days=1)}, {"time_zone": "Asia/Tokyo"}]
)
def test_a_round_with_another_closing_time_than_promised_is_not_counted(
    changed: dict[str, Any],
) -> None:
    round = opened(alliance())
    answered(round, 6, 6)
    force(Round.objects.filter(pk=round.pk), **changed)
    with pytest.raises(SealingError):
        seal_round(round_id=round.pk, now=CLOSED)
    assert round.ballots.count() == 12
