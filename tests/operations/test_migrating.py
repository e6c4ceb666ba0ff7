"""The database is brought along while others use it."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from operations.management.commands import migrate

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, NEWEST = "0023", "0026_tag_of_a_draft"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A tenth of a second is long enough here; at the end all is as new."""
    monkeypatch.setattr(migrate, "PATIENCE_MS", 100)
    monkeypatch.setattr(migrate, "PAUSE", 0)
    yield
    brought_along()


def brought_along() -> str:
    errors = StringIO()
    call_command("migrate", verbosity=0, stderr=errors)
    return errors.getvalue()


def is_newest() -> bool:
    applied = MigrationRecorder(connection).applied_migrations()
    return ("assessments", NEWEST) in applied


class Reader(threading.Thread):
    """Somebody in the middle of a transaction that has read invitations."""

    def __init__(self) -> None:
        super().__init__()
        self.reads, self.may_end = threading.Event(), threading.Event()

    def transaction(self) -> AbstractContextManager[None]:
        """SQLite knows one that writes, and nobody waits for who reads."""
        return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()

    def run(self) -> None:
        try:
            with self.transaction(), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM assessments_invitation")
                self.reads.set()
                self.may_end.wait(60)
        finally:
            connection.close()


@pytest.fixture
def reader() -> Iterator[Reader]:
    call_command("migrate", "assessments", BEFORE, verbosity=0)
    started = Reader()
    started.start()
    started.reads.wait(60)
    yield started
    started.may_end.set()
    started.join()


def test_nobody_waits_behind_a_change_that_waits(reader: Reader) -> None:
    if connection.vendor != "postgresql":
        assert brought_along() == ""
        return
    with pytest.raises(CommandError, match="is not brought along yet"):
        brought_along()
    assert not is_newest()
    reader.may_end.set()
    reader.join()
    assert brought_along() == ""
    assert is_newest()


def test_it_is_tried_again_until_the_table_is_free(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def let_go(_seconds: float) -> None:
        reader.may_end.set()
        reader.join()

    monkeypatch.setattr(migrate, "sleep", let_go)
    told = brought_along()
    assert told == (
        "A table is in use (try 1 of 20).\n" if connection.vendor == "postgresql" else ""
    )
    assert is_newest()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)


def test_other_failures_are_not_hidden() -> None:
    with pytest.raises(CommandError, match="Cannot find a migration"):
        call_command("migrate", "assessments", "9999", verbosity=0)
