"""Files that nobody but their owner can read, in processes that would let everybody."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from alliance_site.private_files import PrivateConnection
from tests.alliance_site.test_settings import GIVEN

OPEN_BOTH = """
from django.db import connection
from huey.contrib.djhuey import HUEY
connection.cursor().execute("CREATE TABLE IF NOT EXISTS words (word)")
HUEY.storage.initialize_schema()
HUEY.storage.sql("INSERT INTO kv VALUES ('', hex(randomblob(8)), '')", commit=True)
import json, pathlib
folder = pathlib.Path(connection.settings_dict["NAME"]).parent
print(json.dumps({file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}))
"""
FILES = [
    f"{name}.sqlite3{ending}" for name in ("own", "own.queue") for ending in ("", "-shm", "-wal")
]


def modes(root: Path, database: Path) -> dict[str, str]:
    """Those of all files in the database's folder, while database and queue are in use by a
    process whose umask lets everybody read what it makes.
    """
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", OPEN_BOTH],
        cwd=root,
        env=GIVEN | {"DATABASE_URL": f"sqlite:///{database}"},
        umask=0o022,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_a_new_database_and_what_wakes_the_worker_are_their_owners_alone(
    root: Path, tmp_path: Path
) -> None:
    assert modes(root, tmp_path / "own.sqlite3") == dict.fromkeys(FILES, "0o600")


def test_files_that_others_could_read_are_narrowed_while_they_are_in_use(
    root: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "own.sqlite3", tmp_path / "own.queue.sqlite3"
    with closing(sqlite3.connect(first)) as one, closing(sqlite3.connect(second)) as other:
        for database in (one, other):
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE anything (word)")
        for file in tmp_path.iterdir():
            file.chmod(0o664)
        assert modes(root, first) == dict.fromkeys(FILES, "0o600")


def test_a_database_is_narrowed_behind_a_link_and_one_that_cannot_be_written_stays_so(
    tmp_path: Path,
) -> None:
    file, link = tmp_path / "own.sqlite3", tmp_path / "link.sqlite3"
    link.symlink_to(file)
    for before, after in ((None, 0o600), (0o444, 0o400)):
        if before is not None:
            file.chmod(before)
        PrivateConnection(link).close()
        assert file.stat().st_mode & 0o777 == after


def test_no_file_is_made_for_a_database_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "file:words?mode=memory&cache=shared"):
        with closing(sqlite3.connect(name, uri=True, factory=PrivateConnection)) as one:
            one.execute("CREATE TABLE words (word)")
    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_the_way_is_told(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        PrivateConnection(tmp_path / "missing" / "own.sqlite3")
    with pytest.raises(sqlite3.OperationalError, match=r"others can read .* cannot be changed: "):
        PrivateConnection("/proc/self/status")
