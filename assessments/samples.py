"""What migrations do so that a database keeps no samples of what is deleted for good."""

from typing import Any

TABLES = (
    "assessments_ballot",
    "assessments_draft",
    "assessments_invitation",
    "assessments_roundkey",
    "assessments_outbox",
    "assessments_comment",
    "assessments_commentkey",
    "assessments_moments",
)


def keep_no_samples(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL's planner keeps samples of columns, which outlive the rows they came from.

    To be run again after one of these tables has come, or a column of one. While a database is
    made, not all of them are there yet.
    """
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    there = connection.introspection.table_names()
    for table in filter(there.__contains__, TABLES):
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
        changes = (
            f"ALTER COLUMN {schema_editor.quote_name(column.name)} SET STATISTICS 0"
            for column in columns
        )
        schema_editor.execute(f"ALTER TABLE {table} {', '.join(changes)}")
