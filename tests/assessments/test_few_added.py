"""People are added so many at once that the next number is not about them."""

from datetime import timedelta

import pytest

from assessments.models import Consent, Round
from assessments.services.additions import addable
from assessments.services.few_left import fewest_to_add
from assessments.services.held import hold_round
from assessments.services.response import record_counts
from assessments.services.rounds import RoundError
from partnerships.models import Membership
from tests.assessments.test_additions import (
    asked,
    consent,
    newcomer,
    propose,
    with_newcomers,
)
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    answer,
    answered,
    everything,
    invitations,
)

pytestmark = pytest.mark.django_db

SIX = START.replace(hour=6) + DAY
MINUTE = timedelta(minutes=1)


def test_on_the_last_day_a_smallest_group_is_added_or_nobody() -> None:
    round = with_newcomers()
    morning = CLOSED.replace(hour=6)
    for day in (morning - DAY, morning):
        record_counts(round=round, now=day)
    assert fewest_to_add(round, "contractor", CLOSED - DAY) == 0
    assert fewest_to_add(round, "contractor", CLOSED - DAY + MINUTE) == 5
    assert fewest_to_add(round, "contractor", CLOSED - MINUTE) == 5


@pytest.mark.parametrize("hidden", [False, True])
def test_nobody_is_added_so_that_a_number_would_tell_of_them(hidden: bool) -> None:
    """All six have answered, and five would have to be added; a count that is hidden tells none."""
    round = with_newcomers()
    answered(round, contractor=4 if hidden else 6, client=5, now=START)
    record_counts(round=round, now=SIX)
    newcomer(round, 8)
    if hidden:
        assert propose(round, memberships=addable(round, "contractor")[:1]).number == 1
        return
    for number in range(9, 11):
        with pytest.raises(RoundError, match="choose at least 5 people by name, or nobody"):
            propose(round)
        newcomer(round, number)
    assert propose(round).number == 5


@pytest.mark.parametrize(("answers", "fewest"), [(5, 0), (6, 1), (10, 5)])
def test_slips_alone_are_added_while_a_smallest_group_is_left_without_them(
    answers: int, fewest: int
) -> None:
    """One slip after all others have answered would show whether its holder does."""
    round = with_newcomers()
    consent(round, propose(round, memberships=added_people(round, 4)))
    answered(round, contractor=answers, client=5, now=START)
    record_counts(round=round, now=SIX + DAY)
    assert fewest_to_add(round, "contractor", SIX + DAY) == fewest
    if fewest:
        with pytest.raises(RoundError, match=f"at least {fewest} pe.*, or nobody and no slip"):
            propose(round, memberships=[], slips=1, now=SIX + DAY)
    else:
        assert propose(round, memberships=[], slips=1, now=SIX + DAY).number == 1


def added_people(round: Round, number: int) -> list[Membership]:
    for one in range(8, 6 + number):
        newcomer(round, one)
    return list(addable(round, "contractor")[:number])


def test_so_many_as_let_a_smallest_group_change_the_next_number() -> None:
    """Of twelve eight have answered, so that four are left besides whoever is added."""
    round = with_newcomers()
    for number in range(8, 14):
        newcomer(round, number)
    consent(round, propose(round, memberships=addable(round, "contractor")[:6]))
    answered(round, contractor=8, client=5, now=START)
    record_counts(round=round, now=SIX + DAY)
    assert fewest_to_add(round, "contractor", SIX + DAY) == 1
    answer(invitations(round, "contractor")[-1], everything(3), now=SIX + DAY)
    record_counts(round=round, now=SIX + 2 * DAY)
    assert fewest_to_add(round, "contractor", SIX + 2 * DAY) == 2
    assert fewest_to_add(round, "client", SIX + 2 * DAY) == 4


@pytest.mark.parametrize("stale", ["never counted", "just let in"])
def test_where_the_last_morning_was_not_counted_a_smallest_group_is_added(stale: str) -> None:
    """Most others may have answered since."""
    round = with_newcomers()
    if stale == "never counted":
        morning = SIX
    else:
        answered(round, contractor=5, client=5, now=START)
        record_counts(round=round, now=SIX)
        first = addable(round, "contractor")[:4]
        for number in range(8, 12):
            newcomer(round, number)
        consent(round, propose(round, now=SIX, memberships=first), now=SIX)
        morning = SIX + DAY
        record_counts(round=round, now=morning)
        assert round.response_counts.filter(side="contractor").get().day == SIX.date()
    with pytest.raises(RoundError, match="choose at least 5 people"):
        propose(round, memberships=addable(round, "contractor")[:1], now=morning)


def test_nobody_is_added_while_the_round_is_held() -> None:
    round = with_newcomers()
    hold_round(round=round, now=START)
    with pytest.raises(RoundError, match="backup"):
        propose(round)


def test_who_consents_is_not_told_that_too_many_have_answered_since() -> None:
    round = with_newcomers()
    addition = propose(round)
    answered(round, contractor=6, client=5, now=START)
    record_counts(round=round, now=SIX)
    with pytest.raises(RoundError, match="cannot be added any more: Brightline Services has to"):
        consent(round, addition)
    assert asked(round) == 6
    assert not Consent.objects.filter(side="client").exists()
