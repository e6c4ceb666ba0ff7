"""Downloads of results: each is written into the shared log."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.access import results_or_404
from assessments.exports import ExportFile, export_file
from assessments.reports.errors import ReportError
from assessments.reports.formats import FORMATS
from partnerships.access import SignedInRequest
from partnerships.services import log_event


@require_POST
@login_required
def export(request: SignedInRequest, slug: str, number: int, format: str) -> HttpResponse:
    """The file of a round's results in one format."""
    round, viewer = results_or_404(request.user, slug, number)
    if format not in FORMATS:
        raise Http404
    try:
        file = export_file(round, format)
    except ReportError as problem:
        messages.error(request, str(problem))
        return redirect("rounds", slug)
    log_event(
        partnership=round.partnership,
        kind="results-exported",
        person=request.user,
        side=viewer.side,
        round=round.number,
        format=format,
    )
    return download(file)


def download(file: ExportFile) -> HttpResponse:
    """The file, to be saved and never shown in place."""
    disposition = f'attachment; filename="{file.name}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)
