"""Words: how sure may a reader be. Told from the spread between people, which is never published.

Means are those that are published, spreads those that words may know: see `disclosure.veil`. Of a
side of which slips were drawn, and of a round that was held elsewhere, there are none: published
figures alone decide.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, isqrt

from assessments.scoring.people import Dispersion, Spread
from assessments.scoring.terms import (
    NOT_SHOWN,
    Agreement,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Score,
    Sides,
)

GAP_WORTH_NAMING = 10
CHANGE_WORTH_NAMING = 5
GAP_ALONE, CHANGE_ALONE = 20, 10
"""From how many points on they are clear where a spread is not told: a band, and half a one."""
WORDS_INSIDE_A_SIDE_FROM = 8
SPLIT_SHARE = Fraction(3, 10)
ONE_VIEW_DEVIATION = Fraction(5, 6)
PRECISION_STEP = 5


def gap_word(gap: Score, groups: Sides[Spread | None]) -> GapWord | NotShown:
    """`gap`: contractor - client, as published; `groups`: the spread of each."""
    if isinstance(gap, NotShown):
        return NOT_SHOWN
    if abs(gap) < GAP_WORTH_NAMING:
        return GapWord.NONE
    is_clear = _apart(gap, [groups.contractor, groups.client], GAP_ALONE)
    return GapWord.CLEAR if is_clear else GapWord.POSSIBLE


def mirror_word(gap: Score, word: GapWord | NotShown) -> MirrorWord | NotShown:
    """`gap`: self - seen; `word`: how sure it is."""
    if isinstance(word, NotShown) or isinstance(gap, NotShown):
        return NOT_SHOWN
    if word is GapWord.CLEAR:
        return MirrorWord.SELF_HIGHER if gap > 0 else MirrorWord.SEEN_HIGHER
    return MirrorWord.POSSIBLE if word is GapWord.POSSIBLE else MirrorWord.NONE


def change_word(
    points: Score | NotComparable, now: Sequence[Spread | None], before: Sequence[Spread | None]
) -> ChangeWord | NotShown | NotComparable:
    """`now`, `before`: one side's spread, or both sides' for a joint change.

    Rounds are anonymous, so their people count as independent samples.
    """
    if isinstance(points, NotShown | NotComparable):
        return points
    if abs(points) < CHANGE_WORTH_NAMING:
        return ChangeWord.NONE
    apart = _apart(points, [*now, *before], CHANGE_ALONE, Fraction(1, len(now)))
    if not apart:
        return ChangeWord.NONE
    return ChangeWord.UP if apart > 0 else ChangeWord.DOWN


def agreement(answers: Sequence[Dispersion], people: int, k: int) -> Agreement | NotShown | None:
    """Inside one side, about a shown element. `answers`: of the element's shown statements;
    `people`: how many have answered, eight or `k` at least.

    The bound of one view is a sixth of the number of options (Burke and Dunlap 2002).
    """
    if people < WORDS_INSIDE_A_SIDE_FROM:
        return None
    if people < k:
        return NOT_SHOWN
    low, high = sum(one.low for one in answers), sum(one.high for one in answers)
    if min(low, high) >= SPLIT_SHARE * sum(one.placed for one in answers):
        return Agreement.SPLIT
    deviation = sum((one.deviation for one in answers), Fraction(0)) / len(answers)
    return Agreement.ONE_VIEW if deviation <= ONE_VIEW_DEVIATION else Agreement.MIXED


def precision(spread: Spread, people: int, k: int) -> int | NotShown | None:
    """Half the width of the 95 % t interval of a shown element score, rounded up to fives; from
    eight people on, or `k`."""
    if people < WORDS_INSIDE_A_SIDE_FROM:
        return None
    if people < k:
        return NOT_SHOWN
    if spread.squares == 0:
        return PRECISION_STEP
    squared = _t_quantile(Fraction(spread.n - 1)) ** 2 * spread.variance / spread.n
    steps = isqrt(ceil(squared / PRECISION_STEP**2) - 1) + 1
    return steps * PRECISION_STEP


def beyond_zero(difference: Fraction, terms: Sequence[tuple[Fraction, int]]) -> int:
    """Where the two-sided 95 % interval of a difference of means lies: 1 above 0, -1 below 0,
    0 if it holds 0, also at an end. Welch (1947), degrees of freedom by Satterthwaite (1946).

    `terms`: of each group the squared standard error and its degrees of freedom.
    """
    sign = (difference > 0) - (difference < 0)
    variance = sum(error for error, _ in terms)
    if variance == 0:
        return sign
    freedom = Fraction(variance**2) / sum(error**2 / free for error, free in terms)
    outside = difference**2 > _t_quantile(freedom) ** 2 * variance
    return sign if outside else 0


def _apart(
    difference: Fraction,
    groups: Sequence[Spread | None],
    alone: int,
    share: Fraction = Fraction(1),
) -> int:
    """As `beyond_zero`; where the spread of a group is not told, from `alone` points on."""
    spreads = [spread for spread in groups if spread]
    if len(spreads) == len(groups):
        return beyond_zero(difference, [_term(spread, share) for spread in spreads])
    return 0 if abs(difference) < alone else (difference > 0) - (difference < 0)


def _term(spread: Spread, share: Fraction) -> tuple[Fraction, int]:
    return share**2 * spread.variance / spread.n, spread.n - 1


def _t_quantile(freedom: Fraction) -> Fraction:
    """The 97.5 % quantile of Student's t distribution."""
    from scipy import special  # heavy, and needed only where a round is sealed

    return Fraction(float(special.stdtrit(float(freedom), 0.975)))
