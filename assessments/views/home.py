"""Somebody's partnerships, and the rounds of one."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.portfolio import standing_view, strip_view
from assessments.queries import (
    coming_rounds,
    latest_released,
    rhythm_of,
    rounds_of,
)
from assessments.strips import places_of, portfolio
from partnerships.access import (
    SignedInRequest,
    may_create_partnerships,
    partnership_or_404,
)

STRIPS_OF_A_PAGE = 20
LONGEST_SEARCH = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My partnerships, or those that hold some words; whoever is not signed in is led to the
    door."""
    if not request.user.is_authenticated:
        return redirect("demo" if settings.DEMO else "account_login")
    words, now = request.GET.get("q", "")[:LONGEST_SEARCH], timezone.now()
    places = places_of(request.user, words)
    page = Paginator(places, STRIPS_OF_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "strips": [strip_view(found, now) for found in portfolio(list(page))],
        "page": page,
        "words": words,
        "may_create": may_create_partnerships(request.user),
    }
    return render(request, "assessments/home.html", context)


@require_safe
@login_required
def partnership(request: SignedInRequest, slug: str) -> HttpResponse:
    """A partnership opens on its latest results, or on its rounds while there are none."""
    found, _viewer = partnership_or_404(request.user, slug)
    latest = latest_released(found)
    if latest is None:
        return redirect("rounds", slug)
    return redirect("dashboard", slug, latest.number)


@require_safe
@login_required
def rounds(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every round with its state, its response and, for those entitled, its index."""
    found, viewer = partnership_or_404(request.user, slug)
    standings = [standing_view(one, found, viewer) for one in rounds_of(found, viewer)]
    rhythm = rhythm_of(found) if viewer.may_see_results else None
    context = {
        "partnership": found,
        "viewer": viewer,
        "standings": standings,
        "rhythm": rhythm,
        "coming": coming_rounds(rhythm, timezone.now()),
    }
    return render(request, "assessments/rounds.html", context)
