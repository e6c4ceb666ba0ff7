"""The shared log: what happened in a partnership, the same for both sides."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access import log_or_404
from assessments.shared_log import events_of, lines_of
from partnerships.access import SignedInRequest

LINES = 100


@require_safe
@login_required
def log(request: SignedInRequest, slug: str) -> HttpResponse:
    """A hundred lines a page, the latest first."""
    partnership, viewer = log_or_404(request.user, slug)
    page = Paginator(events_of(partnership), LINES).get_page(request.GET.get("page"))
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "page": page,
        "lines": lines_of(partnership, viewer, page.object_list),
        "zone": request.user.zone,
    }
    return render(request, "assessments/log.html", context)
