"""Meetings of both sides: planned, moved, called off, reminded of. Mail tells of time and place
alone, never of results."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.closing import local_time, working_days_before
from assessments.models import Round
from assessments.services.outbox import queue_meeting_notices
from partnerships.models import (
    Meeting,
    MeetingGuesses,
    MeetingNote,
    Membership,
    Partnership,
    Person,
    Side,
)
from partnerships.querysets import MembershipQuerySet
from partnerships.services import log_event
from partnerships.viewer import READERS

REMINDED_BEFORE = 2
"""Working days, so that everybody can read the results before."""
LOOKED_AHEAD = timedelta(days=7)


class MeetingError(Exception):
    """The change is not possible; the message says why and what to do."""


class NewerError(Exception):
    """Somebody else has written here since; `row` is what stands there now."""

    def __init__(self, row: MeetingNote | MeetingGuesses) -> None:
        super().__init__(row.version)
        self.row = row


@transaction.atomic
def plan_meeting(
    *,
    partnership: Partnership,
    participants: Sequence[Membership],
    by: Person,
    now: datetime,
    **fields: Any,
) -> Meeting:
    """Those chosen are told by mail, unless the meeting has been held and is only noted down.

    Takes the other fields of Meeting. Raises MeetingError where a side would be missing.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    _check_people(locked, participants, already=())
    meeting = Meeting(partnership=locked, **fields)
    meeting.reminded = reminder_moment(meeting) <= now
    meeting.save()
    meeting.participants.set(participants)
    if meeting.starts_at > now:
        _tell(meeting, participants, "meeting_planned", now)
    log_meeting(meeting=meeting, kind="meeting-planned", by=by, now=now)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    participants: Sequence[Membership],
    by: Person,
    now: datetime,
    **fields: Any,
) -> None:
    """Whoever is chosen now is invited; where time or place are other ones, the others are told.

    Raises MeetingError as `plan_meeting` does, and for a meeting that was called off.
    """
    found = locked_meeting(meeting)
    already = set(found.participants.values_list("pk", flat=True))
    _check_people(found.partnership, participants, already)
    is_moved = any(getattr(found, name) != fields[name] for name in ("starts_at", "place"))
    for name, value in fields.items():
        setattr(found, name, value)
    if is_moved:
        found.reminded = reminder_moment(found) <= now
    found.save(update_fields=[*fields, "reminded"])
    found.participants.set(participants)
    if found.starts_at > now:
        _tell(found, [one for one in participants if one.pk not in already], "meeting_planned", now)
        stay = [one for one in participants if is_moved and one.pk in already]
        _tell(found, stay, "meeting_changed", now)
    log_meeting(meeting=found, kind="meeting-changed", by=by, now=now)


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, by: Person, now: datetime) -> None:
    """It stays in the list; those chosen are told. Raises MeetingError once it has begun."""
    found = locked_meeting(meeting)
    if found.starts_at <= now:
        raise MeetingError(_("This meeting has begun: it can no longer be called off."))
    found.called_off = True
    found.save(update_fields=["called_off"])
    _tell(found, people_of(found), "meeting_called_off", now)
    log_meeting(meeting=found, kind="meeting-called-off", by=by, now=now)


@transaction.atomic
def remind_of_meeting(*, meeting: Meeting, now: datetime) -> bool:
    """Remind those chosen, once."""
    found = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    is_over = found.called_off or found.starts_at <= now
    if found.reminded or is_over or now < reminder_moment(found):
        return False
    found.reminded = True
    found.save(update_fields=["reminded"])
    _tell(found, people_of(found), "meeting_reminder", now)
    return True


def meetings_to_remind_of(now: datetime) -> QuerySet[Meeting]:
    """Those of the next days that nobody has been reminded of; some of them are not due yet."""
    return Meeting.objects.filter(
        reminded=False, called_off=False, starts_at__gt=now, starts_at__lte=now + LOOKED_AHEAD
    )


def reminder_moment(meeting: Meeting) -> datetime:
    return working_days_before(meeting.starts_at, meeting.time_zone, REMINDED_BEFORE)


def day_of(meeting: Meeting) -> date:
    """Its day by the clocks of its zone."""
    return local_time(meeting.starts_at, meeting.time_zone).date()


def log_meeting(*, meeting: Meeting, kind: str, by: Person, now: datetime) -> None:
    log_event(
        partnership=meeting.partnership,
        kind=kind,
        person=by,
        at=now,
        meeting=meeting.pk,
        day=day_of(meeting),
    )


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting for a change; MeetingError where it was called off."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("partnership")
    found = rows.get(pk=meeting.pk)
    if found.called_off:
        raise MeetingError(_("This meeting was called off: plan another one."))
    return found


def may_meet(partnership: Partnership) -> MembershipQuerySet:
    """Who can be chosen: the present leaders and facilitators of both sides and of none."""
    return (
        Membership.objects.current()
        .filter(partnership=partnership, role__in=READERS)
        .select_related("person", "partnership__contractor", "partnership__client")
    )


def people_of(meeting: Meeting) -> list[Membership]:
    """Those chosen, also who has left since; by organization and name."""
    chosen = meeting.participants.select_related(
        "person", "partnership__contractor", "partnership__client"
    )
    return sorted(chosen, key=lambda one: (one.side is None, one.side != Side.CONTRACTOR, str(one)))


def meeting_rounds(partnership: Partnership) -> list[Round]:
    """What a meeting can be about, the latest first: results that are there or on their way."""
    known = (Round.State.OPEN, Round.State.SEALING, Round.State.SEALED, Round.State.RELEASED)
    return list(
        partnership.rounds.filter(state__in=known)
        .defer("questionnaire", "promise")
        .order_by("-closed_at", "-number")
    )


def _check_people(
    partnership: Partnership, participants: Iterable[Membership], already: Iterable[int]
) -> None:
    present = set(may_meet(partnership).values_list("pk", flat=True))
    for one in participants:
        if one.pk not in present and one.pk not in already:
            raise MeetingError(
                _("%(name)s is no leader or facilitator any more: choose again.")
                % {"name": one.display_name}
            )
    for side in Side:
        if all(one.side != side for one in participants):
            raise MeetingError(
                _("Choose at least one person of %(organization)s: it is a meeting of both sides.")
                % {"organization": partnership.organization_of(side)}
            )


def _tell(meeting: Meeting, chosen: Iterable[Membership], template: str, now: datetime) -> None:
    """Mail to those who still belong to the partnership."""
    people = [one.person for one in chosen if one.ended_on is None]
    queue_meeting_notices(meeting=meeting, people=people, template=template, now=now)
