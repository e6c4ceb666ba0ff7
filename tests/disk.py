"""What somebody finds who steals the disk, and waiting until a round has been erased from it."""

import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from assessments.models import Round
from assessments.services.erasure import erase_deleted


def is_erased(round: Round) -> bool:
    round.refresh_from_db()
    return round.erased


def erase_in_the_end(round: Round) -> None:
    """As run_due does: somebody who happens to sign on to the server may put it off."""
    for _turn in range(20):
        if is_erased(round):
            return
        erase_deleted()
    pytest.fail("It is put off for ever.")


def on_disk() -> bytes:
    """Every byte of the database and of its write-ahead log, as somebody finds them who steals
    the disk.
    """
    if connection.vendor == "sqlite":
        return files_of_sqlite()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        data, number = cursor.fetchone()
    parts = (f"base/{number}", "global", "pg_wal", "pg_xact", "pg_multixact")
    files = [file for part in parts for file in Path(data, part).rglob("*") if file.is_file()]
    return b"".join(map(_bytes_of, files))


def files_of_sqlite() -> bytes:
    """The database and what lies beside it, read by another program: where this one closes a file,
    SQLite's locks on it are gone, and with them the log under our connections.
    """
    file = Path(connection.settings_dict["NAME"])
    parts = sorted(map(str, file.parent.glob(f"{file.name}*")))
    return subprocess.run(["cat", *parts], capture_output=True, check=False).stdout


@contextmanager
def freed() -> Iterator[list[bytes]]:
    """What stands in the ends that statements cut off the files of SQLite, of the database and of
    its log in turn: these blocks go back to the disk as they are, for whoever searches all of it.
    """
    file, ends = Path(connection.settings_dict["NAME"]), list[bytes]()

    def parts() -> list[bytes]:
        names = (str(file), f"{file}-wal")
        return [subprocess.check_output(["cat", name]) for name in names]

    def watch(execute: Callable[..., object], *asked: object) -> object:
        before = parts()
        answer = execute(*asked)
        ends.extend(old[len(new) :] for old, new in zip(before, parts(), strict=True))
        return answer

    with connection.execute_wrapper(watch):
        yield ends


def _bytes_of(file: Path) -> bytes:
    """Nothing of a log that the server has thrown away since the files were listed."""
    try:
        return file.read_bytes().rstrip(b"\0")
    except FileNotFoundError:
        return b""


def words_left(texts: Iterable[str], *files: Path) -> set[str]:
    """Those of the words that somebody finds on the disk, and in other files."""
    there = on_disk() + b"".join(file.read_bytes() for file in files)
    return {text for text in texts if text.encode() in there}
