"""What words may know of the answers to one statement: not how they were given, but the average of
all ways that are put together with theirs, so many that they hide one another. Whatever is told
beside the cells is told from these averages alone: so it leaves several ways in which any statement
can have been answered, also to those who know the other side's answers, or take their own away.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import factorial, prod

from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, Count, cell
from assessments.scoring.people import Dispersion, averaged, dispersion

MOST_PEOPLE = 20
"""Up to so many, all ways are gone through. Of more, hundreds lead to one cell."""

Way = tuple[int, ...]
"""How many people chose each option."""


def veiled(count: Count) -> Dispersion:
    """How far these people's answers lie apart, as far as words may know it: of few people the
    average of the ways that are put together with theirs, each as often as people can have answered
    so; of more their own, with two people a step apart where at least all but one chose the same.
    """
    if count.placed > MOST_PEOPLE:
        return dispersion(_with_room(count))
    return _together(count.placed, count.scores, cell(count))[count.chosen]


def _with_room(count: Count) -> Count:
    """Two people a step from the option that all chose, or all but one: to both sides of it, or
    inwards from an end, where the cell is coded."""
    most = max(range(len(count.chosen)), key=lambda option: count.chosen[option])
    if count.chosen[most] < count.placed - 1:
        return count
    last, chosen = len(count.chosen) - 1, list(count.chosen)
    if LOWEST_CODED < cell(count) < HIGHEST_CODED:
        apart = (most - 1, most + 1)
    else:
        chosen = [0] * most + [count.placed] + [0] * (last - most)
        apart = (1, 1) if most == 0 else (last - 1, last - 1)
    for option in apart:
        chosen[most] -= 1
        chosen[option] += 1
    return Count(tuple(chosen), count.scores)


@cache
def _together(people: int, scores: tuple[int, ...], of_cell: Fraction) -> Mapping[Way, Dispersion]:
    """For each way that leads to this cell, what stands for all that are put together with it."""
    own = {way: dispersion(Count(way, scores)) for way in _by_cell(people, scores)[of_cell]}
    told = dict[Way, Dispersion]()
    for group in _put_together(sorted(own, key=lambda way: (own[way].squares, way))):
        told |= dict.fromkeys(group, averaged([(own[way], _often(way)) for way in group]))
    return told


@cache
def _by_cell(people: int, scores: tuple[int, ...]) -> Mapping[Fraction, list[Way]]:
    found = defaultdict[Fraction, list[Way]](list)
    for way in _ways(people, len(scores)):
        found[cell(Count(way, scores))].append(way)
    return found


def _often(way: Way) -> int:
    """In how many ways people can have shared it out among themselves."""
    return factorial(sum(way)) // prod(map(factorial, way))


def _ways(people: int, options: int) -> Iterator[Way]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for others in _ways(people - first, options - 1):
            yield (first, *others)


def _put_together(ways: Sequence[Way]) -> list[list[Way]]:
    """Neighbours in the order given, so few that they hide one another: of no option that somebody
    chose is it certain how many did, and whoever takes the own answer away is left with several
    ways; but where the cell tells by itself.
    """
    told, choosing = _told(ways), _choosing(ways)

    def are_hidden(group: Sequence[Way]) -> bool:
        left = _choosing(group)
        return _told(group) <= told and all(
            left[option] != 1 for option, number in enumerate(choosing) if number > 1
        )

    groups = [list[Way]()]
    for way in ways:
        if groups[-1] and are_hidden(groups[-1]):
            groups.append([])
        groups[-1].append(way)
    while len(groups) > 1 and not are_hidden(groups[-1]):
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _told(ways: Sequence[Way]) -> set[int]:
    """The options that equally many choose in all of these ways, somebody at least."""
    numbers = [set(of_option) for of_option in zip(*ways, strict=True)]
    return {option for option, of in enumerate(numbers) if len(of) == 1 and of != {0}}


def _choosing(ways: Sequence[Way]) -> list[int]:
    """In how many of these ways somebody chooses each option."""
    return [sum(map(bool, of_option)) for of_option in zip(*ways, strict=True)]
