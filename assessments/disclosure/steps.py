"""How far the answers of many people to one statement lie apart, in steps so wide that the ways of
answering in each hide one another: where too many ways lead to a cell to put them together one by
one.
"""

from fractions import Fraction
from math import floor

from assessments.disclosure.ways import how_often, ways_to
from assessments.scoring.cells import Count, cell, cell_of
from assessments.scoring.people import Dispersion, averaged

STEPS, SQUARES = 24, 8
"""A step is such a part of what the cell leaves open, or so many squares between options, if that
is more. The first two are one, and so is the last quarter: few ways lead there."""

USUAL = 20
"""People whose ways stand for how answers are usually shared out that lie so far apart."""


def as_far_apart(count: Count) -> Dispersion:
    """The middle of the step in which these people's answers lie apart, with all else as it is
    usual there."""
    people, scores, of_cell = count.placed, count.scores, cell(count)
    least, most = _bounds(of_cell, len(scores) - 1)
    width = max(Fraction(SQUARES, people), (most - least) / STEPS)
    last = floor((most - least) * 3 / 4 / width) - 1
    number = min(max(floor((_apart(count, of_cell) - least) / width), 1), last)
    low = least if number == 1 else least + number * width
    high = most if number == last else least + (number + 1) * width
    return _scaled(_usual(scores, of_cell, low, high), people, (low + high) / 2, scores)


def _bounds(of_cell: Fraction, last: int) -> tuple[Fraction, Fraction]:
    """The least and the most that answers with this mean can lie apart, in squares between
    options: at two neighbours, or at both ends."""
    mean = of_cell * last / 100
    part = mean - floor(mean)
    return part * (1 - part), mean * (last - mean)


def _apart(count: Count, of_cell: Fraction) -> Fraction:
    """The mean squared deviation from the published score, in squares between options."""
    mean = of_cell * (len(count.scores) - 1) / 100
    squares = (number * (option - mean) ** 2 for option, number in enumerate(count.chosen))
    return sum(squares, Fraction(0)) / count.placed


def _usual(scores: tuple[int, ...], of_cell: Fraction, low: Fraction, high: Fraction) -> Dispersion:
    """The average of the ways of twenty people that lie so far apart, next to this cell."""
    nearest = min(_cells(scores), key=lambda one: abs(one - of_cell))
    ways = {way: Count(way, scores) for way in ways_to(nearest, USUAL, scores)}
    apart = {way: _apart(count, nearest) for way, count in ways.items()}
    middle = (low + high) / 2
    off = max(middle - low, min(abs(found - middle) for found in apart.values()))
    near = [way for way, found in apart.items() if abs(found - middle) <= off]
    return averaged([(ways[way], how_often(way)) for way in near])


def _cells(scores: tuple[int, ...]) -> set[Fraction]:
    """Those that twenty people can lead to."""
    between = scores[1] - scores[0]
    return {cell_of(total, USUAL) for total in range(0, USUAL * scores[-1] + 1, between)}


def _scaled(usual: Dispersion, people: int, apart: Fraction, scores: tuple[int, ...]) -> Dispersion:
    """That of so many people, with this mean squared deviation."""
    between = Fraction(scores[-1] - scores[0], len(scores) - 1)
    return Dispersion(
        placed=people,
        squares=apart * people * between**2,
        deviation=usual.deviation,
        low=usual.low * people / USUAL,
        high=usual.high * people / USUAL,
    )
