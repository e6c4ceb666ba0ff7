"""Reports to hand out: the page with the choice, and each file by one click."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.access import comments_readable_by, report_round_or_404
from assessments.exports import report_file
from assessments.forms.reports import SectionsForm
from assessments.models import Round
from assessments.queries import released_rounds
from assessments.report_page import report_cards
from assessments.reports.document.kinds import KINDS
from assessments.reports.errors import ReportError
from assessments.services.reports import chosen_sections, remember_sections
from assessments.views.export import download
from partnerships.access import SignedInRequest, partnership_or_404
from partnerships.models import Person
from partnerships.services import log_event
from partnerships.viewer import Viewer


@require_safe
@login_required
def reports(request: SignedInRequest, slug: str) -> HttpResponse:
    """The reports of one released round, the latest unless another is asked for."""
    partnership, viewer = partnership_or_404(request.user, slug)
    rounds = released_rounds(partnership)
    wanted = request.GET.get("round", "")
    round = next((one for one in rounds if str(one.number) == wanted), next(iter(rounds), None))
    cards = report_cards(round, viewer, has_earlier=has_earlier(round, rounds)) if round else []
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "rounds": rounds,
        "round": round,
        "cards": cards,
    }
    return render(request, "assessments/reports.html", context)


def has_earlier(round: Round, rounds: Sequence[Round]) -> bool:
    return any(one.number < round.number for one in rounds)


@require_POST
@login_required
def report(
    request: SignedInRequest, slug: str, number: int, kind: str, format: str
) -> HttpResponse:
    """One report as a file; a choice of sections is kept for the next time."""
    if kind not in KINDS or format not in KINDS[kind].formats:
        raise Http404
    round, viewer = report_round_or_404(request.user, slug, number, kind)
    comments = comments_readable_by(viewer)
    try:
        sections = sections_asked(request, round, viewer, kind)
        file = report_file(round, kind, format, sections=sections, comments_from=comments)
    except ReportError as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('reports', args=[slug])}?round={number}")
    if viewer.may_see_results:
        remember_sections(partnership=round.partnership, kind=kind, sections=sections)
    note_export(request.user, viewer, round, kind=kind, format=format)
    return download(file)


def sections_asked(
    request: SignedInRequest, round: Round, viewer: Viewer, kind: str
) -> Sequence[str]:
    """What was ticked; whoever may not choose gets what the partnership chose.

    Raises ReportError for no section and for one that the kind does not have.
    """
    if not viewer.may_see_results:
        return chosen_sections(round)[kind]
    form = SectionsForm(KINDS[kind], request.POST)
    if not form.is_valid():
        raise ReportError(" ".join(map(str, form.errors["sections"])))
    sections: list[str] = form.cleaned_data["sections"]
    return sections


def note_export(person: Person, viewer: Viewer, round: Round, *, kind: str, format: str) -> None:
    """A line in the shared log, which both sides read."""
    log_event(
        partnership=round.partnership,
        kind="results-exported",
        person=person,
        side=viewer.side,
        round=round.number,
        format=format,
        report=kind,
    )
