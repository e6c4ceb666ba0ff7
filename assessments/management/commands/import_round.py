import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.disclosure.rules import View
from assessments.queries import snapshot_for
from assessments.scoring.terms import Sides
from assessments.services.importing import ImportingError, NewPartnership, import_round
from assessments.services.instruments import InstrumentError
from partnerships.addresses import email_key
from partnerships.models import Partnership
from partnerships.services import PartnershipError
from partnerships.tables import LARGEST_FILE, TableError
from partnerships.texts import is_writable, unwritable_sentence

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FOR_NEW_ONES = ("contractor", "client", "facilitator")


class Command(BaseCommand):
    help = _("Import the answers of a round that was held elsewhere: one row per person.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE.csv",
            type=Path,
            help=_("one row per person: a column “side” and one for each statement"),
        )
        parser.add_argument(
            "--partnership",
            required=True,
            metavar="SLUG",
            help=_("the last part of its address, as in /p/SLUG/"),
        )
        parser.add_argument(
            "--title", required=True, metavar="TEXT", help=_("of the round, like “Spring 2026”")
        )
        parser.add_argument(
            "--closed",
            required=True,
            metavar="YYYY-MM-DD",
            help=_("the last day on which people could answer"),
        )
        parser.add_argument(
            "--contractor-invited", metavar="N", help=_("people who were asked, if known")
        )
        parser.add_argument(
            "--client-invited", metavar="N", help=_("people who were asked, if known")
        )
        parser.add_argument("--create", metavar="NAME", help=_("make the partnership, called NAME"))
        parser.add_argument(
            "--contractor", metavar="NAME", help=_("with --create: the contractor's organization")
        )
        parser.add_argument(
            "--client", metavar="NAME", help=_("with --create: the client's organization")
        )
        parser.add_argument(
            "--facilitator", metavar="EMAIL", help=_("with --create: its neutral facilitator")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            round = import_round(
                partnership=_partnership(options),
                content=_content(options["file"]),
                title=options["title"],
                closed=_day(options["closed"]),
                invited=Sides(
                    _number(options["contractor_invited"], "--contractor-invited"),
                    _number(options["client_invited"], "--client-invited"),
                ),
                now=timezone.now(),
            )
        except (TableError, ImportingError, InstrumentError, PartnershipError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            _("Round %(number)d, “%(title)s”, is imported and released.")
            % {"number": round.number, "title": round.title}
        )
        if snapshot_for(round).view is not View.SIDES:
            self.stdout.write(
                _("One side has too few answers, so nobody sees any result of this round.")
            )


def _partnership(options: dict[str, Any]) -> Partnership | NewPartnership:
    slug, name = options["partnership"], options["create"]
    if not is_writable(slug):
        raise CommandError(unwritable_sentence())
    found = Partnership.objects.filter(slug=slug).first()
    if name is None:
        return _known(slug, found, options)
    if not options["contractor"] or not options["client"]:
        raise CommandError(_("--create needs the names of --contractor and --client."))
    if found is not None:
        return _same(found, options)
    return NewPartnership(
        slug=slug,
        name=name,
        contractor=options["contractor"],
        client=options["client"],
        facilitator=options["facilitator"] or "",
    )


def _same(found: Partnership, options: dict[str, Any]) -> Partnership:
    """What --create asks for may be there already, as when several rounds are imported."""
    names = (found.name, found.contractor.name, found.client.name)
    if names != (options["create"], options["contractor"], options["client"]):
        raise CommandError(
            _("The partnership “%(slug)s” is there already under other names: leave out --create.")
            % {"slug": found.slug}
        )
    email = options["facilitator"]
    neutral = found.memberships.filter(side=None, ended_on=None)
    if email and not neutral.filter(person__email_key=email_key(email)).exists():
        raise CommandError(
            _("The partnership “%(slug)s” is there already without this facilitator.")
            % {"slug": found.slug}
        )
    return found


def _known(slug: str, found: Partnership | None, options: dict[str, Any]) -> Partnership:
    if found is None:
        raise CommandError(
            _(
                "There is no partnership “%(slug)s”: correct the name, or add --create with "
                "--contractor and --client to make it."
            )
            % {"slug": slug}
        )
    if any(options[name] is not None for name in FOR_NEW_ONES):
        raise CommandError(_("--contractor, --client and --facilitator go with --create only."))
    return found


def _content(file: Path) -> bytes:
    """At most one byte more than is allowed, so that no size fills the memory."""
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise CommandError(
            _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": problem.strerror}
        ) from None


def _day(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CommandError(
        _("--closed is “%(text)s”; expected a day, written like 2026-03-31.") % {"text": text}
    )


def _number(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,7}", text):
        return int(text)
    raise CommandError(
        _("%(option)s is “%(text)s”; expected a whole number.") % {"option": option, "text": text}
    )
