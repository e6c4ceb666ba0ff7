from fractions import Fraction

import pytest

from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.cells import Count, cell
from assessments.scoring.figures import Cell, Everyone, StanceFigures
from assessments.scoring.scores import (
    difference,
    everyone,
    index_elements,
    joint,
    model,
    profile,
    score,
    shown_elements,
    shown_of,
    stance,
    statement,
)
from assessments.scoring.terms import NOT_SHOWN, Model, NotShown, Score, Sides
from tests.assessments.sheets import instrument, statements_of

F = Fraction


def cells(scores: dict[str, int]) -> dict[str, Fraction]:
    """By statement, or the same for all of an element."""
    return {code: F(score) for key, score in scores.items() for code in statements_of(key)}


ALL = {"trust": 10, "values": 20, "culture": 30, "resources": 40, "learning": 50, "systems": 90}


@pytest.mark.parametrize(
    ("codes", "shown", "expected"),
    [
        ("T1 T2 T3 T4 T5", "T1 T2 T4", "T1 T2 T4"),
        ("T1 T2 T3 T4 T5", "T2 T5", ""),
        ("R1 R2 R3 R4", "R4 R2 R1", "R1 R2 R4"),
        ("R1 R2 R3 R4", "R1 R2", ""),
        ("L1 L2 L3", "L1 L3", "L1 L3"),
        ("L1 L2 L3", "L1", ""),
        ("X1", "X1", "X1"),
        ("X1", "", ""),
    ],
)
def test_more_than_half_must_be_shown(codes: str, shown: str, expected: str) -> None:
    assert shown_of(codes.split(), set(shown.split())) == tuple(expected.split())


def test_an_element_score_is_the_mean_of_its_shown_cells() -> None:
    given = cells({"T1": 10, "T2": 20, "T4": 40})
    # the mean: (10 + 20 + 40) / 3
    assert score(("T1", "T2", "T3", "T4", "T5"), given) == F(70, 3)
    assert score(("T1", "T2", "T3", "T4"), cells({"T1": 10, "T2": 20})) is NOT_SHOWN


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((F(10), F(31)), F(41, 2)),
        ((F(10), NOT_SHOWN), NOT_SHOWN),
        ((NOT_SHOWN, NOT_SHOWN), NOT_SHOWN),
        ((F(10), F(20), F(30), F(45)), F(105, 4)),
        ((F(10), F(20), NOT_SHOWN, F(45)), NOT_SHOWN),
    ],
)
def test_a_joint_score_needs_all_of_its_parts(scores: tuple[Score, ...], expected: Score) -> None:
    assert joint(*scores) == expected


def test_a_gap_is_signed() -> None:
    assert difference(F(30), F(45)) == -15
    assert difference(F(45), F(30)) == 15
    assert difference(NOT_SHOWN, F(30)) is NOT_SHOWN
    assert difference(F(30), NOT_SHOWN) is NOT_SHOWN


def test_the_index_weighs_every_element_alike() -> None:
    found = profile(instrument(), cells(ALL))
    assert found.elements == {code: F(score) for code, score in ALL.items()}
    # the mean: (10 + 20 + 30 + 40 + 50 + 90) / 6
    assert found.index == 40


def without(questionnaire: Questionnaire, *hidden: str) -> dict[str, Fraction]:
    gone = {code for key in hidden for code in statements_of(key)}
    return {code: score for code, score in cells(ALL).items() if code not in gone}


def test_the_index_bears_one_hidden_element() -> None:
    given = without(instrument(), "systems")
    found = profile(instrument(), given)
    assert found.elements["systems"] is NOT_SHOWN
    # the mean: (10 + 20 + 30 + 40 + 50) / 5
    assert found.index == 30
    assert index_elements(instrument(), given) == tuple(ALL)[:5]


def test_the_index_does_not_bear_two() -> None:
    given = without(instrument(), "systems", "trust")
    found = profile(instrument(), given)
    assert found.index is NOT_SHOWN
    assert found.elements["values"] == 20
    assert index_elements(instrument(), given) == ()


def test_nothing_shown_has_no_index() -> None:
    assert profile(instrument(), {}).index is NOT_SHOWN
    assert set(profile(instrument(), {}).elements.values()) == {NOT_SHOWN}


def test_an_element_is_shown_with_the_statements_it_has_left() -> None:
    given = without(instrument(), "T2", "L1", "L2")
    found = shown_elements(instrument(), given)
    assert found["trust"] == ("T1", "T3", "T4", "T5")
    assert "learning" not in found
    assert len(found) == 5


def test_a_statement_shows_both_sides_or_none() -> None:
    both = Sides({"T1": F(40)}, {"T1": F(71)})
    assert statement("T1", both) == Cell(F(40), F(71), F(111, 2))
    assert statement("T2", both) == Cell(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)


def test_the_stance_is_treated_like_an_element() -> None:
    both = Sides(cells({"M1": 30, "M2": 60, "M4": 90}), cells({"M1": 0, "M2": 10, "M4": 20}))
    # (30 + 60 + 90) / 3 = 60 and 10; joint 35
    expected = StanceFigures(F(60), F(10), F(35), Model.CONTRACT)
    assert stance(instrument(), both) == expected
    few = Sides(cells({"M1": 30, "M2": 60}), cells({"M1": 0, "M2": 10}))
    assert stance(instrument(), few) == StanceFigures(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (F(5), Model.CONTRACT),
        (F(3999, 100), Model.CONTRACT),
        (F(40), Model.IN_TRANSITION),
        (F(5999, 100), Model.IN_TRANSITION),
        (F(60), Model.ALLIANCE),
        (F(95), Model.ALLIANCE),
        (NOT_SHOWN, NOT_SHOWN),
    ],
)
def test_the_model_follows_the_unrounded_score(score: Score, expected: Model | NotShown) -> None:
    assert model(score) is expected


def test_everyone_together_has_elements_and_an_index_alone() -> None:
    found = everyone(instrument(), without(instrument(), "systems"))
    assert found == Everyone({**{c: F(s) for c, s in ALL.items()}, "systems": NOT_SHOWN}, F(30))
    assert list(found.elements) == list(ALL)


@pytest.mark.parametrize("people", range(10, 15))
def test_everyone_together_does_not_tell_how_many_they_are(people: int) -> None:
    """Ten and up to four of a short side: each of these numbers can come to each of the scores."""
    codes = instrument().elements[0].statement_codes
    others = cells({code: score for code, score in ALL.items() if code != "trust"})
    scores = set()
    for steps in range(people * 4 * len(codes) + 1):
        means = {
            code: cell(answers(people, (steps + i) // len(codes))) for i, code in enumerate(codes)
        }
        scores.add(everyone(instrument(), others | means).elements["trust"])
    assert scores == {F(score) for score in range(5, 96)}


def answers(people: int, steps: int) -> Count:
    """So many steps up from the lowest option, taken by as few people as can be."""
    top, further = divmod(steps, 4)
    chosen = [people - top, 0, 0, 0, top]
    if further:
        chosen[0] -= 1
        chosen[further] += 1
    return Count(tuple(chosen), (0, 25, 50, 75, 100))
