"""Somebody's partnerships, and the rounds of one."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.portfolio import standing_view, strip_view
from assessments.queries import latest_released, portfolio, rounds_of
from partnerships.access import (
    SignedInRequest,
    may_create_partnerships,
    partnership_or_404,
)


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My partnerships; whoever is not signed in is led to the door."""
    if not request.user.is_authenticated:
        return redirect("demo" if settings.DEMO else "account_login")
    context = {
        "strips": [strip_view(found) for found in portfolio(request.user)],
        "may_create": may_create_partnerships(request.user),
    }
    return render(request, "assessments/home.html", context)


@never_cache
@require_safe
@login_required
def partnership(request: SignedInRequest, slug: str) -> HttpResponse:
    """A partnership opens on its latest results, or on its rounds while there are none."""
    found, _viewer = partnership_or_404(request.user, slug)
    latest = latest_released(found)
    if latest is None:
        return redirect("rounds", slug)
    return redirect("dashboard", slug, latest.number)


@never_cache
@require_safe
@login_required
def rounds(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every round with its state, its response and, for those entitled, its index."""
    found, viewer = partnership_or_404(request.user, slug)
    standings = [standing_view(one, found, viewer) for one in rounds_of(found, viewer)]
    context = {"partnership": found, "viewer": viewer, "standings": standings}
    return render(request, "assessments/rounds.html", context)
