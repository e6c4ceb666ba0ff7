"""Ways of answering one statement: how many people chose each option, whoever they are."""

from collections.abc import Iterator
from fractions import Fraction
from math import factorial, prod

from assessments.scoring.cells import cell_of

Way = tuple[int, ...]
"""How many people chose each option."""


def ways_to(of_cell: Fraction, people: int, scores: tuple[int, ...]) -> Iterator[Way]:
    """All ways in which so many people's answers lead to this cell. `scores` rise evenly."""
    for total in range(scores[0] * people, scores[-1] * people + 1, scores[1] - scores[0]):
        if cell_of(total, people) == of_cell:
            yield from _ways(people, scores, total)


def how_often(way: Way) -> int:
    """In how many ways people can have shared it out among themselves."""
    return factorial(sum(way)) // prod(map(factorial, way))


def _ways(people: int, scores: tuple[int, ...], total: int) -> Iterator[Way]:
    """Those whose scores add up to this."""
    first, *others = scores
    if len(others) == 1:
        number, rest = divmod(total - people * first, others[0] - first)
        if rest == 0 and 0 <= number <= people:
            yield (people - number, number)
        return
    for number in range(people + 1):
        left, left_over = people - number, total - number * first
        if left * others[0] <= left_over <= left * others[-1]:
            yield from ((number, *way) for way in _ways(left, tuple(others), left_over))
