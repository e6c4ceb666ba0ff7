"""The results of a released round: all of them, or the summary that every respondent may see."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import pages
from assessments.access import released_round_or_404
from assessments.portfolio import round_info
from assessments.queries import names_of, previous_title, questionnaire_of, snapshot_for
from assessments.reports.formats import FORMATS
from partnerships.access import SignedInRequest


@never_cache
@require_safe
@login_required
def dashboard(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Leaders and facilitators get the whole page, members its summary."""
    round, viewer = released_round_or_404(request.user, slug, number)
    page_for = pages.dashboard if viewer.may_see_results else pages.summary
    snapshot = snapshot_for(round)
    page = page_for(
        snapshot,
        questionnaire_of(round),
        names_of(round.partnership),
        round_info(round, previous_title(round, snapshot)),
    )
    context = {
        "page": page,
        "partnership": round.partnership,
        "round": round,
        "viewer": viewer,
        "formats": list(FORMATS) if viewer.may_see_results else [],
    }
    return render(request, "assessments/dashboard.html", context)
