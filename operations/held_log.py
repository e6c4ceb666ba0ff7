"""Keeping SQLite's write-ahead log where it is, as long as the site runs."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection


@contextmanager
def log_held() -> Iterator[None]:
    """Nobody else is the last to close the database, which would delete its log and give what was
    written back to the disk as it is. Kept, the log is written over from its start.
    """
    if connection.vendor != "sqlite":
        yield
        return
    idle = connection.copy()
    with suppress(DatabaseError), idle.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        cursor.fetchall()
    try:
        yield
    finally:
        idle.close()
