"""What the files around the code promise."""

import json
import re
from pathlib import Path

import plotly.offline
import pytest
from django.core.management import get_commands

LOCKS = ("requirements.txt", "requirements-dev.txt", "package-lock.json")
PACKAGE = "plotly.js-basic-dist-min"


def read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def wanted(root: Path, name: str) -> list[tuple[str, str]]:
    """The requirements of a file, each with its purpose."""
    lines = [line for line in read(root, name).splitlines() if line and line[0] not in "#-"]
    parts = [line.partition("#") for line in lines]
    return [(requirement.strip(), purpose.strip()) for requirement, _, purpose in parts]


def canonical(requirement: str) -> str:
    return re.split(r"[<>=!\[; ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_no_address(root: Path, name: str) -> None:
    assert "://" not in read(root, name)


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_requirement_has_its_purpose_and_is_locked(root: Path, name: str) -> None:
    lock = read(root, name.replace(".in", ".txt"))
    requirements = wanted(root, name)
    assert requirements
    for requirement, purpose in requirements:
        assert len(purpose) > 3, requirement
        assert re.search(rf"^{re.escape(canonical(requirement))}==\S+", lock, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_lock_has_hashes(root: Path, name: str) -> None:
    blocks = re.split(
        r"^(?=\S)", re.sub(r"^\s*#.*\n", "", read(root, name), flags=re.M), flags=re.M
    )
    pinned = [block for block in blocks if "==" in block]
    assert len(pinned) > 15
    assert [block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_tests_run_with_the_versions_that_are_served(root: Path) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", read(root, name), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_browser_and_server_draw_by_the_same_version(root: Path) -> None:
    version = plotly.offline.get_plotlyjs_version()
    lock = json.loads(read(root, "package-lock.json"))
    assert json.loads(read(root, "package.json"))["dependencies"][PACKAGE] == version
    assert lock["packages"][f"node_modules/{PACKAGE}"]["version"] == version
    installed = json.loads(read(root, f"node_modules/{PACKAGE}/package.json"))
    assert installed["version"] == version


def test_operations_explain_every_variable(root: Path) -> None:
    code = read(root, "alliance_site/settings.py") + read(root, "alliance_site/environment.py")
    used = set(re.findall(r'(?:environ,|variables\.get\()\s*"([A-Z_]+)"', code))
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", read(root, "docs/operations.md"), re.M
    )
    assert len(used) == 12
    assert {name for name, _, _ in rows} == used
    assert len(rows) == len(used)


def test_operations_name_what_is_there(root: Path) -> None:
    page = read(root, "docs/operations.md")
    commands = set(re.findall(r"(?:manage\.py|^alongside) (\w+)", page, re.MULTILINE))
    assert {"migrate", "backup", "restore", "held_mail", "create_owner"} <= commands
    assert commands <= set(get_commands())
    for name in re.findall(r"deploy/(\w[\w.@-]*)", page):
        assert (root / "deploy" / name).exists(), name
    units = set(re.findall(r"alongside-(\w+@?)\d*", page)) - {"20260304T023000Z"}
    there = {file.name.partition("-")[2].split(".")[0] for file in (root / "deploy").glob("*-*")}
    assert units == there


def test_the_settings_to_fill_in_are_explained(root: Path) -> None:
    named = set(re.findall(r"^([A-Z_]+)=", read(root, "deploy/alongside.env"), re.MULTILINE))
    explained = set(re.findall(r"^\| `(\w+)`", read(root, "docs/operations.md"), re.MULTILINE))
    assert {"SECRET_KEY", "MASTER_KEY", "OPERATOR"} <= named
    assert named - {"WEB_CONCURRENCY"} <= explained


def test_the_build_server_runs_the_tests_and_nothing_else(root: Path) -> None:
    script = root / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    lines = [line for line in read(root, ".ci/run").splitlines() if line]
    assert lines == [
        "#!/usr/bin/env bash",
        "set -euo pipefail",
        'cd "$(dirname "$0")/.."',
        "make test",
    ]


def test_make_has_every_command_that_is_promised(root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(root, "Makefile"), re.MULTILINE))
    promised = {"setup", "demo", "test", "test-long", "ci", "fmt", "lint", "types", "bench"}
    assert promised <= targets


def test_every_decision_has_a_number_of_its_own(root: Path) -> None:
    files = sorted((root / "docs" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for number, file in enumerate(files, 1):
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. "), file.name
