"""Whether rounds are the parts of a whole and a few people: who subtracts the parts, as the
offices of an organization from all of it, would find these few."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations, islice, permutations

from assessments.scoring.terms import NOT_SHOWN, Side
from assessments.snapshot.groups import WHOLE, Group, Sum, may_grow, side_of, sums_of
from assessments.snapshot.repeated import NEARLY_ALL, are_soon
from assessments.snapshot.value import Snapshot

MOST_PARTS = 4
"""Within weeks; of rounds that lie further apart, two."""
FOR_EACH_LEFT = 2
"""A whole that has d people more than its parts is found where it has at least this times d
squared: sums of people who answer anew differ by the root of their number. Within weeks, where
there are few ways to choose, d squared will do."""


def leave_few(others: Sequence[Snapshot], new: Snapshot) -> bool:
    """Whether a new round and some others can be subtracted from each other until fewer than K
    people of a side remain: as parts and their whole, or two and two.
    """
    rounds = [_Round(one) for one in others]
    at_once = [one for one in rounds if are_soon(one.snapshot, new)]
    latest = _Round(new)
    return any(
        _differ_by_few(side, [latest, *beside], against)
        for beside, against in _ways(rounds, at_once)
        for side in Side
    )


class _Round:
    """A snapshot, and of each side the sums that its scores can be made of."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._sums: dict[tuple[Side, str], frozenset[Sum]] = {}

    @cached_property
    def sides(self) -> dict[Side, Group]:
        return {side: side_of(self.snapshot, side) for side in Side}

    def sums(self, side: Side, code: str) -> frozenset[Sum]:
        """Empty where a score is not shown, or tells no sum."""
        if (side, code) not in self._sums:
            group = self.sides[side]
            found = sums_of(group.scores.get(code, NOT_SHOWN), group.people)
            self._sums[side, code] = frozenset(found)
        return self._sums[side, code]


_Rounds = Sequence[_Round]


def _ways(rounds: _Rounds, at_once: _Rounds) -> Iterator[tuple[_Rounds, _Rounds]]:
    """What may stand beside the new round, and against both: it is the whole, or a part."""
    yield from (((), parts) for parts in combinations(rounds, 2))
    yield from (((part,), (whole,)) for part, whole in permutations(rounds, 2))
    for number in range(3, MOST_PARTS + 1):
        yield from (((), parts) for parts in combinations(at_once, number))
    for whole in at_once:
        rest = [one for one in at_once if one is not whole]
        yield from (((whole,), pair) for pair in combinations(rest, 2))
        for number in range(2, MOST_PARTS):
            yield from ((parts, (whole,)) for parts in combinations(rest, number))


def _differ_by_few(side: Side, ones: _Rounds, others: _Rounds) -> bool:
    """Nearly all statements must fit. Where nothing differs, the difference tells nothing."""
    fewer, more = sorted((ones, others), key=lambda rounds: _people(side, rounds))
    people = _people(side, fewer)
    left = _people(side, more) - people
    k = max(one.snapshot.k for one in (*ones, *others))
    is_at_once = all(are_soon(one.snapshot, ones[0].snapshot) for one in (*ones, *others))
    if left >= k or (1 if is_at_once else FOR_EACH_LEFT) * left**2 > people:
        return False
    told = [
        (_sums(side, code, fewer), _sums(side, code, more))
        for code in ones[0].sides[side].scores
        if all(one.sums(side, code) for one in (*ones, *others))
    ]
    if left == 0 and all(before & after for before, after in told):
        return False
    few_misfits = int(len(told) * (1 - NEARLY_ALL))
    misfits = (1 for before, after in told if not _fit(before, after, left))
    return told != [] and sum(islice(misfits, few_misfits + 1)) <= few_misfits


def _people(side: Side, rounds: _Rounds) -> int:
    return sum(one.sides[side].people for one in rounds)


def _sums(side: Side, code: str, rounds: _Rounds) -> frozenset[Sum]:
    """Of all these people, each as one person for every part that they are in."""
    found: frozenset[Sum] = frozenset({(0, 0)})
    for one in rounds:
        found = frozenset(
            (number + more, total + grown)
            for number, total in found
            for more, grown in one.sums(side, code)
        )
    return found


def _fit(before: frozenset[Sum], after: frozenset[Sum], left: int) -> bool:
    """Whether so many people can be what the sums differ by; of none left, one may be another."""
    if left:
        return any(may_grow(one, other, left) for one in before for other in after)
    return any(
        abs(number - fewer) <= 1 and abs(later - earlier) <= WHOLE
        for fewer, earlier in before
        for number, later in after
    )
