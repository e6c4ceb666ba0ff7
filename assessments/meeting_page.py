"""What the pages about meetings show, ready for their templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.agenda import Item, items_of, proposed
from assessments.charts.steps import Steps
from assessments.models import Round
from assessments.queries import commitments_of, names_of
from assessments.services.meetings import day_of
from partnerships.models import Meeting, MeetingNote, Membership, Partnership


@dataclass(frozen=True)
class MeetingView:
    """One meeting in a list; `round` is the title of the round that it is about, if any."""

    meeting: Meeting
    round: str
    is_held: bool


@dataclass(frozen=True)
class Group:
    """Those of one organization who come; without an organization the neutral ones."""

    organization: str
    side: str | None
    people: Sequence[Membership]


def views(
    meetings: Iterable[Meeting], titles: Mapping[int, str], now: datetime
) -> list[MeetingView]:
    return [
        MeetingView(one, titles.get(one.round_number or 0, ""), one.starts_at <= now)
        for one in meetings
    ]


def next_meeting(partnership: Partnership, now: datetime) -> Meeting | None:
    """The first meeting to come that has not been called off."""
    coming = partnership.meetings.filter(called_off=False, starts_at__gt=now)
    return coming.order_by("starts_at").first()


def titles_of(rounds: Iterable[Round]) -> dict[int, str]:
    return {round.number: round.title for round in rounds}


def groups_of(people: Iterable[Membership]) -> list[Group]:
    """Who comes, by organization."""
    found: dict[str | None, list[Membership]] = {}
    for one in people:
        found.setdefault(one.side, []).append(one)
    return [Group(str(some[0].organization or ""), side, some) for side, some in found.items()]


def notes_of(meeting: Meeting) -> dict[str, MeetingNote]:
    """Whatever has been written at a meeting, by topic."""
    return {note.topic: note for note in meeting.notes.all() if note.text}


def agreed_about(round: Round, topic: str) -> list[MeetingNote]:
    """What meetings have agreed about an element until this round, the latest first."""
    notes = MeetingNote.objects.filter(
        meeting__partnership=round.partnership_id,
        meeting__round_number__lte=round.number,
        meeting__called_off=False,
        topic=topic,
    )
    return list(notes.exclude(text="").select_related("meeting").order_by("-meeting__starts_at"))


def agenda_text(meeting: Meeting, steps: Steps, notes: Mapping[str, MeetingNote]) -> str:
    """As it was written, or else as the round that the meeting is about proposes it."""
    if MeetingNote.AGENDA in notes:
        return notes[MeetingNote.AGENDA].text
    steps = [step for step in steps if step.snapshot.number == meeting.round_number]
    day = day_of(meeting)
    earlier = [one for one in commitments_of(meeting.partnership) if one.made_on < day]
    last = max((one.made_on for one in earlier), default=None)
    promised = [one for one in earlier if one.made_on == last]
    return proposed(steps[0] if steps else None, names_of(meeting.partnership), promised)


def agenda_items(
    meeting: Meeting, steps: Steps, notes: Mapping[str, MeetingNote]
) -> Sequence[Item]:
    return items_of(agenda_text(meeting, steps, notes))
