"""REPLACE of SQLite and TRUNCATE of PostgreSQL ask no trigger of the row that goes: refused too."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.guards import guards
from assessments.models import Addition, Ballot, Consent, ReleaseKey, ResponseCount, Round, RoundKey
from tests.factories import everything_stored
from tests.guards import force, force_rows, is_refused
from tests.live_round import (
    CLOSED,
    START,
    alliance,
    neutral,
    opened,
    sealed_with_comments,
)

pytestmark = pytest.mark.django_db
is_sqlite = connection.vendor == "sqlite"


def round_with_all() -> Round:
    """A round with a row in every table that is guarded, as no moment of its life has them all."""
    round = sealed_with_comments(alliance())
    who: Any = {"round": round, "side": "client", "person": neutral()}
    force_rows(
        [
            RoundKey(round=round, public=b"p", wrapped_private=b"w", canary=b"c"),
            Ballot(round=round, blob=b"x" * round.ballot_bytes),
            Consent(subject="neutral", payload_sha256="", **who),
            ReleaseKey(**who),
            Addition(round=round, side="client", number=1, proposed_at=START),
            ResponseCount(round=round, side="client", day=CLOSED.date(), invited=6, answered=5),
        ]
    )
    return round


def tables() -> list[str]:
    return sorted({one.full_table for one in guards(connection)})


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_table_of_a_session_stands_in_for_one_that_is_asked() -> None:
    """Anybody may make temporary ones on PostgreSQL, which come first where a name is looked up."""
    round = round_with_all()
    force(Round.objects, state="open")
    before = everything_stored()
    for sql in (
        "CREATE TEMPORARY TABLE assessments_round AS SELECT id, 'cancelled' AS state"
        " FROM assessments_round",
        "CREATE TEMPORARY TABLE assessments_snapshot AS SELECT id AS round_id"
        " FROM assessments_round",
    ):
        execute(sql)
    assert is_refused(lambda: execute("DELETE FROM assessments_ballot"))
    assert is_refused(lambda: execute("DELETE FROM assessments_comment"))
    for table in ("round", "snapshot"):
        execute(f"DROP TABLE {'temp' if is_sqlite else 'pg_temp'}.assessments_{table}")
    assert everything_stored() == before
    assert round.ballots.count() == 1


@contextmanager
def asking_no_trigger() -> Iterator[None]:
    """As whoever opens the file without the settings of this site."""
    execute("PRAGMA recursive_triggers=OFF")
    try:
        yield
    finally:
        execute("PRAGMA recursive_triggers=ON")


def replacements(table: str) -> Iterator[str]:
    """A row by itself, and another one that has one of its keys."""
    yield f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, type FROM pragma_table_info(%s)", [table])
        kinds = dict(cursor.fetchall())
    names = ", ".join(kinds)
    if kinds.pop("id") == "INTEGER":
        others = "id + 1000, " + ", ".join(kinds)
        yield f"REPLACE INTO {table} ({names}) SELECT {others} FROM {table} LIMIT 1"
    else:
        others = "rowid, hex(randomblob(16)), " + ", ".join(kinds)
        yield f"REPLACE INTO {table} (rowid, {names}) SELECT {others} FROM {table} LIMIT 1"


def refused_everywhere() -> None:
    for table in tables():
        for sql in replacements(table) if is_sqlite else [f"TRUNCATE {table} CASCADE"]:
            assert is_refused(lambda: execute(sql)), sql  # noqa: B023


@pytest.mark.parametrize("state", Round.State.values)
def test_no_row_is_replaced_and_no_table_emptied(state: str) -> None:
    round_with_all()
    if not is_sqlite:
        execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with rows to be checked is emptied
    force(Round.objects, state=state)
    before = everything_stored()
    refused_everywhere()
    if is_sqlite:
        with asking_no_trigger():
            refused_everywhere()
    assert everything_stored() == before


DRAFT_TAKES = [
    "id = (SELECT id FROM assessments_round WHERE state = 'open')",
    "number = (SELECT number FROM assessments_round WHERE state = 'open')",
    "state = 'open'",
]


@pytest.mark.parametrize("taken", DRAFT_TAKES)
def test_no_draft_takes_the_place_of_an_open_round(taken: str) -> None:
    """By its key, by its number, or as the only one of a partnership that is under way."""
    draft = opened(alliance())
    draft.pk, draft.number, draft.state = None, 2, Round.State.DRAFT
    draft.save()
    before = everything_stored()
    how = "UPDATE OR REPLACE" if is_sqlite else "UPDATE"
    with pytest.raises(IntegrityError, match=r"stays as it is|duplicate key"), transaction.atomic():
        execute(f"{how} assessments_round SET {taken} WHERE state = 'draft'")
    assert everything_stored() == before


def test_new_rows_come_in_bulk_as_ever() -> None:
    round = opened(alliance())
    ballots = [Ballot(round=round, blob=b"x" * round.ballot_bytes) for _ in range(3)]
    Ballot.objects.bulk_create(ballots[:2], ignore_conflicts=True)
    Ballot.objects.bulk_create(
        ballots[2:], update_conflicts=True, unique_fields=["id"], update_fields=["blob"]
    )
    assert Ballot.objects.count() == 3
