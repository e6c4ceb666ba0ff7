"""The demo's meetings: one that was held, with minutes, and one to come, about the newest round."""

from datetime import date, datetime, time, timedelta

from assessments.closing import moment_of
from assessments.demo.world import Held
from assessments.questionnaire.load import breakthrough_1
from assessments.services.guesses import reveal_profile, write_guesses
from assessments.services.meeting_notes import write_note
from assessments.services.meetings import may_meet, plan_meeting
from partnerships.models import Meeting, MeetingNote, Partnership
from partnerships.viewer import Role

MEETS_AT = time(10)
MEETS_IN = timedelta(days=6)


def hold_meeting(partnership: Partnership, held: Held, day: date) -> Meeting:
    """About the latest round of that day; the client's leader wrote it all down."""
    meeting = _plan(partnership, held, day, now=day)
    codes = [element.code for element in breakthrough_1().elements]
    for side, guesses in held.guesses.items():
        values = dict(zip(codes, guesses, strict=True))
        write_guesses(meeting=meeting, side=side, values=values, base=0)
    texts = {MeetingNote.MINUTES: held.minutes.strip(), **held.agreed}
    by = partnership.memberships.filter(side="client", role=Role.LEADER)[0].person
    reveal_profile(meeting=meeting, by=by, now=meeting.starts_at)
    for topic, text in texts.items():
        write_note(meeting=meeting, topic=topic, text=text, base=0, by=by, now=meeting.starts_at)
    return meeting


def plan_next_meeting(partnership: Partnership, held: Held, today: date) -> Meeting:
    return _plan(partnership, held, today + MEETS_IN, now=today)


def _plan(partnership: Partnership, held: Held, day: date, *, now: date) -> Meeting:
    starts_at = moment_of(datetime.combine(day, MEETS_AT), held.zone)
    planner = partnership.memberships.filter(side="client", role=Role.FACILITATOR)[0]
    return plan_meeting(
        partnership=partnership,
        participants=list(may_meet(partnership)),
        starts_at=starts_at,
        time_zone=held.zone,
        place=held.place,
        round_number=partnership.rounds.latest("number").number,
        by=planner.person,
        now=moment_of(datetime.combine(now, MEETS_AT), held.zone),
    )
