"""Sealing a live round: its ballots are opened in memory, added up and forgotten.

Killed at any moment it has done all or nothing, and running it again gives the same snapshot.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time
from sys import intern
from time import monotonic, sleep
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from assessments.additions import added_to, invited_with
from assessments.ballots import open_ballot, open_private_key, proves_ballots
from assessments.closing import closing_moment, local_time, moment_of
from assessments.comments import WrittenComment
from assessments.models import Round
from assessments.promise import Promise
from assessments.scoring.terms import Sheet, Side
from assessments.services.few_left import PEOPLE_ADDED, REMOVED
from assessments.services.outbox import queue_notices
from assessments.services.releasing import extend_round, key_people
from assessments.services.response import (
    Response,
    is_short,
    latest_response,
    submitted_of,
)
from assessments.services.rounds import (
    RoundError,
    State,
    change_state,
    check_not_held,
    check_state,
    locked_round,
    log_round,
    wait_for_senders,
)
from assessments.services.sealing import Results, SealingError, compute_results, store_results
from partnerships.models import Event, Person

CHUNK = 100
AT_LEAST, A_PERSON_MORE = 5.0, 0.002
"""Seconds that adding up takes, and so much more for each who was invited. A slow machine, or one
under load, may take the double, and so on: always a whole number of such times."""

log = logging.getLogger(__name__)

Checkpoint = Callable[[str], None]


def _pass(step: str) -> None:
    """Where a test stops the work to see that nothing is lost."""


def close_early(*, round: Round, by: Person, now: datetime) -> Round:
    """Accept no more answers from now on: open -> sealing.

    Raises RoundError while a side is short; it does not say which. The shared log tells of it.
    Raises it also where somebody has got a link alone lately.
    """
    closed = _close_if_enough(round, by, now)
    if closed is None:
        raise RoundError(
            _("One side does not have enough answers yet, so the round cannot be sealed early.")
        )
    return closed


@transaction.atomic
def _close_if_enough(round: Round, by: Person, now: datetime) -> Round | None:
    """None, with a line in the log, where a side is short.

    It goes by the last morning alone, as its page does, and waits for the next one where people
    were added since: trying again must not show when an answer comes.
    """
    found = locked_round(round.pk)
    check_state(found, State.OPEN)
    check_not_held(found)
    morning = latest_response(found)
    if morning is not None and morning.sent_alone:
        raise RoundError(after_later_count(morning))
    if morning is None or not morning.is_enough:
        _log_refused(found, by, now)
        return None
    change_state(found, State.SEALING, closed_at=min(now, closing_moment(found)))
    log_round(round=found, kind="round-closed", now=now, by=by)
    return found


def after_later_count(response: Response) -> str:
    """Why the round is not sealed early now, and until when."""
    waits = _(
        "Somebody has got a personal link lately, so the round is not sealed early now: the number "
        "of answers would be about this person."
    )
    if any(side.sent_alone and side.stands_still for side in response.sides):
        return waits + " " + _("It stays so, because the count of one side stands still.")
    return waits + " " + _("It can be once it has been counted a day later.")


def _log_refused(round: Round, by: Person, now: datetime) -> None:
    """Once a day and person, by the clocks of the round."""
    day = local_time(now, round.time_zone).date()
    told = Event.objects.filter(
        partnership=round.partnership_id,
        kind="sealing-refused",
        person=by,
        parameters__round=round.number,
        at__gte=moment_of(datetime.combine(day, time.min), round.time_zone),
    )
    if not told.exists():
        log_round(round=round, kind="sealing-refused", now=now, by=by)


@transaction.atomic
def close_on_time(*, round: Round, now: datetime) -> bool:
    """open -> sealing at the closing moment, unless a short side still has its extension."""
    found = locked_round(round.pk)
    if found.state != State.OPEN or now < closing_moment(found):
        return False
    wait_for_senders(found)
    if not found.extended and is_short(found):
        return False
    change_state(found, State.SEALING, closed_at=closing_moment(found))
    log_round(round=found, kind="round-closed", now=now)
    return True


def seal_now(*, round: Round, by: Person, now: datetime) -> None:
    """What is possible at this moment: extend a short round at its closing time, seal one that
    has closed, or close one early and seal it. Raises RoundError or SealingError.
    """
    if extend_round(round=round, now=now):
        return
    if round.state == State.OPEN and now < closing_moment(round):
        close_early(round=round, by=by, now=now)
    seal_round(round_id=round.pk, now=now)


def seal_round(*, round_id: int, now: datetime, checkpoint: Checkpoint = _pass) -> None:
    """Turn the ballots of a round into its results: sealing -> sealed. A round that is open at
    its closing moment is closed first.

    Raises SealingError, with the round left in `sealing` and a line in the log, when anything is
    wrong: the next run tries again; RoundError, with nothing changed, while the round is held.
    """
    round = Round.objects.select_related("partnership").get(pk=round_id)
    check_not_held(round)
    close_on_time(round=round, now=now)
    checkpoint("closed")
    round.refresh_from_db()
    if round.state != State.SEALING:
        return
    try:
        _count(round, now, checkpoint)
    except Exception as problem:
        if not Round.objects.filter(pk=round_id, state=State.SEALING).exists():
            return
        _alert(round, problem, now)
        raise SealingError(_("The round could not be sealed. It will be tried again.")) from None
    checkpoint("done")


@sensitive_variables()
def _count(round: Round, now: datetime, checkpoint: Checkpoint) -> None:
    began = monotonic()
    results = _added_up(round, checkpoint)
    checkpoint("computed")
    _wait_for_whole_time(began, round.invitations.count())
    with transaction.atomic():
        store_results(round=round, results=results, now=now)
        log_round(round=round, kind="round-sealed", now=now)
        queue_notices(round=round, people=key_people(round), template="sealed", now=now)
        checkpoint("stored")


@sensitive_variables()
def _added_up(round: Round, checkpoint: Checkpoint) -> Results:
    sheets, comments = _opened(round, checkpoint)
    _check_complete(round, sheets)
    return compute_results(round=round, sheets=sheets, comments=comments)


def _wait_for_whole_time(began: float, invited: int) -> None:
    """Everybody of the partnership can see how long a round stays closed and not sealed. It takes
    longer where answers lie in the middle, and where a short side has more of them.
    """
    whole = AT_LEAST + A_PERSON_MORE * invited
    sleep(whole - (monotonic() - began) % whole)


@sensitive_variables()
def _opened(round: Round, checkpoint: Checkpoint) -> tuple[list[Sheet], list[WrittenComment]]:
    """Every ballot, opened one after the other outside any transaction."""
    private = open_private_key(round.key)
    checkpoint("key opened")
    sheets: list[Sheet] = []
    comments: list[WrittenComment] = []
    size, is_proved = round.ballot_bytes, proves_ballots(round.key)
    numbers: set[UUID] = set()
    for number, blob in round.ballots.values_list("pk", "blob").iterator(chunk_size=CHUNK):
        if number in numbers:  # written in another way, which SQLite takes for another number
            raise SealingError("A ballot has been put in twice.")
        numbers.add(number)
        ballot = open_ballot(private, round.pk, number, blob, size, is_proved=is_proved)
        # The codes once for all ballots: of a hundred thousand they would fill the memory
        placed = {intern(code): value for code, value in ballot.answers.placed.items()}
        sheets.append(Sheet(ballot.side, placed))
        comments.extend(
            WrittenComment(ballot.side, question, text)
            for question, text in ballot.answers.comments.items()
        )
        checkpoint("ballot opened")
    return sheets, comments


def _check_complete(round: Round, sheets: list[Sheet]) -> None:
    """Every mark has its ballot and every ballot its mark, side by side; nobody was invited whom
    the promise and what stands beside it do not tell of; and nobody was added, or removed, but as
    the shared log tells.
    """
    opened = Counter(str(sheet.side) for sheet in sheets)
    if any(opened[side] != marks for side, marks in submitted_of(round).items()):
        raise SealingError("The ballots are not those that were submitted.")
    additions = added_to(round)
    told = invited_with(Promise.from_json(round.promise or {}), additions)
    invited = Counter(round.invitations.values_list("side", flat=True))
    if any(invited[side] != told.of(side) for side in Side):
        raise SealingError("Those invited are not as many as was promised.")
    added = Counter[str]()
    for one in additions:
        added[one.side] += one.number
    removed = Counter(round.invitations.filter(revoked=True).values_list("side", flat=True))
    if (added, removed) != (_logged(round, PEOPLE_ADDED), _logged(round, REMOVED)):
        raise SealingError("Those added or removed are not as many as the shared log tells.")


def _logged(round: Round, kind: str) -> Counter[str]:
    """Of how many people of each side the shared log tells this: of one where it says no number."""
    events = Event.objects.filter(
        partnership=round.partnership_id, kind=kind, parameters__round=round.number
    )
    people = Counter[str]()
    for event in events:
        people[str(event.side)] += event.parameters.get("number", 1)
    return people


def _alert(round: Round, problem: Exception, now: datetime) -> None:
    """Tell that sealing failed, and nothing of what was being read; once in the shared log."""
    log.error("Round %d could not be sealed (%s).", round.pk, type(problem).__name__)
    told = Event.objects.filter(
        partnership=round.partnership_id, kind="sealing-failed", parameters__round=round.number
    )
    if not told.exists():
        log_round(round=round, kind="sealing-failed", now=now)
