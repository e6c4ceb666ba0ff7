"""The results of a released round: all of them, or the summary that every respondent may see."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import pages
from assessments.access import comments_readable_by, released_round_or_404, results_or_404
from assessments.commitments_page import promised, views
from assessments.frozen import questionnaire_of
from assessments.meeting_page import agreed_about, next_meeting
from assessments.portfolio import round_info
from assessments.queries import (
    comments_of,
    commitments_of,
    names_of,
    newest_wins,
    released_before_this,
    snapshot_for,
    title_before,
)
from assessments.reports.formats import FORMATS
from assessments.topic_page import topic_page
from partnerships.access import SignedInRequest


@require_safe
@login_required
def topic(request: SignedInRequest, slug: str, number: int, code: str) -> HttpResponse:
    """One element or practice: its statements, its way over the rounds, an opening question."""
    round, viewer = results_or_404(request.user, slug, number)
    snapshot, earlier = snapshot_for(round), released_before_this(round)
    try:
        page = topic_page(
            code,
            snapshot,
            questionnaire_of(round),
            names_of(round.partnership),
            round_info(round, title_before(earlier, snapshot)),
            earlier,
        )
    except KeyError as missing:
        raise Http404(_("This round has no such element or practice.")) from missing
    here = [one for one in commitments_of(round.partnership) if one.topic == code]
    context = {
        "page": page,
        "partnership": round.partnership,
        "round": round,
        "viewer": viewer,
        "agreed": agreed_about(round, code),
        "promises": views(here, page.steps, {code: page.name}, timezone.localdate()),
    }
    return render(request, "assessments/topic.html", context)


@require_safe
@login_required
def dashboard(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Leaders and facilitators get the whole page, members its summary."""
    round, viewer = released_round_or_404(request.user, slug, number)
    snapshot, questionnaire = snapshot_for(round), questionnaire_of(round)
    names, earlier = names_of(round.partnership), released_before_this(round)
    info = round_info(round, title_before(earlier, snapshot))
    if viewer.may_see_results:
        page = pages.dashboard(snapshot, questionnaire, names, info, earlier)
    else:
        page = pages.summary(snapshot, questionnaire, names, info)
    sides = comments_readable_by(viewer)
    said = comments_of(round, sides) if sides else []
    context: dict[str, Any] = {
        "page": page,
        "partnership": round.partnership,
        "round": round,
        "viewer": viewer,
        "comments": pages.remarks_of(said, questionnaire, names),
        "formats": list(FORMATS) if viewer.may_see_results else [],
    }
    if viewer.may_see_results:
        made = commitments_of(round.partnership)
        context["promised"] = promised(made, timezone.localdate())
        context["wins"] = newest_wins(round.partnership)
        context["next_meeting"] = next_meeting(round.partnership, timezone.now())
    return render(request, "assessments/dashboard.html", context)
