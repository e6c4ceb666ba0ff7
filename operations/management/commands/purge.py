from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.backups import BackupError, check_tables
from operations.retention import purge_expired


class Command(BaseCommand):
    help = "Deletes what has expired: sessions, and notes of mails sent more than 35 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_tables()
        except BackupError as problem:
            raise CommandError(f"Nothing was deleted. {problem}") from None
        gone = purge_expired(now=timezone.now())
        self.stdout.write(f"Deleted {gone['sessions']} sessions and {gone['mails']} notes of mail.")
