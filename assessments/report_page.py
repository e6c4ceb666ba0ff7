"""What the page of reports shows: one card for each kind that somebody may get."""

from dataclasses import dataclass

from assessments.access import may_get_report
from assessments.forms.reports import SectionsForm
from assessments.models import Round
from assessments.reports.document.kinds import KINDS, Kind
from assessments.reports.formats import REPORTS
from assessments.services.reports import chosen_sections
from assessments.wording import say
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class ReportCard:
    """`form` is None where nothing can be chosen; `missing` says why there is no report."""

    code: str
    title: str
    about: str
    formats: tuple[tuple[str, str], ...]
    form: SectionsForm | None
    missing: str


def report_cards(round: Round, viewer: Viewer, *, has_earlier: bool) -> list[ReportCard]:
    """In the order of the kinds; a trend needs an earlier round."""
    chosen = chosen_sections(round)
    return [
        report_card(kind, chosen[code], viewer, has_earlier=has_earlier)
        for code, kind in KINDS.items()
        if may_get_report(viewer, code)
    ]


def report_card(
    kind: Kind, chosen: tuple[str, ...], viewer: Viewer, *, has_earlier: bool
) -> ReportCard:
    missing = "" if kind.code != "trend" or has_earlier else say("report.missing.earlier")
    return ReportCard(
        code=kind.code,
        title=say(f"report.kind.{kind.code}"),
        about=say(f"report.about.{kind.code}"),
        formats=tuple((name, REPORTS[name].label) for name in kind.formats),
        form=SectionsForm(kind, initial={"sections": chosen}) if viewer.may_see_results else None,
        missing=missing,
    )
