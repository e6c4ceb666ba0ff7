"""What words may know of the answers to one statement: not how they were given, but the average of
all ways that are put together with theirs, so many that they hide one another. Whatever is told
beside the cells is told from these averages alone: so it leaves several ways in which any statement
can have been answered, also to those who know the other side's answers, or take their own away.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import islice

from assessments.disclosure.steps import as_far_apart
from assessments.disclosure.ways import Way, how_often, ways_to
from assessments.scoring.cells import Count, cell
from assessments.scoring.people import Dispersion, averaged, squares

MOST_PEOPLE, MOST_WAYS = 200, 400
"""Where no more people have answered, and no more ways lead to the cell, all are gone through. Of
more people, more ways than that lead to any cell."""


class Veil:
    """For one round: the ways to a cell are put together once. Nothing of it outlives the round, or
    whoever has figures made of another one, of their own, could tell by the time which cells came
    before.
    """

    def __init__(self) -> None:
        self._together = cache(_together)

    def __call__(self, count: Count) -> Dispersion:
        """How far these people's answers lie apart, as far as words may know it: the average of the
        ways that are put together with theirs, each as often as people can have answered so; where
        too many ways lead to the cell, by steps of how far they lie apart.
        """
        together = self._together(count.placed, count.scores, cell(count))
        return together[count.chosen] if together else as_far_apart(count)


def _together(people: int, scores: tuple[int, ...], of_cell: Fraction) -> Mapping[Way, Dispersion]:
    """For each way that leads to this cell, what stands for all that are put together with it.
    Empty where there are too many."""
    if people > MOST_PEOPLE:
        return {}
    ways = list(islice(ways_to(of_cell, people, scores), MOST_WAYS + 1))
    if len(ways) > MOST_WAYS:
        return {}
    counts = {way: Count(way, scores) for way in ways}
    told = dict[Way, Dispersion]()
    for group in _put_together(sorted(counts, key=lambda way: (squares(counts[way]), way))):
        told |= dict.fromkeys(group, averaged([(counts[way], how_often(way)) for way in group]))
    return told


class _Known:
    """What ways that are put together tell one of the side who chose an option and takes the own
    answer away: how many are left at each option. Where that is open, so is how many there were.
    """

    def __init__(self, ways: Sequence[Way]) -> None:
        self.chosen = [[set[int]() for _option in ways[0]] for _own in ways[0]]
        for way in ways:
            self.add(way)

    def add(self, way: Way) -> None:
        for seen, own in zip(self.chosen, way, strict=True):
            if own:
                for numbers, number in zip(seen, way, strict=True):
                    numbers.add(number)

    @property
    def certain(self) -> set[tuple[int, int]]:
        """The own option, and one of which it is certain how many others chose it, and some did."""
        return {
            (own, option)
            for own, seen in enumerate(self.chosen)
            for option, numbers in enumerate(seen)
            if len(numbers) == 1 and numbers != {int(own == option)}
        }


def _put_together(ways: Sequence[Way]) -> list[list[Way]]:
    """Neighbours in the order given, so few that they hide one another, but where the cell tells by
    itself."""
    by_the_cell = _Known(ways).certain
    groups, known = list[list[Way]](), list[_Known]()
    for way in ways:
        if not groups or known[-1].certain <= by_the_cell:
            groups.append([way])
            known.append(_Known([way]))
        else:
            groups[-1].append(way)
            known[-1].add(way)
    while len(groups) > 1 and not _Known(groups[-1]).certain <= by_the_cell:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups
