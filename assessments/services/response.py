"""How many have answered: counted once a day, at 06:00 in the round's zone, and shown no finer.

Who has answered is shown to nobody. Whoever runs a round sees the counts of a day alone, and who is
asked changes only while a smallest group of people can change the next one, that of the results
included: nobody can watch one person's answer arrive, neither by removing all others nor by adding
somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from assessments.additions import added_to, invited_with
from assessments.closing import local_time
from assessments.disclosure.rules import slips_on_top
from assessments.models import ResponseCount, Round
from assessments.promise import Promise
from assessments.services.few_left import (
    Left,
    is_countable,
    known_of,
    last_counts,
    left_of,
    let_in_since,
    sent_alone_since,
)
from assessments.services.rounds import State, locked_round
from partnerships.models import Side


@dataclass(frozen=True)
class SideResponse:
    """One side as of the morning of its `day`, None before its first; `answered` is None while the
    side is short. `stands_still`: no new count is taken as things are now. `is_outgrown`: more have
    been invited since; their slips would raise what it takes. `sent_alone`: somebody has got a link
    alone since, or within a day before.
    """

    side: str
    invited: int
    answered: int | None
    day: date | None
    stands_still: bool = False
    is_outgrown: bool = False
    sent_alone: bool = False

    @property
    def is_enough(self) -> bool:
        return self.answered is not None and not self.is_outgrown


@dataclass(frozen=True)
class Response:
    """Both sides, each with a last morning of its own."""

    sides: tuple[SideResponse, ...]

    @property
    def is_enough(self) -> bool:
        return all(side.is_enough for side in self.sides)

    @property
    def sent_alone(self) -> bool:
        """Whether sealing waits for a later count, because somebody has got a link alone."""
        return any(side.sent_alone for side in self.sides)


def submitted_of(round: Round) -> dict[str, int]:
    """The submitted ballots of each side at this moment: for services, never for a page."""
    counts = round.invitations.aggregate(
        **{side.value: Count("pk", filter=Q(side=side, submitted=True)) for side in Side}
    )
    return {side: counts[side] for side in Side.values}


def slips_of_sides(round: Round, k: int) -> dict[str, int]:
    """How many slips of each side come on top of the smallest group: nobody knows who has them."""
    counts = round.invitations.filter(by_slip=True).aggregate(
        **{f"{side}_drawn": Count("pk", filter=Q(side=side)) for side in Side},
        **{f"{side}_used": Count("pk", filter=Q(side=side, submitted=True)) for side in Side},
    )
    return {
        side: slips_on_top(k, drawn=counts[f"{side}_drawn"], used=counts[f"{side}_used"])
        for side in Side.values
    }


def has_enough(round: Round, k: int) -> dict[str, bool]:
    """Whether the smallest group of each side has answered, slips on top."""
    submitted, slips = submitted_of(round), slips_of_sides(round, k)
    return {side: submitted[side] - slips[side] >= k for side in Side.values}


def is_short(round: Round) -> bool:
    """Whether a side has fewer answers than its results need: never for a page. One whose count
    stands still goes by that count, as its page does: else the few left would be watched.
    """
    promise = Promise.from_json(round.promise or {})
    last, enough = last_counts(round), has_enough(round, promise.k)
    invited = _invited(round, promise)
    for side in _standing_still(round, invited, last):
        outgrown = side in _outgrown(invited, last)
        enough[side] = _side_response(side, last.get(side), True, outgrown).is_enough
    return not all(enough.values())


@transaction.atomic
def record_counts(*, round: Round, now: datetime) -> bool:
    """Note how many have answered as of this morning, once. False when it is not due."""
    found = locked_round(round.pk)
    day = local_time(now, found.time_zone).date()
    if found.state != State.OPEN or not is_countable(found, day, now):
        return False
    if found.response_counts.filter(day=day).exists():
        return False
    promise = Promise.from_json(found.promise or {})
    invited, submitted = _invited(found, promise), submitted_of(found)
    enough = has_enough(found, promise.k)
    still = _standing_still(found, invited, last_counts(found)) | let_in_since(found, day)
    made = ResponseCount.objects.bulk_create(
        ResponseCount(
            round=found,
            side=side,
            day=day,
            invited=invited[side],
            answered=submitted[side] if enough[side] else None,
        )
        for side in Side
        if side not in still
    )
    return bool(made)


def _invited(round: Round, promise: Promise) -> dict[str, int]:
    invited = invited_with(promise, added_to(round))
    return {side: getattr(invited, side) for side in Side}


def _standing_still(
    round: Round, invited: Mapping[str, int], last: Mapping[str, ResponseCount]
) -> set[str]:
    """The sides whose next count could tell about fewer people than the smallest group. It depends
    on the invitations and on what is shown already, never on who has answered since.
    """
    k, left = Promise.from_json(round.promise or {}).k, left_of(round)
    changed = [side for side in Side if _is_changed(left[side], invited[side], last.get(side))]
    known = known_of(left, last, k)
    return {side for side in changed if left[side].reached - known[side] < k}


def _is_changed(left: Left, invited: int, last: ResponseCount | None) -> bool:
    """Whether whoever runs the round has had a say in who is left to change the next count:
    somebody was removed at any time, or added since the last count, or waits for a new link.
    """
    has_less = left.working < left.asked or left.waiting > 0
    return has_less or (last is not None and invited > last.invited)


def _outgrown(invited: Mapping[str, int], last: Mapping[str, ResponseCount]) -> set[str]:
    """The sides to which somebody was added since their last count."""
    return {side for side in Side if side in last and invited[side] > last[side].invited}


def latest_response(round: Round) -> Response | None:
    """The response as of the last morning that was counted, each side's own."""
    last = last_counts(round)
    still, outgrown, alone = set[str](), set[str](), set[str]()
    if round.state == State.OPEN:
        invited = _invited(round, Promise.from_json(round.promise or {}))
        still, outgrown = _standing_still(round, invited, last), _outgrown(invited, last)
        alone = sent_alone_since(round, last)
    if not last and not still:
        return None
    return Response(
        tuple(
            _side_response(side, last.get(side), side in still, side in outgrown, side in alone)
            for side in Side
        )
    )


def _side_response(
    side: str,
    last: ResponseCount | None,
    stands_still: bool,
    is_outgrown: bool,
    sent_alone: bool = False,
) -> SideResponse:
    if last is None:
        return SideResponse(side, 0, None, None, stands_still)
    return SideResponse(
        side, last.invited, last.answered, last.day, stands_still, is_outgrown, sent_alone
    )
