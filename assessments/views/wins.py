"""What both sides tell each other between two rounds, and the way of the relationship so far."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import leaders_partnership_or_404, own_win_or_404
from assessments.forms.wins import WinForm
from assessments.queries import (
    commitments_of,
    kept_days,
    released_rounds,
    released_steps,
    topic_names,
    wins_of,
)
from assessments.questionnaire.load import breakthrough_1
from assessments.services.wins import add_win, change_win, remove_win
from assessments.timeline import (
    by_year,
    from_commitments,
    from_meetings,
    from_rounds,
    from_wins,
    win_views,
)
from partnerships.access import SignedInRequest


@require_safe
@login_required
def timeline(request: SignedInRequest, slug: str) -> HttpResponse:
    """Rounds, what was promised and kept, and wins on one line, the newest first."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    steps = released_steps(partnership)
    names = topic_names(steps[-1].questionnaire if steps else breakthrough_1())
    entries = [
        *from_rounds(partnership, steps, released_rounds(partnership)),
        *from_commitments(partnership, commitments_of(partnership), kept_days(partnership), names),
        *from_meetings(partnership, partnership.meetings.all(), timezone.now()),
        *from_wins(partnership, wins_of(partnership)),
    ]
    context = {"partnership": partnership, "viewer": viewer, "years": by_year(entries)}
    return render(request, "assessments/wins/timeline.html", context)


@require_safe
@login_required
def wins(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of them, the newest first."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    views = win_views(partnership, wins_of(partnership), viewer)
    context = {"partnership": partnership, "viewer": viewer, "wins": views}
    return render(request, "assessments/wins/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write one down."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    today = timezone.localdate()
    form = WinForm(
        request.POST if request.method == "POST" else None,
        today=today,
        back=reverse("wins", args=[slug]),
        initial={"day": today},
    )
    if request.method == "POST" and form.is_valid():
        add_win(
            partnership=partnership,
            side=viewer.side,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("Written down: both sides can read it."))
        return redirect("wins", slug)
    context = {"partnership": partnership, "viewer": viewer, "form": form}
    return render(request, "assessments/wins/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Its writer says it better."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    win = own_win_or_404(partnership, viewer, number)
    form = WinForm(
        request.POST if request.method == "POST" else None,
        today=timezone.localdate(),
        back=reverse("wins", args=[slug]),
        initial={"kind": win.kind, "title": win.title, "text": win.text, "day": win.day},
    )
    if request.method == "POST" and form.is_valid():
        change_win(win=win, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("wins", slug)
    context = {"partnership": partnership, "viewer": viewer, "form": form, "win": win}
    return render(request, "assessments/wins/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Its writer takes it back."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    win = own_win_or_404(partnership, viewer, number)
    if request.method == "POST":
        remove_win(win=win, by=request.user, now=timezone.now())
        messages.success(request, _("Removed."))
        return redirect("wins", slug)
    context = {"partnership": partnership, "viewer": viewer, "win": win}
    return render(request, "assessments/wins/remove.html", context)
