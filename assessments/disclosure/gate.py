"""The gate: a proof that no published figures, put together, tell of fewer than `k` people.

It looks at one statement at a time, since statements never mix: the unknowns are the answers of
the people who placed it, and a figure is the list of weights with which it depends on them. Figures
can be added and subtracted at will, so what counts is the space that they span. People whom no
figure tells apart form an atom. If leaving out a few atoms makes the space smaller, then some
combination of the figures depends on the people in them alone. All arithmetic is exact.

Of people who answered by a slip of paper, or on each side, it knows nothing: the rules before it
see to it that every atom holds `k` people of one side by name. So `k` people in it stay unknown
even to somebody who filled every slip, and none of these is counted twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Weights = Sequence[Fraction]
"""How a figure depends on each group of people: the weight of each single person in it."""


@dataclass(frozen=True)
class Figures:
    """All published figures about one statement.

    `sizes`: how many people of each group placed it; `weights`: of each figure, one per group.
    """

    sizes: Sequence[int]
    weights: Sequence[Weights]


@dataclass(frozen=True)
class Atom:
    """People whom no figure tells apart: each figure weighs all of them alike."""

    people: int
    column: tuple[Fraction, ...]


def of_people(weights: Sequence[Weights]) -> Figures:
    """Figures given by their weights for every single person."""
    return Figures((1,) * len(weights[0]) if weights else (), weights)


def atoms(figures: Figures) -> list[Atom]:
    people: dict[tuple[Fraction, ...], int] = {}
    for group, size in enumerate(figures.sizes):
        column = tuple(figure[group] for figure in figures.weights)
        people[column] = people.get(column, 0) + size
    return [Atom(size, column) for column, size in people.items() if size]


def exposes(figures: Figures, k: int) -> bool:
    """Whether some combination of the figures depends on fewer than `k` people alone."""
    found = atoms(figures)
    full = rank([atom.column for atom in found])
    return any(
        rank([atom.column for atom in found if atom not in few]) < full
        for few in _unions_below(k, found)
    )


def proved(
    shown: frozenset[str],
    figures: Callable[[frozenset[str]], Mapping[str, Figures]],
    k: int,
) -> frozenset[str]:
    """The statements that may be shown: without those whose figures expose somebody.

    `figures`: what is published about each statement if just these are shown. Hiding one changes
    what is published about the others, so the proof begins again until nothing is exposed.
    """
    while exposed := {code for code, about in figures(shown).items() if exposes(about, k)}:
        shown -= exposed
    return shown


def rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """Of a matrix, by exact elimination."""
    remaining = [list(row) for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in remaining if row[column]), None)
        if pivot is None:
            continue
        remaining.remove(pivot)
        remaining = [_without(row, pivot, column) for row in remaining]
        found += 1
    return found


def _without(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    if not row[column]:
        return row
    factor = row[column] / pivot[column]
    return [value - factor * other for value, other in zip(row, pivot, strict=True)]


def _unions_below(k: int, found: Sequence[Atom]) -> Iterator[set[Atom]]:
    """Every union of atoms that has at least one and fewer than `k` people."""
    for position, atom in enumerate(found):
        if atom.people < k:
            yield {atom}
            rest = found[position + 1 :]
            yield from ({atom} | few for few in _unions_below(k - atom.people, rest))
