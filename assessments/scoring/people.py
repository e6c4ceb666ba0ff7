"""How people of one side differ, as words and reliability need to know it; never published."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.cells import NOT_ANSWERED, Answers, Count, rounded
from assessments.scoring.terms import TOO_FEW, Side, Sides, TooFew

RELIABILITY_SHEETS = 20
LOW_OPTIONS, HIGH_OPTIONS = slice(0, 2), slice(3, 5)
CORRELATION = Fraction(1, 2)
"""Of one person's answers to two statements of an element, and of two element scores."""

Row = tuple[int, ...]
"""One person's answers to some statements: option values, or NOT_ANSWERED."""


@dataclass(frozen=True)
class Dispersion:
    """How far the answers to one statement lie apart.

    `squares`: squared deviations from the mean score, summed; `deviation`: the mean absolute one,
    in steps between options; `low`, `high`: how many chose one of the two lowest, or highest.
    """

    placed: int
    squares: Fraction
    deviation: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Spread:
    """A group of scores: how many, their mean, and their squared deviations from it, summed."""

    n: int
    mean: Fraction
    squares: Fraction

    @property
    def variance(self) -> Fraction:
        """Of a sample of at least two (divided by n - 1)."""
        return self.squares / (self.n - 1)


@dataclass(frozen=True)
class Spreads:
    """One side's spread by shown element, and of the index where it is shown."""

    elements: Mapping[str, Spread]
    index: Spread | None


def dispersion(counted: Count) -> Dispersion:
    """Of one side's answers to a single statement; there must be some."""
    n, of_options = counted.placed, list(enumerate(counted.chosen))
    total = sum(option * chosen for option, chosen in of_options)
    apart = sum(chosen * abs(n * option - total) for option, chosen in of_options)
    return Dispersion(
        placed=n,
        squares=counted.total_of_squares - Fraction(counted.total**2, n),
        deviation=Fraction(apart, n**2),
        low=Fraction(sum(counted.chosen[LOW_OPTIONS])),
        high=Fraction(sum(counted.chosen[HIGH_OPTIONS])),
    )


def averaged(often: Sequence[tuple[Dispersion, int]]) -> Dispersion:
    """The average of these, of equally many people, each as often as it says."""
    times = sum(number for _, number in often)

    def mean(of: Callable[[Dispersion], Fraction]) -> Fraction:
        return sum((of(one) * number for one, number in often), Fraction(0)) / times

    return Dispersion(
        placed=often[0][0].placed,
        squares=mean(lambda one: one.squares),
        deviation=mean(lambda one: one.deviation),
        low=mean(lambda one: one.low),
        high=mean(lambda one: one.high),
    )


def spread_of_answers(answers: Dispersion, score: Fraction) -> Spread:
    """The spread of one side's answers to a single statement, about its published score."""
    return Spread(answers.placed, score, answers.squares)


def spread_of_means(parts: Sequence[Spread], score: Fraction) -> Spread:
    """The spread of people's means of these statements of an element, or of these elements, about
    the published score: as if what one person gives any two of them correlated by a half.

    That is a Cronbach's alpha of 0.83 for five statements, as such scales have; people's own means
    are not looked at.
    """
    number = len(parts)
    n = sum(part.n for part in parts) // number
    variance = sum((part.variance for part in parts), Fraction(0)) / number
    of_means = variance * (1 + CORRELATION * (number - 1)) / number
    return Spread(n, score, of_means * (n - 1))


def reliability(
    answers: Sides[Answers], codes: Sequence[str], scores: Sequence[int], k: int, slips: int
) -> Fraction | TooFew:
    """Cronbach's alpha of an element's shown statements, to one decimal; 0 where it is less, or
    where all totals are the same.

    Over the sheets of both sides on which all of them are answered (Cronbach 1951), twenty of each
    side, since the other one may know all of its own. `slips`: how many people may be known to
    somebody; they come on top. `k` people more of each side must have sent any sheet, else being
    told would tell that nearly nobody left anything out.
    """
    if len(codes) < 2:
        return TOO_FEW
    needed, complete = RELIABILITY_SHEETS + slips, Counter[Row]()
    for side in Side:
        sheets = _complete(answers.of(side), codes)
        if sheets.total() < needed or answers.of(side).people < needed + k:
            return TOO_FEW
        complete += sheets
    total = _deviation({row: sum(scores[v] for v in row) for row in complete}, complete)
    if total == 0:
        return Fraction(0)
    single = sum(
        _deviation({row: scores[row[i]] for row in complete}, complete) for i in range(len(codes))
    )
    alpha = Fraction(len(codes), len(codes) - 1) * (1 - Fraction(single, total))
    return max(rounded(alpha, 10), Fraction(0))


def _complete(answers: Answers, codes: Sequence[str]) -> Counter[Row]:
    """How many people of one side have answered all these statements in each way."""
    rows = Counter(_rows(answers, codes))
    return Counter({row: n for row, n in rows.items() if NOT_ANSWERED not in row})


def _deviation(values: Mapping[Row, int], weights: Mapping[Row, int]) -> int:
    """Squared deviations from the mean, summed, times the number of people."""
    n = sum(weights.values())
    total = sum(weights[row] * value for row, value in values.items())
    return n * sum(weights[row] * value**2 for row, value in values.items()) - total**2


def _rows(answers: Answers, codes: Sequence[str]) -> Iterable[Row]:
    return zip(*(answers.columns[code] for code in codes), strict=True)
