"""Rounds that come by themselves: prepared like the last one a week before, opened at their time.

Nothing is opened that could not be opened by hand: the same conditions, the same agreements.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.closing import local_time
from assessments.models import Round
from assessments.rhythm import Window, next_undone, windows_after
from assessments.services.opening import open_round
from assessments.services.outbox import queue_notices
from assessments.services.planning import repeat_last
from assessments.services.rounds import (
    UNDER_WAY,
    RoundError,
    State,
    create_round,
    locked_round,
    log_round,
)
from partnerships.models import Membership, Partnership, Person, Rhythm, Side
from partnerships.services import log_event
from partnerships.viewer import Role

LATEST = timedelta(days=1)
"""A round that could not be opened in this time is left to its facilitators."""


@transaction.atomic
def set_rhythm(*, partnership: Partnership, by: Person, now: datetime, **fields: Any) -> Rhythm:
    """Let rounds open by themselves from the next of these days on. Takes the fields of Rhythm.

    Raises RoundError where no day is left.
    """
    rhythm = Rhythm.objects.filter(partnership=partnership).first()
    rhythm = rhythm or Rhythm(partnership=partnership)
    for name, value in fields.items():
        setattr(rhythm, name, value)
    first = next(windows_after(rhythm, now), None)
    if first is None:
        raise RoundError(_("All of these days have passed: choose later ones."))
    rhythm.done_until = first.day - timedelta(days=1)
    rhythm.save()
    log_event(partnership=partnership, kind="rhythm-set", person=by, at=now, rhythm=rhythm.kind)
    return rhythm


@transaction.atomic
def stop_rhythm(*, partnership: Partnership, by: Person, now: datetime) -> None:
    """From now on nothing is prepared, and no draft opens by itself."""
    deleted, _rows = Rhythm.objects.filter(partnership=partnership).delete()
    if not deleted:
        return
    for draft in partnership.rounds.filter(state=State.DRAFT).exclude(opens_at=None):
        locked = locked_round(draft.pk)
        locked.opens_at = None
        locked.save(update_fields=["opens_at"])
    log_event(partnership=partnership, kind="rhythm-stopped", person=by, at=now)


@transaction.atomic
def prepare_round(*, rhythm: Rhythm, now: datetime) -> Round | None:
    """A draft like the last round, a week before it opens; its facilitators are told.

    While another round is not finished it waits, and passes its day over once that has come.
    """
    if not _is_due(rhythm, now):
        return None
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=rhythm.partnership_id)
    found = Rhythm.objects.filter(pk=rhythm.pk).first()
    window = next_undone(found) if found else None
    if found is None or window is None or not _is_due(found, now):
        return None
    is_late = now >= window.opens_at
    if not is_late and partnership.rounds.filter(state__in=UNDER_WAY).exists():
        return None
    found.done_until = window.day
    found.save(update_fields=["done_until"])
    if is_late:
        _tell_passed(partnership, window, now)
        return None
    return _prepared(partnership, found, window, now)


def _tell_passed(partnership: Partnership, window: Window, now: datetime) -> None:
    log_event(partnership=partnership, kind="rhythm-passed", at=now, day=window.day)
    last = partnership.rounds.order_by("-number").first()
    if last is not None:
        queue_notices(
            round=last,
            people=facilitators(partnership),
            template="round_passed_over",
            now=now,
            day=window.day,
        )


def _is_due(rhythm: Rhythm, now: datetime) -> bool:
    window = next_undone(rhythm)
    return window is not None and window.prepared_at <= now


def _prepared(partnership: Partnership, rhythm: Rhythm, window: Window, now: datetime) -> Round:
    zone = rhythm.time_zone
    opens = local_time(window.opens_at, zone)
    draft = create_round(
        partnership=partnership,
        title=date_format(opens, "F Y"),
        opens=opens,
        closes=local_time(window.closes_at, zone),
        time_zone=zone,
        by=None,
        now=now,
    )
    repeat_last(draft=draft, sides=list(Side), now=now)
    queue_notices(
        round=draft,
        people=facilitators(partnership),
        template="round_prepared",
        now=now,
        opens=window.opens_at,
        closes=window.closes_at,
    )
    return draft


@transaction.atomic
def open_on_time(*, round: Round, now: datetime) -> bool:
    """Open a draft at its moment. Where something is missing it is left to its facilitators, who
    are told: it never opens by itself later, when somebody is still at it.
    """
    found = locked_round(round.pk)
    if found.state != State.DRAFT or found.opens_at is None or now < found.opens_at:
        return False
    try:
        if now > found.opens_at + LATEST:
            raise RoundError
        with transaction.atomic():
            open_round(round=found, by=None, now=now)
        return True
    except RoundError:
        leave_to_hand(round=found, now=now)
        return False


def leave_to_hand(*, round: Round, now: datetime) -> None:
    """A draft does not open by itself any more; its facilitators are told."""
    round.opens_at = None
    round.save(update_fields=["opens_at"])
    log_round(round=round, kind="round-not-opened", now=now)
    people = facilitators(round.partnership)
    queue_notices(round=round, people=people, template="round_not_opened", now=now)


def facilitators(partnership: Partnership) -> list[Person]:
    """Those who run rounds, of both sides and of none."""
    there = Membership.objects.current().filter(partnership=partnership, role=Role.FACILITATOR)
    return [membership.person for membership in there.select_related("person")]
