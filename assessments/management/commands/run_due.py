from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.services.due import run_due


class Command(BaseCommand):
    help = (
        "Does whatever is due, once: counts of the day, reminders, extension, sealing, release "
        "after ten days, mail. For a timer; `worker` does the same by itself."
    )

    def handle(self, **options: object) -> None:
        if not run_due(now=timezone.now()):
            raise CommandError("Something that was due failed; the log says what.")
