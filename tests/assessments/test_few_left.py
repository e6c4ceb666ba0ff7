"""Who is asked changes only while the next number can be changed by a smallest group of people."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings

from assessments.models import Invitation, Outbox, Round
from assessments.services.additions import addable
from assessments.services.addresses import change_address
from assessments.services.delivery import send_due, send_mail
from assessments.services.invitations import queue_reminders, remove_invitation, resend_link
from assessments.services.letters import Kind
from assessments.services.opening import draw
from assessments.services.response import SideResponse, record_counts
from assessments.services.rounds import RoundError
from assessments.shared_log import lines_about
from partnerships.models import Event
from partnerships.services import end_membership
from tests.assessments.test_additions import (
    consent,
    propose,
    with_newcomers,
)
from tests.assessments.test_outbox import BROKEN
from tests.assessments.test_response import shown
from tests.guards import force
from tests.live_round import (
    DAY,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    links_arrived,
    neutral,
    opened,
    person,
    send_all,
)

pytestmark = pytest.mark.django_db

SIX = START.replace(hour=6) + DAY
MINUTE = timedelta(minutes=1)


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


def test_behind_slips_more_may_have_answered_than_a_hidden_count_tells() -> None:
    """Four, and as many as the smallest group where slips were drawn, used or not."""
    round = opened(alliance(8, 14))
    draw(round, {"client": 5})
    assert not can_be_removed(round, 0)


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
    send_due(now=START)
    crew = invitations(round, "client")
    if answers:
        answer(crew[renewed], everything(1), now=START)

    def renew(number: int, now: datetime) -> None:
        resend_link(invitation=crew[number], new_link=True, by=neutral(), now=now)
        send_due(now=now)

    for number in range(renewed):
        renew(number, START)
    for now in (START, SIX, START + 7 * DAY - timedelta(minutes=1)):
        with pytest.raises(RoundError, match="send the same link again, or wait"):
            renew(renewed, now)
    crew[renewed].refresh_from_db()
    assert crew[renewed].link_version == 1
    resend_link(
        invitation=invitations(round, "contractor")[0], new_link=True, by=neutral(), now=START
    )
    assert not can_be_removed(round, renewed)
    renew(renewed, START + 7 * DAY)


def test_a_link_on_its_way_reaches_whoever_leaves_and_no_new_one_does() -> None:
    """Else whoever ends a place at once, or after sending a new link, takes the link away."""
    round = opened(alliance(8, 8))
    first, second = (person("client", number).memberships.get() for number in (3, 4))
    end_membership(membership=first, by=None, at=START)
    assert send_all(now=START) == 16
    resend_link(invitation=invitations(round, "client")[4], new_link=True, by=neutral(), now=START)
    end_membership(membership=second, by=None, at=START)
    assert send_all(now=START) == 1
    assert mail.outbox[-1].to == [second.person.email]
    for number in (3, 4):
        with pytest.raises(RoundError, match="has left the partnership"):
            resend_link(
                invitation=invitations(round, "client")[number],
                new_link=False,
                by=neutral(),
                now=START,
            )
    mail.outbox.clear()
    queue_reminders(round=round, occasion="closing", now=SIX)
    send_all(now=SIX)
    reminded = {one.to[0] for one in mail.outbox}
    assert len(reminded) == 14
    assert not reminded & {first.person.email, second.person.email}


def test_reminders_go_in_another_order_than_people_were_asked() -> None:
    """Two people who get theirs one after the other cannot tell whether somebody between did."""
    round = opened(alliance(20, 20))
    links_arrived(round)
    orders = set()
    for day in range(3):
        queue_reminders(round=round, occasion="closing", now=SIX + day * DAY)
        rows = Outbox.objects.filter(kind=Kind.REMINDER).order_by("pk")
        orders.add(tuple(rows.values_list("invitation", flat=True)))
        rows.delete()
    assert len(orders) == 3
    assert {tuple(sorted(one)) for one in orders} == {
        tuple(round.invitations.order_by("pk").values_list("pk", flat=True))
    }


def refused(round: Round, number: int) -> Invitation:
    """As if a mail server had refused this one, and taken the others."""
    send_due(now=START)
    one = invitations(round, "client")[number]
    force(Invitation.objects.filter(pk=one.pk), refused=True, sent_to="")
    return invitations(round, "client")[number]


@pytest.mark.parametrize(("people", "is_possible"), [(10, True), (9, False)])
def test_a_refused_link_is_sent_while_others_can_change_the_next_number(
    people: int, is_possible: bool
) -> None:
    """Five have answered, and four others or three, besides the one whom no mail has reached."""
    round = opened(alliance(8, people))
    one = refused(round, people - 1)
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    if is_possible:
        resend_link(invitation=one, new_link=False, by=neutral(), now=SIX)
        assert lines_about(round)[0].text == (
            "Nora Neutral had the personal link of somebody of Northgate Council sent once more, "
            "after a mail server had not taken it."
        )
    else:
        with pytest.raises(RoundError, match="would be about this person, so the link is not sent"):
            resend_link(invitation=one, new_link=True, by=neutral(), now=SIX)
    assert one.mails.filter(sent_on=None).exists() is is_possible


@pytest.mark.parametrize("is_possible", [True, False])
def test_another_address_lets_nobody_in_whom_the_next_number_would_be_about(
    is_possible: bool,
) -> None:
    round = opened(alliance(8, 10 if is_possible else 9))
    one = refused(round, 8)
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    change_address(person=person("client", 8), email="new@example.org", by=neutral(), now=SIX)
    assert one.mails.filter(sent_on=None).exists() is is_possible
    kinds = set(Event.objects.filter(kind__startswith="address-").values_list("kind", flat=True))
    assert kinds == {"address-changed" if is_possible else "address-changed-later"}


@pytest.mark.parametrize(("is_possible", "after"), [(True, DAY), (False, DAY), (True, 3 * MINUTE)])
def test_a_link_that_was_put_off_goes_late_only_where_others_can_change_the_next_number(
    is_possible: bool, after: timedelta
) -> None:
    """What a mail server puts off for a moment is not late; a day later it is as if added alone."""
    round = opened(alliance(8, 10 if is_possible else 9))
    one = invitations(round, "client")[8]
    with override_settings(MAIL_DELIVERY_BACKEND=BROKEN):
        assert not send_mail(mail_id=one.mails.get().pk, now=START)
    send_due(now=START)
    assert not can_be_removed(round, 0)
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    mail.outbox.clear()
    send_due(now=START + after)
    assert len(mail.outbox) == is_possible
    assert Event.objects.filter(kind="link-went-late").exists() is (is_possible and after == DAY)
    one.refresh_from_db()
    assert one.refused is not is_possible


def test_whoever_waits_for_a_new_link_is_none_of_those_left() -> None:
    round = opened(alliance(8, 11))
    send_due(now=START)
    resend_link(invitation=invitations(round, "client")[0], new_link=True, by=neutral(), now=START)
    assert can_be_removed(round, 1)
    assert not can_be_removed(round, 2)


def test_a_new_link_is_taken_for_read_after_a_week() -> None:
    round = opened(alliance(8, 11))
    send_due(now=START)
    first, second, third = invitations(round, "client")[:3]
    resend_link(invitation=first, new_link=True, by=neutral(), now=START)
    send_due(now=START)
    remove_invitation(invitation=second, by=neutral(), now=START)
    for now in (START, START + 7 * DAY - MINUTE):
        with pytest.raises(RoundError, match="Too few others are left"):
            remove_invitation(invitation=third, by=neutral(), now=now)
    remove_invitation(invitation=third, by=neutral(), now=START + 7 * DAY)


def test_no_count_is_taken_while_somebody_waits_for_a_new_link_nor_the_morning_after() -> None:
    """It would be about those who are left; afterwards the new link may not have been read."""
    round = opened(alliance(8, 8))
    send_due(now=START)
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    one = invitations(round, "client")[5]
    resend_link(invitation=one, new_link=True, by=neutral(), now=SIX + MINUTE)
    days = round.response_counts.filter(side="client")
    record_counts(round=round, now=SIX + DAY)
    record_counts(round=round, now=SIX + 2 * DAY)
    assert days.count() == 1
    send_due(now=SIX + 2 * DAY)
    record_counts(round=round, now=SIX + 3 * DAY)
    assert days.count() == 1
    record_counts(round=round, now=SIX + 4 * DAY)
    assert days.count() == 2


@pytest.mark.parametrize("kept_back", ["waits", "refused"])
def test_no_second_one_gets_a_new_link_while_the_first_waits_for_it(kept_back: str) -> None:
    """Where no mail goes out, one a day would be cut off, until one is left."""
    round = opened(alliance(8, 9))
    send_due(now=START)
    first, second = invitations(round, "client")[:2]
    resend_link(invitation=first, new_link=True, by=neutral(), now=START)
    if kept_back == "refused":
        send_due(now=START)
        Invitation.objects.filter(pk=first.pk).update(refused=True)
    later = START + 8 * DAY
    with pytest.raises(RoundError, match="or waits for one"):
        resend_link(invitation=second, new_link=True, by=neutral(), now=later)
    resend_link(invitation=second, new_link=False, by=neutral(), now=later)
    Invitation.objects.filter(pk=first.pk).update(refused=False)
    send_due(now=later)
    resend_link(invitation=second, new_link=True, by=neutral(), now=later)


def test_whom_no_mail_has_reached_is_none_of_those_left() -> None:
    round = opened(alliance(8, 10))
    refused(round, 8)
    assert not can_be_removed(round, 0)


@pytest.mark.parametrize("way", ["added", "refused", "address", "slips"])
def test_the_morning_after_somebody_was_let_in_is_not_counted(way: str) -> None:
    """Three minutes after, all others have answered or not, and the next count is about one."""
    round = with_newcomers()
    answered(round, contractor=5, client=5, now=START)
    late = SIX - timedelta(minutes=3)
    if way == "added":
        consent(round, propose(round, memberships=addable(round, "contractor")[:1]), now=late)
    elif way == "slips":
        consent(round, propose(round, memberships=[], slips=1), now=late)
    else:
        one = invitations(round, "contractor")[5]
        force(Invitation.objects.filter(pk=one.pk), refused=True, sent_to="")
        one.refresh_from_db()
    if way == "refused":
        resend_link(invitation=one, new_link=False, by=neutral(), now=late)
    if way == "address":
        owner = neutral()
        change_address(person=person("contractor", 5), email="n@example.org", by=owner, now=late)
    for morning in (SIX, SIX + timedelta(hours=2), SIX + DAY):
        record_counts(round=round, now=morning)
    days = list(round.response_counts.filter(side="contractor").values_list("day", flat=True))
    counted = [SIX, SIX + DAY] if way == "slips" else [SIX + DAY]
    assert days == [morning.date() for morning in counted]
    assert round.response_counts.filter(side="client").count() == 2
