"""What SQLite's REPLACE would take away: it deletes a row that stands in the way without asking the
triggers of that row, unless a connection wants it (`recursive_triggers`).
"""

import re
from collections.abc import Iterator
from typing import Any


def replaces_nothing(connection: Any, table: str, change: str) -> str:
    """Whether a row that is inserted or updated meets no key of another one."""
    another = " AND rowid <> OLD.rowid" if change == "UPDATE" else ""
    met = (
        f"EXISTS (SELECT 1 FROM {table} WHERE {same}{another})"  # noqa: S608
        for same in _keys(connection, table)
    )
    return f"NOT ({' OR '.join(met)})"


def _keys(connection: Any, table: str) -> Iterator[str]:
    """Each key as a condition on another row; where it holds for some rows alone, for both."""
    yield "rowid = NEW.rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.name, m.sql FROM pragma_index_list(%s) l JOIN sqlite_master m USING (name)"
            ' WHERE l."unique" ORDER BY l.name',
            [table],
        )
        for name, sql in cursor.fetchall():
            cursor.execute("SELECT name FROM pragma_index_info(%s)", [name])
            same = [f'"{column}" = NEW."{column}"' for (column,) in cursor.fetchall()]
            _index, _where, some = (sql or "").partition(" WHERE ")
            both = [some, re.sub(r'("\w+")', r"NEW.\1", some)] if some else []
            yield " AND ".join([*same, *(f"({one})" for one in both)])
