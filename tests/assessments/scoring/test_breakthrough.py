from fractions import Fraction

import pytest

from assessments.scoring.figures import Cell, ElementFigures
from assessments.scoring.reading import breakthrough
from assessments.scoring.terms import NOT_SHOWN, GapWord, NotShown, Score
from tests.assessments.figures import HIDDEN_ELEMENT, element

F = Fraction
SIX = ("trust", "values", "culture", "resources", "learning", "systems")
CLEAR, POSSIBLE = GapWord.CLEAR, GapWord.POSSIBLE


def six(**changed: ElementFigures) -> dict[str, ElementFigures]:
    return {code: changed.get(code, element(F(90))) for code in SIX}


TRUST = Cell(F(75), F(75), F(75))


def test_a_breakthrough_is_reached_at_its_bounds() -> None:
    at_bounds = element(F(65), F(10), POSSIBLE)
    found = breakthrough(TRUST, F(80), six(learning=at_bounds))
    assert found.reached is True
    assert [(p.code, p.met) for p in found.points] == [
        ("trust_both", True),
        ("index", True),
        ("elements", True),
        ("gaps", True),
    ]
    assert [p.detail for p in found.points] == [
        {"contractor": 75, "client": 75},
        {"joint": 80},
        {"element": "learning", "side": "client", "score": 60},
        {"clear": ()},
    ]


def met(trust: Cell, index: Score, elements: dict[str, ElementFigures]) -> list[bool | NotShown]:
    found = breakthrough(trust, index, elements)
    return [found.reached, *(point.met for point in found.points)]


UNKNOWN = Cell(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)


@pytest.mark.parametrize(
    ("trust", "index", "changed", "expected"),
    [
        (Cell(F("74.9"), F(95), F(85)), F(80), {}, [False, False, True, True, True]),
        (Cell(F(95), F("74.9"), F(85)), F(80), {}, [False, False, True, True, True]),
        (TRUST, F("79.99"), {}, [False, True, False, True, True]),
        (TRUST, F(80), {"trust": element(F(60), F(1))}, [False, True, True, False, True]),
        (TRUST, F(80), {"trust": element(F(60), F(-1))}, [False, True, True, False, True]),
        (TRUST, F(80), {"trust": element(F(80), F(12), CLEAR)}, [False, True, True, True, False]),
        (UNKNOWN, F(80), {}, [NOT_SHOWN, NOT_SHOWN, True, True, True]),
        (TRUST, NOT_SHOWN, {}, [NOT_SHOWN, True, NOT_SHOWN, True, True]),
        (TRUST, F(80), {"trust": HIDDEN_ELEMENT}, [NOT_SHOWN, True, True, NOT_SHOWN, NOT_SHOWN]),
        # a word that is not shown hides the point of the gaps alone
        (
            TRUST,
            F(80),
            {"trust": element(F(80), word=NOT_SHOWN)},
            [NOT_SHOWN, True, True, True, NOT_SHOWN],
        ),
        # what fails is false, whatever else is hidden
        (
            TRUST,
            F(80),
            {"trust": HIDDEN_ELEMENT, "systems": element(F(59))},
            [False, True, True, False, NOT_SHOWN],
        ),
        (
            TRUST,
            F(80),
            {"trust": HIDDEN_ELEMENT, "systems": element(F(80), F(12), CLEAR)},
            [False, True, True, NOT_SHOWN, False],
        ),
        (UNKNOWN, F(79), {}, [False, NOT_SHOWN, False, True, True]),
    ],
)
def test_each_point_of_a_breakthrough(
    trust: Cell,
    index: Score,
    changed: dict[str, ElementFigures],
    expected: list[bool | NotShown],
) -> None:
    assert met(trust, index, six(**changed)) == expected


def test_the_details_of_a_breakthrough_name_what_is_shown() -> None:
    elements = six(
        trust=HIDDEN_ELEMENT,
        values=element(F(50), F(20), CLEAR),
        culture=element(F(45), F(-10), CLEAR),
        systems=element(F(45), F(10)),
    )
    found = [point.detail for point in breakthrough(TRUST, F(80), elements).points]
    # 40 stands thrice: values of the client, culture of the contractor, systems of the client
    assert found[2] == {"element": "values", "side": "client", "score": 40}
    assert found[3] == {"clear": ("values", "culture")}


def test_the_lowest_of_equals_is_the_contractors() -> None:
    detail = breakthrough(TRUST, F(80), six()).points[2].detail
    assert detail == {"element": "trust", "side": "contractor", "score": 90}


def test_nothing_is_told_of_a_hidden_breakthrough() -> None:
    found = breakthrough(UNKNOWN, NOT_SHOWN, dict.fromkeys(SIX, HIDDEN_ELEMENT))
    assert found.reached is NOT_SHOWN
    assert [point.met for point in found.points] == [NOT_SHOWN] * 4
    assert [point.detail for point in found.points] == [
        {"contractor": NOT_SHOWN, "client": NOT_SHOWN},
        {"joint": NOT_SHOWN},
        {"element": NOT_SHOWN, "side": NOT_SHOWN, "score": NOT_SHOWN},
        {"clear": ()},
    ]
