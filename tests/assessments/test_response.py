from dataclasses import replace
from datetime import timedelta

import pytest

from assessments.models import Invitation, ResponseCount, Round
from assessments.services.counting import close_early, seal_round
from assessments.services.delivery import send_due
from assessments.services.invitations import remove_invitation
from assessments.services.opening import draw, invite
from assessments.services.releasing import extend_round
from assessments.services.response import SideResponse, latest_response, record_counts
from assessments.services.rounds import RoundError, log_round
from partnerships.services import add_member
from tests.guards import force
from tests.live_round import (
    CLOSED,
    CLOSES,
    DAY,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    neutral,
    opened,
)

pytestmark = pytest.mark.django_db

SIX = START.replace(hour=6) + DAY
NEVER = SideResponse("client", 0, None, day=None, stands_still=True)


@pytest.fixture
def round() -> Round:
    return opened(alliance(8, 8))


def test_no_count_before_the_first_morning(round: Round) -> None:
    answered(round, contractor=5, client=5, now=START)
    assert not record_counts(round=round, now=SIX - timedelta(minutes=1))
    assert latest_response(round) is None


def test_a_morning_that_was_missed_is_not_counted_later_in_the_day(round: Round) -> None:
    """It would be told as of 06:00."""
    answered(round, contractor=5, client=5, now=START)
    assert not record_counts(round=round, now=SIX + timedelta(hours=3, minutes=1))
    assert record_counts(round=round, now=SIX + DAY + timedelta(hours=3))


@pytest.mark.parametrize(("hour", "is_counted"), [(7, False), (11, False), (12, True)])
def test_no_morning_is_counted_shortly_before_the_closing(hour: int, is_counted: bool) -> None:
    """Whoever plans it would choose how few can answer between the count and the results."""
    round = opened(alliance(8, 8), closes=CLOSES.replace(hour=hour))
    answered(round, contractor=5, client=5)
    last = CLOSED.replace(hour=6)
    assert record_counts(round=round, now=last - DAY)
    assert record_counts(round=round, now=last) is is_counted


def test_counts_stand_still_for_a_day(round: Round) -> None:
    answered(round, contractor=5, client=4, now=START)
    assert record_counts(round=round, now=SIX)
    answered_more = invitations(round, "client")[4:6]
    for invitation in answered_more:
        answer(invitation, everything(1), now=SIX)
    assert not record_counts(round=round, now=SIX + timedelta(hours=12))
    response = latest_response(round)
    assert response is not None
    assert response.sides == (
        SideResponse("contractor", invited=8, answered=5, day=SIX.date()),
        SideResponse("client", invited=8, answered=None, day=SIX.date()),
    )
    assert [side.is_enough for side in response.sides] == [True, False]
    assert record_counts(round=round, now=SIX + DAY)
    tomorrow = latest_response(round)
    assert tomorrow is not None
    assert tomorrow.sides[1].answered == 6
    assert tomorrow.is_enough


def test_a_count_below_the_smallest_group_is_not_even_stored(round: Round) -> None:
    answered(round, contractor=5, client=4, now=START)
    record_counts(round=round, now=SIX)
    stored = dict(ResponseCount.objects.values_list("side", "answered"))
    assert stored == {"contractor": 5, "client": None}


def test_a_raised_smallest_group_hides_longer() -> None:
    round = opened(alliance(8, 8, k=7))
    answered(round, contractor=6, client=7, now=START)
    record_counts(round=round, now=SIX)
    response = latest_response(round)
    assert response is not None
    assert [side.answered for side in response.sides] == [None, 7]


def test_somebody_removed_still_counts_as_invited() -> None:
    round = opened(alliance(11, 11))
    answered(round, contractor=5, client=5, now=START)
    for side in ("contractor", "client"):
        for invitation in (invitations(round, side)[0], invitations(round, side)[-1]):
            remove_invitation(invitation=invitation, by=neutral(), now=START)
    record_counts(round=round, now=SIX)
    response = latest_response(round)
    assert response is not None
    assert {(side.invited, side.answered) for side in response.sides} == {(11, 5)}


def shown(round: Round, side: str = "client") -> SideResponse:
    response = latest_response(round)
    assert response is not None
    return next(one for one in response.sides if one.side == side)


def remove(round: Round, *numbers: int) -> None:
    """More than can be removed today: a round may have been opened by an earlier version."""
    for number in numbers:
        one = invitations(round, "client")[number]
        Invitation.objects.filter(pk=one.pk).update(revoked=True)
        log_round(round=round, kind="invitation-removed", now=SIX, side="client")


def add(round: Round, *, people: int = 0, slips: int = 0) -> list[Invitation]:
    """So many more of the client, to whom both sides have agreed; the people among them."""
    number = round.invitations.count()
    members = [
        add_member(
            partnership=round.partnership, email=f"added{number + one}@example.org", side="client"
        )
        for one in range(people)
    ]
    invite(round, {"client": members}, SIX)
    draw(round, {"client": slips})
    addition = round.additions.create(side="client", number=people + slips, proposed_at=SIX)
    addition.added_at = SIX
    addition.save()
    return list(round.invitations.filter(membership__in=members).select_related("round"))


@pytest.mark.parametrize("answers", [False, True])
def test_nobody_watches_one_person_by_removing_all_others(round: Round, answers: bool) -> None:
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    remove(round, *range(4))
    if answers:
        answer(invitations(round, "client")[7], everything(1), now=SIX)
    assert record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 8, 5, day=SIX.date(), stands_still=True)
    assert shown(round, "contractor").day == (SIX + DAY).date()


@pytest.mark.parametrize(("people", "goes_on"), [(13, True), (12, False)])
def test_the_count_goes_on_while_a_smallest_group_is_left(people: int, goes_on: bool) -> None:
    """Three are removed, five are known to have answered: five others are left, or four."""
    round = opened(alliance(8, people))
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    remove(round, 0, 1, 2)
    answer(invitations(round, "client")[7], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    day = (SIX + DAY if goes_on else SIX).date()
    assert shown(round) == SideResponse("client", people, 5 + goes_on, day, stands_still=True)


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("counted", [False, True])
def test_nobody_watches_the_last_one_besides_those_who_tell(answers: bool, counted: bool) -> None:
    """Five say that they have answered, and four others are removed, before a count or after it."""
    round = opened(alliance(8, 10))
    answered(round, contractor=5, client=5, now=START)
    if counted:
        record_counts(round=round, now=SIX)
    remove(round, 5, 6, 7, 8)
    if answers:
        answer(invitations(round, "client")[9], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    counts = SideResponse("client", 10, 5, SIX.date()) if counted else NEVER
    assert shown(round) == replace(counts, stands_still=True)


@pytest.mark.parametrize(("people", "goes_on"), [(10, True), (9, False)])
def test_of_a_count_that_is_hidden_the_most_is_thought(people: int, goes_on: bool) -> None:
    """Four may be known to have answered: besides them five are left once one is removed."""
    round = opened(alliance(8, people))
    answered(round, contractor=5, client=4, now=START)
    record_counts(round=round, now=SIX)
    remove(round, 0)
    answer(invitations(round, "client")[4], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round).answered == (5 if goes_on else None)


def test_slips_that_one_person_may_hold_make_no_group_of_those_left(round: Round) -> None:
    add(round, slips=6)
    answered(round, contractor=5, client=8, now=START)
    for slip in invitations(round, "client")[-2:]:
        answer(slip, everything(1), now=START)
    record_counts(round=round, now=SIX)
    assert shown(round) == SideResponse("client", 14, 10, day=SIX.date())
    remove(round, 7)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 14, 10, day=SIX.date(), stands_still=True)


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("way", ["all answered", "slips unused", "slips added", "removed"])
def test_nobody_watches_one_person_who_was_added(way: str, answers: bool) -> None:
    round = opened(alliance(8, 12 if way == "removed" else 8))
    if way == "slips unused":
        add(round, slips=3)
    answered(round, contractor=5, client=8, now=START)
    record_counts(round=round, now=SIX)
    if way == "removed":
        remove(round, 8, 9, 10, 11)
    before = shown(round)
    assert before.answered == 8
    (added,) = add(round, people=1, slips=4 if way == "slips added" else 0)
    if answers:
        answer(added, everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == replace(before, stands_still=True, is_outgrown=True)


def test_a_smallest_group_added_is_counted(round: Round) -> None:
    send_due(now=START)
    answered(round, contractor=5, client=8, now=START)
    record_counts(round=round, now=SIX)
    add(round, people=5)
    send_due(now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 13, 8, day=(SIX + DAY).date())


def test_a_round_in_which_nothing_changes_is_counted_every_morning(round: Round) -> None:
    """To the last of them, slips included."""
    add(round, slips=2)
    for morning, invitation in enumerate(invitations(round, "client")):
        answer(invitation, everything(1), now=SIX + morning * DAY - timedelta(hours=1))
        record_counts(round=round, now=SIX + morning * DAY)
        answers = morning + 1 if morning >= 6 else None
        assert shown(round) == SideResponse("client", 10, answers, (SIX + morning * DAY).date())


def test_a_side_left_too_small_before_its_first_morning_is_never_counted(round: Round) -> None:
    answered(round, contractor=5, client=5, now=START)
    remove(round, *range(4))
    assert shown(round) == NEVER
    record_counts(round=round, now=SIX)
    assert shown(round) == NEVER
    assert not NEVER.is_enough


def test_six_by_the_clocks_of_the_round() -> None:
    round = opened(
        alliance(),
        closes=CLOSES,
        zone="America/New_York",
    )
    assert not record_counts(round=round, now=SIX + timedelta(hours=4))
    assert record_counts(round=round, now=SIX + timedelta(hours=5))
    assert ResponseCount.objects.count() == 2


def test_no_count_once_closed(round: Round) -> None:
    assert not record_counts(round=round, now=CLOSED + DAY)
    force(Round.objects.filter(pk=round.pk), state="sealing")
    assert not record_counts(round=round, now=SIX)
    assert not ResponseCount.objects.exists()


@pytest.mark.parametrize("answers", [False, True])
def test_slips_added_after_a_count_show_no_answer_that_arrives(round: Round, answers: bool) -> None:
    """With a slip on top, five and the one who is left would just be enough."""
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    add(round, slips=1)
    log_round(round=round, kind="people-added", now=SIX, side="client", number=1, people=0)
    remove(round, *range(7))
    if answers:
        answer(invitations(round, "client")[7], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round).answered == 5
    assert not shown(round).is_enough
    with pytest.raises(RoundError, match="enough answers"):
        close_early(round=round, by=neutral(), now=SIX + DAY)
    assert extend_round(round=round, now=CLOSED)
    seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    round.refresh_from_db()
    assert round.state == "sealed"


def test_slips_for_many_wait_for_the_next_count() -> None:
    round = opened(alliance(8, 16))
    answered(round, contractor=5, client=10, now=START)
    record_counts(round=round, now=SIX)
    add(round, slips=2)
    assert not shown(round).is_enough
    record_counts(round=round, now=SIX + DAY)
    assert shown(round).is_enough
    close_early(round=round, by=neutral(), now=SIX + DAY)


@pytest.mark.parametrize("answers", [False, True])
def test_the_seven_days_more_do_not_tell_whether_the_one_who_is_left_has_answered(
    answers: bool,
) -> None:
    """Four have told each other, and all others but one were removed before they could answer."""
    round = opened(alliance(8, 9))
    answered(round, contractor=8, client=4, now=START)
    remove(round, *range(5, 9))
    if answers:
        answer(invitations(round, "client")[4], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round).stands_still
    assert extend_round(round=round, now=CLOSED)


def test_a_side_that_stood_still_with_enough_is_not_short() -> None:
    round = opened(alliance(8, 9))
    answered(round, contractor=8, client=6, now=START)
    record_counts(round=round, now=SIX)
    remove(round, 7, 8)
    assert shown(round).stands_still
    assert not extend_round(round=round, now=CLOSED)
