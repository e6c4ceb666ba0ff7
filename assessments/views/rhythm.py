"""The rhythm of a partnership: the days on which its rounds open by themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import managed_partnership_or_404
from assessments.forms.rhythm import RhythmForm, rhythm_initial
from assessments.queries import coming_rounds, rhythm_of
from assessments.services.rhythms import set_rhythm, stop_rhythm
from assessments.services.rounds import RoundError
from partnerships.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rhythm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose the days; the next three rounds are shown."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    found, now = rhythm_of(partnership), timezone.now()
    form = RhythmForm(
        request.POST or None,
        back=reverse("rounds", args=[slug]),
        initial=rhythm_initial(found, request.user.zone),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_rhythm(partnership=partnership, by=request.user, now=now, **form.values)
            messages.success(request, _("The rhythm is saved: the next rounds stand below."))
            return redirect("rhythm", slug)
        except RoundError as problem:
            form.add_error(None, str(problem))
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "form": form,
        "rhythm": found,
        "coming": coming_rounds(found, now),
    }
    return render(request, "assessments/manage/rhythm.html", context)


@require_POST
@login_required
def stop(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let nothing open by itself any more."""
    partnership, _viewer = managed_partnership_or_404(request.user, slug)
    stop_rhythm(partnership=partnership, by=request.user, now=timezone.now())
    messages.success(request, _("From now on rounds are planned and opened by hand."))
    return redirect("rounds", slug)
