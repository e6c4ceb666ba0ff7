"""Files that nobody but their owner can read, whatever the umask of the process that makes them."""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

OTHERS = stat.S_IRWXG | stat.S_IRWXO
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; it makes these as private as the database is."""


class PrivateConnection(sqlite3.Connection):
    """A connection to a database of SQLite in a file for its owner alone."""

    def __init__(self, database: str | Path, *arguments: Any, **options: Any) -> None:
        name = str(database)
        if name != ":memory:" and not name.startswith("file:"):
            _make_private(Path(name).resolve())
        super().__init__(database, *arguments, **options)


def make_empty(file: Path) -> None:
    """A new file without a word yet; raises FileExistsError where there is one."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _make_private(database: Path) -> None:
    # Where it cannot be made, SQLite itself says so
    with suppress(OSError):
        make_empty(database)
    _narrow(database)
    for ending in BESIDE:
        _narrow(database.with_name(database.name + ending))


def _narrow(file: Path) -> None:
    """Take from others what they may do with a file, if it is there.

    It is not opened: closing it would end the locks that this process has on it.
    """
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & OTHERS:
            file.chmod(mode & ~OTHERS)
    except FileNotFoundError:
        pass
    except OSError as problem:
        raise sqlite3.OperationalError(
            f"others can read {file}, and that cannot be changed: {problem.strerror}"
        ) from None
