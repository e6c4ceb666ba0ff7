from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments.questionnaire.load import read_instrument
from assessments.questionnaire.schema import QuestionnaireError
from assessments.services.instruments import InstrumentError, load_instrument


class Command(BaseCommand):
    help = _("Load the statements of an instrument; the project's own where no file is named.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help=_("TOML file of the instrument"))

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            questionnaire = read_instrument(file) if file else None
            instrument = load_instrument(questionnaire=questionnaire)
        except (QuestionnaireError, InstrumentError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(_("The instrument %(code)s is loaded.") % {"code": instrument})
