"""Making the database forget, on disk too, what sealing, masking and release have deleted."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

from assessments.models import (
    Ballot,
    Comment,
    CommentKey,
    Draft,
    Invitation,
    Moments,
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
    Moments,
)
LOOKED_UP: tuple[type[Model], ...] = (*ERASED, Round)
"""Those whose counters tell how often somebody saved or sent."""
ENDED = (Round.State.SEALED, Round.State.RELEASED, Round.State.CANCELLED)
PATIENCE_MS = 2000
SWEEPS = 3
PIECE = 2**20
FEW_PAGES = 10
PAST_THE_END = 2**16
"""More than the few pages that stay in memory; little, or each erasing that is killed would leave
the next one much more to write."""

log = logging.getLogger(__name__)


def erase_deleted() -> bool:
    """Overwrite deleted ballots, drafts, keys, marks, comments and what was kept for a next round;
    call outside transactions.

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
    """SQLite: fold the write-ahead log into the database, write the file anew without the room of
    what was deleted (its size would tell how many ballots there were), and empty the log.

    What is cut off a file goes back to the disk as it is, rows of open rounds included: so both
    are full of zeros before they are cut, the file by a first rewriting that moves all else to its
    front. A reader keeps old pages alive. Nobody can write while this waits for it, so not for
    long.
    """
    waits = {"busy_timeout": PATIENCE_MS, "wal_autocheckpoint": 0}
    with connection.cursor() as cursor, _pragmas(cursor, **waits):
        try:
            if not _fold_log(cursor):
                return False
            room = _size(cursor)
            cursor.execute("VACUUM")
            _write_zeros(cursor, room - _size(cursor))
            if not _fold_log(cursor):
                return False
            cursor.execute("VACUUM")
            if not _fold_log(cursor):
                return False
            _overwrite_log(cursor)
            return _fold_log(cursor, "TRUNCATE")
        except (OperationalError, OSError):
            return False


def _fold_log(cursor: CursorWrapper, kind: str = "RESTART") -> bool:
    """Whether all of the log stands in the file, and whoever writes next begins at its start."""
    cursor.execute(f"PRAGMA wal_checkpoint({kind})")
    return not cursor.fetchone()[0]


def _size(cursor: CursorWrapper) -> int:
    """The bytes that the file has, or will have once the log is folded into it."""
    cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    return int(cursor.fetchone()[0])


def _write_zeros(cursor: CursorWrapper, room: int) -> None:
    """Take at least that many bytes of new pages, and leave them free."""
    with transaction.atomic():
        cursor.execute("CREATE TABLE assessments_nothing (zeros BLOB)")
        for start in range(0, room, PIECE):
            zeros = min(PIECE, room - start)
            cursor.execute("INSERT INTO assessments_nothing VALUES (zeroblob(%s))", [zeros])
        cursor.execute("DROP TABLE assessments_nothing")


def _overwrite_log(cursor: CursorWrapper) -> None:
    """Zeros from the start to the end of the log, and on the disk: by a transaction that finds no
    room in memory, and is taken back, so that nothing of it comes into the database.
    """
    file = Path(f"{connection.settings_dict['NAME']}-wal")
    with _pragmas(cursor, cache_size=FEW_PAGES), transaction.atomic():
        _write_zeros(cursor, file.stat().st_size + PAST_THE_END)
        transaction.set_rollback(True)
    # Once the log is cut, what has not reached the disk by then never does
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


@contextmanager
def _pragmas(cursor: CursorWrapper, **values: int) -> Iterator[None]:
    """These settings of the connection, for a while."""
    usual = {}
    for name in values:
        cursor.execute(f"PRAGMA {name}")
        usual[name] = cursor.fetchone()[0]
    _set(cursor, values)
    try:
        yield
    finally:
        _set(cursor, usual)


def _set(cursor: CursorWrapper, values: Mapping[str, int]) -> None:
    for name, value in values.items():
        cursor.execute(f"PRAGMA {name} = {value}")


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
    short side sent. Then what it counts of the whole database: less what is left of each table,
    that would tell the same.

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
        cursor.execute("SELECT pg_stat_reset()")
    except ProgrammingError:
        log.warning(
            "The statistics of the database go on counting deleted rows, since this user may not "
            "set all of them back: see docs/operations.md."
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
