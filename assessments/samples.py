"""What migrations do so that a database keeps no samples of what is deleted for good."""

from typing import Any

TABLES = (
    "assessments_ballot",
    "assessments_draft",
    "assessments_invitation",
    "assessments_roundkey",
    "assessments_outbox",
    "assessments_comment",
)


def keep_no_samples(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL's planner keeps samples of columns, which outlive the rows they came from.

    To be run again after a column was added to one of these tables.
    """
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    for table in TABLES:
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
        changes = (
            f"ALTER COLUMN {schema_editor.quote_name(column.name)} SET STATISTICS 0"
            for column in columns
        )
        schema_editor.execute(f"ALTER TABLE {table} {', '.join(changes)}")
