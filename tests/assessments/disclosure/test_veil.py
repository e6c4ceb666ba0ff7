"""Whatever is published about a statement, nobody's answer to it is certain.

People of one side who placed a statement are alike to every figure about it. Beside the cells,
words are told; they know no more than which ways of answering are put together. So it is enough
that these hide one another, and that nothing else makes a figure. The reader is taken to know how
many people placed the statement.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import product

import pytest

from assessments.disclosure.rules import View
from assessments.disclosure.veil import Veil
from assessments.disclosure.ways import ways_to
from assessments.scoring.cells import Count, cell, count, pack
from assessments.scoring.people import Dispersion
from assessments.scoring.terms import (
    Sheet,
    Side,
    Sides,
)
from assessments.snapshot.trend import Sealed
from tests import IS_LONG, amount
from tests.assessments.sheets import frame, instrument, sealed

SCORES = (0, 25, 50, 75, 100)
veiled = Veil()
F = Fraction


@cache
def answers_of(people: int) -> list[Count]:
    """Every way in which so many people can answer, whoever they are."""
    ways = product(range(people + 1), repeat=len(SCORES) - 1)
    return [
        Count((*chosen, people - sum(chosen)), SCORES) for chosen in ways if sum(chosen) <= people
    ]


def is_unanimous(count: Count) -> bool:
    return max(count.chosen) == count.placed


def test_a_cell_of_at_least_five_proves_no_unanimity(
    counted: Callable[[str, int], None],
) -> None:
    most = amount(14, 24)
    tried = 0
    for people in range(5, most + 1):
        ways = defaultdict(list)
        for one in answers_of(people):
            ways[cell(one)].append(one)
            tried += 1
        certain = [value for value, counts in ways.items() if all(map(is_unanimous, counts))]
        assert certain == []
    counted("ways of answering one statement, none of which a cell proves unanimous", tried)


def test_four_people_would_be_too_few_for_coded_ends() -> None:
    ends = [one for one in answers_of(4) if cell(one) in (F(5), F(95))]
    assert [one.chosen for one in ends] == [(0, 0, 0, 0, 4), (4, 0, 0, 0, 0)]


@pytest.mark.parametrize("people", range(5, 21 if IS_LONG else 12))
def test_ways_that_are_put_together_hide_one_another(
    people: int, counted: Callable[[str, int], None]
) -> None:
    by_cell: dict[Fraction, list[Count]] = defaultdict(list)
    for one in answers_of(people):
        by_cell[cell(one)].append(one)
    for ways in by_cell.values():
        assert_hidden(ways)
    counted("ways of answering one statement that hide one another", len(answers_of(people)))


@pytest.mark.parametrize(
    ("people", "sums"),
    [
        # All ways are gone through: the widest of twenty-one at 90.5 would stand alone
        (21, [76, 71, 42]),
        (80, [303]),
        # More than four hundred ways, by steps: in the middle, between two options, near an end
        (24, [48, 54, 60]),
        *([(40, [80, 100, 135])] if IS_LONG else []),
        *([(n, range(4 * n + 1)) for n in (21, 22, 23, 25, 30, 36)] if IS_LONG else []),
    ],
)
def test_so_do_those_of_more_people(
    people: int, sums: Sequence[int], counted: Callable[[str, int], None]
) -> None:
    """`sums`: of the options that all chose."""
    tried = 0
    for of_cell in {cell(lowest(people, total)) for total in sums}:
        ways = [Count(way, SCORES) for way in ways_to(of_cell, people, SCORES)]
        assert_hidden(ways)
        tried += len(ways)
    counted("ways of more than twenty people that hide one another", tried)


def lowest(people: int, total: int) -> Count:
    """Those people at two neighbours whose options add up to this."""
    option, more = divmod(total, people)
    chosen = [0, 0, 0, 0, 0, 0]
    chosen[option], chosen[option + 1] = people - more, more
    return Count(tuple(chosen[:5]), SCORES)


def assert_hidden(ways: Sequence[Count]) -> None:
    """Of no option that somebody chose is it certain how many did, nor how many others did, to
    somebody who takes the own answer away; but where the cell, which all of these lead to, tells
    that by itself."""
    together: dict[Dispersion, list[Count]] = defaultdict(list)
    for one in ways:
        together[veiled(one)].append(one)
    readers: list[int | None] = [None, *range(len(SCORES))]
    for own, option in product(readers, range(len(SCORES))):
        if is_certain(ways, own, option):
            continue
        for alike in together.values():
            assert not is_certain(alike, own, option)


def is_certain(ways: Sequence[Count], own: int | None, option: int) -> bool:
    """Whether equally many others have chosen this option, and some, in each of these ways in which
    somebody chose the `own` one."""
    mine = [one.chosen for one in ways if own is None or one.chosen[own]]
    numbers = {chosen[option] - (own == option) for chosen in mine}
    return len(numbers) == 1 and numbers != {0}


def test_of_many_people_words_know_the_step_and_what_is_usual_there() -> None:
    """Coded 95: 3.8 of 4, which leaves 0.16 to 0.76 squares open, in steps of 0.025. The first two
    are one, with 0.185 in its middle (625 to a square). Of twenty people at 95 those who lie 0.16
    to 0.21 about 3.8 are four at 75, 4,845 times (0.32 from their mean), and one at 50, twenty
    times (0.19).
    """
    for chosen in ((0, 0, 0, 5, 995), (0, 0, 0, 0, 1000), (0, 0, 0, 200, 800)):
        assert veiled(Count(chosen, SCORES)) == Dispersion(
            1000, squares=F(115625), deviation=F(15542, 48650), low=F(0), high=F(972800, 973)
        )
    # 60 x 3.24 + 60 x 0.64 + 880 x 0.04 = 268: in the fifth step, from 0.26 to 0.285
    assert veiled(Count((0, 0, 60, 60, 880), SCORES)).squares == F("272.5") * 625


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        # Coded 5: all at 0, or one of five at 25 (500 and 8/25), which can be anybody
        ((5, 0, 0, 0, 0), Dispersion(5, F(2500, 6), F(8, 30), low=F(5), high=F(0))),
        ((4, 1, 0, 0, 0), Dispersion(5, F(2500, 6), F(8, 30), low=F(5), high=F(0))),
        # 10: two at 25, ten times (750; 12/25), or one at 50, five times (2000; 16/25)
        ((3, 2, 0, 0, 0), Dispersion(5, F(17500, 15), F(8, 15), low=F(14, 3), high=F(0))),
        ((4, 0, 1, 0, 0), Dispersion(5, F(17500, 15), F(8, 15), low=F(14, 3), high=F(0))),
    ],
)
def test_words_know_the_average_of_the_ways_put_together(
    chosen: tuple[int, ...], told: Dispersion
) -> None:
    assert veiled(Count(chosen, SCORES)) == told


def test_no_figure_tells_ways_apart_that_are_put_together(
    counted: Callable[[str, int], None],
) -> None:
    """Of two rounds, everybody answers otherwise: each statement in one of the ways that are put
    together, shared out at random. All that is published stays, and so does what
    is kept for the next round."""
    changed = 0
    for number in range(amount(12, 600)):
        rng = random.Random(number)
        first, second = some_round(rng), some_round(rng)
        others = [answered_otherwise(one, rng) for one in (first, second)]
        before, after = sealed(first), sealed(others[0])
        assert told_by(before) == told_by(after)
        now, otherwise = sealed(second, previous=before), sealed(others[1], previous=after)
        assert told_by(now) == told_by(otherwise)
        changed += first != others[0]
    assert changed > 0
    counted("pairs of rounds answered in ways that nothing published tells apart", changed)


@pytest.mark.parametrize("slips", [Sides(4, 0), Sides(1, 5)])
def test_whoever_filled_slips_learns_no_more_than_the_cells(
    slips: Sides[int], counted: Callable[[str, int], None]
) -> None:
    """Any other answers that lead to the same cells leave every figure and word as they were, in
    the next round, too."""
    drawn, shown = [side for side in Side if slips.of(side)], 0
    for number in range(amount(4, 100)):
        rng = random.Random(number)
        first, second = some_round(rng), some_round(rng)
        others = answered_otherwise(first, rng, leading_to_the_cell, drawn)
        before, after = (sealed(one, frame(slips=slips)) for one in (first, others))
        if before.snapshot.view is not View.SIDES:
            continue  # cells of everyone together are told instead of these
        shown += 1
        assert told_by(before) == told_by(after)
        assert told_by(sealed(second, previous=before)) == told_by(sealed(second, previous=after))
    assert shown > 0
    counted("rounds with slips of which the cells alone are told", shown)


def told_by(found: Sealed) -> object:
    return found.snapshot, found.moments


def some_round(rng: random.Random) -> list[Sheet]:
    """Of 5 to 13 people a side with or without anything in common, who leave little out."""
    codes, sheets = instrument().codes, []
    for side in Side:
        leaning = {code: rng.gauss(2, 0.8) for code in codes}
        apart, leaving_out = rng.choice([0.0, 0.3, 0.8, 1.5]), rng.choice([0.0, 0.05])
        for _person in range(rng.choice([5, 6, 8, 13])):
            answers = {code: round(rng.gauss(leaning[code], apart)) for code in codes}
            sheets.append(
                Sheet(
                    side,
                    {
                        code: min(max(value, 0), 4)
                        for code, value in answers.items()
                        if rng.random() >= leaving_out
                    },
                )
            )
    return sheets


@cache
def put_together_with(way: Count) -> list[Count]:
    ways = [one for one in answers_of(way.placed) if cell(one) == cell(way)]
    return [one for one in ways if veiled(one) == veiled(way)]


@cache
def leading_to_the_cell(way: Count) -> list[Count]:
    return [one for one in answers_of(way.placed) if cell(one) == cell(way)]


def answered_otherwise(
    sheets: Sequence[Sheet],
    rng: random.Random,
    ways: Callable[[Count], list[Count]] = put_together_with,
    sides: Sequence[Side] = tuple(Side),
) -> list[Sheet]:
    """Each statement in another of these ways, on these sides."""
    asked = instrument()
    packed = pack(asked, sheets)
    counts = Sides(*(count(asked, packed.of(side)) for side in Side))
    answers: list[dict[str, int]] = [{} for _ in sheets]
    for side, code in product(Side, asked.codes):
        way = counts.of(side)[code]
        way = rng.choice(ways(way)) if side in sides else way
        given = [option for option, number in enumerate(way.chosen) for _ in range(number)]
        rng.shuffle(given)
        theirs = [number for number, sheet in enumerate(sheets) if sheet.side is side]
        for number in rng.sample(theirs, len(given)):
            answers[number][code] = given.pop()
    return [Sheet(sheet.side, own) for sheet, own in zip(sheets, answers, strict=True)]
