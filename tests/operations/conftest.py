import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, for a user who owns it and no more. In the
    one that is backed up this user has the rights of it that docs/operations.md advises."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    functions = "pg_switch_wal(), pg_stat_reset_single_table_counters(oid), pg_stat_reset()"
    right = f"EXECUTE ON FUNCTION {functions}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN")
        cursor.execute(f"GRANT {right} TO {name}")
        cursor.execute(f"CREATE DATABASE {name} OWNER {name}")
    server = os.environ["DATABASE_URL"].rpartition("/")[0].partition("@")[2]
    yield f"postgres://{name}@{server}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
        cursor.execute(f"REVOKE {right} FROM {name}")
        cursor.execute(f"DROP ROLE {name}")
