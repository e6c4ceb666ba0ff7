"""A round that was under way in a backup waits for the owner's word: it stands still till then."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from assessments.models import Ballot, Draft, Round, RoundKey, Snapshot
from assessments.services.answering import Refusal, RefusedError
from assessments.services.counting import close_early, seal_now, seal_round
from assessments.services.due import run_rounds
from assessments.services.held import (
    cancel_held,
    held_round,
    hold_round,
    let_round_go,
    rounds_under_way,
)
from assessments.services.invitations import remind
from assessments.services.opening import APART, open_round
from assessments.services.releasing import (
    cancel_round,
    extend_round,
    release_overdue,
    turn_key,
)
from assessments.services.response import record_counts
from assessments.services.rounds import RoundError
from assessments.shared_log import lines_about
from operations.restoring import drop_held_mail
from tests.assessments.manage.desk import PAGE, as_, next_step, text
from tests.factories import everything_stored
from tests.live_round import (
    CLOSED,
    CLOSES,
    DAY,
    START,
    alliance,
    answer,
    answered,
    closed_early,
    drafted,
    everything,
    invitations,
    neutral,
    note_counts,
    opened,
    person,
    sealed_with_comments,
)

pytestmark = pytest.mark.django_db

WAITS = "put back from a backup: this round waits"
LATE = CLOSED + 20 * DAY
MORNING = START.replace(hour=6) + 2 * DAY


def answered_round() -> Round:
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    return round


def short_round() -> Round:
    round = opened(alliance())
    answered(round, contractor=5, client=4)
    return round


def extended_round() -> Round:
    round = short_round()
    extend_round(round=round, now=CLOSED)
    return round


def closed_round() -> Round:
    return closed_early(answered_round(), now=START + 2 * DAY)


def sealed_round() -> Round:
    return sealed_with_comments(alliance())


def held(round: Round) -> Round:
    assert hold_round(round=round, now=START + 2 * DAY)
    round.refresh_from_db()
    return round


STAGES: list[Callable[[], Round]] = [
    answered_round,
    short_round,
    extended_round,
    closed_round,
    sealed_round,
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("now", [MORNING, CLOSED - DAY, CLOSED, LATE])
def test_what_is_due_waits(stage: Callable[[], Round], now: datetime) -> None:
    held(stage())
    before = everything_stored()
    assert run_rounds(now=now)
    assert everything_stored() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", STAGES)
def test_let_go_all_is_as_if_it_had_not_waited(stage: Callable[[], Round]) -> None:
    round = held(stage())
    let_round_go(round=round, now=CLOSED)
    assert run_rounds(now=LATE)
    round.refresh_from_db()
    run_rounds(now=LATE + 10 * DAY)
    round.refresh_from_db()
    assert (round.state, round.held) == ("released", False)


def test_a_round_waits_until_its_held_mail_is_decided() -> None:
    round = held(short_round())
    round.mails.update(held=True, sent_on=None)
    assert round.mails.exists()
    with pytest.raises(RoundError, match="send or drop it first"):
        let_round_go(round=round, now=CLOSED)
    drop_held_mail()
    let_round_go(round=round, now=CLOSED)
    round.refresh_from_db()
    assert not round.held


def refused(attempt: Callable[[], object]) -> None:
    before = everything_stored()
    with pytest.raises(RoundError, match=WAITS):
        attempt()
    assert everything_stored() == before


def test_an_open_round_is_neither_closed_nor_extended() -> None:
    round = short_round()
    note_counts(round, now=START + DAY)
    held(round)
    refused(lambda: close_early(round=round, by=neutral(), now=START + 2 * DAY))
    refused(lambda: seal_now(round=round, by=neutral(), now=START + 2 * DAY))
    refused(lambda: extend_round(round=round, now=CLOSED))
    refused(lambda: seal_now(round=round, by=neutral(), now=CLOSED))
    refused(lambda: seal_round(round_id=round.pk, now=CLOSED))
    assert not record_counts(round=round, now=MORNING)
    assert not remind(round=round, now=CLOSED - DAY)


def test_a_closed_round_is_not_added_up() -> None:
    round = held(closed_round())
    refused(lambda: seal_now(round=round, by=neutral(), now=CLOSED))
    refused(lambda: seal_round(round_id=round.pk, now=CLOSED))


def test_a_sealed_round_is_not_released() -> None:
    round = held(sealed_round())
    refused(lambda: turn_key(round=round, side="client", by=person("client"), now=CLOSED))
    refused(lambda: release_overdue(round=round, now=LATE))


def test_a_round_that_is_held_while_it_is_being_added_up_stays_as_it_was() -> None:
    round = closed_round()

    def hold(step: str) -> None:
        if step == "computed":
            hold_round(round=round, now=CLOSED)

    with pytest.raises(Exception, match="could not be sealed"):
        seal_round(round_id=round.pk, now=CLOSED, checkpoint=hold)
    assert (Ballot.objects.count(), Snapshot.objects.count()) == (10, 0)


def test_people_answer_on_until_the_closing_moment() -> None:
    round = held(opened(alliance()))
    answered(round, contractor=2, client=1, now=CLOSED - DAY)
    assert Ballot.objects.count() == 3
    with pytest.raises(RefusedError) as refused:
        answer(invitations(round, "client")[1], everything(1), now=CLOSED)
    assert refused.value.refusal == Refusal.CLOSED


def test_a_facilitator_can_cancel_it() -> None:
    round = held(short_round())
    cancel_round(round=round, by=neutral(), now=CLOSED)
    round.refresh_from_db()
    assert round.state == "cancelled"
    assert lines_about(round)[0].text.startswith("Nora Neutral cancelled the round")


def test_whoever_runs_the_server_cancels_it_and_everybody_is_told() -> None:
    round = held(short_round())
    cancel_held(round=round, now=CLOSED)
    round.refresh_from_db()
    assert round.state == "cancelled"
    assert not any(model.objects.exists() for model in (Ballot, Draft, RoundKey))
    told = set(round.mails.values_list("recipient", flat=True))
    assert told == {one.membership.person.email for one in round.invitations.all()}  # type: ignore[union-attr]


CANCELLED: list[Callable[[Round], object]] = [
    lambda round: cancel_held(round=round, now=CLOSED),
    lambda round: cancel_round(round=round, by=neutral(), now=CLOSED),
]


@pytest.mark.parametrize("cancelled", CANCELLED)
def test_six_weeks_lie_between_its_cancelling_and_the_next_round(
    cancelled: Callable[[Round], object],
) -> None:
    """It may have been released before: whoever kept the results would subtract."""
    round = held(short_round())
    cancelled(round)
    draft = drafted(round.partnership, closes=CLOSES + 60 * DAY)
    refusal = r"cancelled after .* may have been released before.*Friday 1 May 2026, 17:00"
    with pytest.raises(RoundError, match=refusal):
        open_round(round=draft, by=neutral(), now=CLOSED + APART - timedelta(seconds=1))
    assert open_round(round=draft, by=neutral(), now=CLOSED + APART).state == "open"


def test_the_next_round_waits_for_none_that_was_let_go_and_cancelled() -> None:
    round = held(short_round())
    let_round_go(round=round, now=START + 3 * DAY)
    cancel_round(round=round, by=neutral(), now=START + 3 * DAY)
    draft = drafted(round.partnership)
    assert open_round(round=draft, by=neutral(), now=START + 3 * DAY).state == "open"


@pytest.mark.parametrize("stage", [closed_round, sealed_round])
def test_what_has_closed_is_not_cancelled(stage: Callable[[], Round]) -> None:
    round = held(stage())
    before = everything_stored()
    with pytest.raises(RoundError, match=r"had closed and cannot be cancelled.*let it go on"):
        cancel_held(round=round, now=CLOSED)
    assert everything_stored() == before


def test_only_what_is_held_is_let_go_or_cancelled_here() -> None:
    round = short_round()
    for act in (let_round_go, cancel_held):
        with pytest.raises(RoundError, match="is not held"):
            act(round=round, now=CLOSED)
    with pytest.raises(RoundError, match="No round is held under the number"):
        held_round(round.pk)
    assert held_round(held(round).pk) == round
    cancel_held(round=round, now=CLOSED)
    with pytest.raises(RoundError, match="is not held"):
        let_round_go(round=round, now=CLOSED)


def test_only_what_is_under_way_is_held_and_only_once() -> None:
    round = drafted(alliance())
    assert not hold_round(round=round, now=START)
    cancel_round(round=round, by=neutral(), now=START)
    assert not hold_round(round=round, now=START)
    round = held(opened(round.partnership))
    assert not hold_round(round=round, now=START)
    assert list(rounds_under_way(held=True)) == [round]
    let_round_go(round=round, now=START)
    assert not rounds_under_way(held=True)


def test_both_sides_read_what_happened() -> None:
    round = held(short_round())
    let_round_go(round=round, now=START + 3 * DAY)
    hold_round(round=round, now=START + 4 * DAY)
    cancel_held(round=round, now=START + 5 * DAY)
    waits, goes_on = (
        "The server was put back from a backup: the round waits until whoever runs the server lets "
        "it go on.",
        "Whoever runs the server let the round go on, which had waited after a backup was put "
        "back.",
    )
    assert [line.text for line in lines_about(round)][:4] == [
        "Whoever runs the server cancelled the round after a backup was put back; every answer was "
        "deleted unread.",
        waits,
        goes_on,
        waits,
    ]


def test_pages_say_why_it_waits_and_offer_nothing_that_is_refused() -> None:
    with time_machine.travel(START + 2 * DAY, tick=False):
        round = answered_round()
        note_counts(round, now=START + 2 * DAY)
        held(round)
        nora, leader = as_(neutral()), as_(person("client"))
        page = text(nora.get(PAGE))
        assert WAITS in next_step(page)
        assert "Seal the round" not in page
        assert "Cancel the round" in page
        assert f'<a href="{PAGE}people/">See the invitations</a>' in page
        assert WAITS in text(leader.get(PAGE))
        assert WAITS in text(leader.get("/"))
        assert WAITS in text(nora.get(f"{PAGE}seal/", follow=True))
        assert WAITS in text(nora.post(f"{PAGE}seal/", follow=True))
        assert Round.objects.get().state == "open"


def test_whoever_cancels_it_reads_first_that_the_next_one_has_to_wait() -> None:
    with time_machine.travel(START + 2 * DAY, tick=False):
        round = answered_round()
        nora, leader = as_(neutral()), as_(person("client"))
        says = "The next round can open six weeks later at the earliest"
        assert says not in text(nora.get(f"{PAGE}cancel/"))
        held(round)
        assert says in text(nora.get(f"{PAGE}cancel/"))
        nora.post(f"{PAGE}cancel/")
        for reader in (nora, leader):
            page = text(reader.get(PAGE))
            assert "very answer was deleted unread." in page
            assert WAITS not in page


def test_who_holds_a_key_reads_why_it_does_not_turn() -> None:
    with time_machine.travel(CLOSED, tick=False):
        held(sealed_round())
        leader, member = as_(person("client")), as_(person("client", 3))
        desk = text(as_(neutral()).get(PAGE))
        assert WAITS in next_step(desk)
        assert f'<a href="{PAGE}comments/">Read the comments</a>' in desk
        page = text(leader.get(PAGE))
        assert WAITS in page
        assert "Turn the key" not in page
        assert "nobody has seen the results yet" not in text(member.get(PAGE))
        assert WAITS in text(leader.get(f"{PAGE}key/client/", follow=True))
        assert WAITS in text(leader.post(f"{PAGE}key/client/", follow=True))
        assert not Round.objects.get().release_keys.exists()
        waits = text(leader.get("/"))
        assert WAITS in waits
        assert "Turn the key" not in waits
        assert as_(neutral()).get(f"{PAGE}comments/").status_code == 200


def test_the_keys_of_a_side_that_nobody_holds_wait_as_well() -> None:
    with time_machine.travel(CLOSED, tick=False):
        round = held(sealed_round())
        round.partnership.memberships.filter(person=person("client")).update(ended_on=CLOSED.date())
        page = text(as_(neutral()).get(PAGE))
        assert WAITS in page.split('aria-labelledby="keys"')[1].split("</section>")[0]
        assert "by themselves" not in page
