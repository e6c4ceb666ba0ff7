"""How far the answers to one statement lie apart, as the word of a mirror may know it: so that the
word leaves several ways in which they can have been given, whoever knows the other side's, and does
not tell one who differs from all others that these are alike.
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


def squares(count: Count, k: int) -> Fraction:
    """Squared deviations from the mean, summed; of few people those of the widest of the ways that
    are put together with theirs, of more with room for two people a step apart.

    `k`: the smallest group. Of one such group no way is told to one of them either who takes the
    own answer away: the others are fewer.
    """
    if count.placed > MOST_PEOPLE:
        return _with_room(count)
    return _of_few(count.placed, count.scores, count.placed <= k)[count.chosen]


def _with_room(count: Count) -> Fraction:
    """With room for two people a step apart where all but one chose the same, and at a coded end,
    where the cell does not tell."""
    parted = 2 * STEP**2
    if not LOWEST_CODED < cell(count) < HIGHEST_CODED:
        return max(_of_answers(count), Fraction(parted))
    return _of_answers(count) + (parted if max(count.chosen) >= count.placed - 1 else 0)


def _of_answers(count: Count) -> Fraction:
    return count.total_of_squares - Fraction(count.total**2, count.placed)


@cache
def _of_few(people: int, scores: tuple[int, ...], is_smallest: bool) -> Mapping[Way, Fraction]:
    by_cell = defaultdict[Fraction, list[tuple[Fraction, Way]]](list)
    for way in _ways(people, len(scores)):
        count = Count(way, scores)
        by_cell[cell(count)].append((_of_answers(count), way))
    told = dict[Way, Fraction]()
    for of_cell in by_cell.values():
        own = {way: squared for squared, way in sorted(of_cell)}
        for together in _put_together([*own], is_smallest):
            told |= dict.fromkeys(together, own[together[-1]])
    return told


def _ways(people: int, options: int) -> Iterator[Way]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for others in _ways(people - first, options - 1):
            yield (first, *others)


def _put_together(ways: Sequence[Way], is_smallest: bool) -> list[list[Way]]:
    """Neighbours in the order given, so few that they hide one another. What the cell tells by
    itself stays told: that somebody's option leaves a single way."""
    in_cell = _choosing(ways)
    shared = {option for option, number in enumerate(in_cell) if number > 1}

    def are_hidden(group: Sequence[Way]) -> bool:
        hiding = shared if is_smallest else shared & {*map(_odd_option, group)}
        number = _choosing(group)
        return len(group) > 1 and all(number[option] != 1 for option in hiding)

    groups = [list[Way]()]
    for way in ways:
        if are_hidden(groups[-1]):
            groups.append([])
        groups[-1].append(way)
    while len(groups) > 1 and not are_hidden(groups[-1]):
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _choosing(ways: Sequence[Way]) -> list[int]:
    """In how many of these ways somebody chooses each option."""
    return [sum(map(bool, of_option)) for of_option in zip(*ways, strict=True)]


def _odd_option(way: Way) -> int | None:
    """What the one chose who differs from all others, or everybody where nobody does."""
    people = sum(way)
    if max(way) == people:
        return way.index(people)
    return way.index(1) if max(way) == people - 1 else None
