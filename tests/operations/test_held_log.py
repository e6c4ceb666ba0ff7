"""While the site runs nobody deletes SQLite's write-ahead log, nor that of another database."""

import os
import sqlite3
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from huey.contrib.djhuey import HUEY

from operations.held_log import log_held
from operations.management.commands import worker
from tests.operations.test_several_processes import Service, free_port, starter
from tests.operations.visitor import Visitor


def database(file: Path) -> Path:
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE words (word)")
    return file


def write(file: Path, word: str) -> None:
    """As a request does, which opens the database and closes it again."""
    with closing(sqlite3.connect(file)) as one, one:
        one.execute("INSERT INTO words VALUES (?)", [word])


def words(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as one:
        return [word for (word,) in one.execute("SELECT word FROM words")]


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def environment(file: Path) -> dict[str, str]:
    own = {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return os.environ | own | {"WEB_CONCURRENCY": "1"}


def outlives_requests(file: Path) -> bool:
    write(file, "one")
    there = log_of(file).stat().st_ino
    write(file, "two")
    return log_of(file).stat().st_ino == there


def test_no_request_is_the_last_to_close_the_database(root: Path, tmp_path: Path) -> None:
    file, port = database(tmp_path / "a.sqlite3"), free_port()
    own = {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment = os.environ | own | {"WEB_CONCURRENCY": "1"}
    command = (sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "alliance_site.wsgi")
    log = tmp_path / "web.log"
    service = Service(starter(*command, root=root, environment=environment, log=log), port)
    try:
        Visitor(f"http://127.0.0.1:{port}").get("/healthz")
        assert outlives_requests(file)
    finally:
        service.stop()
    assert words(file) == ["one", "two"]


@pytest.mark.django_db
def test_nor_is_it_while_a_worker_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[bool] = []

    class Consumer:
        def run(self) -> None:
            ran.append(connection.vendor != "sqlite" or outlives_requests(file))

    file = database(tmp_path / "a.sqlite3")
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    monkeypatch.setattr(worker, "db_periodic_task", lambda _when: lambda _task: None)
    monkeypatch.setattr(HUEY, "create_consumer", lambda **_options: Consumer())
    call_command("worker", stdout=StringIO())
    assert ran == [True]


@pytest.mark.django_db
def test_a_database_that_was_put_in_its_place_keeps_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against all advice, without a restart: what ends then closes the one that was moved away."""
    if connection.vendor == "sqlite":
        file, aside = database(tmp_path / "a.sqlite3"), tmp_path / "aside"
        monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
        with log_held():
            write(file, "earlier")
            aside.mkdir()
            for part in tmp_path.glob("a.sqlite3*"):
                part.rename(aside / part.name)
            database(file)
            other = sqlite3.connect(file)
            with other:
                other.execute("INSERT INTO words VALUES ('later')")
            there = log_of(file).stat().st_ino
        with closing(other):
            assert log_of(file).stat().st_ino == there
            assert words(file) == ["later"]
        assert words(aside / file.name) == ["earlier"]


@pytest.mark.django_db
def test_a_site_without_its_database_starts_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "away" / "a.sqlite3"))
    with log_held():
        assert not (tmp_path / "away").exists()
