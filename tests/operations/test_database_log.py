"""What PostgreSQL writes into its log, set as docs/operations.md advises: nothing of any row."""

import os
import signal
from pathlib import Path
from threading import Event
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import pytest

from tests.postgres import AS_ADVISED, Server, controlled_server

CANARY = "ann@example.org"
REFUSED = ("INSERT INTO row VALUES (5, %s)", "INSERT INTO row VALUES (7, %s)")


def connect(server: Server) -> Any:
    """Also after a process was killed, once all the others have ended and begun anew."""
    pause = Event()
    for _attempt in range(600):
        try:
            return psycopg2.connect(
                host=str(server.log.parent), user="alongside", dbname="postgres"
            )
        except psycopg2.OperationalError:
            pause.wait(0.1)
    pytest.fail("The server does not come back.")


def test_neither_a_refused_statement_nor_a_killed_process_leaves_a_row_there() -> None:
    with controlled_server() as server:
        connection, another = connect(server), connect(server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE row (number int UNIQUE CHECK (number <> 5), who text)")
            cursor.execute("INSERT INTO row VALUES (7, %s)", [CANARY])
            for statement in REFUSED:
                with pytest.raises(psycopg2.Error):
                    cursor.execute(statement, [CANARY])
            cursor.execute("SELECT %s", [CANARY])
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg2.OperationalError):  # ended once the server has noticed
            another.cursor().execute("SELECT pg_sleep(60)")
        connect(server).close()
        written = server.log.read_text()
    assert written.count("ERROR:") == len(REFUSED)
    assert "was terminated by signal 9" in written
    assert not [word for word in (CANARY, "(7)", "DETAIL", "STATEMENT") if word in written]


def test_a_checkpoint_does_not_tell_how_much_was_written() -> None:
    """From which whoever reads the log could reckon how many have answered meanwhile."""
    with controlled_server() as server:
        connection = connect(server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE row (number int)")
            cursor.execute("CHECKPOINT")
        connection.close()
        written = server.log.read_text()
    assert "ready to accept connections" in written
    assert not [word for word in ("checkpoint", "distance") if word in written]


@pytest.mark.parametrize("setting", [one for one in AS_ADVISED if one.startswith("log_")])
def test_every_installation_is_set_so(root: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    assert f"-c, {setting}" in (root / "compose.yaml").read_text()
    assert f"SET {name} = {value};" in (root / "deploy" / "postgresql.sql").read_text()
    assert f"`{name}`" in (root / "docs" / "operations.md").read_text()
