import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from assessments.reports.csv import leaves, render
from assessments.reports.json import Heading, results
from assessments.snapshot.trend import Sealed
from tests.assessments.reports.test_json import HEADING, everyone, first, second


def rows(found: Sealed, heading: Heading = HEADING) -> list[list[str]]:
    content = render(found.snapshot, heading).decode("utf-8")
    return list(csv.reader(io.StringIO(content, newline="")))


def table(found: Sealed, heading: Heading = HEADING) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(found, heading)}


def paths(value: Any, *path: str) -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for key, item in value.items():
                yield from paths(item, *path, key)
        case list():
            for number, item in enumerate(value):
                yield from paths(item, *path, str(number))
        case _:
            yield ".".join(path), value


@pytest.mark.parametrize("make", [first, second, everyone])
def test_every_leaf_of_the_json_is_a_row(make: Any) -> None:
    found = make()
    head, *body = rows(found)
    assert head == ["path", "value"]
    expected = [
        [path, "" if value is None else value if isinstance(value, str) else json.dumps(value)]
        for path, value in paths(results(found.snapshot, HEADING))
    ]
    assert body == expected


def test_rows_by_hand() -> None:
    found = table(second())
    assert found["schema"] == "alongside.results/1"
    assert found["practices.P1.client.seen"] == "75.0"
    assert found["practices.P1.joint"] == "56.3"
    assert found["elements.learning.joint"] == "not shown"
    assert found["elements.trust.agreement.client"] == ""
    assert found["elements.trust.precision.contractor"] == "15"
    assert found["response.client.invited"] == ""
    assert found["everyone"] == ""
    assert found["breakthrough.reached"] == "false"
    assert found["breakthrough.points.3.detail.clear.0"] == "trust"
    assert found["reading.talk_about.1"] == "trust"
    assert not any(path.startswith("reading.celebrate") for path in found)


def test_names_are_quoted_where_they_must_be_and_are_no_formulas() -> None:
    heading = Heading("a", 'Åse, "the best"', "line\nbreak", "=1+1", "")
    found = table(first(), heading)
    assert found["partnership.name"] == 'Åse, "the best"'
    assert found["partnership.contractor"] == "line\nbreak"
    assert found["partnership.client"] == "'=1+1"
    assert found["round.title"] == ""


def test_empty_lists_give_no_row() -> None:
    assert list(leaves({"a": [], "b": {"c": [None, 1.5, True, "x"]}})) == [
        ("b.c.0", ""),
        ("b.c.1", "1.5"),
        ("b.c.2", "true"),
        ("b.c.3", "x"),
    ]
