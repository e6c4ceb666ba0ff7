"""Sending what waits in the outbox: each mail under a lease, with a Message-ID of its own for good.

A mail is sent again when nobody knows whether it arrived. Reminders go apart from all others, by
rules of their own (`reminders`).

What a row says is removed once it has been sent, but for the demo, whose mails never leave the
machine and can be read there.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import F, Q, QuerySet

from assessments.access import report_by_mail
from assessments.closing import closing_moment
from assessments.links import ON_THE_WAY, address_mark, goes_to
from assessments.models import Invitation, Outbox, Round
from assessments.sealed_mail import open_mail
from assessments.services.few_left import LINK_WENT_LATE, is_told, may_be_let_in
from assessments.services.letters import Kind, invitation_letter
from assessments.services.pace import pace
from assessments.services.put_back import is_put_back
from assessments.services.transport import ServerAwayError, hand_over, reach, way_to_server
from partnerships.access import person_at
from partnerships.adapter import is_nobody
from partnerships.models import Membership
from partnerships.querysets import one_or_none
from partnerships.services import log_event
from partnerships.viewer import READERS

LEASE = timedelta(minutes=5)
MAILS_PER_RUN = 100
MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)
KEPT = timedelta(days=35)
PERMANENT = 500
AT_ONCE = timedelta(hours=1)
"""Mail servers that put strangers off at first take the mail by then."""

log = logging.getLogger(__name__)


def send_due(*, now: datetime) -> int:
    """Send what is due and held by nobody else, codes for signing in first, but no reminders; the
    number of mails that are done with. Where the mail server is away, everything waits for a later
    run.
    """
    if is_put_back():
        return 0
    forget_long_sent(now=now)
    sent = 0
    with way_to_server() as server:
        for _turn in range(MAILS_PER_RUN):
            mail_id = _next_of(ready(now))
            if mail_id is None:
                break
            try:
                sent += _send(mail_id, now, server)
            except ServerAwayError as problem:
                log.error(problem)
                break
    return sent


def forget_long_sent(*, now: datetime) -> int:
    """Delete the notes of mails sent more than 35 days ago. How many."""
    deleted, _rows = Outbox.objects.filter(sent_on__lt=(now - KEPT).date()).delete()
    return deleted


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send one mail, unless it has gone or somebody else is at it. A failure is tried again
    later, under the same Message-ID.
    """
    with way_to_server() as server:
        try:
            return _send(mail_id, now, server)
        except ServerAwayError as problem:
            log.error(problem)
            return False


def send_in_thread(*, mail_id: int, now: datetime) -> None:
    """Send one mail, in a thread for this alone; what fails waits for the next run."""
    try:
        send_mail(mail_id=mail_id, now=now)
    except Exception as problem:
        log.error("A mail waits for the next run (%s).", type(problem).__name__)
    finally:
        connection.close()


def ready(now: datetime) -> QuerySet[Outbox]:
    """Mails that are due and held by nobody."""
    return Outbox.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        sent_on=None,
        held=False,
        due_at__lte=now,
        attempts__lt=MOST_ATTEMPTS,
    )


def _next_of(mails: QuerySet[Outbox]) -> int | None:
    others = mails.exclude(kind=Kind.REMINDER)
    numbers = others.order_by("due_at", "pk").values_list("pk", flat=True)
    return numbers.filter(kind=Kind.SIGN_IN).first() or numbers.first()


def take(mail_id: int, now: datetime) -> Outbox | None:
    """The mail, for five minutes ours alone; None where it has gone, or somebody else is at it."""
    mails = ready(now).filter(pk=mail_id)
    if not mails.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    taken = Outbox.objects.select_related(
        "invitation__membership__person",
        "invitation__round__partnership__contractor",
        "invitation__round__partnership__client",
        "round__partnership__contractor",
        "round__partnership__client",
        "meeting",
    )
    return one_or_none(taken.filter(pk=mail_id))  # None: deleted by somebody who sends it again


def _send(mail_id: int, now: datetime, server: BaseEmailBackend) -> bool:
    reach(server)
    began = monotonic()
    mail = take(mail_id, now)
    if mail is None:
        return False
    try:
        if not _may_go(mail, now):
            mail.delete()
            return False
        if mail.kind == Kind.SIGN_IN:
            mail.body = open_mail(mail.body)
        hand_over(mail, server)
        if mail.invitation and _is_late(mail, mail.invitation, now):
            round = mail.invitation.round
            log_event(
                partnership=round.partnership,
                kind=LINK_WENT_LATE,
                side=mail.invitation.side,
                at=now,
                round=round.number,
            )
    except Exception as problem:
        _note_failure(mail, problem, now)
        server.close()
        return False
    _forget(mail, now)
    if is_nobody(mail.recipient):
        pace.wait(began)
    elif mail.kind == Kind.SIGN_IN:
        pace.note(began)
    return True


def _may_go(mail: Outbox, now: datetime) -> bool:
    """Write a mail with a personal link, in memory; False when it must not go any more, as what
    was written to somebody who has left since.
    """
    if mail.kind == Kind.NOTICE and not _is_there(mail):
        return False
    if mail.kind == Kind.RELEASED and mail.round is not None:
        reader = person_at(mail.recipient)
        return reader is not None and report_by_mail(reader, mail.round) is not None
    if mail.kind != Kind.INVITATION:
        return True
    invitation = mail.invitation
    if invitation is None or not is_asked(invitation, now):
        return False
    if not write(mail, invitation):
        _note_refused(invitation)
        return False
    # A repetition lets nobody in, and whoever waits for a new link has no other one
    is_first = not invitation.sent_to or invitation.sent_to.startswith(ON_THE_WAY)
    if is_first and _is_late(mail, invitation, now) and not may_be_let_in(invitation, now):
        _note_refused(invitation)
        return False
    settle_address(invitation, ON_THE_WAY)
    return True


def _is_there(mail: Outbox) -> bool:
    """Whether this is still the address of somebody with a place in the partnership, and for a
    meeting with one of those that meetings are for. Looked at here alone: a notice that was not
    written would tell by its time that an account is inactive.
    """
    places = Membership.objects.current().filter(person=person_at(mail.recipient))
    if mail.round is not None:
        places = places.filter(partnership=mail.round.partnership_id)
    if mail.meeting is not None:
        places = places.filter(partnership=mail.meeting.partnership_id, role__in=READERS)
    return places.exists()


def is_asked(invitation: Invitation, now: datetime) -> bool:
    """Whether somebody can still answer by this link."""
    round = invitation.round
    is_open = round.state == Round.State.OPEN and now < closing_moment(round)
    return is_open and not invitation.revoked and invitation.membership is not None


def write(mail: Outbox, invitation: Invitation) -> bool:
    """Write a mail with a personal link, in memory. False where the link goes to an address that
    its person does not have any more.
    """
    membership = invitation.membership
    if membership is None or not goes_to(invitation, membership.person.email):
        return False
    letter = invitation_letter(mail.kind, invitation, membership)
    mail.recipient, mail.subject, mail.body = membership.person.email, letter.subject, letter.body
    return True


def _is_late(mail: Outbox, invitation: Invitation, now: datetime) -> bool:
    """Whether a link goes long after its mail was written, because a mail server was away or has
    put it off. At the opening many may wait together, until a number of their side has been told.
    """
    if mail.kind != Kind.INVITATION:
        return False
    paused = sum((_pause_after(attempt) for attempt in range(1, mail.attempts)), timedelta())
    if paused + (now - mail.due_at) <= AT_ONCE:
        return False
    opened = invitation.round.opened_at
    was_asked_then = mail.attempts == 1 and opened is not None and mail.due_at <= opened
    return not was_asked_then or is_told(invitation)


def _note_refused(invitation: Invitation) -> None:
    """Its person has not got the link, and no mail with it is on its way."""
    Invitation.objects.filter(pk=invitation.pk).update(refused=True)


def settle_address(invitation: Invitation | None, prefix: str = "") -> None:
    """From now on the link goes to its person's present address alone. One that was replaced
    meanwhile opens nothing, and settles nothing. `prefix`: ON_THE_WAY while the mail is.
    """
    if invitation is None or invitation.membership is None:
        return
    mark = address_mark(invitation.selector, invitation.membership.person.email)
    less_sure = ("",) if prefix else ("", ON_THE_WAY + mark)
    links = Invitation.objects.filter(pk=invitation.pk, link_version=invitation.link_version)
    links.filter(sent_to__in=less_sure).update(sent_to=prefix + mark)


def _unsettle_address(invitation: Invitation | None) -> None:
    """The mail server said no, and nothing was on its way before. What another mail has brought
    there meanwhile stays settled.
    """
    if invitation is not None and not invitation.sent_to:
        links = Invitation.objects.filter(pk=invitation.pk, sent_to__startswith=ON_THE_WAY)
        links.update(sent_to="")


def _note_failure(mail: Outbox, problem: Exception, now: datetime) -> None:
    log.error("A mail could not be sent (%s); attempt %d.", type(problem).__name__, mail.attempts)
    if _was_declined(problem):
        _unsettle_address(mail.invitation)
    if _was_refused(problem):
        _give_up(mail)
        return
    due_at = now + _pause_after(mail.attempts)
    Outbox.objects.filter(pk=mail.pk).update(lease_until=None, due_at=due_at)


def _pause_after(attempt: int) -> timedelta:
    pause: timedelta = FIRST_PAUSE * 2**attempt
    return min(pause, LONGEST_PAUSE)


def _was_refused(problem: Exception) -> bool:
    """Whether the mail server will never take mail for this address."""
    if not isinstance(problem, SMTPRecipientsRefused):
        return isinstance(problem, SMTPNotSupportedError)
    return all(PERMANENT <= code < PERMANENT + 100 for code, _why in problem.recipients.values())


def _give_up(mail: Outbox) -> None:
    """No mail with this link will reach its person."""
    if mail.kind == Kind.INVITATION and mail.invitation is not None:
        _note_refused(mail.invitation)
    mail.delete()


def _was_declined(problem: Exception) -> bool:
    """Whether the mail server said no, so that nobody has got the mail."""
    known = SMTPResponseException | SMTPRecipientsRefused | SMTPNotSupportedError
    return isinstance(problem, known)


def _forget(mail: Outbox, now: datetime) -> None:
    """Note that a mail has gone, and remove what it said and to whom."""
    if mail.kind == Kind.INVITATION and mail.invitation is not None:
        settle_address(mail.invitation)
        Invitation.objects.filter(pk=mail.invitation.pk).update(refused=False)
    said: dict[str, Any] = {"recipient": "", "subject": "", "body": "", "invitation": None}
    if settings.DEMO:
        said = {"recipient": mail.recipient, "subject": mail.subject, "body": mail.body}
    Outbox.objects.filter(pk=mail.pk).update(sent_on=now.date(), lease_until=None, **said)
