"""What the databases refuse, done all the same: to begin anew, or as somebody who owns them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Manager, QuerySet

from assessments.guards import REFUSAL


@contextmanager
def unguarded() -> Iterator[None]:
    """Without a trigger."""
    if connection.vendor == "postgresql":
        off = ["SET session_replication_role = replica"]
        on = ["SET session_replication_role = origin"]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        off = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        on = [sql for _name, sql in triggers]
    _execute(off)
    yield
    _execute(on)


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def force(rows: QuerySet[Any] | Manager[Any], **fields: Any) -> int:
    """Write into these rows what no way through the application writes."""
    with unguarded():
        return rows.update(**fields)


def force_rows(rows: Iterable[Any]) -> None:
    """Store new rows where none comes any more."""
    with unguarded():
        for row in rows:
            row.save(force_insert=True)


def force_deletion(rows: QuerySet[Any]) -> None:
    """Delete what the databases keep."""
    with unguarded():
        rows.delete()


def is_refused(attempt: Callable[[], object]) -> bool:
    """Whether the database refuses it for the reason that it should."""
    try:
        with transaction.atomic():
            attempt()
    except DatabaseError as error:
        return REFUSAL in str(error)
    return False
