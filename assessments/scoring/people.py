"""How answers of one side differ, as words need to know it; never published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.cells import Count

LOW_OPTIONS, HIGH_OPTIONS = slice(0, 2), slice(3, 5)
CORRELATION = Fraction(1, 2)
"""Of one person's answers to two statements of an element, and of two element scores."""


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
    return averaged([(counted, 1)])


def averaged(often: Sequence[tuple[Count, int]]) -> Dispersion:
    """The average of how answers given in these ways lie apart, by equally many people, each way as
    often as it says. Reckoned in whole numbers until the end.
    """
    n, times = often[0][0].placed, sum(number for _, number in often)
    return Dispersion(
        placed=n,
        squares=Fraction(sum(number * squares(one) for one, number in often), times * n),
        deviation=Fraction(sum(number * _deviations(one) for one, number in often), times * n**2),
        low=Fraction(sum(number * sum(one.chosen[LOW_OPTIONS]) for one, number in often), times),
        high=Fraction(sum(number * sum(one.chosen[HIGH_OPTIONS]) for one, number in often), times),
    )


def squares(counted: Count) -> int:
    """The squared deviations from the mean score, summed, times the number of people."""
    return counted.placed * counted.total_of_squares - counted.total**2


def _deviations(counted: Count) -> int:
    """The absolute deviations from the mean option, summed, times the number of people."""
    n, of_options = counted.placed, list(enumerate(counted.chosen))
    total = sum(option * chosen for option, chosen in of_options)
    return sum(chosen * abs(n * option - total) for option, chosen in of_options)


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
