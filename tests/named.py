"""The tests that documents and tables name, as `path/to/test_file.py::test_name` below tests/."""

import re
from functools import lru_cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent


@lru_cache
def tests_of(file: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.M))


def files_named(name: str) -> list[Path]:
    """The test files, or the folder, whose path ends so."""
    wanted = tuple(Path(name).parts)
    files = [*TESTS.rglob("test_*.py"), *(one for one in TESTS.rglob("*") if one.is_dir())]
    return [one for one in files if one.parts[-len(wanted) :] == wanted]


def problem_with(name: str) -> str:
    """Why a name names no test; empty where it does."""
    place, _, test = name.removeprefix("tests/").partition("::")
    found = files_named(place)
    if len(found) != 1:
        return f"{name}: {len(found)} files have this name"
    return "" if not test or test in tests_of(found[0]) else f"{name}: no such test in this file"
