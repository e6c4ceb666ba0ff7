"""Ways of answering one statement: how many people chose each option, whoever they are."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, factorial, floor, prod

from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, Count, cell

Way = tuple[int, ...]
"""How many people chose each option."""


def ways_to(of_cell: Fraction, people: int, scores: tuple[int, ...]) -> Iterator[Way]:
    """All ways in which so many people's answers lead to this cell. `scores` rise."""
    least = 0 if of_cell <= LOWEST_CODED else floor((of_cell - 1) * people)
    most = scores[-1] * people if of_cell >= HIGHEST_CODED else ceil((of_cell + 1) * people)
    for way in _ways(people, scores, least, most):
        if cell(Count(way, scores)) == of_cell:
            yield way


def how_often(way: Way) -> int:
    """In how many ways people can have shared it out among themselves."""
    return factorial(sum(way)) // prod(map(factorial, way))


def _ways(people: int, scores: tuple[int, ...], least: int, most: int) -> Iterator[Way]:
    """Those whose scores add up to something between these."""
    first, *others = scores
    if not others:
        if least <= people * first <= most:
            yield (people,)
        return
    if least > people * others[-1] or most < people * first:
        return
    for number in range(people + 1):
        total = number * first
        rest = _ways(people - number, tuple(others), least - total, most - total)
        yield from ((number, *way) for way in rest)
