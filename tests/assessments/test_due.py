from functools import partial
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command

from assessments.models import Ballot, ResponseCount, Round, RoundKey
from assessments.services.delivery import send_due
from assessments.services.due import run_due
from assessments.services.response import record_counts
from partnerships.models import Event
from tests.at_once import together
from tests.guards import force, force_deletion
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    links_arrived,
    opened,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    return opened(alliance())


def state(round: Round) -> str:
    round.refresh_from_db()
    return round.state


def test_a_round_runs_by_itself_from_opening_to_release(round: Round) -> None:
    assert run_due(now=START)
    assert len(mail.outbox) == 12
    answered(round, contractor=5, client=5)
    assert run_due(now=START.replace(hour=6) + 2 * DAY)
    assert ResponseCount.objects.filter(answered=5).count() == 2
    assert run_due(now=CLOSED - DAY)
    assert len(mail.outbox) == 12 + 2
    assert run_due(now=CLOSED)
    assert state(round) == "sealed"
    assert len(mail.outbox) == 14 + 3
    assert run_due(now=CLOSED + 9 * DAY)
    assert state(round) == "sealed"
    assert run_due(now=CLOSED + 10 * DAY)
    assert state(round) == "released"
    assert len(mail.outbox) == 17 + 13


def test_a_short_round_is_extended_and_then_sealed(round: Round) -> None:
    run_due(now=START)
    mail.outbox.clear()
    answered(round, contractor=6, client=3)
    run_due(now=CLOSED)
    assert (state(round), round.extended) == ("open", True)
    assert len(mail.outbox) == 3
    run_due(now=CLOSED + 7 * DAY)
    assert state(round) == "sealed"


def everything_there() -> dict[str, Any]:
    events = Event.objects.exclude(kind__in=("member-added", "partnership-created"))
    return {
        "rounds": list(Round.objects.values("state", "extended", "sealed_at", "released_at")),
        "counts": ResponseCount.objects.count(),
        "events": sorted(events.values_list("kind", flat=True)),
        "mails": len(mail.outbox),
    }


@pytest.mark.parametrize("contractor", [3, 5])
@pytest.mark.parametrize("days", [0, 10, 17])
def test_again_changes_nothing(round: Round, contractor: int, days: int) -> None:
    answered(round, contractor=contractor, client=5)
    run_due(now=CLOSED + days * DAY)
    before = everything_there()
    run_due(now=CLOSED + days * DAY)
    assert everything_there() == before


@pytest.mark.parametrize("contractor", [3, 5])
def test_twice_at_once(round: Round, contractor: int) -> None:
    send_due(now=START)
    answered(round, contractor=contractor, client=5)
    mornings = [START.replace(hour=6) + 2 * DAY, CLOSED.replace(hour=6)]
    mornings.append(mornings[-1] + 7 * DAY)
    for now in sorted([*mornings, CLOSED, CLOSED + 7 * DAY, CLOSED + 17 * DAY]):
        assert together(*[partial(run_due, now=now)] * 3) == [True] * 3
    found = everything_there()
    extended = contractor == 3
    assert found["rounds"][0]["state"] == "released"
    assert found["counts"] == (6 if extended else 4)
    kinds = {kind: found["events"].count(kind) for kind in set(found["events"])}
    assert kinds.pop("reminders-sent") == (3 if extended else 1)
    assert set(kinds.values()) == {1}
    assert ("round-extended" in kinds) == extended


def test_one_spoilt_round_stops_no_other(round: Round, caplog: pytest.LogCaptureFixture) -> None:
    answered(round, contractor=5, client=5)
    record_counts(round=round, now=START.replace(hour=6) + DAY)
    force_deletion(RoundKey.objects.all())
    other = opened(alliance_named("Other"))
    assert not run_due(now=CLOSED)
    assert state(round) == "sealing"
    assert "seal_round" in caplog.text
    assert state(other) == "open"
    assert other.extended
    assert Ballot.objects.count() == 10
    assert not run_due(now=CLOSED + DAY)
    assert Event.objects.filter(kind="sealing-failed").count() == 1


def alliance_named(name: str) -> Any:
    Round.objects.get().partnership.memberships.update(ended_on=START.date())
    partnership = alliance()
    partnership.name = name
    partnership.save()
    return partnership


def test_the_command_says_whether_something_failed(round: Round) -> None:
    links_arrived(round)
    with time_machine.travel(CLOSED, tick=False):
        call_command("run_due")
        assert round.mails.filter(kind="reminder").count() == 12
        force_deletion(RoundKey.objects.all())
        force(Round.objects, state="sealing")
        with pytest.raises(CommandError, match="the log says what"):
            call_command("run_due")
