import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from operations.backups import BackupError, write_backup


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Whoever ends it leaves no part of a copy behind, which nothing would let expire."""
    before = signal.signal(signal.SIGTERM, lambda *_told: sys.exit(1))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
            with _ended_in_order():
                file = write_backup(folder=Path(chosen), now=timezone.now())
        except (BackupError, DatabaseError, OSError) as problem:
            raise CommandError(f"No backup was written. {problem}") from None
        self.stdout.write(f"{file}: checked.")
