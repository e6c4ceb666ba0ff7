"""Whatever is due, once: safe to run at any time, twice at once, and after any interruption."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from assessments.models import CommentKey, Round
from assessments.services.comments import bring_out_comments
from assessments.services.counting import seal_round
from assessments.services.delivery import send_due
from assessments.services.erasure import erase_deleted, unerased_rounds
from assessments.services.held import GOING_ON
from assessments.services.invitations import remind
from assessments.services.meetings import meetings_to_remind_of, remind_of_meeting
from assessments.services.put_back import NOT_HELD, is_put_back
from assessments.services.releasing import extend_round, release_overdue
from assessments.services.reminders import send_reminders
from assessments.services.response import record_counts
from assessments.services.rhythms import open_on_time, prepare_round
from assessments.services.rounds import State
from partnerships.models import Rhythm

log = logging.getLogger(__name__)


def run_due(*, now: datetime) -> bool:
    """What is due for the rounds, then mail. False if anything failed; the log says what."""
    return all(
        [
            run_rounds(now=now),
            _attempt("send_due", partial(send_due, now=now)),
            _attempt("send_reminders", partial(send_reminders, now=now)),
        ]
    )


def run_rounds(*, now: datetime) -> bool:
    """Preparing, opening, counts of the day, reminders, extension, sealing, release, comments that
    could not be opened at a release.

    A round that is held stands still. One round's failure stops nothing else. In no order: whoever
    runs two would see by the time between them that one whose name stands between was added up.
    False if anything failed; the log says what. Nothing is done in a database that has been put
    back until all is held.
    """
    if is_put_back():
        log.error("Nothing is done for the rounds: %s.", NOT_HELD)
        return False
    succeeded = [
        _attempt(f"prepare_round of rhythm {one.pk}", partial(prepare_round, rhythm=one, now=now))
        for one in Rhythm.objects.all()
    ]
    drafts = Round.objects.filter(state=State.DRAFT, opens_at__lte=now)
    succeeded += [
        _attempt(f"open_on_time of round {one.pk}", partial(open_on_time, round=one, now=now))
        for one in drafts
    ]
    succeeded += [
        _attempt(f"{step.func.__name__} of round {round.pk}", step)
        for round in Round.objects.filter(state__in=GOING_ON, held=False).order_by("?")
        for step in _steps(round, now)
    ]
    succeeded += [
        _attempt(f"remind of meeting {one.pk}", partial(remind_of_meeting, meeting=one, now=now))
        for one in meetings_to_remind_of(now)
    ]
    waiting = CommentKey.objects.filter(round__state=State.RELEASED).select_related("round")
    succeeded += [
        _attempt(
            f"bring_out_comments of round {key.round_id}",
            partial(bring_out_comments, round=key.round),
        )
        for key in waiting
    ]
    if unerased_rounds().exists():
        succeeded.append(_attempt("erase_deleted", erase_deleted))
    return all(succeeded)


def _steps(round: Round, now: datetime) -> list[partial[Any]]:
    """What may be due for a round in its state: each step looks for itself whether it is."""
    if round.state == State.SEALED:
        return [partial(release_overdue, round=round, now=now)]
    sealing = partial(seal_round, round_id=round.pk, now=now)
    if round.state == State.SEALING:
        return [sealing]
    return [
        partial(record_counts, round=round, now=now),
        partial(remind, round=round, now=now),
        partial(extend_round, round=round, now=now),
        sealing,
    ]


def _attempt(name: str, step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception as problem:
        log.error("%s failed (%s): it will be tried again.", name, type(problem).__name__)
        return False
    return True
