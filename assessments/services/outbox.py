"""Mail is written in the transaction of the change it tells of; `delivery` sends it.

A personal link stands in no row: it is computed when its mail is sent.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.closing import local_time
from assessments.models import Invitation, Outbox, Round
from assessments.sealed_mail import seal_mail
from assessments.services.letters import (
    LONGEST_SUBJECT,
    Kind,
    own_time,
    sample_letter,
    write_letter,
)
from assessments.tasks import wake_sender
from partnerships.models import Meeting, Person


def queue_invitations(
    *, invitations: Iterable[Invitation], kind: Kind, now: datetime
) -> list[Outbox]:
    """Mails with a personal link; each is written only when it is sent."""
    mails = Outbox.objects.bulk_create(
        Outbox(
            key=uuid.uuid4().hex,
            kind=kind,
            round_id=invitation.round_id,
            invitation=invitation,
            due_at=now,
        )
        for invitation in invitations
    )
    transaction.on_commit(wake_sender)
    return mails


def queue_notices(
    *,
    round: Round,
    people: Iterable[Person],
    template: str,
    now: datetime,
    kind: Kind = Kind.NOTICE,
    **context: Any,
) -> None:
    """A notice about a round to each of these people, once each, in their language.

    `context`: what its template needs besides the round; moments are told by two clocks, the
    round's and the reader's own.
    """
    page = f"{settings.SITE_URL}/p/{round.partnership.slug}/rounds/{round.number}/"
    about = {"round": round, "partnership": round.partnership, "page": page, **context}
    _queue_letters(template, people, about, round.time_zone, now, kind=kind, round=round)


def queue_meeting_notices(
    *, meeting: Meeting, people: Iterable[Person], template: str, now: datetime
) -> None:
    """A notice about a meeting, with the way to its page."""
    partnership = meeting.partnership
    page = f"{settings.SITE_URL}/p/{partnership.slug}/meetings/{meeting.pk}/"
    about = {
        "meeting": meeting,
        "partnership": partnership,
        "page": page,
        "starts": meeting.starts_at,
    }
    _queue_letters(
        template, people, about, meeting.time_zone, now, kind=Kind.NOTICE, meeting=meeting
    )


def _queue_letters(
    template: str,
    people: Iterable[Person],
    about: dict[str, Any],
    zone: str,
    now: datetime,
    **fields: Any,
) -> None:
    """The same letter to each of these people; `zone`: whose clocks tell its moments."""
    by_address = {person.email_key: person for person in people}
    readers = {(person.language, person.zone) for person in by_address.values()}
    letters = {
        (language, own): write_letter(template, language, **about, **_clocks(about, zone, own))
        for language, own in readers
    }
    Outbox.objects.bulk_create(
        Outbox(
            key=uuid.uuid4().hex,
            recipient=person.email,
            subject=letters[person.language, person.zone].subject,
            body=letters[person.language, person.zone].body,
            due_at=now,
            **fields,
        )
        for person in by_address.values()
    )
    transaction.on_commit(wake_sender)


def queue_sample(*, round: Round, reader: Person, side: str, now: datetime) -> None:
    """The invitation to somebody of `side`, as a test, to whoever wants to see it."""
    letter = sample_letter(Kind.INVITATION, round=round, reader=reader, side=side)
    subject = _("Test: %(subject)s") % {"subject": letter.subject}
    Outbox.objects.create(
        key=uuid.uuid4().hex,
        kind=Kind.TEST,
        round=round,
        recipient=reader.email,
        subject=subject[:LONGEST_SUBJECT],
        body=letter.body,
        due_at=now,
    )
    transaction.on_commit(wake_sender)


def _clocks(about: dict[str, Any], zone: str, own: str) -> dict[str, datetime | None]:
    """For each moment `opens`: `opens_there`, and `opens_here` where the reader's clock differs."""
    moments = {name: value for name, value in about.items() if isinstance(value, datetime)}
    there = {f"{name}_there": local_time(value, zone) for name, value in moments.items()}
    return there | {f"{name}_here": own_time(value, zone, own) for name, value in moments.items()}


def queue_mail(*, recipient: str, subject: str, body: str, now: datetime) -> Outbox:
    """A mail that has nothing to do with a round, like the code for signing in; its words wait
    sealed.
    """
    return Outbox.objects.create(
        key=uuid.uuid4().hex,
        kind=Kind.SIGN_IN,
        recipient=recipient,
        subject=subject[:LONGEST_SUBJECT],
        body=seal_mail(body),
        due_at=now,
    )
