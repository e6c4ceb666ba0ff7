"""Whether two rounds are the same one with a few answers more, fewer, changed or turned round: who
subtracts them would find these few."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import islice

from assessments.disclosure.rules import View
from assessments.scoring.terms import Side
from assessments.snapshot.groups import (
    CODED,
    WHOLE,
    Group,
    everybody,
    may_grow,
    side_of,
    sums_of,
)
from assessments.snapshot.value import Snapshot

TWO_OPTIONS = 50
"""Points by which an answer seldom differs from the mean of the others."""
MIDDLE = 50
ALIKE = Fraction(4, 5)
"""Of a group's scores, from which on two rounds count as one."""
MOVED = (0, 1, -1, 2, -2)
"""Columns by which the head of a table may have slipped."""
SOON = timedelta(weeks=10)
"""Less than a quarter lies between rounds in any rhythm: so near, few are asked anew."""
PLAINLY_OTHER = Fraction(1, 2)
"""Of a group's scores, below which two rounds so near count as two."""
NEARLY_ALL = Fraction(19, 20)
"""Of a group's scores, from which on they are those of the other one and a few people more."""
FOR_EACH_MORE = 5
"""A group that has d people more is compared so where it has at least this times d squared: sums of
people who answer anew differ by the root of their number, and seldom fit. Within weeks, when few
answer anew, d squared will do, and any d in one partnership."""


def is_repeated(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether the difference of any group could be that of fewer than K people, or of both sides,
    where they were taken for one another in one of the rounds.
    """
    sides, together = list(_sides(earlier, new)), list(_together(earlier, new))
    if _are_unchanged([*sides, *together]):
        return False
    k = max(earlier.k, new.k)
    crossed = [(side_of(earlier, side), side_of(new, side.other)) for side in Side]
    each = 1 if are_soon(earlier, new) else FOR_EACH_MORE
    return (
        any(_are_nearly_one(one, other, k, each) for one, other in sides)
        or any(_are_nearly_one(one, other, k, each, (0,)) for one, other in together)
        or all(_are_nearly_one(one, other, k, each) for one, other in crossed)
    )


def is_too_soon(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether a round of the same partnership closed within weeks and may have had some of the
    same answers, however many others there are."""
    if not are_soon(earlier, new):
        return False
    pairs = [*_sides(earlier, new), *_together(earlier, new)]
    k = max(earlier.k, new.k)
    alike = any(
        _share_alike(one, other) >= PLAINLY_OTHER
        or (0 < abs(one.people - other.people) < k and _has_more(one, other))
        for one, other in pairs
    )
    return alike and not _are_unchanged(pairs)


def are_soon(earlier: Snapshot, new: Snapshot) -> bool:
    return abs(new.closed - earlier.closed) <= SOON


def _are_unchanged(pairs: Iterable[tuple[Group, Group]]) -> bool:
    """Where nothing differs, the difference tells nothing."""
    return all(one == other for one, other in pairs)


def _are_nearly_one(
    one: Group, other: Group, k: int, each: int, moved: Sequence[int] = MOVED
) -> bool:
    """However far the columns of one file had slipped, if its scores are of columns. `each`: as
    FOR_EACH_MORE.
    """
    changed = abs(one.people - other.people)
    if changed >= k:
        return False
    are_added = 0 < each * changed**2 <= min(one.people, other.people)
    return any(
        _share_alike(before, other) >= ALIKE or (are_added and _has_more(before, other))
        for before in (_moved(one, columns) for columns in moved)
    )


def _moved(group: Group, columns: int) -> Group:
    codes = list(group.scores)
    return Group(
        group.people,
        dict(zip(codes[columns:] + codes[:columns], group.scores.values(), strict=True)),
    )


def _share_alike(one: Group, other: Group) -> Fraction:
    """The share of the scores that both rounds show which are alike."""
    near = _near(abs(one.people - other.people), max(one.people, other.people))
    return _share(_are_alike(before, score, near) for before, score in _shown_by_both(one, other))


def _has_more(one: Group, other: Group) -> bool:
    """Whether the larger group can be the smaller one and others, whatever these have answered:
    means lie further apart than most do where somebody disagrees with everybody.
    """
    few, more = sorted((one, other), key=lambda group: group.people)
    shown = [pair for pair in _shown_by_both(few, more) if CODED.isdisjoint(pair)]
    few_misfits = int(len(shown) * (1 - NEARLY_ALL))
    misfits = (1 for before, score in shown if not _fits(few.people, before, more.people, score))
    return shown != [] and sum(islice(misfits, few_misfits + 1)) <= few_misfits


def _shown_by_both(one: Group, other: Group) -> Iterator[tuple[Fraction, Fraction]]:
    for code, score in other.scores.items():
        if isinstance(score, Fraction) and isinstance(before := one.scores.get(code), Fraction):
            yield before, score


def _share(found: Iterable[bool]) -> Fraction:
    """Of those found; none of nothing."""
    all_of_them = list(found)
    return Fraction(sum(all_of_them), max(len(all_of_them), 1))


def _sides(earlier: Snapshot, new: Snapshot) -> Iterator[tuple[Group, Group]]:
    for side in Side:
        yield side_of(earlier, side), side_of(new, side)


def _together(earlier: Snapshot, new: Snapshot) -> Iterator[tuple[Group, Group]]:
    if earlier.view is View.EVERYONE:
        yield everybody(earlier), everybody(new)


def _fits(few: int, before: Fraction, more: int, score: Fraction) -> bool:
    """Whether sums of answers grew by what so many more can have given."""
    return any(
        may_grow(earlier, later, more - few)
        for earlier in sums_of(before, few)
        for later in sums_of(score, more)
    )


def _are_alike(one: Fraction, other: Fraction, near: Fraction) -> bool:
    """Also where a column was turned round in one of the files, if that can be told: a score in
    the middle stays there."""
    turned = abs(one - MIDDLE) ** 2 > near and abs(WHOLE - one - other) ** 2 <= near
    return turned or (one - other) ** 2 <= near


def _near(changed: int, people: int) -> Fraction:
    """Squared: what d of n people change. A mean moves by d/n of how far theirs lies from it, and
    the mean of d answers lies about as much nearer as the root of d. Those who answer anew change
    it by much more."""
    return Fraction(TWO_OPTIONS**2 * max(changed, 1), max(people, 1) ** 2)
