"""How far the answers to one statement lie apart, as the word of a mirror may know it: so that the
word leaves several ways in which they can have been given.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, Count, cell

STEP = 25
"""Points between two of the five options."""
MOST_PEOPLE = 20
"""Up to so many, all ways are gone through. Of more, hundreds lead to one cell."""

Way = tuple[int, ...]
"""How many people chose each option."""
Told = tuple[Fraction, Way]
"""Squared deviations with room, and the way that they are of."""


def squares(count: Count) -> Fraction:
    """Squared deviations from the mean, summed, with room; of few people as many as those of their
    neighbour among the ways that lead to the same cell."""
    if count.placed > MOST_PEOPLE:
        return _with_room(count)
    return _of_few(count.placed, count.scores)[count.chosen]


def _with_room(count: Count) -> Fraction:
    """With room for two people a step apart where all but one chose the same, and at a coded end,
    where the cell does not tell."""
    of_answers = count.total_of_squares - Fraction(count.total**2, count.placed)
    parted = 2 * STEP**2
    if not LOWEST_CODED < cell(count) < HIGHEST_CODED:
        return max(of_answers, Fraction(parted))
    return of_answers + (parted if max(count.chosen) >= count.placed - 1 else 0)


@cache
def _of_few(people: int, scores: tuple[int, ...]) -> Mapping[Way, Fraction]:
    by_cell = defaultdict[Fraction, list[Told]](list)
    for way in _ways(people, len(scores)):
        count = Count(way, scores)
        by_cell[cell(count)].append((_with_room(count), way))
    return {
        way: together[-1][0]
        for ways in by_cell.values()
        for together in _neighbours(sorted(ways))
        for _squares, way in together
    }


def _ways(people: int, options: int) -> Iterator[Way]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for others in _ways(people - first, options - 1):
            yield (first, *others)


def _neighbours(ordered: Sequence[Told]) -> Iterator[Sequence[Told]]:
    """Two and two; an odd one belongs to the last two."""
    last = max(len(ordered) // 2 * 2 - 2, 0)
    yield from (ordered[start : start + 2] for start in range(0, last, 2))
    yield ordered[last:]
