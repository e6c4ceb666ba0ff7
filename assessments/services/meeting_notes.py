"""What a meeting writes together. Nobody overwrites another's words without having seen them."""

from datetime import datetime

from django.db import transaction

from assessments.services.meetings import NewerError, locked_meeting, log_meeting
from partnerships.models import Event, Meeting, MeetingNote, Person

KINDS = {MeetingNote.AGENDA: "meeting-agenda", MeetingNote.MINUTES: "meeting-minutes"}


@transaction.atomic
def write_note(
    *, meeting: Meeting, topic: str, text: str, base: int, by: Person, now: datetime
) -> MeetingNote:
    """Write a text of a meeting over the version `base`, 0 for none.

    The same text again changes nothing, so that a lost reply is no conflict. Raises NewerError,
    and MeetingError for a meeting that was called off.
    """
    found = locked_meeting(meeting)
    note = found.notes.filter(topic=topic).first() or MeetingNote(
        meeting=found, topic=topic, version=0
    )
    if note.text == text:
        return note
    if note.version != base:
        raise NewerError(note)
    note.text = text
    note.version += 1
    note.save()
    kind = KINDS.get(topic, "meeting-notes")
    if not _is_logged(found, kind, by, now):
        log_meeting(meeting=found, kind=kind, by=by, now=now)
    return note


def _is_logged(meeting: Meeting, kind: str, by: Person, now: datetime) -> bool:
    """A line a day is enough: a text is saved many times while it is written."""
    return Event.objects.filter(
        partnership=meeting.partnership_id,
        kind=kind,
        person=by,
        at__date=now.date(),
        parameters__meeting=meeting.pk,
    ).exists()
