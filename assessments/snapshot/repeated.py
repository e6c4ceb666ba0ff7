"""Whether two rounds are the same one with a few answers more, fewer, changed or turned round: who
subtracts them would find these few."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import islice

from assessments.disclosure.rules import View
from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, cell_of
from assessments.scoring.figures import PracticeFigures
from assessments.scoring.terms import NotShown, Score, Side, Sides
from assessments.snapshot.value import Snapshot

TWO_OPTIONS = 50
"""Points by which an answer seldom differs from the mean of the others."""
WHOLE, MIDDLE = 100, 50
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
ONE_OF = 3
"""Such a part of a group may have left a statement out."""
STEP = 25
"""Points between the options of a statement."""
CODED = frozenset({LOWEST_CODED, HIGHEST_CODED})


@dataclass(frozen=True)
class Group:
    """People whose figures are shown: one side, or everybody."""

    people: int
    scores: Mapping[str, Score]


def is_repeated(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether the difference of any group could be that of fewer than K people, or of both sides,
    where they were taken for one another in one of the rounds.
    """
    sides, together = list(_sides(earlier, new)), list(_together(earlier, new))
    if _are_unchanged([*sides, *together]):
        return False
    k = max(earlier.k, new.k)
    crossed = [(_side(earlier, side), _side(new, side.other)) for side in Side]
    each = 1 if _are_soon(earlier, new) else FOR_EACH_MORE
    return (
        any(_are_nearly_one(one, other, k, each) for one, other in sides)
        or any(_are_nearly_one(one, other, k, each, (0,)) for one, other in together)
        or all(_are_nearly_one(one, other, k, each) for one, other in crossed)
    )


def is_too_soon(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether a round of the same partnership closed within weeks and may have had some of the
    same answers, however many others there are."""
    if not _are_soon(earlier, new):
        return False
    pairs = [*_sides(earlier, new), *_together(earlier, new)]
    k = max(earlier.k, new.k)
    alike = any(
        _share_alike(one, other) >= PLAINLY_OTHER
        or (0 < abs(one.people - other.people) < k and _has_more(one, other))
        for one, other in pairs
    )
    return alike and not _are_unchanged(pairs)


def _are_soon(earlier: Snapshot, new: Snapshot) -> bool:
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
        yield _side(earlier, side), _side(new, side)


def _together(earlier: Snapshot, new: Snapshot) -> Iterator[tuple[Group, Group]]:
    if earlier.view is View.EVERYONE:
        yield _everybody(earlier), _everybody(new)


def _fits(few: int, before: Fraction, more: int, score: Fraction) -> bool:
    """Whether sums of answers grew by what so many more can have given."""
    return any(
        number - fewer <= more - few and 0 <= later - earlier <= WHOLE * (number - fewer)
        for fewer, earlier in _sums(before, few)
        for number, later in _sums(score, more)
    )


def _sums(score: Fraction, people: int) -> Iterator[tuple[int, int]]:
    """Of the answers of so many people, or fewer who left nothing out, that lead to this score."""
    for number in range(people - people // ONE_OF, people + 1):
        total = round(score * number / STEP) * STEP
        if cell_of(total, number) == score:
            yield number, total


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


def _people(snapshot: Snapshot, side: Side) -> int:
    """Of a side whose number is hidden: the most that it can be."""
    answered = snapshot.response.of(side).answered
    return snapshot.k - 1 if isinstance(answered, NotShown) else answered


def _side(snapshot: Snapshot, side: Side) -> Group:
    """All that people of this side said: about statements, and about both organizations."""
    scores = {code: getattr(cell, side) for code, cell in snapshot.statements.items()}
    for code, practice in snapshot.practices.items():
        scores |= _readings(code, practice, side)
    for figures in snapshot.further.values():
        for code, one in figures.items():
            if isinstance(one, PracticeFigures):
                scores |= _readings(code, one, side)
            else:
                scores[code] = getattr(one, side)
    return Group(_people(snapshot, side), scores)


def _readings(code: str, practice: PracticeFigures, side: Side) -> dict[str, Score]:
    mirrors = Sides(practice.contractor, practice.client)
    own, partner = mirrors.of(side).self_score, mirrors.of(side.other).seen
    return {f"{code}.own": own, f"{code}.partner": partner}


def _everybody(snapshot: Snapshot) -> Group:
    """As everyone together is shown, or would be: a side that was short may have grown."""
    people = Sides(*(_people(snapshot, side) for side in Side))
    total = people.contractor + people.client
    if snapshot.everyone is not None:
        return Group(total, snapshot.everyone.elements)
    scores: dict[str, Score] = {
        code: (one.contractor * people.contractor + one.client * people.client) / total
        for code, one in snapshot.elements.items()
        if isinstance(one.contractor, Fraction) and isinstance(one.client, Fraction)
    }
    return Group(total, scores)
