"""Sending what waits in the outbox: each mail under a lease, with a Message-ID of its own for good.

A reminder is tried once, apart from all other mail (`reminders`): it is noted as sent before the
mail server gets it, in the same transaction that looks whether its person has answered. One waits
for everybody who was asked by name, and those of people who have answered end as if they had gone.
Every other mail is sent again when nobody knows whether it arrived.

What a row says is removed once it has been sent, but for the demo, whose mails never leave the
machine and can be read there.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from assessments.closing import closing_moment
from assessments.links import ON_THE_WAY, address_mark, goes_to, link_for
from assessments.models import Invitation, Outbox, Round
from assessments.sealed_mail import open_mail
from assessments.services.enclosures import Enclosure, enclosure_for
from assessments.services.few_left import (
    LINK_WENT_LATE,
    is_reached,
    is_told,
    may_be_let_in,
)
from assessments.services.letters import (
    PERSONAL,
    Kind,
    Letter,
    as_html,
    invitation_letter,
    trial_link,
)
from assessments.services.pace import pace
from partnerships.adapter import is_nobody
from partnerships.querysets import one_or_none
from partnerships.services import log_event

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


class ServerAwayError(Exception):
    """The mail server cannot be reached: nothing has been handed over."""


def send_due(*, now: datetime) -> int:
    """Send what is due and held by nobody else, codes for signing in first, but no reminders; the
    number of mails that are done with. Where the mail server is away, everything waits for a later
    run.
    """
    forget_long_sent(now=now)
    sent = 0
    with _server() as server:
        for _turn in range(MAILS_PER_RUN):
            mail_id = _next_of(_ready(now))
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
    with _server() as server:
        try:
            return _send(mail_id, now, server)
        except ServerAwayError as problem:
            log.error(problem)
            return False


def send_in_thread(*, mail_id: int, now: datetime) -> str:
    """Send one mail, in a thread for this alone. What fails waits for the next run: a sentence for
    the log, else nothing.
    """
    try:
        with _server() as server:
            _send(mail_id, now, server)
    except ServerAwayError as problem:
        return str(problem)
    except Exception as problem:
        return f"A mail waits for the next run ({type(problem).__name__})."
    finally:
        connection.close()
    return ""


def due_reminders(*, now: datetime) -> list[int]:
    """Those that are due and held by nobody else, of everybody who was asked by name."""
    mails = _ready(now).filter(kind=Kind.REMINDER)
    return list(mails.order_by("due_at", "pk").values_list("pk", flat=True))


def _ready(now: datetime) -> QuerySet[Outbox]:
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


@contextmanager
def _server() -> Iterator[BaseEmailBackend]:
    """One way to the mail server for many mails, opened when the first of them is sent."""
    server = get_connection(settings.MAIL_DELIVERY_BACKEND)
    try:
        yield server
    finally:
        server.close()


def _send(mail_id: int, now: datetime, server: BaseEmailBackend) -> bool:
    _reach(server)
    began = monotonic()
    taken = (
        _ready(now).filter(pk=mail_id).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return False
    mails = Outbox.objects.select_related(
        "invitation__membership__person",
        "invitation__round__partnership__contractor",
        "invitation__round__partnership__client",
        "round__partnership__contractor",
        "round__partnership__client",
    )
    mail = one_or_none(mails.filter(pk=mail_id))
    if mail is None:  # deleted by somebody who sends the link again
        return False
    try:
        if not _may_go(mail, now):
            return _drop(mail, now)
        if mail.kind == Kind.SIGN_IN:
            mail.body = open_mail(mail.body)
        goes_nowhere = is_nobody(mail.recipient)
        if not goes_nowhere:
            _deliver(mail, server)
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
    if goes_nowhere:
        pace.wait(began)
    elif mail.kind == Kind.SIGN_IN:
        pace.note(began)
    return True


def _reach(server: BaseEmailBackend) -> None:
    if settings.DEMO:
        return
    try:
        server.open()
    except Exception as problem:
        name = type(problem).__name__
        raise ServerAwayError(f"The mail server is away ({name}): mail waits.") from None


def _may_go(mail: Outbox, now: datetime) -> bool:
    """Write a mail with a personal link, in memory; False when it must not go any more."""
    if mail.kind not in PERSONAL:
        return True
    invitation = mail.invitation
    if invitation is None or invitation.revoked:
        return False
    membership, round = invitation.membership, invitation.round
    if membership is None or (mail.kind == Kind.REMINDER and not is_reached(invitation)):
        return False
    if round.state != Round.State.OPEN or closing_moment(round) <= now:
        return False
    reader = membership.person
    if not goes_to(invitation, reader.email):
        if mail.kind == Kind.INVITATION:
            _note_refused(invitation)
        return False
    letter = invitation_letter(mail.kind, invitation, membership)
    mail.recipient, mail.subject, mail.body = reader.email, letter.subject, letter.body
    if mail.kind == Kind.REMINDER:  # which settles nothing: it goes to whoever has not answered
        return _claim(mail, invitation, now)
    # A repetition lets nobody in, and whoever waits for a new link has no other one
    is_first = not invitation.sent_to or invitation.sent_to.startswith(ON_THE_WAY)
    if is_first and _is_late(mail, invitation, now) and not may_be_let_in(invitation, now):
        _note_refused(invitation)
        return False
    settle_address(invitation, ON_THE_WAY)
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


@transaction.atomic
def _claim(mail: Outbox, invitation: Invitation, now: datetime) -> bool:
    """Note a reminder as sent, unless its person has answered or was removed by this moment.

    Who answers at this moment has to wait, or makes it wait: a statement alone may have begun
    before the answer was there and end after it.
    """
    asked = Invitation.objects.select_for_update(of=("self",))
    if one_or_none(asked.filter(pk=invitation.pk, submitted=False, revoked=False)) is None:
        return False
    waiting = Outbox.objects.filter(pk=mail.pk, sent_on=None)
    return bool(waiting.update(sent_on=now.date(), invitation=None))


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


def _drop(mail: Outbox, now: datetime) -> bool:
    """A reminder that does not go leaves the row of one that went, and is counted with those: else
    the number of rows were the number of people who have not answered.
    """
    if mail.kind != Kind.REMINDER:
        mail.delete()
        return False
    Outbox.objects.filter(pk=mail.pk).update(sent_on=now.date(), lease_until=None, invitation=None)
    return True


def _deliver(mail: Outbox, server: BaseEmailBackend) -> None:
    """Hand a mail to the mail server; in the demo nothing leaves the machine."""
    if settings.DEMO:
        return
    enclosure = _enclosure(mail)
    body = f"{mail.body}\n{enclosure.sentence}\n" if enclosure else mail.body
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=body,
        to=[mail.recipient],
        headers={
            "Message-ID": f"<{mail.key}@{settings.SITE_HOST}>",
            "Auto-Submitted": "auto-generated",
            # An absence note to a reminder would tell who has not answered
            "X-Auto-Response-Suppress": "All",
        },
        connection=server,
    )
    letter = Letter(mail.subject, body, _own_link(mail))
    message.attach_alternative(as_html(letter, mail.kind), "text/html")
    if enclosure:
        file = enclosure.file
        message.attach(file.name, file.content, file.media_type)
    message.send()


def _own_link(mail: Outbox) -> str:
    """What the button leads to, whatever other addresses the mail holds."""
    if mail.kind in PERSONAL and mail.invitation is not None:
        return link_for(mail.invitation)
    return trial_link(mail.round) if mail.kind == Kind.TEST and mail.round is not None else ""


def _enclosure(mail: Outbox) -> Enclosure | None:
    """Made anew at every attempt, because who may have it can change."""
    if mail.kind != Kind.RELEASED or mail.round is None:
        return None
    return enclosure_for(round=mail.round, recipient=mail.recipient)


def _note_failure(mail: Outbox, problem: Exception, now: datetime) -> None:
    if mail.kind == Kind.REMINDER:  # which is tried only for whoever has not answered
        _forget(mail, now)
        return
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
