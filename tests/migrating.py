"""Taking a database back to an earlier migration, and bringing it along again."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_back_to(name: str, application: str = "assessments") -> None:
    """The state of an application after the migration of this name."""
    MigrationExecutor(connection).migrate([(application, name)])


def migrate_to_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
