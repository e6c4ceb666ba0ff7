import signal
import threading
from argparse import ArgumentParser
from types import FrameType

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from assessments.services.due import run_due


class Command(BaseCommand):
    help = (
        "Does whatever is due, once: counts of the day, reminders, extension, sealing, release "
        "after ten days, mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="go on, with a pause of so many seconds, until stopped",
        )

    def handle(self, *, every: int | None, **options: object) -> None:
        if every is None:
            if not run_due(now=timezone.now()):
                raise CommandError("Something that was due failed; the log says what.")
            return
        if every < 1:
            raise CommandError("--every takes a number of seconds from 1.")
        self.go_on(every)

    def go_on(self, pause: int) -> None:
        """Run until SIGTERM or Ctrl-C, but never stop half way through a run."""
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write(f"Doing what is due every {pause} seconds.")
        self.stdout.flush()
        while not stopped.is_set():
            run_due(now=timezone.now())
            close_old_connections()
            stopped.wait(pause)
