"""Breaking a rule of confidentiality turns tests red; the rules are in `tests/mutations.py`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mutation import Mutation
from tests.mutations import MUTATIONS

LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "*.sqlite3*", "staticfiles")
GREEN, RED = 0, 1
LONGEST = 600


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.rule)
def test_a_rule_to_break_is_where_the_list_says(mutation: Mutation, root: Path) -> None:
    assert (root / mutation.file).read_text().count(mutation.old) == 1
    assert mutation.new != mutation.old
    assert (root / mutation.red).exists()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in a folder of its own, in which it may be broken."""
    target = tmp_path_factory.mktemp("mutations") / "project"
    here = Path(__file__).resolve().parent.parent
    shutil.copytree(here, target, ignore=LEFT_OUT)
    (target / "node_modules").symlink_to(here / "node_modules")
    return target


@pytest.mark.long
@pytest.mark.parametrize("red", sorted({mutation.red for mutation in MUTATIONS}))
def test_the_copy_is_green(red: str, copy: Path) -> None:
    assert outcome(copy, red) == GREEN


@pytest.mark.long
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.rule)
def test_breaking_a_rule_turns_tests_red(
    mutation: Mutation, copy: Path, counted: Callable[[str, int], None]
) -> None:
    file = copy / mutation.file
    whole = file.read_text()
    file.write_text(whole.replace(mutation.old, mutation.new))
    try:
        assert outcome(copy, mutation.red) == RED
    finally:
        file.write_text(whole)
    counted(f"broken on purpose, and found: {mutation.rule}", 1)


def outcome(folder: Path, tests: str) -> int:
    """How these tests end there at the first that fails: in their short form, on a database of
    their own, and without looking for the smallest example, which takes minutes.
    """
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly"]
    without = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    settings = {"TEST_FORM": "short", "DATABASE_URL": "sqlite:///.test.sqlite3"}
    ended = subprocess.run(
        [*command, "--hypothesis-profile=first", tests],
        cwd=folder,
        env=without | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=LONGEST,
    )
    return ended.returncode
