from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError
from django.utils import timezone

from assessments.services.held import rounds_let_go
from operations.restoring import find_damage, hold_mail, hold_rounds


class Command(BaseCommand):
    help = (
        "Checks a database that was restored (tables, keys of open rounds, ballots, promises, "
        "results), and holds the mail that waited in it and the rounds that were under way. Run "
        "it before the worker starts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        since = parser.add_mutually_exclusive_group()
        since.add_argument(
            "--put-back",
            action="store_true",
            help="say that the database has been put back since a round was let go",
        )
        since.add_argument(
            "--only-check",
            action="store_true",
            help="hold nothing: the database has not been put back since the last check",
        )

    def handle(self, *args: Any, put_back: bool, only_check: bool, **options: Any) -> None:
        with tables_of_this_version():
            if not (put_back or only_check):
                _refuse_to_guess()
            if only_check:
                report(self.stdout)
            else:
                hold_and_report(self.stdout)


@contextmanager
def tables_of_this_version() -> Iterator[None]:
    """Say what to do where the database has others."""
    try:
        yield
    except DatabaseError:
        raise CommandError(
            "The database does not answer, or has not the tables of this version: look at "
            "DATABASE_URL, then run manage.py migrate and manage.py restore_check."
        ) from None


def _refuse_to_guess() -> None:
    """A round that was let go may be the one that goes on, or an older state of it."""
    let_go = ", ".join(str(round) for round in rounds_let_go())
    if let_go:
        raise CommandError(
            f"{let_go}: let go after an earlier restore. If the database has been put back since "
            "then, say --put-back; if not, --only-check."
        )


def hold_and_report(stdout: OutputWrapper) -> None:
    """Hold what must not happen twice, and check the rest."""
    rounds, mails = hold_rounds(now=timezone.now()), hold_mail()
    if rounds:
        stdout.write(
            f"Rounds that wait because they may have ended already: {rounds}. See "
            "manage.py held_rounds"
        )
    if mails:
        stdout.write(
            f"{mails} mails wait that may have gone already: manage.py held_mail send|drop"
        )
    report(stdout)


def report(stdout: OutputWrapper) -> None:
    """Say whether the database is whole; damage ends the command with an error."""
    damage = find_damage(now=timezone.now())
    if damage:
        raise CommandError("\n".join(damage))
    stdout.write("The database is whole: tables, keys, ballots, promises and results fit.")
