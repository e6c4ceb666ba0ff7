from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import BackupError, ended_in_order, restore_backup
from operations.management.commands.restore_check import hold_and_report, tables_of_this_version


class Command(BaseCommand):
    help = (
        "Puts a backup into the empty database that DATABASE_URL names, ends all sessions, holds "
        "the mail that waited in it and the rounds that were under way, and checks it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with ended_in_order():
                restore_backup(file=file)
        except (BackupError, OSError) as problem:
            raise CommandError(f"Nothing was restored. {problem}") from None
        with tables_of_this_version(
            "The backup is in the database, and nothing of it is held yet: its tables are those of "
            "another version. Run manage.py migrate, then manage.py restore_check --put-back."
        ):
            hold_and_report(self.stdout)
