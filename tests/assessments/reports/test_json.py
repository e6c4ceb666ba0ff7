import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from assessments.questionnaire.load import with_sections, with_targets
from assessments.reports.json import Heading, plain, render, results
from assessments.scoring.terms import NOT_COMPARABLE, NOT_SHOWN, TOO_FEW, Sides
from assessments.snapshot.codec import sha256
from assessments.snapshot.trend import Sealed
from tests.assessments.sheets import (
    SECTIONS,
    Columns,
    client,
    contractor,
    frame,
    instrument,
    sealed,
)

F = Fraction
HEADING = Heading("north", "Cleaning at Northgate", "Brisk Ltd", "Northgate Council", "Spring “26”")
FEW = [2, 2, 2, 2, None, None]
NO_CHANGE = {"points": "not shown", "word": "not shown"}


def first() -> Sealed:
    return sealed(contractor(8, {"values": 3}) + client(6), frame(invited=Sides(10, None)))


def second() -> Sealed:
    """Trust differs, learning is hidden, values have fallen, the first practice is a mirror."""
    ours: Columns = {"trust": [3, 3, 3, 3, 3, 3, 3, 4], "P1.own": 4, "P1.partner": 3}
    theirs: Columns = {"trust": 1, "L1": FEW, "L2": FEW, "P1.own": 2, "P1.partner": 0, "M3": 1}
    asked = with_targets(instrument(), {"values": 65})
    return sealed(
        contractor(8, ours) + client(6, theirs),
        frame(asked, number=2, invited=Sides(10, None)),
        first(),
    )


def everyone() -> Sealed:
    return sealed(contractor(11, {"trust": 4}) + client(4, {"trust": 0}), frame(k=5))


def of(found: Sealed) -> dict[str, Any]:
    return results(found.snapshot, HEADING)


def test_keys_stand_in_the_order_of_the_form() -> None:
    found = of(second())
    assert list(found) == [
        "schema",
        "partnership",
        "round",
        "response",
        "statements",
        "elements",
        "index",
        "practices",
        "stance",
        "everyone",
        "breakthrough",
        "reading",
        "reliability",
        "own_measures",
        "commitments_kept",
        "sha256",
    ]
    scores = ["contractor", "client", "joint", "gap", "gap_word", "band"]
    element = found["elements"]["trust"]
    assert list(element) == [*scores, "agreement", "precision", "change", "target"]
    assert list(element["change"]) == ["contractor", "client", "joint"]
    assert list(element["change"]["joint"]) == ["points", "word"]
    assert list(found["index"]) == [*scores, "change", "elements"]
    assert list(found["statements"]) == [s.code for s in instrument().placements]
    assert list(found["statements"]["T1"]) == ["contractor", "client", "joint"]
    assert list(found["practices"]["P1"]) == ["contractor", "client", "joint"]
    assert list(found["practices"]["P1"]["client"]) == ["self", "seen", "gap", "word"]
    assert list(found["stance"]) == ["contractor", "client", "joint", "model"]
    assert list(found["breakthrough"]) == ["reached", "points"]
    assert list(found["reading"]) == [
        "celebrate",
        "strongest_so_far",
        "talk_about",
        "raise_next",
    ]


def test_the_head() -> None:
    found = of(second())
    assert found["schema"] == "alongside.results/1"
    assert list(found["partnership"].items()) == [
        ("slug", "north"),
        ("name", "Cleaning at Northgate"),
        ("contractor", "Brisk Ltd"),
        ("client", "Northgate Council"),
    ]
    assert list(found["round"].items()) == [
        ("number", 2),
        ("title", "Spring “26”"),
        ("instrument", "breakthrough-1"),
        ("closed", "2026-03-31"),
        ("previous", 1),
    ]
    assert found["response"] == {
        "contractor": {"invited": 10, "answered": 8},
        "client": {"invited": None, "answered": 6},
    }
    assert found["sha256"] == sha256(second().snapshot)


def test_an_element_by_hand() -> None:
    found = of(second())["elements"]
    # seven at 75 and one at 100: 78.125, a cell of 78.1; joint (78.1 + 25) / 2 = 51.55 -> 51.6
    assert found["trust"] == {
        "contractor": 78.1,
        "client": 25.0,
        "joint": 51.6,
        "gap": 53.1,
        "gap_word": "clear",
        "band": "In between",
        "agreement": {"contractor": "one view", "client": None},
        "precision": {"contractor": 15, "client": None},
        "change": {
            "contractor": {"points": 28.1, "word": "up"},
            "client": {"points": -25.0, "word": "down"},
            # 1.55 rounds away from zero
            "joint": {"points": 1.6, "word": "no clear change"},
        },
        "target": None,
    }
    assert found["values"]["target"] == 65.0
    assert found["values"]["change"]["contractor"] == {"points": -25.0, "word": "down"}
    assert found["learning"] == {
        "contractor": "not shown",
        "client": "not shown",
        "joint": "not shown",
        "gap": "not shown",
        "gap_word": "not shown",
        "band": "not shown",
        "agreement": {"contractor": "not shown", "client": "not shown"},
        "precision": {"contractor": "not shown", "client": "not shown"},
        "change": {"contractor": NO_CHANGE, "client": NO_CHANGE, "joint": NO_CHANGE},
        "target": None,
    }


def test_the_index_by_hand() -> None:
    # (78.1 + 4 x 50) / 5 = 55.62 and (25 + 200) / 5 = 45; six elements then, five now
    unlike = {"points": "not comparable", "word": "not comparable"}
    assert of(second())["index"] == {
        "contractor": 55.6,
        "client": 45.0,
        "joint": 50.3,
        "gap": 10.6,
        "gap_word": "possible",
        "band": "In between",
        "change": {"contractor": unlike, "client": unlike, "joint": unlike},
        "elements": ["trust", "values", "culture", "resources", "systems"],
    }


def test_practices_stance_and_lists() -> None:
    found = of(second())
    assert found["practices"]["P1"] == {
        "contractor": {"self": 95.0, "seen": 5.0, "gap": 90.0, "word": "sees itself higher"},
        "client": {"self": 50.0, "seen": 75.0, "gap": -25.0, "word": "is seen higher"},
        "joint": 56.3,
    }
    # (50 + 50 + 25 + 50) / 4 = 43.75; joint 46.875
    assert found["stance"] == {
        "contractor": 50.0,
        "client": 43.8,
        "joint": 46.9,
        "model": "in transition",
    }
    assert found["statements"]["L1"] == dict.fromkeys(
        ("contractor", "client", "joint"), "not shown"
    )
    assert found["everyone"] is None
    assert found["breakthrough"] == {
        "reached": False,
        "points": [
            {"code": "trust_both", "met": False, "detail": {"contractor": 50.0, "client": 25.0}},
            {"code": "index", "met": False, "detail": {"joint": 50.3}},
            {
                "code": "elements",
                "met": False,
                "detail": {"element": "trust", "side": "client", "score": 25.0},
            },
            {"code": "gaps", "met": False, "detail": {"clear": ["trust"]}},
        ],
    }
    assert found["reading"] == {
        "celebrate": [],
        "strongest_so_far": ["values", "culture"],
        "talk_about": ["P1", "trust"],
        "raise_next": ["resources", "systems", "P2"],
    }
    assert set(found["reliability"].values()) == {"not shown"}


def test_further_statements_stand_apart_with_their_wording() -> None:
    asked = with_sections(instrument(), SECTIONS)
    ours: Columns = {"own-1": 1, "own-2.own": 4, "own-2.partner": 1, "kept-7": 3}
    theirs: Columns = {"own-1": 3, "own-2.own": 2, "own-2.partner": 2, "kept-7": FEW}
    before = sealed(contractor(6, ours) + client(6, {**theirs, "own-1": 2}), frame(asked))
    then = sealed(contractor(6, ours) + client(6, theirs), frame(asked, number=2), before)
    found = results(then.snapshot, replace(HEADING, sections=SECTIONS))
    assert found["own_measures"] == {
        "own-1": {
            "vendor": "The night shift is told.",
            "partnership": "The night shift decides too.",
            "contractor": 25.0,
            "client": 75.0,
            "joint": 50.0,
            "gap": -50.0,
            "change": {"contractor": 0.0, "client": 25.0, "joint": 12.5},
        },
        "own-2": {
            "name": "Say thank you",
            "statement": "thanks people by name",
            "contractor": {"self": 95.0, "seen": 50.0, "gap": 45.0, "word": "sees itself higher"},
            "client": {"self": 50.0, "seen": 25.0, "gap": 25.0, "word": "possible"},
            "joint": 55.0,
            "change": {
                "contractor": {"self": 0.0, "seen": 0.0},
                "client": {"self": 0.0, "seen": 0.0},
                "joint": 0.0,
            },
        },
    }
    hidden = dict.fromkeys(("contractor", "client", "joint"), "not shown")
    assert found["commitments_kept"] == {
        "kept-7": {
            "statement": "Bad news within a day",
            **hidden,
            "gap": "not shown",
            "change": hidden,
        }
    }
    first = results(before.snapshot, replace(HEADING, sections=SECTIONS))
    assert [one["change"] for one in first["own_measures"].values()] == [None, None]


def test_nothing_stands_there_where_nothing_more_was_asked() -> None:
    found = of(second())
    assert (found["own_measures"], found["commitments_kept"]) == ({}, {})


def test_a_first_round_has_no_change() -> None:
    found = of(first())
    assert found["round"]["previous"] is None
    assert found["index"]["change"] is None
    assert found["elements"]["trust"]["change"] is None


def test_a_short_side_is_told_with_the_promised_number() -> None:
    found = of(everyone())
    assert found["response"]["contractor"]["answered"] == 11
    assert found["response"]["client"]["answered"] == "fewer than 5"
    # eleven at 100 of fifteen: 73.3; (73.3 + 250) / 6 = 53.88; in whole points
    assert found["everyone"] == {
        "elements": {
            "trust": 73,
            "values": 50.0,
            "culture": 50.0,
            "resources": 50.0,
            "learning": 50.0,
            "systems": 50.0,
        },
        "index": 54,
    }
    assert found["index"]["elements"] == []
    assert all(codes == [] for codes in found["reading"].values())
    assert found["breakthrough"]["points"][2]["detail"] == {
        "element": "not shown",
        "side": "not shown",
        "score": "not shown",
    }
    more = of(sealed(contractor(12) + client(7), frame(k=8)))
    assert more["response"]["client"]["answered"] == "fewer than 8"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (F("12.25"), "12.3"),
        (F("-12.25"), "-12.3"),
        (F(50), "50.0"),
        (F("-0.04"), "0.0"),
        (F("0.05"), "0.1"),
        (F(-15), "-15.0"),
        (F("61.95"), "62.0"),
        (5, "5"),
        (True, "true"),
        (None, "null"),
        (NOT_SHOWN, '"not shown"'),
        (NOT_COMPARABLE, '"not comparable"'),
        (TOO_FEW, '"too few to say"'),
        (("trust", "P1"), '["trust", "P1"]'),
        ({"a": F(1, 3)}, '{"a": 0.3}'),
    ],
)
def test_how_a_figure_is_written(value: object, expected: str) -> None:
    assert json.dumps(plain(value)) == expected


def test_the_file_is_the_same_value_in_utf_8() -> None:
    found = second()
    content = render(found.snapshot, HEADING)
    assert json.loads(content.decode("utf-8")) == of(found)
    assert "“26”".encode() in content
    assert content.endswith(b"}\n")


def test_nothing_of_people_is_in_the_file() -> None:
    """No spread, no number of people per statement, and no smallest or largest answer."""
    text = render(second().snapshot, HEADING).decode()
    for word in ("squares", "mean", "variance", "deviation", "placed", "chosen", '"n"'):
        assert word not in text
