from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import Round
from assessments.services.comments import drop_sealed
from assessments.services.rounds import RoundError


class Command(BaseCommand):
    help = (
        "Deletes the comments of a released round that cannot be opened, because the MASTER_KEY "
        "with which they were sealed is lost for good. The results stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--partnership",
            required=True,
            metavar="SLUG",
            help="the last part of its address, as in /p/SLUG/",
        )
        parser.add_argument(
            "--round", required=True, type=int, metavar="NUMBER", help="of this partnership"
        )
        parser.add_argument(
            "--lost-for-good",
            action="store_true",
            help="say that no copy of that MASTER_KEY is left: a wrong one can be put right",
        )

    def handle(
        self, *args: Any, partnership: str, round: int, lost_for_good: bool, **options: Any
    ) -> None:
        found = Round.objects.filter(partnership__slug=partnership, number=round).first()
        if found is None:
            raise CommandError(f"There is no round {round} of a partnership {partnership}.")
        if not lost_for_good:
            raise CommandError(
                "Nothing was deleted: with the right MASTER_KEY, run_due brings these comments "
                "out. If no copy of it is left anywhere, say --lost-for-good as well."
            )
        try:
            number = drop_sealed(round=found, now=timezone.now())
        except RoundError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{number} comments were deleted.")
