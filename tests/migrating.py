"""Taking a database back to an earlier migration, and bringing it along again."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_back_to(name: str) -> None:
    """The state of the main application after the migration of this name."""
    MigrationExecutor(connection).migrate([("assessments", name)])


def migrate_to_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
