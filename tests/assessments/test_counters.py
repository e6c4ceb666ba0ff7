"""What a database counts and samples by itself does not outlive what was deleted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models import Model

from assessments.models import Round
from assessments.services.counting import seal_round
from assessments.services.erasure import ERASED, LOOKED_UP, erase_deleted
from tests.disk import erase_in_the_end
from tests.live_round import CLOSED, alliance, answered, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    round = opened(alliance())
    answered(round, 5, 5)
    return round


def sampled() -> list[str]:
    """The columns of which the database keeps samples; SQLite keeps none by itself."""
    if connection.vendor != "postgresql":
        return []
    tables = [model._meta.db_table for model in ERASED]  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT tablename || '.' || attname FROM pg_stats WHERE tablename = ANY(%s)", [tables]
        )
        return [name for (name,) in cursor.fetchall()]


def test_the_planner_remembers_nothing_of_what_will_be_deleted(round: Round) -> None:
    """Samples of a column outlive its rows: they told who had begun and not sent."""
    assert sampled() == [], "let a migration run assessments.samples.keep_no_samples"


COUNTS = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del + seq_scan + COALESCE(idx_scan, 0)
FROM pg_stat_all_tables WHERE relid IN (
  SELECT unnest(ARRAY[oid, reltoastrelid]) FROM pg_class WHERE oid = ANY(%s::regclass[])
) UNION ALL SELECT indexrelname, idx_scan + idx_tup_read FROM pg_stat_all_indexes
WHERE relid = ANY(%s::regclass[])
"""


def counted_rows(models: Sequence[type[Model]] = ERASED) -> dict[str, int]:
    """What PostgreSQL tells of the rows ever written to the tables that are emptied, or read."""
    tables = [model._meta.db_table for model in models]  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(COUNTS, [tables, tables])
        return dict(cursor.fetchall())


def test_the_server_counts_no_rows_any_more(round: Round) -> None:
    """Else drafts that began and ballots of a short side could be counted after they are gone."""
    if connection.vendor == "postgresql":
        assert counted_rows()["assessments_ballot"] >= 10
        assert counted_rows([Round])["assessments_round_pkey"] >= 10
        seal_round(round_id=round.pk, now=CLOSED)
        erase_in_the_end(round)
        assert erase_deleted()
        assert {name for name, number in counted_rows().items() if number} == set()
        assert counted_rows([Round])["assessments_round_pkey"] < 10


BESIDE_TABLES = """
SELECT tup_inserted - sum(n_tup_ins), tup_updated - sum(n_tup_upd)
FROM pg_stat_database, pg_stat_all_tables JOIN pg_class ON oid = relid
WHERE datname = current_database() AND NOT relisshared GROUP BY tup_inserted, tup_updated
"""


def counted_beside_the_tables() -> tuple[int, int]:
    """PostgreSQL: how many more rows were written to the database than to the tables in it, as
    somebody reads who may sign on to the server and no more."""
    role = f"guest_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"SET ROLE {role}")
        try:
            cursor.execute(BESIDE_TABLES)
            inserted, updated = cursor.fetchone()
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP ROLE {role}")
    return int(inserted), int(updated)


def test_the_counters_of_the_database_do_not_tell_what_those_of_its_tables_forget(
    round: Round,
) -> None:
    """The difference was the number of ballots, of a short side too."""
    if connection.vendor == "postgresql":
        seal_round(round_id=round.pk, now=CLOSED)
        erase_in_the_end(round)
        assert counted_beside_the_tables() == (0, 0)


OF_TABLES = "pg_stat_reset_single_table_counters(oid)"


@contextmanager
def as_a_plain_user(*functions: str) -> Iterator[None]:
    """PostgreSQL: somebody who owns the tables and may do nothing else to the server than this."""
    if connection.vendor == "sqlite":
        yield
        return
    role = f"plain_{connection.settings_dict['NAME']}"
    tables = [model._meta.db_table for model in LOOKED_UP]  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} OWNER TO {role}")
        cursor.execute(f"GRANT ALL ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
        for function in functions:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} OWNER TO CURRENT_USER")
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")


def test_a_user_who_may_not_end_the_log_still_erases_the_tables(
    round: Round, caplog: pytest.LogCaptureFixture
) -> None:
    with as_a_plain_user():
        assert erase_deleted()
    is_told = connection.vendor == "postgresql"
    assert ("write-ahead log keeps deleted ciphertext for a while" in caplog.text) == is_told
    assert ("go on counting deleted rows" in caplog.text) == is_told


def test_who_may_set_back_single_tables_alone_does_that_and_the_log_tells_the_rest(
    round: Round, caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor == "postgresql":
        with as_a_plain_user(OF_TABLES):
            seal_round(round_id=round.pk, now=CLOSED)
            erase_in_the_end(round)
            caplog.clear()
            assert erase_deleted()
        assert {name for name, number in counted_rows().items() if number} == set()
        assert caplog.text.count("go on counting deleted rows") == 1
