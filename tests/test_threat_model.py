"""docs/threat-model.md: each threat has its defence and the tests that prove it, or says so."""

import re
from pathlib import Path

import pytest

from tests.named import problem_with

NAMED = re.compile(r"`([\w/]*(?:test_\w+\.py(?:::test_\w+)?|(?:tests|disclosure)/[\w/]*))`")
WITHOUT = ("no test", "no defence", "a matter of operation")


def rows(root: Path) -> list[list[str]]:
    text = (root / "docs" / "threat-model.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[2:]]


def test_every_row_has_a_threat_a_defence_and_what_shows_it(root: Path) -> None:
    assert len(rows(root)) > 30
    assert [row for row in rows(root) if len(row) != 3 or not all(row)] == []


def test_every_row_names_a_test_or_says_that_there_is_none(root: Path) -> None:
    bare = [
        threat
        for threat, _defence, shown in rows(root)
        if not NAMED.search(shown) and not any(word in shown for word in WITHOUT)
    ]
    assert bare == []


def test_every_test_that_is_named_exists(root: Path) -> None:
    named = {name for *_others, shown in rows(root) for name in NAMED.findall(shown)}
    assert len(named) > 30
    assert sorted(why for name in named if (why := problem_with(name.rstrip("/")))) == []


@pytest.mark.parametrize(
    "name",
    ["test_nowhere.py", "test_threat_model.py::test_nothing", "test_access.py"],
)
def test_a_name_that_names_nothing_or_several_is_found_out(name: str) -> None:
    assert problem_with(name)
