"""Whatever is published about a statement, nobody's answer to it is certain.

People of one side who placed a statement are alike to every figure about it. Beside the cells,
words are told; they know no more than which ways of answering are put together. So it is enough
that these hide one another, and that nothing else makes a figure. The reader is taken to know how
many people placed the statement.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product

import pytest

from assessments.disclosure.rules import NO_SLIPS, Fewest
from assessments.disclosure.ways import veiled
from assessments.disclosure.words import change_word, gap_word
from assessments.scoring.cells import Count, cell, count, pack
from assessments.scoring.people import Dispersion, Spread, dispersion
from assessments.scoring.terms import (
    NOT_SHOWN,
    ChangeWord,
    GapWord,
    NotShown,
    Score,
    Sheet,
    Side,
    Sides,
)
from assessments.snapshot.trend import Sealed
from tests import IS_LONG, amount
from tests.assessments.sheets import instrument, sealed

SCORES = (0, 25, 50, 75, 100)
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
    """Of no option that somebody chose is it certain how many did, nor, to somebody who takes the
    own answer away, in which way the others answered; but where the cell tells that by itself."""
    by_cell: dict[Fraction, list[Count]] = defaultdict(list)
    together: dict[tuple[Fraction, Dispersion], list[Count]] = defaultdict(list)
    for one in answers_of(people):
        by_cell[cell(one)].append(one)
        together[cell(one), veiled(one)].append(one)
    for (of_cell, _told), ways in together.items():
        for option in range(len(SCORES)):
            assert not is_certain(ways, option) or is_certain(by_cell[of_cell], option)
            mine = [one for one in by_cell[of_cell] if one.chosen[option]]
            assert len(mine) == 1 or sum(bool(one.chosen[option]) for one in ways) != 1
    counted(
        "ways of answering one statement that hide one another", sum(map(len, by_cell.values()))
    )


def is_certain(ways: Sequence[Count], option: int) -> bool:
    numbers = {one.chosen[option] for one in ways}
    return len(numbers) == 1 and numbers != {0}


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


@pytest.mark.parametrize(
    ("chosen", "as_if"),
    [
        ((0, 0, 21, 0, 0), (0, 1, 19, 1, 0)),
        ((0, 1, 19, 1, 0), (0, 1, 19, 1, 0)),
        ((0, 0, 20, 0, 1), (0, 1, 18, 1, 1)),
        ((0, 0, 19, 2, 0), (0, 0, 19, 2, 0)),
        # Coded: 0 and 1.2, 98.8 and 100
        ((21, 0, 0, 0, 0), (19, 2, 0, 0, 0)),
        ((20, 1, 0, 0, 0), (19, 2, 0, 0, 0)),
        ((0, 0, 0, 1, 20), (0, 0, 0, 2, 19)),
        ((17, 4, 0, 0, 0), (17, 4, 0, 0, 0)),
    ],
)
def test_of_more_people_those_of_one_mind_have_room(
    chosen: tuple[int, ...], as_if: tuple[int, ...]
) -> None:
    assert veiled(Count(chosen, SCORES)) == dispersion(Count(as_if, SCORES))


def test_no_figure_tells_ways_apart_that_are_put_together(
    counted: Callable[[str, int], None],
) -> None:
    """Of two rounds, everybody answers otherwise: each statement in one of the ways that are put
    together, shared out at random. All that is published stays, but reliability, and so does what
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


def told_by(found: Sealed) -> object:
    return replace(found.snapshot, reliability={}), found.moments


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


def answered_otherwise(sheets: Sequence[Sheet], rng: random.Random) -> list[Sheet]:
    asked = instrument()
    packed = pack(asked, sheets)
    counts = Sides(*(count(asked, packed.of(side)) for side in Side))
    answers: list[dict[str, int]] = [{} for _ in sheets]
    for side, code in product(Side, asked.codes):
        way = rng.choice(put_together_with(counts.of(side)[code]))
        given = [option for option, number in enumerate(way.chosen) for _ in range(number)]
        rng.shuffle(given)
        theirs = [number for number, sheet in enumerate(sheets) if sheet.side is side]
        for number in rng.sample(theirs, len(given)):
            answers[number][code] = given.pop()
    return [Sheet(sheet.side, own) for sheet, own in zip(sheets, answers, strict=True)]


NEAR = Sides(Spread(6, F(30), F(100)), Spread(6, F(60), F(100)))
WIDE = Sides(Spread(6, F(30), F(9000)), Spread(6, F(60), F(9000)))
BY_NAME, BY_SLIPS = Fewest(5, NO_SLIPS), Fewest(5, Sides(0, 1))


@pytest.mark.parametrize(
    ("gap", "groups", "fewest", "word"),
    [
        (F(-30), NEAR, BY_NAME, GapWord.CLEAR),
        (F(-30), WIDE, BY_NAME, GapWord.POSSIBLE),
        (F(-30), WIDE, BY_SLIPS, GapWord.CLEAR),
        (F(-20), NEAR, BY_SLIPS, GapWord.CLEAR),
        (F("-19.9"), NEAR, BY_SLIPS, GapWord.POSSIBLE),
        (F("-9.9"), NEAR, BY_SLIPS, GapWord.NONE),
        (NOT_SHOWN, NEAR, BY_SLIPS, NOT_SHOWN),
    ],
)
def test_where_slips_were_drawn_a_gap_alone_decides(
    gap: Score, groups: Sides[Spread | None], fewest: Fewest, word: GapWord | NotShown
) -> None:
    assert gap_word(gap, groups, fewest) is word


@pytest.mark.parametrize(
    ("points", "fewest", "word"),
    [
        (F(9), BY_NAME, ChangeWord.UP),
        (F(9), BY_SLIPS, ChangeWord.NONE),
        (F(10), BY_SLIPS, ChangeWord.UP),
        (F(-10), BY_SLIPS, ChangeWord.DOWN),
        (NOT_SHOWN, BY_SLIPS, NOT_SHOWN),
    ],
)
def test_where_slips_were_drawn_the_points_of_a_change_alone_decide(
    points: Score, fewest: Fewest, word: ChangeWord | NotShown
) -> None:
    now, before = Spread(6, F(60), F(10)), Spread(6, F(51), F(10))
    assert change_word(points, [now], [before], fewest) is word
