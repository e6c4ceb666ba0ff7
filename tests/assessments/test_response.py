from datetime import timedelta

import pytest

from assessments.models import ResponseCount, Round
from assessments.services.invitations import remove_invitation
from assessments.services.response import SideResponse, latest_response, record_counts
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
        SideResponse("contractor", invited=8, answered=5),
        SideResponse("client", invited=8, answered=None),
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
