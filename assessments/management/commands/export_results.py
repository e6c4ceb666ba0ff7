import os
import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from alliance_site.private_files import make_empty
from assessments.exports import export_file
from assessments.models import Round
from assessments.queries import latest_released
from assessments.reports.errors import ReportError
from assessments.reports.formats import FORMATS
from partnerships.models import Partnership


class Command(BaseCommand):
    help = _("Write the results of a released round, as the page's download buttons do.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--partnership",
            required=True,
            metavar="SLUG",
            help=_("the last part of its address, as in /p/SLUG/"),
        )
        parser.add_argument("--round", metavar="NUMBER", help=_("default: the latest released"))
        parser.add_argument("--format", required=True, metavar="FORMAT", help=" | ".join(FORMATS))
        parser.add_argument(
            "--output", metavar="FILE", type=Path, help=_("default: standard output")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] not in FORMATS:
            raise CommandError(
                _("“%(format)s” is not a format; expected one of: %(formats)s.")
                % {"format": options["format"], "formats": ", ".join(FORMATS)}
            )
        round = _round(options["partnership"], options["round"])
        try:
            content = export_file(round, options["format"]).content
        except ReportError as problem:
            raise CommandError(str(problem)) from problem
        if options["output"] is not None:
            _save(content, options["output"])
        else:
            self._print(content)

    def _print(self, content: bytes) -> None:
        """The same bytes, whatever encoding standard output has."""
        stream = getattr(self.stdout, "buffer", None)
        if stream is None:
            self.stdout.write(content.decode(), ending="")
        else:
            stream.write(content)


def _round(slug: str, number: str | None) -> Round:
    partnership = Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        raise CommandError(_("There is no partnership “%(slug)s”.") % {"slug": slug})
    if number is None:
        latest = latest_released(partnership)
        if latest is None:
            raise CommandError(
                _("“%(slug)s” has no released round yet: there are no results to export.")
                % {"slug": slug}
            )
        return latest
    return _numbered(partnership, number)


def _numbered(partnership: Partnership, number: str) -> Round:
    known = number.isdecimal() and len(number) < 10
    round = partnership.rounds.filter(number=int(number)).first() if known else None
    if round is None:
        raise CommandError(
            _("“%(slug)s” has no round %(number)s.") % {"slug": partnership.slug, "number": number}
        )
    if round.state != Round.State.RELEASED:
        raise CommandError(
            _("Round %(number)s has not been released: nobody can see its results yet.")
            % {"number": number}
        )
    return round


def _save(content: bytes, file: Path) -> None:
    """The whole file or none, for its owner alone; a pipe or a device is written to as it is."""
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(content)
        else:
            _replace(content, file.resolve())
    except OSError as problem:
        raise CommandError(
            _("%(file)s cannot be written: %(reason)s.")
            % {"file": file, "reason": problem.strerror}
        ) from None


def _replace(content: bytes, file: Path) -> None:
    make_empty(draft := file.with_name(f".{file.name}.{secrets.token_hex(4)}"))
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
