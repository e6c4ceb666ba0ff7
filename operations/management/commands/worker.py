from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task
from huey.storage import SqliteStorage

from assessments.services.due import run_rounds
from assessments.services.reminders import send_reminders
from assessments.tasks import send_waiting
from operations.held_log import log_held
from operations.models import WORKER, beat


class Command(BaseCommand):
    help = (
        "Does what is due until it is stopped: rounds every minute, mail as soon as it is "
        "written. It may be killed at any moment, and several may run."
    )

    def handle(self, **options: object) -> None:
        every_minute = db_periodic_task(crontab())
        every_minute(_rounds)
        every_minute(_mail)
        every_minute(_reminders)
        if isinstance(HUEY.storage, SqliteStorage):
            HUEY.storage.initialize_schema()
        with log_held():
            self.stdout.write("Doing what is due, every minute and when woken.")
            self.stdout.flush()
            HUEY.create_consumer(**settings.WORKER).run()


def _rounds() -> None:
    beat(WORKER, now=timezone.now())
    run_rounds(now=timezone.now())


def _mail() -> None:
    send_waiting()


def _reminders() -> None:
    send_reminders(now=timezone.now())
