"""How many have answered: counted once a day, at 06:00 in the round's zone, and shown no finer.

Who has answered is shown to nobody. Whoever runs a round sees the counts of a day alone, and who is
asked changes only while a smallest group of people can change the next one, that of the results
included: nobody can watch one person's answer arrive, neither by removing all others nor by adding
somebody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from assessments.additions import added_to, invited_with
from assessments.closing import closing_moment, counting_moment, local_time
from assessments.disclosure.rules import slips_on_top
from assessments.models import ResponseCount, Round
from assessments.promise import Promise
from assessments.services.rounds import State, drawn_of, locked_round
from partnerships.models import Event, Side

LINK_RENEWED = "link-renewed"
PEOPLE_ADDED = "people-added"
LINK_SENT_LATE = "link-sent-late"
ADDRESS_CHANGED = "address-changed"
LET_IN = (PEOPLE_ADDED, LINK_SENT_LATE, ADDRESS_CHANGED)
"""What stands in the log when somebody can answer from now on who could not before."""


@dataclass(frozen=True)
class SideResponse:
    """One side as of the morning of its `day`, None before its first; `answered` is None while the
    side is short. `stands_still`: no new count is taken as things are now. `is_outgrown`: more have
    been invited since; their slips would raise what it takes.
    """

    side: str
    invited: int
    answered: int | None
    day: date | None
    stands_still: bool = False
    is_outgrown: bool = False

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
    last, enough = _last_counts(round), has_enough(round, promise.k)
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
    if found.state != State.OPEN or not _is_countable(found, day, now):
        return False
    if found.response_counts.filter(day=day).exists():
        return False
    promise = Promise.from_json(found.promise or {})
    invited, submitted = _invited(found, promise), submitted_of(found)
    enough = has_enough(found, promise.k)
    still = _standing_still(found, invited, _last_counts(found)) | _let_in_since(found, day)
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


def _let_in_since(round: Round, day: date) -> set[str]:
    """The sides in which somebody could not answer on the morning before this one, and can now. A
    count would tell that all others have, and the next ones would be about this person.
    """
    before = counting_moment(day - timedelta(days=1), round.time_zone)
    events = _events(round, LET_IN).filter(at__gte=before)
    people = events.values_list("side", "parameters")
    return {side for side, told in people if side and told.get("people") != 0}


def _events(round: Round, kinds: Iterable[str]) -> QuerySet[Event]:
    return Event.objects.filter(
        partnership=round.partnership_id, kind__in=kinds, parameters__round=round.number
    )


def _invited(round: Round, promise: Promise) -> dict[str, int]:
    invited = invited_with(promise, added_to(round))
    return {side: getattr(invited, side) for side in Side}


def _is_countable(round: Round, day: date, now: datetime) -> bool:
    moment = counting_moment(day, round.time_zone)
    opened = round.opened_at is not None and round.opened_at < moment
    return opened and not round.held and moment <= now and moment <= closing_moment(round)


def _last_counts(round: Round) -> dict[str, ResponseCount]:
    """The last count of each side that has one."""
    return {count.side: count for count in round.response_counts.order_by("day")}


def _standing_still(
    round: Round, invited: Mapping[str, int], last: Mapping[str, ResponseCount]
) -> set[str]:
    """The sides whose next count could tell about fewer people than the smallest group. It depends
    on the invitations and on what is shown already, never on who has answered since.
    """
    k, left = Promise.from_json(round.promise or {}).k, _left(round)
    changed = [side for side in Side if _is_changed(left[side], invited[side], last.get(side))]
    known = _known(round, k) if changed else {}
    return {side for side in changed if left[side].reached - known[side] < k}


def may_remove(round: Round, side: str) -> bool:
    """Whether one more link of somebody asked by name may end: enough people are left without it
    who could change the number of this side that is told next.
    """
    k = Promise.from_json(round.promise or {}).k
    return _left(round)[side].reached - 1 - _known(round, k)[side] >= k


def may_renew(round: Round, side: str, now: datetime) -> bool:
    """Whether one more link of somebody asked by name may be replaced before the next morning:
    until the mail is read its person cannot answer. The first always; more while enough people are
    left whose links were not.
    """
    k = Promise.from_json(round.promise or {}).k
    since = counting_moment(_last_morning(round, now), round.time_zone)
    renewed = _events(round, [LINK_RENEWED]).filter(side=side, at__gte=since).count()
    return not renewed or _left(round)[side].reached - renewed - 1 - _known(round, k)[side] >= k


def _last_morning(round: Round, now: datetime) -> date:
    """The day of the last 06:00 by the clocks of the round."""
    today = local_time(now, round.time_zone).date()
    is_past = counting_moment(today, round.time_zone) <= now
    return today if is_past else today - timedelta(days=1)


def fewest_to_add(round: Round, side: str, now: datetime) -> int:
    """The smallest number of people by name that may be added to a side at once: with fewer, the
    number that is told next would be about these and few others. A smallest group where the last
    morning was not counted: most others may have answered since.
    """
    k, last = Promise.from_json(round.promise or {}).k, _last_counts(round).get(side)
    morning = _last_morning(round, now)
    if last is None and _is_countable(round, morning, now):
        return k
    if last is not None and last.day < morning:
        return k
    if last is None or last.answered is None:
        return 1
    return max(1, k + last.answered - _left(round)[side].reached)


@dataclass(frozen=True)
class _Left:
    """How many of a side were asked by name, how many of their links work, used or not, and how
    many of these have gone, or are about to, to an address that a mail server takes. Slips do not
    count: one person may hold them all.
    """

    asked: int = 0
    working: int = 0
    reached: int = 0


def _left(round: Round) -> dict[str, _Left]:
    works = Q(revoked=False, membership__isnull=False)
    counts = (
        round.invitations.filter(by_slip=False)
        .values("side")
        .annotate(
            asked=Count("pk"),
            working=Count("pk", filter=works),
            reached=Count("pk", filter=works & ~Q(refused=True, sent_to="")),
        )
    )
    left = {one["side"]: _Left(one["asked"], one["working"], one["reached"]) for one in counts}
    return {side: left.get(side, _Left()) for side in Side}


def _is_changed(left: _Left, invited: int, last: ResponseCount | None) -> bool:
    """Whether whoever runs the round has had a say in who is left to change the next count:
    somebody was removed at any time, or added since the last count.
    """
    return left.working < left.asked or (last is not None and invited > last.invited)


def _known(round: Round, k: int) -> dict[str, int]:
    """How many of each side may be known to have answered by now: as many as the last count tells,
    or as one that is hidden, or was never taken, leaves open; behind slips more are hidden.
    """
    drawn, last = drawn_of(round), _last_counts(round)
    hidden = {side: k - 1 + slips_on_top(k, drawn=drawn[side], used=0) for side in Side}
    told = {side: count.answered for side, count in last.items() if count.answered is not None}
    return hidden | told


def _outgrown(invited: Mapping[str, int], last: Mapping[str, ResponseCount]) -> set[str]:
    """The sides to which somebody was added since their last count."""
    return {side for side in Side if side in last and invited[side] > last[side].invited}


def latest_response(round: Round) -> Response | None:
    """The response as of the last morning that was counted, each side's own."""
    last = _last_counts(round)
    still, outgrown = set[str](), set[str]()
    if round.state == State.OPEN:
        invited = _invited(round, Promise.from_json(round.promise or {}))
        still, outgrown = _standing_still(round, invited, last), _outgrown(invited, last)
    if not last and not still:
        return None
    return Response(
        tuple(
            _side_response(side, last.get(side), side in still, side in outgrown) for side in Side
        )
    )


def _side_response(
    side: str, last: ResponseCount | None, stands_still: bool, is_outgrown: bool
) -> SideResponse:
    if last is None:
        return SideResponse(side, 0, None, None, stands_still)
    return SideResponse(side, last.invited, last.answered, last.day, stands_still, is_outgrown)
