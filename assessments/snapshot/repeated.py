"""Whether two rounds are the same one with a few answers more, fewer or changed: who subtracts them
would find these few."""

from collections.abc import Iterator
from fractions import Fraction

from assessments.scoring.terms import NotShown, Score, Side
from assessments.snapshot.value import Snapshot

TWO_OPTIONS = 50
"""Points by which an answer seldom differs from the mean of the others."""
ALIKE = Fraction(4, 5)
"""Of the scores, from which on two rounds count as one."""
Pair = tuple[Score | None, Score | None, Fraction]


def is_repeated(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether the difference of two rounds could be that of fewer than K people.

    Rounds with the very same scores and numbers of people have no difference that tells anything.
    """
    if (earlier.statements, earlier.response) == (new.statements, new.response):
        return False
    k = max(earlier.k, new.k)
    if any(abs(_people(new, side) - _people(earlier, side)) >= k for side in Side):
        return False
    agree = [
        (one - other) ** 2 <= near
        for one, other, near in _pairs(earlier, new)
        if isinstance(one, Fraction) and isinstance(other, Fraction)
    ]
    return bool(agree) and sum(agree) >= ALIKE * len(agree)


def _people(snapshot: Snapshot, side: Side) -> int:
    """Of a side whose number is hidden: the most that it can be."""
    answered = snapshot.response.of(side).answered
    return snapshot.k - 1 if isinstance(answered, NotShown) else answered


def _pairs(earlier: Snapshot, new: Snapshot) -> Iterator[Pair]:
    """The scores that both rounds may show, and the square of how near they are if it is the same
    round."""
    for side in Side:
        near = _near(earlier, new, (side,))
        for code, cell in new.statements.items():
            before = earlier.statements.get(code)
            yield getattr(before, side, None), getattr(cell, side), near
    if earlier.everyone is not None and new.everyone is not None:
        for code, score in new.everyone.elements.items():
            yield earlier.everyone.elements.get(code), score, _near(earlier, new, tuple(Side))


def _near(earlier: Snapshot, new: Snapshot, sides: tuple[Side, ...]) -> Fraction:
    """What d of n people change: a mean moves by d/n of how far theirs lies from it, and the mean
    of d answers lies about as much nearer as the root of d. Those who answer anew change it by
    much more."""
    changed = sum(abs(_people(new, side) - _people(earlier, side)) for side in sides)
    people = sum(max(_people(new, side), _people(earlier, side)) for side in sides)
    return Fraction(TWO_OPTIONS**2 * max(changed, 1), max(people, 1) ** 2)
