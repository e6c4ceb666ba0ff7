"""Making the database forget, on disk too, what sealing has deleted."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from assessments.models import Ballot, Draft, Invitation, Outbox, RoundKey

ERASED: tuple[type[Model], ...] = (Ballot, Draft, Invitation, RoundKey, Outbox)
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.1

log = logging.getLogger(__name__)


def erase_deleted() -> bool:
    """Overwrite deleted ballots, drafts, keys and marks; call outside transactions.

    False if somebody read the database all the time, so that it has to be called again.
    """
    done = _rewrite() if connection.vendor == "postgresql" else _truncate_log()
    if not done:
        log.error("Deleted answers could not be erased from the disk: run_due will.")
    return done


def _truncate_log() -> bool:
    """SQLite: fold the write-ahead log into the database and empty it.

    A reader keeps old pages alive, so this repeats until it returns 0.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        if not busy:
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def _rewrite() -> bool:
    """PostgreSQL: rewrite the tables without dead rows, in the order of their keys.

    `VACUUM FULL` would keep the rows in the order in which they were last changed: that of
    submission. A table that is in use is only swept, and False asks for another time.
    """
    done = True
    with connection.cursor() as cursor, _short_waits(cursor):
        for model in ERASED:
            name = model._meta.db_table  # noqa: SLF001
            table, key = map(connection.ops.quote_name, (name, f"{name}_pkey"))
            try:
                cursor.execute(f"CLUSTER {table} USING {key}")
            except OperationalError:
                cursor.execute(f"VACUUM {table}")
                done = False
    return done


@contextmanager
def _short_waits(cursor: CursorWrapper) -> Iterator[None]:
    """Nobody queues behind this for longer, as they would while a backup holds a table."""
    cursor.execute("SET lock_timeout = '5s'")
    try:
        yield
    finally:
        cursor.execute("RESET lock_timeout")
