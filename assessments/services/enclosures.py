"""The report that goes with the notice of a release: made when the mail is sent, stored nowhere."""

import logging
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.access import report_by_mail
from assessments.exports import ExportFile, report_file
from assessments.models import Round
from assessments.services.reports import chosen_sections
from assessments.wording import say
from partnerships.access import person_at

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class Enclosure:
    """`sentence`: what the mail says of it."""

    file: ExportFile
    sentence: str


def enclosure_for(*, round: Round, recipient: str) -> Enclosure | None:
    """The report that whoever reads this address may have at this moment, in their language.

    None for somebody who may have none, and where it cannot be made: the notice goes without.
    """
    person = person_at(recipient)
    kind = report_by_mail(person, round) if person else None
    if person is None or kind is None:
        return None
    try:
        with translation.override(person.language):
            return enclosed(round, kind)
    except Exception as problem:
        log.error("A report could not be enclosed (%s).", type(problem).__name__)
        return None


def enclosed(round: Round, kind: str) -> Enclosure:
    file = report_file(round, kind, "pdf", sections=chosen_sections(round)[kind])
    words = {"report": say(f"report.kind.{kind}"), "file": file.name}
    return Enclosure(file, _("Enclosed: %(report)s (%(file)s).") % words)
