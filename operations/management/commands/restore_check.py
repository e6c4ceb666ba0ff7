from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import DatabaseError
from django.utils import timezone

from operations.restoring import find_damage, hold_mail


class Command(BaseCommand):
    help = (
        "Checks a database that was restored (tables, keys of open rounds, ballots, promises, "
        "results) and holds the mail that waited in it. Run it before the worker starts."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report(self.stdout, held=hold_mail())
        except DatabaseError:
            raise CommandError(
                "The database does not answer, or has not the tables of this version: look at "
                "DATABASE_URL, then run manage.py migrate."
            ) from None


def report(stdout: OutputWrapper, *, held: int) -> None:
    """Say what was found; damage ends the command with an error."""
    damage = find_damage(now=timezone.now())
    if held:
        stdout.write(f"{held} mails wait that may have gone already: manage.py held_mail send|drop")
    if damage:
        raise CommandError("\n".join(damage))
    stdout.write("The database is whole: tables, keys, ballots, promises and results fit.")
