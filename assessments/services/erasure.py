"""Making the database forget, on disk too, what sealing, masking and release have deleted."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, ProgrammingError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

from assessments.models import (
    Ballot,
    Comment,
    CommentKey,
    Draft,
    Invitation,
    Outbox,
    Round,
    RoundKey,
)

ERASED: tuple[type[Model], ...] = (
    Ballot,
    Draft,
    Invitation,
    RoundKey,
    Outbox,
    Comment,
    CommentKey,
)
LOOKED_UP: tuple[type[Model], ...] = (*ERASED, Round)
"""Those whose counters tell how often somebody saved or sent."""
ENDED = (Round.State.SEALED, Round.State.RELEASED, Round.State.CANCELLED)
PATIENCE_MS = 2000
SWEEPS = 3

log = logging.getLogger(__name__)


def erase_deleted() -> bool:
    """Overwrite deleted ballots, drafts, keys, marks and comments; call outside transactions.

    False if somebody read the database all the time: then run_due calls it until it succeeds.
    """
    waiting = list(unerased_rounds().values_list("pk", flat=True))
    done = _rewrite() if connection.vendor == "postgresql" else _shrink()
    if not done:
        log.error("Deleted answers could not be erased from the disk: run_due will.")
        return False
    Round.objects.filter(pk__in=waiting).update(erased=True)
    return True


def unerased_rounds() -> QuerySet[Round]:
    """The rounds that have ended, but whose deleted answers may still lie on the disk."""
    return Round.objects.filter(state__in=ENDED, erased=False)


def _shrink() -> bool:
    """SQLite: fold the write-ahead log into the database and empty it, and write the file anew
    without the room of what was deleted: its size would tell how many ballots there were.

    A reader keeps old pages alive. Nobody can write while this waits for it, so not for long.
    """
    with connection.cursor() as cursor, _short_wait(cursor):
        try:
            if not _truncate_log(cursor):
                return False
            cursor.execute("VACUUM")
            return _truncate_log(cursor)
        except OperationalError:
            return False


def _truncate_log(cursor: CursorWrapper) -> bool:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return not cursor.fetchone()[0]


@contextmanager
def _short_wait(cursor: CursorWrapper) -> Iterator[None]:
    cursor.execute("PRAGMA busy_timeout")
    usual = int(cursor.fetchone()[0])
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _rewrite() -> bool:
    """PostgreSQL: sweep the tables, then rewrite them in the order of their keys.

    Sweeping leaves the bytes of deleted rows in the pages; rewriting leaves them behind, but takes
    along deleted rows that some older transaction could still read. So nothing deleted may be left
    when it begins: otherwise, or where a table is in use, False asks for another time.
    `VACUUM FULL` would keep the rows in the order in which they were last changed: that of
    submission.
    """
    with connection.cursor() as cursor, _short_waits(cursor):
        tables = [model._meta.db_table for model in ERASED]  # noqa: SLF001
        done = [_rewrite_table(cursor, table) for table in tables]
        _end_log(cursor)
        _forget_counters(cursor, [model._meta.db_table for model in LOOKED_UP])  # noqa: SLF001
    return all(done)


def _end_log(cursor: CursorWrapper) -> None:
    """Let the server drop the segments of its write-ahead log so far, if we may ask for that."""
    try:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
    except ProgrammingError:
        log.warning(
            "The write-ahead log keeps deleted ciphertext for a while, since this user may not "
            "end it: see docs/operations.md."
        )


def _forget_counters(cursor: CursorWrapper, tables: list[str]) -> None:
    """Set back what the server counts of these tables, their long values and indexes, if we may:
    how many rows were ever written, or looked up, tells how many drafts began, and how many of a
    short side sent.

    What this session has not reported yet would be counted after it, so it reports first.
    """
    try:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "WITH kept AS (SELECT unnest(ARRAY[oid, reltoastrelid]) AS part FROM pg_class"
            " WHERE oid = ANY(%s::regclass[]))"
            " SELECT pg_stat_reset_single_table_counters(part) FROM kept WHERE part > 0"
            " UNION ALL SELECT pg_stat_reset_single_table_counters(indexrelid)"
            " FROM pg_index WHERE indrelid IN (SELECT part FROM kept)",
            [tables],
        )
    except ProgrammingError:
        log.warning(
            "The statistics of the database go on counting deleted rows, since this user may not "
            "set them back: see docs/operations.md."
        )


def _rewrite_table(cursor: CursorWrapper, name: str) -> bool:
    table, key = map(connection.ops.quote_name, (name, f"{name}_pkey"))
    try:
        if not any(_sweep(cursor, table) for _attempt in range(SWEEPS)):
            return False
        cursor.execute(f"CLUSTER {table} USING {key}")
    except OperationalError:
        return False
    return True


def _sweep(cursor: CursorWrapper, table: str) -> bool:
    """Whether no deleted row was left. Somebody who just signs on may keep them for a moment."""
    cursor.execute(f"VACUUM (DISABLE_PAGE_SKIPPING) {table}")
    return not _dead_rows(cursor, table)


def _dead_rows(cursor: CursorWrapper, table: str) -> int:
    """The deleted rows that the last vacuum had to leave, those of long values included."""
    cursor.execute(
        "SELECT sum(pg_stat_get_dead_tuples(part))"
        " FROM pg_class, unnest(ARRAY[oid, reltoastrelid]) AS part WHERE oid = %s::regclass",
        [table],
    )
    return int(cursor.fetchone()[0])


@contextmanager
def _short_waits(cursor: CursorWrapper) -> Iterator[None]:
    """Nobody queues behind this for longer, as they would while a backup holds a table."""
    cursor.execute(f"SET lock_timeout = {PATIENCE_MS}")
    try:
        yield
    finally:
        cursor.execute("RESET lock_timeout")
