"""Whatever is published about a statement, nobody's answer to it is certain.

People of one side who placed a statement are alike to every figure about it. So somebody's answer
is certain only if every way in which they can have answered is unanimous. All ways are tried, and
the reader is taken to know how many people placed the statement.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product

import pytest

from assessments.disclosure.rules import NO_SLIPS, Fewest
from assessments.disclosure.unanimity import (
    change_word,
    coded,
    gap_word,
    has_room,
    mirror_word,
    precision,
)
from assessments.disclosure.ways import squares
from assessments.scoring import words
from assessments.scoring.cells import Count, cell
from assessments.scoring.people import Spread
from assessments.scoring.terms import (
    NOT_SHOWN,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotShown,
    Score,
    Side,
    Sides,
)
from assessments.snapshot.material import gather
from assessments.snapshot.value import Mirror
from tests import IS_LONG, amount
from tests.assessments.sheets import Columns, client, contractor, instrument, sealed

SCORES = (0, 25, 50, 75, 100)
SIZES = list(product(range(5, 9 if IS_LONG else 6), repeat=2))
F = Fraction
FIVE = Fewest(5, NO_SLIPS)


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
def test_the_word_of_a_mirror_leaves_several_ways_of_answering(
    ours: int, theirs: int, counted: Callable[[str, int], None]
) -> None:
    """As the cell does: to the other side, too, where it has pooled its own answers."""
    published: dict[tuple[Fraction, Count, str], set[Count]] = defaultdict(set)
    known: dict[tuple[Fraction, Count, str], set[Count]] = defaultdict(set)
    pairs = [(own, seen) for own in answers_of(ours) for seen in answers_of(theirs)]
    for own, seen in pairs:
        word = word_of(own, seen)
        published[cell_of(own), seen, word].add(own)
        known[cell_of(seen), own, word].add(seen)
    for told, people in ((published, ours), (known, theirs)):
        by_cell = Counter(map(cell_of, answers_of(people)))
        assert [about for about in told if len(told[about]) == 1 < by_cell[about[0]]] == []
    counted("pairs of groups whose mirror leaves several ways of answering", len(pairs))


@pytest.mark.parametrize("others", range(4, 8 if IS_LONG else 6))
def test_nor_does_it_tell_one_of_the_side_what_all_others_have_answered(
    others: int, counted: Callable[[str, int], None]
) -> None:
    """Who takes the own answer away, and knows all of the other side, learns from the word neither
    that these others are all alike nor, where they are fewer than the smallest group, the single
    way in which they can have answered; but where the cell tells that.
    """
    tried = 0
    for mine in range(5):
        rests: dict[tuple[Fraction, Count, str], set[Count]] = defaultdict(set)
        by_cell: dict[Fraction, set[Count]] = defaultdict(set)
        for rest in answers_of(others):
            own = Count(tuple(n + (i == mine) for i, n in enumerate(rest.chosen)), SCORES)
            by_cell[cell_of(own)].add(rest)
            for seen in answers_of(5):
                rests[cell_of(own), seen, word_of(own, seen)].add(rest)
                tried += 1
        certain = {
            rest
            for about, (rest, *more) in rests.items()
            if not more and len(by_cell[about[0]]) > 1 and (others < 5 or is_unanimous(rest))
        }
        assert certain == set()
    counted("pairs of groups whose mirror does not tell one of them what the others said", tried)


@pytest.mark.parametrize("people", range(5, 21 if IS_LONG else 12))
def test_what_hides_one_who_differs_holds_for_more_people(people: int) -> None:
    """The word knows no more than the squares that it is told: they hide who differs, and all."""
    told: dict[tuple[Fraction, Fraction], list[Count]] = defaultdict(list)
    by_cell: dict[Fraction, list[Count]] = defaultdict(list)
    for count in answers_of(people):
        told[cell_of(count), squares(count, 5)].append(count)
        by_cell[cell_of(count)].append(count)
    for (of_cell, _squares), group in told.items():
        assert len(group) > 1 or len(by_cell[of_cell]) == 1
        for count in group:
            if max(count.chosen) < people - 1:
                continue
            odd = count.chosen.index(1) if 1 in count.chosen else count.chosen.index(people)
            alone = sum(bool(one.chosen[odd]) for one in group) == 1
            assert not alone or sum(bool(one.chosen[odd]) for one in by_cell[of_cell]) == 1


cell_of = cache(cell)


@cache
def word_of(own: Count, seen: Count) -> str:
    word = mirror_word(cell_of(own) - cell_of(seen), Sides(own, seen), FIVE)
    assert isinstance(word, MirrorWord)
    return word.value


@pytest.mark.parametrize(
    ("chosen", "squared"),
    [
        ((0, 0, 21, 0, 0), 1250),
        ((0, 1, 19, 1, 0), 1250),
        # 20 at 50 and one at 75: 625 - 625 / 21, and room
        ((0, 0, 20, 1, 0), F(12500, 21) + 1250),
        ((0, 0, 19, 2, 0), F(23750, 21)),
        # Coded: 0 to 4.8
        ((21, 0, 0, 0, 0), 1250),
        ((17, 4, 0, 0, 0), F(42500, 21)),
    ],
)
def test_of_more_people_those_of_one_mind_have_room(
    chosen: tuple[int, ...], squared: Fraction
) -> None:
    assert squares(Count(chosen, SCORES), 5) == squared


def test_no_word_of_a_mirror_is_clear_where_slips_were_drawn() -> None:
    own, seen = Count((0, 0, 0, 0, 20), SCORES), Count((20, 0, 0, 0, 0), SCORES)
    for fewest, word in (
        (Fewest(5, NO_SLIPS), MirrorWord.SELF_HIGHER),
        (Fewest(5, Sides(0, 1)), MirrorWord.POSSIBLE),
        (Fewest(5, Sides(1, 0)), MirrorWord.POSSIBLE),
    ):
        assert mirror_word(F(90), Sides(own, seen), fewest) is word


@pytest.mark.parametrize(
    ("people", "own", "seen", "word"),
    [
        # 75, from six at 75 or one at 50 and one at 100: 1250. 54.2, from one at 75 and five at 50,
        # or two at 75, three at 50 and one at 25: 1770.8. (1250 + 1770.8) / 30 = 100.7, and
        # 2.24 x 10.03 = 22.4, more than 20.8
        (6, 3, [3, 2, 2, 2, 2, 2], MirrorWord.POSSIBLE),
        # 1250 twice: 83.3; 2.23 x 9.1 = 20.3
        (6, 3, 2, MirrorWord.SELF_HIGHER),
        # The widest way of five to 75 has one at 0, one at 75 and three at 100: 7500, and so have
        # those to 25: 15000 / 20 = 750; 2.31 x 27.4 = 63
        (5, 3, 1, MirrorWord.POSSIBLE),
        (5, 0, 4, MirrorWord.SEEN_HIGHER),
    ],
)
def test_the_word_of_a_mirror_goes_by_the_widest_of_the_ways_put_together(
    people: int, own: int, seen: int | list[int | None], word: MirrorWord
) -> None:
    assert mirror(people, {"P3.own": own}, {"P3.partner": seen}).word is word


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (
            {"L1": 4, "L2": 4, "L3": 4},
            {"L1": [3, 1, 0, 3, 1], "L2": [4, 4, 1, 3, 1], "L3": [4, 4, 2, 4, 3]},
            GapWord.CLEAR,
        ),
        (
            {"L1": 3, "L2": 2, "L3": 4},
            {"L1": [1, 0, 2, 0, 4], "L2": [0, 2, 2, 0, 2], "L3": [1, 2, 2, 3, 4]},
            GapWord.POSSIBLE,
        ),
    ],
)
def test_a_word_about_an_element_does_not_tell_that_everybody_is_at_the_end(
    ours: Columns, theirs: Columns, told: GapWord
) -> None:
    """Such answers of a pooled side can be found by search: by the intervals alone, the difference
    is clear beside five people at 100, and possible if one of them is a step lower; whether the
    other statements leave room or not."""
    found, by_intervals = set(), set()
    for top in (4, [3, 4, 4, 4, 4]):
        sheets = contractor(5, {**ours, "L3": top}) + client(5, theirs)
        element = sealed(sheets).snapshot.elements["learning"]
        found.add((element.contractor, element.gap_word))
        spreads = gather(instrument(), sheets, FIVE, everyone_allowed=True).spreads
        groups = Sides(*(spreads.of(side).elements["learning"] for side in Side))
        by_intervals.add(words.gap_word(element.gap, groups, 5))
    assert by_intervals == {GapWord.CLEAR, GapWord.POSSIBLE}
    assert [word for _score, word in found] == [told]


def test_a_coded_cell_counts_as_published_and_leaves_room_for_two() -> None:
    """25 points at one of two statements move a person's mean by 12.5: 2 x 156.25 = 312.5."""
    cells = {"a": F(60), "b": F(95), "c": F(40), "d": F(50)}
    spread = Spread(6, F(80), F(9))
    assert coded(spread, cells, [("a", "b")]) == Spread(6, F("77.5"), F("312.5"))
    wide = replace(spread, squares=F(400))
    assert coded(wide, cells, [("a", "b")]) == Spread(6, F("77.5"), F(400))
    # Of two elements a step moves the index by half of that: 2 x 39.0625
    assert coded(spread, cells, [("a", "b"), ("c", "d")]) == Spread(6, F("61.25"), F("78.125"))
    assert coded(spread, cells, [("a", "c")]) is spread
    assert coded(None, cells, [("a", "b")]) is None


@pytest.mark.parametrize(
    ("cells", "room"),
    [((50, 50), True), ((95, 50, 94.9), True), ((95, 50), False), ((5, 95, 50), False)],
)
def test_room_takes_two_cells_between_the_ends(cells: tuple[float, ...], room: bool) -> None:
    named = {str(number): F(str(value)) for number, value in enumerate(cells)}
    assert has_room(named, [list(named)]) is room
    assert has_room(named | {"x": F(50), "y": F(50)}, [list(named), ["x", "y"]]) is room


NEAR = Sides(Spread(6, F(30), F(100)), Spread(6, F(60), F(100)))
WIDE = Sides(Spread(6, F(30), F(9000)), Spread(6, F(60), F(9000)))


@pytest.mark.parametrize(
    ("gap", "groups", "room", "word"),
    [
        (F(-30), NEAR, True, GapWord.CLEAR),
        (F(-30), WIDE, True, GapWord.POSSIBLE),
        (F(-30), WIDE, False, GapWord.CLEAR),
        (F(-20), NEAR, False, GapWord.CLEAR),
        (F("-19.9"), NEAR, False, GapWord.POSSIBLE),
        (F("-9.9"), NEAR, False, GapWord.NONE),
    ],
)
def test_without_room_a_gap_alone_decides(
    gap: Fraction, groups: Sides[Spread | None], room: bool, word: GapWord
) -> None:
    assert gap_word(gap, groups, 5, has_room=room) is word


@pytest.mark.parametrize(
    ("points", "room", "word"),
    [
        (F(9), True, ChangeWord.UP),
        (F(9), False, ChangeWord.NONE),
        (F(10), False, ChangeWord.UP),
        (F(-10), False, ChangeWord.DOWN),
        (NOT_SHOWN, False, NOT_SHOWN),
    ],
)
def test_without_room_the_points_of_a_change_alone_decide(
    points: Score, room: bool, word: ChangeWord | NotShown
) -> None:
    now, before = Spread(6, F(60), F(10)), Spread(6, F(51), F(10))
    assert change_word(points, [now], [before], 5, has_room=room) is word


def mirror(people: int, ours: Columns, theirs: Columns) -> Mirror:
    """How the contractor sees itself, and is seen, with so many people on either side."""
    snapshot = sealed(contractor(people, ours) + client(people, theirs)).snapshot
    return snapshot.practices["P3"].contractor


@pytest.mark.parametrize(
    ("people", "told"),
    [
        # 87.5, and half a width of 30 would tell that one is near 0
        ([4, 4, 4, 4, 4, 4, 4, 0], NOT_SHOWN),
        # 96.9, coded
        ([4, 4, 4, 4, 4, 4, 4, 3], NOT_SHOWN),
        # 62.5; 2.3646 x 13.36 / 2.828 = 11.2
        ([2, 3, 2, 3, 2, 3, 2, 3], 15),
    ],
)
def test_precision_does_not_tell_the_score_of_who_differs_from_all(
    people: list[int | None], told: int | NotShown
) -> None:
    columns: Columns = {"L1": people, "L2": people, "L3": people}
    found = sealed(contractor(8, columns) + client(8)).snapshot.elements["learning"]
    assert found.precision.contractor == told


@pytest.mark.parametrize(
    ("others", "told"),
    [
        # 16.7 from seven who are alike: 2.3646 x 5.89 / 2.828 = 4.9, and 6.2 with room
        ([2, 2, 2, 2, 2, 2, 2], 10),
        # Two of them a step apart at one of three: 6.2
        ([3, 1, 2, 2, 2, 2, 2], 10),
    ],
)
def test_precision_does_not_tell_who_differs_from_all_that_they_are_alike(
    others: list[int | None], told: int
) -> None:
    alike: list[int | None] = [2] * 7
    columns: Columns = {"L1": [3, *others], "L2": [3, *alike], "L3": [2, *alike]}
    found = sealed(contractor(8, columns) + client(8)).snapshot.elements["learning"]
    assert found.precision.contractor == told


def test_precision_says_nothing_more_than_words_do() -> None:
    def half_a_width(squares: int, *cells: str, k: int = 5) -> int | NotShown | None:
        return precision(Spread(8, F(50), F(squares)), 4, [F(one) for one in cells], k)

    assert precision(None, 0, [F(50)], 5) is None
    assert half_a_width(4000, "50", k=9) is NOT_SHOWN
    assert half_a_width(4000, "94.9", "5.1") == 20
    assert half_a_width(6000, "50") is NOT_SHOWN
    assert half_a_width(200, "50", "95") is NOT_SHOWN
