from datetime import timedelta

import pytest

from assessments.models import ResponseCount, Round
from assessments.services.invitations import remove_invitation
from assessments.services.response import SideResponse, latest_response, record_counts
from partnerships.services import end_membership
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
    person,
)

pytestmark = pytest.mark.django_db

SIX = START.replace(hour=6) + DAY


@pytest.fixture
def round() -> Round:
    return opened(alliance(8, 8))


def test_no_count_before_the_first_morning(round: Round) -> None:
    answered(round, contractor=5, client=5, now=START)
    assert not record_counts(round=round, now=SIX - timedelta(minutes=1))
    assert latest_response(round) is None


def test_counts_stand_still_for_a_day(round: Round) -> None:
    answered(round, contractor=5, client=4, now=START)
    assert record_counts(round=round, now=SIX)
    answered_more = invitations(round, "client")[4:6]
    for invitation in answered_more:
        answer(invitation, everything(1), now=SIX)
    assert not record_counts(round=round, now=SIX + timedelta(hours=12))
    response = latest_response(round)
    assert response is not None
    assert response.day == SIX.date()
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


def test_somebody_removed_still_counts_as_invited(round: Round) -> None:
    answered(round, contractor=5, client=5, now=START)
    for side in ("contractor", "client"):
        for invitation in (invitations(round, side)[0], invitations(round, side)[-1]):
            remove_invitation(invitation=invitation, by=neutral(), now=START)
    record_counts(round=round, now=SIX)
    response = latest_response(round)
    assert response is not None
    assert {(side.invited, side.answered) for side in response.sides} == {(8, 5)}


def shown(round: Round, side: str = "client") -> SideResponse:
    response = latest_response(round)
    assert response is not None
    return next(one for one in response.sides if one.side == side)


def remove(round: Round, *numbers: int) -> None:
    for number in numbers:
        remove_invitation(invitation=invitations(round, "client")[number], by=neutral(), now=SIX)


def add(round: Round, *, people: int) -> None:
    """So many more of the client, to whom both sides have agreed."""
    number = round.invitations.count()
    for one in range(number, number + people):
        round.invitations.create(side="client", selector=f"added {one}")
    addition = round.additions.create(side="client", number=people, proposed_at=SIX)
    addition.added_at = SIX
    addition.save()


@pytest.mark.parametrize("answers", [False, True])
def test_nobody_watches_one_person_by_removing_all_others(round: Round, answers: bool) -> None:
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    remove(round, *range(3))
    end_membership(membership=person("client", 3).memberships.get(), by=None, at=SIX)
    if answers:
        answer(invitations(round, "client")[7], everything(1), now=SIX)
    assert record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 8, 5, day=SIX.date(), stands_still=True)
    assert shown(round, "contractor").day == (SIX + DAY).date()


def test_the_count_goes_on_while_a_smallest_group_is_left(round: Round) -> None:
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    remove(round, 0, 1, 2)
    answer(invitations(round, "client")[7], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 8, 6, day=(SIX + DAY).date())


def test_slips_that_one_person_may_hold_make_no_group_of_those_left(round: Round) -> None:
    add(round, people=6)
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    assert shown(round) == SideResponse("client", 14, 5, day=SIX.date())
    remove(round, *range(7))
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 14, 5, day=SIX.date(), stands_still=True)


@pytest.mark.parametrize("answers", [False, True])
def test_nobody_watches_one_person_who_was_added(round: Round, answers: bool) -> None:
    answered(round, contractor=5, client=8, now=START)
    record_counts(round=round, now=SIX)
    add(round, people=1)
    if answers:
        round.invitations.filter(selector__startswith="added").update(submitted=True)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 8, 8, day=SIX.date(), stands_still=True)


def test_a_smallest_group_added_is_counted(round: Round) -> None:
    answered(round, contractor=5, client=8, now=START)
    record_counts(round=round, now=SIX)
    add(round, people=5)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 13, 8, day=(SIX + DAY).date())


def test_a_side_left_too_small_before_its_first_morning_is_never_counted(round: Round) -> None:
    answered(round, contractor=5, client=5, now=START)
    remove(round, *range(4))
    never = SideResponse("client", 0, None, day=None, stands_still=True)
    assert shown(round) == never
    record_counts(round=round, now=SIX)
    assert shown(round) == never
    assert not never.is_enough


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
