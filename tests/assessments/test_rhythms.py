from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail

from assessments.models import Outbox, Round
from assessments.services.due import run_due, run_rounds
from assessments.services.opening import APART, open_round
from assessments.services.releasing import cancel_round
from assessments.services.rhythms import open_on_time, prepare_round, set_rhythm, stop_rhythm
from assessments.services.rounds import (
    RoundError,
    agree_to_key_holder,
    create_round,
    edit_round,
    set_promise,
)
from assessments.shared_log import lines_about
from partnerships.models import Event, Partnership, Rhythm, Side
from partnerships.services import add_member, end_membership
from partnerships.viewer import Role
from tests.at_once import together
from tests.guards import force
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    drafted,
    invitations,
    neutral,
    opened,
    person,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FIRST = date(2026, 6, 1)
OPENS = START.replace(month=6, day=1)
PREPARED = OPENS - 7 * DAY
RULES: dict[str, Any] = {
    "kind": "quarterly",
    "first_on": FIRST,
    "own_days": [],
    "opens": time(9),
    "days_open": 14,
    "closes": time(17),
    "time_zone": "UTC",
}


def rhythm_of(partnership: Partnership, **fields: Any) -> Rhythm:
    return set_rhythm(partnership=partnership, by=neutral(), now=START, **(RULES | fields))


@pytest.fixture
def held() -> Round:
    """A round that was held and released, and a rhythm after it."""
    round = opened(alliance())
    force(
        Round.objects.filter(pk=round.pk),
        state="released",
        erased=True,
        note="Hello",
        reminder_days=[2],
    )
    Outbox.objects.all().delete()
    rhythm_of(round.partnership)
    return round


def the_draft() -> Round:
    return Round.objects.select_related("partnership").get(number=2)


def test_the_next_round_is_prepared_like_the_last_one_a_week_before(held: Round) -> None:
    partnership = held.partnership
    moved = invitations(held, "client")[5].membership
    gone = invitations(held, "contractor")[5]
    assert moved is not None
    end_membership(membership=moved, by=neutral(), at=OPENS)
    gone.revoked = True
    gone.save()
    add_member(partnership=partnership, email="new@example.org", side=Side.CLIENT, at=OPENS)
    run_rounds(now=PREPARED - SECOND)
    assert partnership.rounds.count() == 1
    run_rounds(now=PREPARED)
    draft = the_draft()
    assert (draft.state, draft.title) == ("draft", "June 2026")
    assert (draft.opens_at, draft.closes_at) == (OPENS, OPENS.replace(day=15, hour=17))
    assert (draft.note, draft.reminder_days) == ("Hello", [2])
    assert draft.invitees.count() == 5 + 5
    assert not draft.slips.exists()
    assert not draft.invitees.filter(membership__person__email="new@example.org").exists()
    told = Outbox.objects.get()
    assert told.recipient == "nora@neutral.example"
    assert "opens by itself on Monday 1 June 2026, 09:00 (UTC)" in told.body
    assert "/rounds/2/" in told.body
    run_rounds(now=PREPARED + DAY)
    assert partnership.rounds.count() == 2
    assert [line.text for line in lines_about(draft)] == [
        "The rhythm prepared the round like the last one."
    ]


def test_within_six_weeks_of_one_that_was_cancelled_after_a_restore_it_waits_for_a_hand(
    held: Round,
) -> None:
    cancelled = OPENS - 2 * DAY
    force(Round.objects, state="cancelled", held=True, closed_at=cancelled)
    run_rounds(now=PREPARED)
    Outbox.objects.all().delete()
    assert run_rounds(now=OPENS)
    draft = the_draft()
    assert (draft.state, draft.opens_at) == ("draft", None)
    assert "Not opened" in Outbox.objects.get().subject
    force(Round.objects.filter(pk=draft.pk), closes_at=OPENS + 60 * DAY)
    assert open_round(round=draft, by=neutral(), now=cancelled + APART).state == "open"


@pytest.mark.django_db(transaction=True)
def test_it_opens_at_its_second_and_runs_to_its_release() -> None:
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    run_rounds(now=CLOSED)
    run_rounds(now=CLOSED + 10 * DAY)
    Outbox.objects.all().delete()
    rhythm_of(round.partnership)
    run_rounds(now=PREPARED)
    run_rounds(now=OPENS - SECOND)
    assert the_draft().state == Round.State.DRAFT
    run_due(now=OPENS)
    draft = the_draft()
    assert (draft.state, draft.opened_at) == ("open", OPENS)
    assert draft.promise_sha256
    assert len([one for one in mail.outbox if "Your view" in one.subject]) == 12
    assert "opened by itself" in lines_about(draft)[0].text
    answered(draft, contractor=5, client=5, now=OPENS + DAY)
    closes = draft.closes_at
    assert closes is not None
    run_rounds(now=closes - SECOND)
    assert the_draft().state == Round.State.OPEN
    run_rounds(now=closes)
    assert the_draft().state == Round.State.SEALED
    run_rounds(now=closes + 10 * DAY)
    assert the_draft().state == Round.State.RELEASED
    run_rounds(now=datetime(2026, 8, 25, 9, tzinfo=OPENS.tzinfo))
    assert Round.objects.get(number=3).title == "September 2026"


def test_what_is_missing_leaves_it_to_the_facilitators_once(held: Round) -> None:
    run_rounds(now=PREPARED)
    the_draft().invitees.filter(membership__side="client").delete()
    Outbox.objects.all().delete()
    run_rounds(now=OPENS)
    draft = the_draft()
    assert (draft.state, draft.opens_at, draft.promise) == ("draft", None, None)
    assert not draft.invitations.exists()
    told = Outbox.objects.get()
    assert told.subject == "Not opened: June 2026 of Harbour Alliance waits for you"
    run_rounds(now=OPENS + DAY)
    assert Outbox.objects.count() == 1
    assert "Something was missing" in lines_about(draft)[0].text


def test_one_holder_of_both_keys_needs_the_leaders_agreement_anew() -> None:
    partnership = alliance()
    round = drafted(partnership)
    set_promise(round=round, key_holder=neutral(), now=START)
    cancelled_later = Round.objects.get(pk=round.pk)
    for side in Side:
        agree_to_key_holder(round=cancelled_later, side=side, by=person(side), now=START)
    force(Round.objects, state="released", erased=True)
    rhythm_of(partnership)
    Outbox.objects.all().delete()
    run_rounds(now=PREPARED)
    draft = the_draft()
    assert draft.key_holder == neutral()
    asked = Outbox.objects.filter(subject__startswith="Do you agree?")
    assert {one.recipient for one in asked} == {person(side).email for side in Side}
    agree_to_key_holder(round=draft, side="client", by=person("client"), now=PREPARED)
    run_rounds(now=OPENS)
    assert (the_draft().state, the_draft().opens_at) == ("draft", None)


def test_comments_are_asked_for_as_in_the_last_round() -> None:
    round = drafted(alliance(), comments=True)
    force(Round.objects, state="released", erased=True)
    rhythm_of(round.partnership)
    run_rounds(now=PREPARED)
    assert the_draft().asks_comments


def test_with_the_leaders_agreement_it_opens_by_itself() -> None:
    partnership = alliance()
    draft = drafted(partnership)
    set_promise(round=draft, key_holder=neutral(), now=START)
    draft.refresh_from_db()
    opens = (START + DAY).replace(tzinfo=None)
    closes = opens + timedelta(days=10)
    edit_round(round=draft, title="A", closes=closes, time_zone="UTC", opens=opens, now=START)
    for side in Side:
        agree_to_key_holder(round=draft, side=side, by=person(side), now=START)
    assert open_on_time(round=draft, now=START + DAY)
    draft.refresh_from_db()
    assert (draft.promise or {})["neutral_keys"]


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_an_unfinished_round_and_passes_its_day_over(held: Round) -> None:
    partnership = held.partnership
    other = create_round(
        partnership=partnership,
        title="By hand",
        closes=OPENS.replace(tzinfo=None) + timedelta(days=30),
        time_zone="UTC",
        by=neutral(),
        now=PREPARED - DAY,
    )
    run_rounds(now=PREPARED)
    assert partnership.rounds.count() == 2
    assert Rhythm.objects.get().done_until < FIRST
    run_rounds(now=OPENS)
    assert Rhythm.objects.get().done_until == FIRST
    assert [one.subject for one in Outbox.objects.all()] == [
        "No new round of Harbour Alliance this time"
    ]
    cancel_round(round=other, by=neutral(), now=OPENS)
    run_rounds(now=OPENS + DAY)
    assert partnership.rounds.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_round_that_ends_in_the_last_week_is_followed_late(held: Round) -> None:
    other = create_round(
        partnership=held.partnership,
        title="By hand",
        closes=OPENS.replace(tzinfo=None),
        time_zone="UTC",
        by=neutral(),
        now=PREPARED - DAY,
    )
    run_rounds(now=PREPARED)
    cancel_round(round=other, by=neutral(), now=PREPARED + DAY)
    run_rounds(now=PREPARED + 2 * DAY)
    assert Round.objects.get(number=3).opens_at == OPENS


def test_a_worker_that_stood_still_for_days_opens_nothing_late(held: Round) -> None:
    run_rounds(now=PREPARED)
    run_rounds(now=OPENS + DAY + SECOND)
    assert (the_draft().state, the_draft().opens_at) == ("draft", None)


def test_stopping_leaves_drafts_to_be_opened_by_hand(held: Round) -> None:
    run_rounds(now=PREPARED)
    stop_rhythm(partnership=held.partnership, by=neutral(), now=PREPARED)
    stop_rhythm(partnership=held.partnership, by=neutral(), now=PREPARED)
    assert the_draft().opens_at is None
    run_rounds(now=OPENS)
    assert the_draft().state == Round.State.DRAFT
    assert Event.objects.filter(kind="rhythm-stopped").count() == 1


def test_days_that_have_passed_are_refused(held: Round) -> None:
    with pytest.raises(RoundError, match="have passed"):
        rhythm_of(held.partnership, kind="own", own_days=["2026-01-01"])
    assert Rhythm.objects.get().kind == "quarterly"


def test_a_new_rhythm_begins_with_its_next_day(held: Round) -> None:
    rhythm = rhythm_of(held.partnership, first_on=date(2025, 1, 5))
    assert rhythm.done_until == date(2026, 4, 4)
    assert Rhythm.objects.count() == 1


@pytest.mark.parametrize(
    ("opens", "sentence"),
    [(START, "opening time has passed"), (CLOSED, "close before it opens")],
)
def test_an_opening_time_lies_between_now_and_closing(opens: datetime, sentence: str) -> None:
    round = drafted(alliance())
    with pytest.raises(RoundError, match=sentence):
        edit_round(
            round=round,
            title="A",
            closes=CLOSED.replace(tzinfo=None),
            time_zone="UTC",
            opens=opens.replace(tzinfo=None),
            now=START,
        )


def test_every_facilitator_reads_the_time_by_two_clocks(held: Round) -> None:
    fay = add_member(
        partnership=held.partnership,
        email="fay@example.org",
        side=Side.CLIENT,
        role=Role.FACILITATOR,
        at=START,
    ).person
    fay.time_zone = "Asia/Tokyo"
    fay.save()
    run_rounds(now=PREPARED)
    bodies = {one.recipient: one.body for one in Outbox.objects.all()}
    assert "By your own clock that is Monday 1 June 2026, 18:00." in bodies["fay@example.org"]
    assert "your own clock" not in bodies["nora@neutral.example"]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_prepare_and_open_once(held: Round) -> None:
    for now in (PREPARED, OPENS):
        together(*[partial(run_rounds, now=now)] * 3)
    assert the_draft().state == Round.State.OPEN
    assert the_draft().invitations.count() == 12
    assert Outbox.objects.filter(kind="invitation").count() == 12
    assert Outbox.objects.filter(kind="notice").count() == 1


def test_nothing_is_prepared_twice_by_a_stale_row(held: Round) -> None:
    stale = Rhythm.objects.get()
    assert prepare_round(rhythm=stale, now=PREPARED) is not None
    assert prepare_round(rhythm=stale, now=PREPARED) is None
