"""Who is asked changes only while the next number can be changed by a smallest group of people."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from assessments.models import Consent, Round
from assessments.services.additions import addable
from assessments.services.delivery import send_due
from assessments.services.invitations import remove_invitation, resend_link
from assessments.services.opening import draw
from assessments.services.response import SideResponse, fewest_to_add, record_counts
from assessments.services.rounds import RoundError
from partnerships.services import end_membership
from tests.assessments.test_additions import (
    asked,
    consent,
    newcomer,
    propose,
    with_newcomers,
)
from tests.assessments.test_response import shown
from tests.live_round import (
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


def can_be_removed(round: Round, *numbers: int, side: str = "client") -> bool:
    """Try it, one after the other, and stop where it is refused."""
    try:
        for number in numbers:
            one = invitations(round, side)[number]
            remove_invitation(invitation=one, by=neutral(), now=SIX)
    except RoundError:
        return False
    return True


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize(
    ("people", "answered_by", "is_counted", "numbers", "is_possible"),
    [
        (10, 0, False, [0], True),
        (9, 0, False, [0], False),
        (10, 4, True, [0], True),
        (10, 4, True, [0, 9], False),
        (11, 5, True, [10], True),
        (10, 5, True, [9], False),
        (12, 5, True, [10, 11], True),
        (13, 8, True, [12], False),
        (14, 8, True, [13], True),
    ],
)
def test_people_are_removed_while_a_smallest_group_can_change_the_next_number(
    people: int,
    answered_by: int,
    is_counted: bool,
    numbers: list[int],
    is_possible: bool,
    answers: bool,
) -> None:
    """Of those left, less the answers that a count has shown, or the four it may have hidden."""
    round = opened(alliance(8, people))
    answered(round, contractor=5, client=answered_by, now=START)
    if is_counted:
        record_counts(round=round, now=SIX)
    if answers:
        answer(invitations(round, "client")[answered_by], everything(1), now=SIX)
    assert can_be_removed(round, *numbers) is is_possible
    revoked = invitations(round, "client")[numbers[-1]].revoked
    assert revoked is is_possible


def test_slips_make_no_group_of_those_left_to_remove_others_from() -> None:
    round = opened(alliance(8, 9))
    draw(round, {"client": 9})
    assert not can_be_removed(round, 0)


def test_a_raised_smallest_group_is_left_when_somebody_is_removed() -> None:
    """Nobody of thirteen: six may have answered, and seven must be left without them."""
    round = opened(alliance(13, 14, k=7))
    assert not can_be_removed(round, 0, side="contractor")
    assert can_be_removed(round, 0)


def test_whoever_leaves_the_partnership_can_still_answer_and_is_counted() -> None:
    """Else whoever ends all other places sees whether the one who is left has answered."""
    round = opened(alliance(8, 8))
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    for number in range(2, 7):
        end_membership(membership=person("client", number).memberships.get(), by=None, at=SIX)
    answer(invitations(round, "client")[6], everything(1), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert shown(round) == SideResponse("client", 8, 6, day=(SIX + DAY).date())


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize(("people", "renewed"), [(9, 1), (11, 2), (13, 4)])
def test_new_links_keep_few_from_answering_at_once(
    people: int, renewed: int, answers: bool
) -> None:
    """Four may have answered, and five with the link that they have are left besides."""
    round = opened(alliance(8, people))
    crew = invitations(round, "client")
    if answers:
        answer(crew[renewed], everything(1), now=START)

    def renew(number: int, now: datetime) -> None:
        resend_link(invitation=crew[number], new_link=True, by=neutral(), now=now)

    for number in range(renewed):
        renew(number, START)
    for now in (START, SIX - timedelta(minutes=1)):
        with pytest.raises(RoundError, match="send this one after the next 06:00"):
            renew(renewed, now)
    crew[renewed].refresh_from_db()
    assert crew[renewed].link_version == 1
    resend_link(
        invitation=invitations(round, "contractor")[0], new_link=True, by=neutral(), now=START
    )
    renew(renewed, SIX)


def test_no_mail_with_a_link_goes_to_somebody_who_has_left() -> None:
    round = opened(alliance(8, 8))
    place = person("client", 3).memberships.get()
    end_membership(membership=place, by=None, at=SIX)
    with pytest.raises(RoundError, match="has left the partnership"):
        resend_link(
            invitation=invitations(round, "client")[3], new_link=False, by=neutral(), now=SIX
        )
    sent = [one.to[0] for one in mail.outbox]
    assert send_due(now=SIX) == 15
    assert len(mail.outbox) == len(sent) + 15
    assert place.person.email not in [one.to[0] for one in mail.outbox]


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
        with pytest.raises(RoundError, match="choose at least 5 people, or nobody"):
            propose(round)
        newcomer(round, number)
    assert propose(round).number == 5
    assert propose(round, memberships=[], slips=1).number == 1


def test_so_many_as_let_a_smallest_group_change_the_next_number() -> None:
    """Of twelve eight have answered, so that four are left besides whoever is added."""
    round = with_newcomers()
    for number in range(8, 14):
        newcomer(round, number)
    consent(round, propose(round, memberships=addable(round, "contractor")[:6]))
    answered(round, contractor=8, client=5, now=START)
    record_counts(round=round, now=SIX)
    assert fewest_to_add(round, "contractor") == 1
    answer(invitations(round, "contractor")[-1], everything(3), now=SIX)
    record_counts(round=round, now=SIX + DAY)
    assert fewest_to_add(round, "contractor") == 2
    assert fewest_to_add(round, "client") == 4


def test_who_consents_is_not_told_that_too_many_have_answered_since() -> None:
    round = with_newcomers()
    addition = propose(round)
    answered(round, contractor=6, client=5, now=START)
    record_counts(round=round, now=SIX)
    with pytest.raises(RoundError, match="cannot be added any more: Brightline Services has to"):
        consent(round, addition)
    assert asked(round) == 6
    assert not Consent.objects.filter(side="client").exists()
