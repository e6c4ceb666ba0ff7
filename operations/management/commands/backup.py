from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from operations.backups import BackupError, ended_in_order, write_backup


class Command(BaseCommand):
    help = (
        "Writes a backup of the database while it runs, checks it, and deletes backups of more "
        "than 35 days from that folder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", help="where backups lie; BACKUP_DIR if none is named"
        )

    def handle(self, *args: Any, folder: str | None, **options: Any) -> None:
        chosen = folder or settings.BACKUP_DIR
        if not chosen:
            raise CommandError("Name a folder, as in: manage.py backup /var/backups/alongside")
        try:
            with ended_in_order():
                file = write_backup(folder=Path(chosen), now=timezone.now())
        except (BackupError, DatabaseError, OSError) as problem:
            raise CommandError(f"No backup was written. {problem}") from None
        self.stdout.write(f"{file}: checked.")
