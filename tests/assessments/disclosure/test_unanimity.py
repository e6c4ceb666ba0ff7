"""Whatever is published about a statement, nobody's answer to it is certain.

People of one side who placed a statement are alike to every figure about it. So somebody's answer
is certain only if every way in which they can have answered is unanimous. All ways are tried, and
the reader is taken to know how many people placed the statement.
"""

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest

from assessments.disclosure.unanimity import mirror_word
from assessments.scoring.cells import Count, cell
from assessments.scoring.terms import MirrorWord, NotShown, Sides
from assessments.snapshot.value import Mirror
from tests import IS_LONG, amount
from tests.assessments.sheets import client, contractor, sealed

SCORES = (0, 25, 50, 75, 100)
SIZES = list(product(range(5, 9 if IS_LONG else 6), repeat=2))
F = Fraction


def answers_of(people: int) -> list[Count]:
    """Every way in which so many people can answer, whoever they are."""
    ways = product(range(people + 1), repeat=len(SCORES))
    return [Count(chosen, SCORES) for chosen in ways if sum(chosen) == people]


def is_unanimous(count: Count) -> bool:
    return max(count.chosen) == count.placed


def test_a_cell_of_at_least_five_proves_no_unanimity(
    counted: Callable[[str, int], None],
) -> None:
    most = amount(14, 24)
    tried = 0
    for people in range(5, most + 1):
        ways = defaultdict(list)
        for count in answers_of(people):
            ways[cell(count)].append(count)
            tried += 1
        certain = [value for value, counts in ways.items() if all(map(is_unanimous, counts))]
        assert certain == []
    counted("ways of answering one statement, none of which a cell proves unanimous", tried)


def test_four_people_would_be_too_few_for_coded_ends() -> None:
    ends = [count for count in answers_of(4) if cell(count) in (F(5), F(95))]
    assert [count.chosen for count in ends] == [(0, 0, 0, 0, 4), (4, 0, 0, 0, 0)]


@pytest.mark.parametrize(("ours", "theirs"), SIZES)
def test_cells_and_the_word_of_a_mirror_prove_no_unanimity(
    ours: int, theirs: int, counted: Callable[[str, int], None]
) -> None:
    published: dict[tuple[Fraction, Fraction, MirrorWord | NotShown], list[set[bool]]] = {}
    pairs = [(own, seen) for own in answers_of(ours) for seen in answers_of(theirs)]
    cells = {count: cell(count) for pair in pairs for count in pair}
    for own, seen in pairs:
        word = mirror_word(cells[own] - cells[seen], Sides(own, seen), 5)
        found = published.setdefault((cells[own], cells[seen], word), [set(), set()])
        found[0].add(is_unanimous(own))
        found[1].add(is_unanimous(seen))
    certain = [about for about, sides in published.items() if {True} in sides]
    assert certain == []
    counted("pairs of groups whose mirror proves no unanimity", len(pairs))


def test_a_word_that_would_tell_all_five_answers_is_a_weaker_one() -> None:
    assert mirror({"P3.own": 3}, {"P3.partner": [3, 2, 2, 2, 2]}) == Mirror(
        F(75), F(55), F(20), MirrorWord.POSSIBLE
    )


@pytest.mark.parametrize(("own", "seen"), [(3, 2), (4, 3), (1, 0), (4, 0)])
def test_two_unanimous_sides_may_be_clearly_different(own: int, seen: int) -> None:
    """Either of them might have parted by a step without making the difference less clear."""
    assert mirror({"P3.own": own}, {"P3.partner": seen}).word is MirrorWord.SELF_HIGHER


def mirror(ours: dict[str, int], theirs: dict[str, int | list[int]]) -> Mirror:
    """How the contractor sees itself, and is seen, with five people on either side."""
    snapshot = sealed(contractor(5, ours) + client(5, theirs)).snapshot
    return snapshot.practices["P3"].contractor
