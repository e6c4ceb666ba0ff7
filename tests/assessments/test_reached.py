"""Who counts as reached by a personal link, and that no reminder or late mail lets anybody in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db.models import Q
from django.test import override_settings

from assessments.models import Invitation, Outbox, Round
from assessments.services.additions import addable
from assessments.services.few_left import WITHOUT_LINK, left_of
from assessments.services.invitations import queue_reminders, resend_link
from assessments.services.letters import Kind
from assessments.services.response import record_counts
from assessments.services.rounds import RoundError
from assessments.shared_log import lines_about
from operations.restoring import drop_held_mail, hold_mail, let_mail_go
from partnerships.models import Event, Membership, Organization, Partnership, Person, Side
from tests.assessments.test_additions import consent, propose, with_newcomers
from tests.assessments.test_outbox import BROKEN
from tests.guards import force
from tests.live_round import (
    DAY,
    START,
    alliance,
    answered,
    invitations,
    neutral,
    opened,
    send_all,
)

pytestmark = pytest.mark.django_db

SIX = START.replace(hour=6) + DAY
MINUTE = timedelta(minutes=1)
LINK = re.compile(r"http://\S+/a/\S+")


def sent(round: Round, number: int | None = None) -> Round:
    """Its invitations have gone, but for one that was refused."""
    send_all(now=START)
    if number is not None:
        one = invitations(round, "client")[number]
        force(Invitation.objects.filter(pk=one.pk), refused=True, sent_to="")
    mail.outbox.clear()
    return round


def test_nobody_is_reminded_whose_link_stays_with_an_earlier_address() -> None:
    """Nor is one person alone, once all others have another one."""
    round = sent(opened(alliance(8, 8)))
    for number in range(7):
        one = Person.objects.filter(email=f"client{number}@example.org")
        one.update(email=f"other{number}@example.org")
    assert reminded(round) == {f"contractor{number}@example.org" for number in range(8)}


def reminded(round: Round) -> set[str]:
    queue_reminders(round=round, occasion="closing", now=SIX)
    send_all(now=SIX)
    return {message.to[0] for message in mail.outbox}


def test_a_reminder_says_nothing_that_somebody_here_has_written() -> None:
    """A web address in a name, opened by a filter of mail, would tell whom the reminder reached."""
    round = sent(opened(alliance(8, 8)))
    for one in Membership.objects.all():
        Membership.objects.filter(pk=one.pk).update(name=f"http://mark.example/{one.pk}")
    force(Round.objects, note="http://mark.example/all")
    Person.objects.filter(email="client0@example.org").update(time_zone="Pacific/Kiritimati")
    Organization.objects.update(name="http://mark.example/side", short_name="mark.example")
    Partnership.objects.update(name="mark.example", scope="mark.example", customer="mark.example")
    assert len(reminded(round)) == 16
    bodies = {one.to[0]: LINK.sub("", str(one.body)) for one in mail.outbox}
    for side in ("contractor", "client"):
        told = {body for address, body in bodies.items() if address.startswith(side)}
        assert len(told) == 1
        assert "mark.example" not in told.pop()


def test_no_reminder_lets_in_whom_no_invitation_has_reached() -> None:
    round = sent(opened(alliance(8, 8)), 7)
    addresses = reminded(round)
    assert "client7@example.org" not in addresses
    assert len(addresses) == 15


def test_whose_link_is_refused_while_a_reminder_waits_gets_none() -> None:
    round = sent(opened(alliance(8, 8)))
    queue_reminders(round=round, occasion="closing", now=SIX)
    one = invitations(round, "client")[7]
    force(Invitation.objects.filter(pk=one.pk), refused=True, sent_to="")
    assert send_all(now=SIX) == 16
    assert len(mail.outbox) == 15
    assert Outbox.objects.filter(kind=Kind.REMINDER, sent_on=SIX.date()).count() == 16


@pytest.mark.parametrize(("places", "refused"), [(5, None), (4, None), (5, 0)])
def test_few_whose_places_are_left_are_not_reminded(places: int, refused: int | None) -> None:
    """Else whoever ends all other places has a mail sent to one person alone."""
    round = sent(opened(alliance(8, 8)), refused)
    is_enough = places - (refused is not None) == 5
    crew = Membership.objects.filter(side="client").order_by("-pk")
    crew.filter(pk__in=[one.pk for one in crew[: 8 - places]]).update(ended_on=START.date())
    addresses = reminded(round)
    assert len(addresses) == 8 + (5 if is_enough else 0)
    left_out = "Nobody of Northgate Council was reminded: too few are left there whom a mail"
    said = [line.text for line in lines_about(round)]
    assert any(text.startswith(left_out) for text in said) is not is_enough


def test_a_reminder_on_its_way_reaches_whoever_leaves_meanwhile() -> None:
    """Else ending places after nine in the morning would leave one reminder."""
    round = sent(opened(alliance(8, 8)))
    queue_reminders(round=round, occasion="closing", now=SIX)
    Membership.objects.filter(side="client", person__email="client7@example.org").update(
        ended_on=START.date()
    )
    send_all(now=SIX)
    assert len(mail.outbox) == 16


def test_whoever_was_refused_is_reached_only_once_the_mail_has_gone() -> None:
    round = sent(opened(alliance(8, 12)), 11)
    record_counts(round=round, now=SIX)
    one = invitations(round, "client")[11]
    resend_link(invitation=one, new_link=False, by=neutral(), now=SIX)
    assert left_of(round)["client"].reached == 11
    send_all(now=SIX)
    assert left_of(round)["client"].reached == 12


def test_whoever_is_added_is_reached_only_once_the_mail_has_gone() -> None:
    round = sent(with_newcomers())
    record_counts(round=round, now=SIX)
    consent(round, propose(round, memberships=addable(round, "contractor")), now=SIX)
    assert left_of(round)["contractor"].reached == 6
    send_all(now=SIX)
    assert left_of(round)["contractor"].reached == 8


def test_a_mail_that_goes_to_no_address_any_more_reaches_nobody() -> None:
    round = sent(opened(alliance(8, 8)))
    one = invitations(round, "client")[7]
    resend_link(invitation=one, new_link=True, by=neutral(), now=SIX)
    Person.objects.filter(email="client7@example.org").update(email="other@example.org")
    send_all(now=SIX)
    assert not mail.outbox
    assert left_of(round)["client"].reached == 7
    one.refresh_from_db()
    assert one.refused


def put_off(now: datetime) -> None:
    with override_settings(MAIL_DELIVERY_BACKEND=BROKEN):
        send_all(now=now)


def nearly_done(newcomers: int = 5) -> Round:
    """All six of each side have answered."""
    round = sent(with_newcomers(newcomers))
    answered(round, contractor=6, client=6, now=START)
    record_counts(round=round, now=SIX)
    return round


def links_sent() -> int:
    return sum("/a/" in str(message.body) for message in mail.outbox)


@pytest.mark.parametrize("pauses", [[2], [2, 4, 8, 16, 32], [2, 60]])
def test_a_mail_server_that_puts_strangers_off_takes_the_link_within_the_hour(
    pauses: list[int],
) -> None:
    """Long after the opening, too; later than that it is kept back."""
    round = nearly_done()
    consent(round, propose(round, memberships=addable(round, "contractor")), now=SIX)
    now = SIX
    for pause in pauses:
        put_off(now)
        now += pause * MINUTE
    send_all(now=now)
    is_late = sum(pauses) > 60
    assert links_sent() == (0 if is_late else 5)
    assert round.invitations.filter(refused=True).count() == (5 if is_late else 0)
    assert not Event.objects.filter(kind="link-went-late").exists()


def test_whoever_was_added_is_late_too_where_the_mail_server_was_away() -> None:
    round = nearly_done()
    consent(round, propose(round, memberships=addable(round, "contractor")), now=SIX)
    send_all(now=SIX + 2 * 60 * MINUTE)
    assert links_sent() == 0
    assert round.invitations.filter(refused=True).count() == 5


def test_where_none_was_reached_at_the_opening_all_are_together() -> None:
    round = opened(alliance(8, 8))
    record_counts(round=round, now=SIX)
    assert send_all(now=SIX + DAY) == links_sent() == 16


def test_whom_the_opening_did_not_reach_is_late_once_a_number_is_told() -> None:
    """The mail server went away between the last two, who are none of those left until then."""
    round = opened(alliance(8, 8))
    kept_back = invitations(round, "client")[7].mails.get()
    Outbox.objects.filter(pk=kept_back.pk).update(due_at=SIX + DAY)
    send_all(now=START)
    Outbox.objects.filter(pk=kept_back.pk).update(due_at=START)
    mail.outbox.clear()
    assert left_of(round)["client"].reached == 7
    answered(round, contractor=7, client=7, now=START)
    record_counts(round=round, now=SIX)
    send_all(now=SIX)
    assert links_sent() == 0
    assert round.invitations.filter(refused=True).count() == 1


def test_a_repetition_that_is_put_off_takes_no_link_away() -> None:
    """Else whoever can be sent the link again could be given a new one past every rule."""
    round = sent(opened(alliance(8, 9)))
    first, second = invitations(round, "client")[:2]
    resend_link(invitation=first, new_link=True, by=neutral(), now=SIX)
    send_all(now=SIX)
    resend_link(invitation=second, new_link=False, by=neutral(), now=SIX)
    put_off(SIX)
    assert left_of(round)["client"].reached == 9
    with pytest.raises(RoundError, match="send the same link again, or wait"):
        resend_link(invitation=second, new_link=True, by=neutral(), now=SIX)


@pytest.mark.parametrize("new_link", [False, True])
def test_a_new_link_or_a_repetition_goes_however_late(new_link: bool) -> None:
    """Whoever waits for a new one has no other; a repetition lets nobody in."""
    round = sent(opened(alliance(8, 8)))
    answered(round, contractor=8, client=7, now=START)
    record_counts(round=round, now=SIX)
    one = invitations(round, "client")[7]
    resend_link(invitation=one, new_link=new_link, by=neutral(), now=SIX)
    send_all(now=SIX + DAY)
    assert links_sent() == 1
    one.refresh_from_db()
    assert not one.refused


@pytest.mark.parametrize("held_mail", [drop_held_mail, let_mail_go])
def test_a_reminder_after_a_restore_settles_nothing(held_mail: Callable[[], int]) -> None:
    """It goes to whoever has not answered: what it noted of a link would tell of the others."""
    round = opened(alliance(8, 8))
    hold_mail()
    answered(round, 6, 6, now=START)
    record_counts(round=round, now=SIX)
    queue_reminders(round=round, occasion="closing", now=SIX)
    send_all(now=SIX)
    assert mail.outbox == []
    held_mail()
    send_all(now=SIX + DAY)
    links = round.invitations.annotate(waits=Q(WITHOUT_LINK))
    for side in Side:
        of_side = links.filter(side=side).order_by("submitted")
        states = of_side.values_list("refused", "waits", "submitted").distinct()
        assert [one[:2] for one in states] in ([(True, True)] * 2, [(False, False)] * 2)
