"""Dockerfile and compose.yaml: the layout of deploy/ in containers. Built and run in the long form
where an engine is present; what can be looked at without one is looked at everywhere.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import get_commands

from alliance_site import environment

GIVEN = {
    "SITE_URL": "https://alongside.example.org",
    "EMAIL_URL": "smtp+tls://me:secret@mail.example.org:587/?from=a@example.org",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "MASTER_KEY": "fedcba9876543210" * 4,
    "POSTGRES_PASSWORD": "letters4and5digits",
}
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?][^}]*)?\}")
UP = 600


def text(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def services(root: Path) -> dict[str, str]:
    """The lines of each service of compose.yaml, by name."""
    inside = text(root, "compose.yaml").partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):(?: &\w+)?\n", inside, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def filled(value: str) -> str:
    return VARIABLE.sub(lambda found: GIVEN.get(found[1], ""), value)


def test_the_same_processes_as_without_containers(root: Path) -> None:
    found = services(root)
    assert set(found) == {
        *("database", "queue", "migrate", "web", "web2", "worker", "worker2", "nightly", "proxy")
    }
    assert "<<: *web" in found["web2"]
    assert "<<: *worker" in found["worker2"]
    assert "ALONGSIDE_SERVERS: web:8000 web2:8000" in found["proxy"]
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile" in found["proxy"]
    assert "{$ALONGSIDE_SERVERS:" in text(root, "deploy/Caddyfile")


def test_each_command_is_one_of_ours(root: Path) -> None:
    commands = re.findall(r"manage\.py(?:\", \"|, | )(\w+)", text(root, "compose.yaml"))
    assert set(commands) == {"migrate", "worker", "purge", "backup"}
    assert set(commands) <= set(get_commands())
    start = re.search(r"^CMD (\[.*\])$", text(root, "Dockerfile"), re.M)
    assert start is not None
    program = json.loads(start[1])
    unit = text(root, "deploy/alongside-web@.service")
    assert f"{program[1]} {program[2]} --bind" in unit
    assert unit.count(program[-1]) == 1


def test_a_backup_is_made_at_each_start_and_then_every_day(root: Path, tmp_path: Path) -> None:
    """A container that is started anew more than once a day lets copies expire all the same."""
    command = re.search(r'command: \[sh, -c, "(.+)"\]$', services(root)["nightly"], re.M)
    assert command is not None
    program = tmp_path / ".venv" / "bin" / "python"
    pause = tmp_path / "sleep"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$2" >> done\n')
    until_twice = "[ $(wc -l < done) -lt 6 ] || kill $PPID"
    pause.write_text(f'#!/bin/sh\necho "sleep $1" >> done\n{until_twice}\n')
    for file in (program, pause):
        file.chmod(0o700)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-c", command[1]], cwd=tmp_path, env={"PATH": path}, check=False, timeout=60
    )
    assert (tmp_path / "done").read_text().splitlines() == ["purge", "backup", "sleep 86400"] * 2


def test_every_setting_is_a_setting_and_is_accepted(root: Path, tmp_path: Path) -> None:
    lines = text(root, "compose.yaml").partition("environment: &environment\n")[2]
    block = lines.partition("  volumes:")[0]
    given = {name: filled(value) for name, value in re.findall(r"^    (\w+): (.*)$", block, re.M)}
    documented = set(re.findall(r"^\| `(\w+)`", text(root, "docs/operations.md"), re.M))
    assert set(given) - {"WEB_CONCURRENCY"} <= documented
    assert environment.address(given, "SITE_URL", "") == GIVEN["SITE_URL"]
    assert environment.database(given, tmp_path)["HOST"] == "database"
    assert environment.redis(given) == "redis://queue:6379/0"
    assert environment.mail(given, "example.org")["EMAIL_HOST"] == "mail.example.org"
    for name in ("SECRET_KEY", "MASTER_KEY"):
        assert environment.secret(given, name, tmp_path / name, strict=True) == GIVEN[name]
    for required in GIVEN:
        assert f"${{{required}:?" in text(root, "compose.yaml")


def test_the_image_holds_what_runs_and_nothing_else(root: Path) -> None:
    taken = set(re.findall(r"^!(\S+)$", text(root, ".dockerignore"), re.M))
    assert [name for name in taken if not (root / name).exists()] == []
    assert {"alliance_site", "assessments", "operations", "partnerships"} <= taken
    assert {"static", "templates", "gunicorn.conf.py", "manage.py"} <= taken
    assert not taken & {"tests", "benchmarks", "docs", "deploy", ".git", ".venv"}
    copied = re.findall(r"^COPY ((?:[\w.-]+ )+)\./$", text(root, "Dockerfile"), re.M)
    assert set(" ".join(copied).split()) <= taken
    assert "\nUSER alongside\n" in text(root, "Dockerfile")


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "deploy/Caddyfile"])
def test_no_registry_is_named(root: Path, name: str) -> None:
    images = re.findall(r"^(?:FROM|\s+image:) (\S+)", text(root, name), re.M)
    assert [image for image in images if "/" in image] == []


def engine() -> str | None:
    """The program that builds and runs containers, if it can do so here."""
    docker = shutil.which("docker")
    if docker is None:
        return None
    asked = ([docker, "info"], [docker, "compose", "version"])
    can = all(
        subprocess.run(one, capture_output=True, check=False).returncode == 0 for one in asked
    )
    return docker if can else None


@pytest.mark.long
def test_they_are_built_and_serve_where_an_engine_is_present(
    root: Path, tmp_path: Path, counted: Callable[[str, int], None]
) -> None:
    docker = engine()
    counted("container engines found here", int(docker is not None))
    if docker is None:
        return
    keys = {name: secrets.token_hex(32) for name in ("SECRET_KEY", "MASTER_KEY")}
    given = os.environ | GIVEN | keys | {"POSTGRES_PASSWORD": secrets.token_hex(16)}
    project = [docker, "compose", "--project-name", f"alongside-{secrets.token_hex(4)}"]

    def compose(*arguments: str) -> None:
        subprocess.run([*project, *arguments], cwd=root, env=given, check=True, timeout=UP)

    ready = "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz')"
    inside = ("web", "web2", "worker", "worker2")
    try:
        compose("up", "--detach", "--build", "--wait", *inside)
        for server in ("web", "web2"):
            compose("exec", "-T", server, ".venv/bin/python", "-c", ready)
        compose("exec", "-T", "worker", ".venv/bin/python", "manage.py", "backup")
    finally:
        compose("down", "--volumes", "--timeout", "40")
    counted("containers that served", len(inside))
