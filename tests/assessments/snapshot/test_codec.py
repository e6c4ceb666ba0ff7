import json
from fractions import Fraction
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest

from assessments.questionnaire.load import with_sections
from assessments.scoring.people import Spread, Spreads
from assessments.scoring.terms import NOT_COMPARABLE, Sides
from assessments.snapshot.codec import (
    SnapshotError,
    from_json,
    moments_from_json,
    sha256,
    to_json,
)
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

FEW = [2, 2, 2, 2, None, None]


def first() -> Sealed:
    """With a hidden statement, a hidden element and an unknown number of invited people."""
    ours: Columns = {"trust": [0, 1, 1, 2, 3, 4], "T1": FEW, "L1": FEW, "L2": FEW, "P1.own": 4}
    return sealed(contractor(6, ours) + client(9), frame(invited=Sides(7, None)))


def second() -> Sealed:
    """With changes that are shown, hidden and not comparable."""
    return sealed(contractor(6, {"values": 4}) + client(9), frame(number=2), first())


def everyone() -> Sealed:
    return sealed(contractor(9, {"trust": [0, 1, 2, 3, 4, 4, 4, 4, 4]}) + client(4))


def nothing() -> Sealed:
    return sealed(contractor(3) + client(3))


def stored(value: Any) -> Any:
    """As a database gives it back that does not keep the order of keys."""
    return json.loads(json.dumps(to_json(value), sort_keys=True))


@pytest.mark.parametrize("make", [first, second, everyone, nothing])
def test_a_snapshot_comes_back_exactly(make: Any) -> None:
    snapshot = make().snapshot
    back = from_json(stored(snapshot))
    assert back == snapshot
    assert sha256(back) == sha256(snapshot)
    assert repr(back) == repr(snapshot)


@pytest.mark.parametrize("make", [first, second, everyone, nothing])
def test_moments_come_back_exactly(make: Any) -> None:
    moments = make().moments
    assert repr(moments_from_json(stored(moments))) == repr(moments)


def test_mappings_keep_their_order() -> None:
    snapshot = first().snapshot
    back = from_json(stored(snapshot))
    assert list(back.statements) == list(snapshot.statements)
    assert list(back.practices)[-1] == "P10"
    assert list(back.breakthrough.points[2].detail) == ["element", "side", "score"]


def test_fractions_and_hidden_figures_are_texts() -> None:
    data = to_json(second().snapshot)
    elements = dict(data["elements"])
    assert elements["values"]["contractor"] == "95/1"
    assert elements["trust"]["change"]["joint"] == {
        "points": "not comparable",
        "word": "not comparable",
    }
    assert elements["learning"]["change"]["client"] == {"points": "not shown", "word": "not shown"}
    assert data["closed"] == "2026-03-31"
    assert data["view"] == "sides"
    assert data["previous"] == 1
    assert data["version"] == 2


def test_moments_by_hand() -> None:
    moments = Sides(
        Spreads({"trust": Spread(5, Fraction(1, 3), Fraction(7))}, None), Spreads({}, None)
    )
    assert to_json(moments) == {
        "contractor": {
            "elements": [["trust", {"n": 5, "mean": "1/3", "squares": "7/1"}]],
            "index": None,
        },
        "client": {"elements": [], "index": None},
    }


def test_the_hash_is_of_every_figure() -> None:
    assert sha256(first().snapshot) == sha256(first().snapshot)
    assert len({sha256(make().snapshot) for make in (first, second, everyone, nothing)}) == 4


def test_a_snapshot_of_version_1_keeps_its_hash() -> None:
    """Written by the last release that knew no further statements."""
    file = json.loads(Path(__file__).with_name("version-1.json").read_text())
    snapshot = from_json(file["data"])
    assert (snapshot.version, snapshot.further) == (1, {})
    assert to_json(snapshot) == file["data"]
    assert sha256(snapshot) == file["sha256"]
    with pytest.raises(SnapshotError, match="a part that its version does not know"):
        from_json({**file["data"], "further": []})


def test_further_statements_come_back_exactly() -> None:
    asked = with_sections(instrument(), SECTIONS)
    one = sealed(contractor(6, {"own-1": 3, "own-2.own": 4}) + client(9), frame(asked))
    two = sealed(contractor(6, {"own-1": FEW}) + client(9), frame(asked, number=2), one)
    assert from_json(stored(two.snapshot)) == two.snapshot


@pytest.mark.parametrize("version", [0, 3, "1", True, 1.0, None])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(SnapshotError) as refused:
        from_json({**stored(first().snapshot), "version": version})
    assert str(refused.value) == (
        f"The snapshot has version {version}; this program reads versions 1 to 2."
    )


def test_a_snapshot_without_version_is_refused() -> None:
    with pytest.raises(SnapshotError, match="has version None"):
        from_json({})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("k", "5"),
        ("k", True),
        ("k", None),
        ("closed", "31 March"),
        ("closed", "2026-02-30"),
        ("closed", 5),
        ("view", "some"),
        ("elements", {}),
        ("elements", [["trust"]]),
        ("elements", [[1, {}]]),
        ("elements", [["trust", {}]]),
        ("response", []),
        ("reliability", [["trust", "1/0"]]),
        ("reliability", [["trust", "0.5"]]),
        ("reliability", [["trust", 0.5]]),
        ("reliability", [["trust", "clear"]]),
        ("previous", "1"),
        ("instrument", 1),
    ],
)
def test_data_of_another_form_are_refused(key: str, value: object) -> None:
    with pytest.raises(SnapshotError):
        from_json({**stored(first().snapshot), key: value})


@pytest.mark.parametrize("figures", [["71/2"], {"contractor": "71/2"}, [["trust", "71/2"]], "71/2"])
@pytest.mark.parametrize("key", ["closed", "elements", "further", "index", "k", "view"])
def test_what_is_wrong_quotes_no_figure(key: str, figures: object) -> None:
    """It goes into a log, and the round may not have been released."""
    with pytest.raises(SnapshotError) as refused:
        from_json({**stored(first().snapshot), key: figures})
    assert "71/2" not in "".join(format_exception(refused.value))


def test_a_missing_or_surplus_part_is_refused() -> None:
    data = stored(first().snapshot)
    with pytest.raises(SnapshotError, match="Snapshot has other parts"):
        from_json({**data, "spread": 1})
    del data["index"]
    with pytest.raises(SnapshotError, match="Snapshot has other parts"):
        from_json(data)


def test_wrong_moments_are_refused() -> None:
    with pytest.raises(SnapshotError):
        moments_from_json({"contractor": None, "client": None})


def test_a_comparison_is_not_a_hidden_figure() -> None:
    elements = from_json(stored(second().snapshot)).elements
    change = elements["trust"].change
    assert change is not None
    assert change.joint.points is NOT_COMPARABLE
