"""Mail: queued in the transaction of the change it tells of, sent under a lease, at least once.

A personal link stands in no row: it is computed when its mail is sent. What a row says is removed
once it has been sent, but for the demo, whose mails never leave the machine and can be read there.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q

from assessments.closing import closing_moment
from assessments.models import Invitation, Outbox, Round
from assessments.services.enclosures import Enclosure, enclosure_for
from assessments.services.letters import LONGEST_SUBJECT, invitation_letter, write_letter
from partnerships.adapter import NOBODY
from partnerships.models import Person

LEASE = timedelta(minutes=30)
MAILS_PER_RUN = 100
MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)
KEPT = timedelta(days=35)

log = logging.getLogger(__name__)


class Kind(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"
    NOTICE = "notice"
    RELEASED = "released"
    SIGN_IN = "sign-in"


PERSONAL = (Kind.INVITATION, Kind.REMINDER)


def queue_invitations(
    *, invitations: Iterable[Invitation], kind: Kind, now: datetime
) -> list[Outbox]:
    """Mails with a personal link; each is written only when it is sent."""
    return Outbox.objects.bulk_create(
        Outbox(
            key=uuid.uuid4().hex,
            kind=kind,
            round_id=invitation.round_id,
            invitation=invitation,
            due_at=now,
        )
        for invitation in invitations
    )


def queue_notices(
    *,
    round: Round,
    people: Iterable[Person],
    template: str,
    now: datetime,
    kind: Kind = Kind.NOTICE,
) -> None:
    """A notice about a round to each of these people, once each, in their language."""
    by_address = {person.email_key: person for person in people if person.is_active}
    Outbox.objects.bulk_create(
        _notice(round, person, template, now, kind) for person in by_address.values()
    )


def _notice(round: Round, person: Person, template: str, now: datetime, kind: Kind) -> Outbox:
    page = f"{settings.SITE_URL}/p/{round.partnership.slug}/rounds/{round.number}/"
    letter = write_letter(
        template, person.language, round=round, partnership=round.partnership, page=page
    )
    return Outbox(
        key=uuid.uuid4().hex,
        kind=kind,
        round=round,
        recipient=person.email,
        subject=letter.subject,
        body=letter.body,
        due_at=now,
    )


def queue_mail(*, recipient: str, subject: str, body: str, now: datetime) -> Outbox:
    """A mail that has nothing to do with a round, like the code for signing in."""
    return Outbox.objects.create(
        key=uuid.uuid4().hex,
        kind=Kind.SIGN_IN,
        recipient=recipient,
        subject=subject[:LONGEST_SUBJECT],
        body=body,
        due_at=now,
    )


def send_due(*, now: datetime) -> int:
    """Send what is due and held by nobody else; the number of mails sent."""
    Outbox.objects.filter(sent_on__lt=(now - KEPT).date()).delete()
    ready = _ready(now).order_by("due_at", "pk").values_list("pk", flat=True)
    return sum(send_mail(mail_id=pk, now=now) for pk in list(ready[:MAILS_PER_RUN]))


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send one mail, unless it has gone or somebody else is at it. A failure is tried again
    later, under the same Message-ID.
    """
    taken = (
        _ready(now).filter(pk=mail_id).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return False
    mail = Outbox.objects.select_related(
        "invitation__membership__person",
        "invitation__round__partnership__contractor",
        "invitation__round__partnership__client",
        "round__partnership__contractor",
        "round__partnership__client",
    ).get(pk=mail_id)
    if mail.kind in PERSONAL and not _write(mail, now):
        mail.delete()
        return False
    try:
        _deliver(mail)
    except Exception as problem:
        log.error(
            "A mail could not be sent (%s); attempt %d.", type(problem).__name__, mail.attempts
        )
        _put_off(mail, now)
        return False
    _forget(mail, now)
    return True


def _ready(now: datetime) -> Any:
    return Outbox.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        sent_on=None,
        due_at__lte=now,
        attempts__lt=MOST_ATTEMPTS,
    )


def _write(mail: Outbox, now: datetime) -> bool:
    """Fill in a mail with a personal link, in memory; False when it must not go any more."""
    invitation = mail.invitation
    if invitation is None or invitation.membership is None or invitation.is_withdrawn:
        return False
    round = invitation.round
    if round.state != Round.State.OPEN or closing_moment(round) <= now:
        return False
    if mail.kind == Kind.REMINDER and invitation.submitted:
        return False
    letter = invitation_letter(mail.kind, invitation, invitation.membership)
    mail.recipient = invitation.membership.person.email
    mail.subject, mail.body = letter.subject, letter.body
    return True


def _deliver(mail: Outbox) -> None:
    """Hand a mail to the mail server; in the demo nothing leaves the machine, and a mail to nobody
    never does.
    """
    if settings.DEMO or mail.recipient == NOBODY:
        return
    enclosure = _enclosure(mail)
    message = EmailMessage(
        subject=mail.subject,
        body=f"{mail.body}\n{enclosure.sentence}\n" if enclosure else mail.body,
        to=[mail.recipient],
        headers={
            "Message-ID": f"<{mail.key}@{settings.SITE_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(settings.MAIL_DELIVERY_BACKEND),
    )
    if enclosure:
        file = enclosure.file
        message.attach(file.name, file.content, file.media_type)
    message.send()


def _enclosure(mail: Outbox) -> Enclosure | None:
    """Made anew at every attempt, because who may have it can change."""
    if mail.kind != Kind.RELEASED or mail.round is None:
        return None
    return enclosure_for(round=mail.round, recipient=mail.recipient)


def _put_off(mail: Outbox, now: datetime) -> None:
    pause = min(FIRST_PAUSE * 2**mail.attempts, LONGEST_PAUSE)
    Outbox.objects.filter(pk=mail.pk).update(lease_until=None, due_at=now + pause)


def _forget(mail: Outbox, now: datetime) -> None:
    """Note that a mail has gone, and remove what it said and to whom."""
    said = {"recipient": "", "subject": "", "body": "", "invitation": None}
    if settings.DEMO:
        said = {"recipient": mail.recipient, "subject": mail.subject, "body": mail.body}
    Outbox.objects.filter(pk=mail.pk).update(sent_on=now.date(), lease_until=None, **said)
