"""Migrations of a site that goes on serving: none makes others wait for long.

A change of a table waits until everybody has finished with it, and everybody who comes later waits
behind it. So it waits for seconds only, lets the others through, and tries again.
"""

from time import sleep
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

PATIENCE_MS = 3000
"""How long a change waits for a table, and whoever comes later behind it."""
PAUSE = 2.0
"""Seconds in which those who waited get their turn."""
TRIES = 20
LOCK_NOT_AVAILABLE = "55P03"


class Command(Migrate):
    help = f"{Migrate.help} On PostgreSQL no change makes others wait longer than three seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        if connections[options["database"]].vendor != "postgresql":
            super().handle(*args, **options)
            return
        for attempt in range(1, TRIES + 1):
            if self._tried(*args, **options):
                return
            self.stderr.write(f"A table is in use (try {attempt} of {TRIES}).")
            if attempt < TRIES:
                sleep(PAUSE)
        raise CommandError(
            "The database is not brought along yet: somebody has been using a table all the time, "
            "a backup perhaps. Each migration that is listed as applied stays; what is left can "
            "be tried again at any time."
        )

    def _tried(self, *args: Any, **options: Any) -> bool:
        """Whether it went through; each migration does as a whole or not at all."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {PATIENCE_MS}")
            try:
                super().handle(*args, **options)
            except OperationalError as problem:
                if getattr(problem.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                    raise
                return False
            finally:
                cursor.execute("RESET lock_timeout")
        return True
