"""Rounds that are the parts of a whole and a few people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from assessments.scoring.terms import Sheet, Side
from assessments.snapshot.parts import leave_few
from assessments.snapshot.repeated import SOON
from assessments.snapshot.value import Snapshot
from tests.assessments.snapshot.test_repeated import ASKED, anew, answering, snapshot, without

NORTH, SOUTH, WEST, EAST = (
    [*anew(Side.CONTRACTOR, number, office), *anew(Side.CLIENT, number + 1, office)]
    for number, office in ((12, "north"), (8, "south"), (7, "west"), (6, "east"))
)
ONE, TWO = anew(Side.CONTRACTOR, 1, "head"), anew(Side.CLIENT, 2, "head")
ALL = [*NORTH, *SOUTH, *ONE]
GAPS = [
    without(one, set(Random(number).sample(ASKED.codes, len(ASKED.codes) // 10)))
    for number, one in enumerate(NORTH)
]

Sheets = Sequence[Sheet]


def later(found: Snapshot, weeks: int) -> Snapshot:
    return replace(found, closed=found.closed + timedelta(weeks=weeks))


@pytest.mark.parametrize(
    "rounds",
    [
        (NORTH, SOUTH, ALL),
        (NORTH, SOUTH, [*NORTH, *SOUTH, *TWO]),
        (NORTH, SOUTH, [*NORTH, *SOUTH[:-1]]),
        (NORTH, SOUTH, [*NORTH, *SOUTH[1:], *ONE]),
        (NORTH, SOUTH, [*NORTH, *SOUTH, *answering(Side.CONTRACTOR, 0)]),
        (GAPS, SOUTH, [*GAPS, *SOUTH, *ONE]),
        (NORTH, SOUTH, WEST, [*ALL, *WEST]),
        (NORTH, SOUTH, WEST, EAST, [*ALL, *WEST, *EAST]),
        ([*NORTH, *SOUTH], [*SOUTH, *WEST], NORTH, [*WEST, *ONE]),
    ],
    ids=[
        "one more than both offices",
        "two more",
        "one less",
        "one in the place of another",
        "one more who disagrees with everybody",
        "one more where many left something out",
        "three offices",
        "four offices",
        "two and two",
    ],
)
def test_a_whole_beside_its_parts_leaves_a_few(rounds: Sequence[Sheets]) -> None:
    """In whatever order they come."""
    found = [snapshot(one) for one in rounds]
    for number, new in enumerate(found):
        others = [*found[:number], *found[number + 1 :]]
        assert leave_few(others, new)
        assert leave_few([snapshot(anew(Side.CLIENT, 9, "strangers")), *others[::-1]], new)


def test_two_parts_are_found_years_apart() -> None:
    whole = snapshot(ALL)
    assert leave_few([later(snapshot(NORTH), -60), later(snapshot(SOUTH), -120)], whole)


def test_parts_alone_or_all_of_a_whole_tell_nothing() -> None:
    north, south = snapshot(NORTH), snapshot(SOUTH)
    assert not leave_few([north], south)
    assert not leave_few([north, south], snapshot([*NORTH, *SOUTH]))
    assert not leave_few([north, snapshot(ALL)], snapshot(WEST))


def test_as_many_as_the_smallest_group_may_be_left() -> None:
    five = [*anew(Side.CONTRACTOR, 5, "head"), *anew(Side.CLIENT, 5, "head")]
    others = [snapshot(NORTH), snapshot(SOUTH)]
    assert not leave_few(others, snapshot([*NORTH, *SOUTH, *five]))


@pytest.mark.parametrize("number", [19, 20, 21])
def test_as_many_people_who_answer_anew_are_no_whole(number: int) -> None:
    others = [
        *anew(Side.CONTRACTOR, number, "others"),
        *anew(Side.CLIENT, number, "others"),
    ]
    rounds = [snapshot(NORTH), snapshot(SOUTH), snapshot(WEST), snapshot(EAST)]
    assert not leave_few(rounds, snapshot(others))
    assert not leave_few(rounds, later(snapshot(others), SOON.days))
