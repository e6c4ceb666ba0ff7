from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError
from django.utils import timezone

from assessments.services.put_back import forget_put_back
from operations.restoring import find_damage, hold_mail, hold_rounds, sign_everybody_out


class Command(BaseCommand):
    help = (
        "Checks the database (tables, keys of open rounds, ballots, promises, results). One that "
        "has been put back by other means than `restore`: ends all sessions and holds the mail "
        "that waited in it and the rounds that were under way, too, before the worker starts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--put-back",
            action="store_true",
            help="the database has just been put back: end all sessions, hold what must not "
            "happen twice, and check",
        )
        what.add_argument("--only-check", action="store_true", help="look and hold nothing")

    def handle(self, *args: Any, put_back: bool, **options: Any) -> None:
        with tables_of_this_version(
            "The database does not answer, or has not the tables of this version: look at "
            "DATABASE_URL, then run manage.py migrate and this command again."
        ):
            if put_back:
                hold_and_report(self.stdout)
            else:
                report(self.stdout)


@contextmanager
def tables_of_this_version(otherwise: str) -> Iterator[None]:
    """Say what to do where the database has others."""
    try:
        yield
    except DatabaseError:
        raise CommandError(otherwise) from None


def hold_and_report(stdout: OutputWrapper) -> None:
    """End all sessions, hold what must not happen twice, and check the rest.

    Sessions first: their table is the same in every version.
    """
    sign_everybody_out()
    rounds, mails = hold_rounds(now=timezone.now()), hold_mail()
    forget_put_back()
    if mails:
        stdout.write(
            f"{mails} mails wait that may have gone already: manage.py held_mail send|drop"
        )
    if rounds:
        stdout.write(
            f"Rounds that wait because they may have ended already: {rounds}. See "
            "manage.py held_rounds"
        )
    report(stdout)


def report(stdout: OutputWrapper) -> None:
    """Say whether the database is whole; damage ends the command with an error."""
    damage = find_damage(now=timezone.now())
    if damage:
        raise CommandError("\n".join(damage))
    stdout.write("The database is whole: tables, keys, ballots, promises and results fit.")
