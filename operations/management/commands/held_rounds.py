from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.closing import closing_moment
from assessments.models import Round
from assessments.services.held import cancel_held, held_round, let_round_go, rounds_under_way
from assessments.services.rounds import RoundError
from assessments.wording import moment_text


class Command(BaseCommand):
    help = (
        "Lists the rounds that are held since a backup was put back, lets one go on, or cancels "
        "it. Let an open round go on only if its results had not been released before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            nargs="?",
            choices=("go", "cancel"),
            help="go on as if nothing had happened, or delete its answers and tell everybody",
        )
        parser.add_argument("number", nargs="?", type=int, help="its number in the list")
        parser.add_argument("--yes", action="store_true", help="really cancel")

    def handle(
        self, *args: Any, what: str | None, number: int | None, yes: bool, **options: Any
    ) -> None:
        if what is None:
            self._list()
        elif number is None:
            raise CommandError(f"Say which one, as in: manage.py held_rounds {what} 7")
        else:
            self._settle(what, number, is_sure=yes)

    def _list(self) -> None:
        lines = [_line(round) for round in rounds_under_way(held=True)]
        self.stdout.write("\n".join(lines) or "No round is held.")

    def _settle(self, what: str, number: int, *, is_sure: bool) -> None:
        now = timezone.now()
        try:
            round = held_round(number)
            if what == "go":
                let_round_go(round=round, now=now)
                self.stdout.write(f"{round} goes on.")
            elif not is_sure and round.state == Round.State.OPEN:
                raise CommandError(
                    f"{round} is not cancelled yet: all its answers will be deleted, everybody "
                    "invited is told, and the next round can open six weeks later at the earliest. "
                    "If that is what you want, add --yes."
                )
            else:
                cancel_held(round=round, now=now)
                self.stdout.write(f"{round} is cancelled, and everybody invited is told.")
        except RoundError as problem:
            raise CommandError(str(problem)) from None


def _line(round: Round) -> str:
    if round.state != Round.State.OPEN:
        return f"{round.pk}: {round}, has closed: cannot be cancelled"
    closing = moment_text(closing_moment(round), round.time_zone)
    return f"{round.pk}: {round}, open, closing {closing}"
