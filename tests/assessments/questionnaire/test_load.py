import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessments.questionnaire.load import (
    INSTRUMENTS,
    breakthrough_1,
    from_json,
    read_instrument,
    to_json,
    with_targets,
)
from assessments.questionnaire.schema import QuestionnaireError

Data = dict[str, Any]


def data() -> Data:
    return copy.deepcopy(to_json(breakthrough_1()))


def test_the_instrument_asks_what_it_is_made_of() -> None:
    questionnaire = breakthrough_1()
    assert questionnaire.instrument == "breakthrough-1"
    assert {e.code: len(e.statements) for e in questionnaire.elements} == {
        "trust": 5,
        "values": 5,
        "culture": 7,
        "resources": 4,
        "learning": 3,
        "systems": 4,
    }
    assert [p.code for p in questionnaire.practices] == [f"P{n}" for n in range(1, 11)]
    assert questionnaire.stance_codes == ("M1", "M2", "M3", "M4")
    assert questionnaire.breakthrough_statement == "M3"
    assert [(c.code, c.practice) for c in questionnaire.comments] == [
        ("Q1", "P6"),
        ("Q2", "P7"),
        ("Q3", "P8"),
    ]
    assert questionnaire.targets == {}


def test_codes_stand_in_the_order_of_asking() -> None:
    codes = breakthrough_1().codes
    assert len(codes) == 28 + 20 + 4
    assert codes[:6] == ("T1", "T2", "T3", "T4", "T5", "S1")
    assert codes[28:32] == ("P1.own", "P1.partner", "P2.own", "P2.partner")
    assert codes[-5:] == ("P10.partner", "M1", "M2", "M3", "M4")


def test_options_score_in_quarters() -> None:
    scores = breakthrough_1().scores
    assert scores["T1"] == scores["M4"] == scores["P10.own"] == (0, 25, 50, 75, 100)
    assert set(scores) == set(breakthrough_1().codes)


def test_every_row_of_the_sources_is_covered() -> None:
    rows = {
        (element.code, row)
        for element in breakthrough_1().elements
        for statement in element.statements
        for row in statement.covers
    }
    assert sum(row.startswith("V") for _, row in rows) == 20
    assert sum(row.startswith("H") for _, row in rows) == 28


def test_json_gives_the_same_questionnaire_back() -> None:
    asked = with_targets(breakthrough_1(), {"trust": 100, "learning": 0})
    text = json.dumps(to_json(asked))
    assert from_json(json.loads(text)) == asked
    assert from_json(json.loads(text)) != breakthrough_1()


def test_targets_may_be_left_out_of_the_data() -> None:
    without = data()
    del without["targets"]
    assert from_json(without) == breakthrough_1()


def change(path: list[str | int], value: object) -> Callable[[Data], None]:
    def changed(found: Any) -> None:
        for part in path[:-1]:
            found = found[part]
        found[path[-1]] = value

    return changed


def drop(path: list[str | int]) -> Callable[[Data], None]:
    def dropped(found: Any) -> None:
        for part in path[:-1]:
            found = found[part]
        del found[path[-1]]

    return dropped


FIRST: list[str | int] = ["elements", 0, "items", 0]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (drop(["code"]), "The questionnaire has no code."),
        (change(["code"], "two words"), "The questionnaire: 'two words' cannot be a code."),
        (drop(["version"]), "The questionnaire has no version."),
        (change(["version"], "1"), "The questionnaire: version must be a whole number."),
        (change(["version"], True), "The questionnaire: version must be a whole number."),
        (change(["title"], ""), "The questionnaire: title must not be empty."),
        (drop(["scales"]), "The questionnaire has no scales."),
        (change(["scales"], []), "The questionnaire: scales must be a table."),
        (drop(["scales", "extent"]), "The list of scales has no extent."),
        (drop(["scales", "extent", "cannot_say"]), "The scale extent has no cannot_say."),
        (
            drop(["scales", "placement", "options", 4]),
            "The scale placement must have the options 0, 1, 2, 3 and 4, in this order.",
        ),
        (
            change(["scales", "placement", "options", 1, "value"], 2),
            "The scale placement must have the options 0, 1, 2, 3 and 4, in this order.",
        ),
        (
            change(["scales", "extent", "options", 1, "score"], 75),
            "The scale extent: the options' scores must be 0, 25, 50, 75 and 100.",
        ),
        (
            change(["scales", "placement", "options", 1, "score"], 1),
            "The scale placement: the options' scores must be 0, 25, 50, 75 and 100.",
        ),
        (
            change(["scales", "extent", "options", 1, "score"], 50),
            "The scale extent: the options' scores must be 0, 25, 50, 75 and 100.",
        ),
        (
            change(["scales", "extent", "options", 4, "score"], 90),
            "The scale extent: the options' scores must be 0, 25, 50, 75 and 100.",
        ),
        (
            change(["scales", "extent", "options", 0, "score"], 10),
            "The scale extent: the options' scores must be 0, 25, 50, 75 and 100.",
        ),
        (
            drop(["scales", "extent", "options", 0, "label"]),
            "The scale extent, an option has no label.",
        ),
        (change(["elements"], []), "The questionnaire has no elements."),
        (change(["elements"], ["T1"]), "The questionnaire: elements must be a list of tables."),
        (drop(["elements", 0, "code"]), "An element has no code."),
        (change(["elements", 0, "items"], []), "The element trust has no statements."),
        (drop([*FIRST, "code"]), "The element trust, a statement has no code."),
        (drop([*FIRST, "vendor"]), "The statement T1 has no vendor."),
        (drop([*FIRST, "partnership"]), "The statement T1 has no partnership."),
        (change([*FIRST, "covers"], "V1"), "The statement T1: covers must be a list."),
        (
            change([*FIRST, "breakthrough"], 1),
            "The statement T1: breakthrough must be true or false.",
        ),
        (change([*FIRST, "vendor"], 5), "The statement T1: vendor must be a text."),
        (change([*FIRST, "code"], "T2"), "The code T2 is used twice."),
        (change([*FIRST, "code"], "M1"), "The code M1 is used twice."),
        (change([*FIRST, "code"], "Q1"), "The code Q1 is used twice."),
        (
            change([*FIRST, "code"], "side"),
            "The element trust, a statement: 'side' cannot be a code.",
        ),
        (change(["elements", 0, "code"], "values"), "The code values is used twice."),
        (change(["elements", 0, "code"], "P1"), "The code P1 is used twice."),
        (change(["practices", 0, "code"], "P2"), "The code P2.own is used twice."),
        (drop(["practices", 0, "statement"]), "The practice P1 has no statement."),
        (drop(["stance", 0, "code"]), "A stance statement has no code."),
        (
            change(["stance", 2, "breakthrough"], False),
            "Exactly one statement of the stance must be the breakthrough.",
        ),
        (
            change(["stance", 0, "breakthrough"], True),
            "Exactly one statement of the stance must be the breakthrough.",
        ),
        (drop(["comments", 0, "prompt"]), "The comment Q1 has no prompt."),
        (
            change(["comments", 0, "practice"], "P11"),
            "The comment Q1 names the unknown practice P11.",
        ),
        (
            change(["targets"], {"trust": 101}),
            "The target for trust must be a whole number from 0 to 100.",
        ),
    ],
)
def test_wrong_data_are_refused_in_one_sentence(spoil: Callable[[Data], None], said: str) -> None:
    spoilt = data()
    spoil(spoilt)
    with pytest.raises(QuestionnaireError) as refused:
        from_json(spoilt)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({"joy": 50}, "There is a target for the unknown element joy."),
        ({"trust": -1}, "The target for trust must be a whole number from 0 to 100."),
        ({"trust": True}, "The target for trust must be a whole number from 0 to 100."),
        ({"trust": 70.5}, "The target for trust must be a whole number from 0 to 100."),
    ],
)
def test_wrong_targets_are_refused(targets: dict[str, int], said: str) -> None:
    with pytest.raises(QuestionnaireError) as refused:
        with_targets(breakthrough_1(), targets)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code = ", "new.toml: Invalid value (at end of document)"),
        (b"\xff\xfe", "new.toml: 'utf-8' codec can't decode byte 0xff in position 0"),
        (b'code = "new"', "new.toml: The questionnaire has no scales."),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "new.toml"
    path.write_bytes(content)
    with pytest.raises(QuestionnaireError) as refused:
        read_instrument(path)
    assert str(refused.value).startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match=r"^new\.toml: .*No such file"):
        read_instrument(tmp_path / "new.toml")


def test_the_default_is_a_file_among_the_instruments() -> None:
    assert read_instrument(INSTRUMENTS / "breakthrough-1.toml") == breakthrough_1()
