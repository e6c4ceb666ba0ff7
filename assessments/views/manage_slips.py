"""Slips of paper for people without an e-mail address, drawn by their own side."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import managed_side_or_404
from assessments.closing import closing_moment
from assessments.forms.rounds import SlipsForm
from assessments.models import Round
from assessments.services.rounds import RoundError, drawn_of, slips_of
from assessments.services.slips import draw_slips, print_slips
from assessments.wording import moment_text
from partnerships.access import SignedInRequest
from partnerships.viewer import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def slips(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """How many slips a draft draws; of an open round, how they are handed out."""
    found, viewer = managed_side_or_404(request.user, slug, number, side)
    if found.state == Round.State.OPEN:
        drawn = drawn_of(found)[side]
        return _page(request, found, viewer, side, "slips_open", drawn=drawn)
    if found.state != Round.State.DRAFT:
        return redirect("round", slug, number)
    form = SlipsForm(
        request.POST or None,
        back=reverse("round_people", args=[slug, number]),
        initial={"number": slips_of(found)[side]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            draw_slips(
                round=found, side=side, by=request.user, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("The number of slips is saved."))
            return redirect("round_people", slug, number)
        except RoundError as problem:
            form.add_error(None, str(problem))
    return _page(request, found, viewer, side, "slips", form=form)


@require_POST
@login_required
def show(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """The slips, to be printed and cut."""
    found, viewer = managed_side_or_404(request.user, slug, number, side)
    try:
        slips = print_slips(round=found, side=side, by=request.user, now=timezone.now())
    except RoundError as problem:
        messages.error(request, str(problem))
        return redirect("round", slug, number)
    typed_at = f"{settings.SITE_URL}{reverse('answer_slip')}"
    return _page(request, found, viewer, side, "slips_print", slips=slips, typed_at=typed_at)


def _page(
    request: SignedInRequest, round: Round, viewer: Viewer, side: str, name: str, **context: object
) -> HttpResponse:
    context |= {
        "round": round,
        "partnership": round.partnership,
        "viewer": viewer,
        "side": side,
        "organization": round.partnership.organization_of(side),
        "closes": moment_text(closing_moment(round), round.time_zone) if round.closes_at else "",
    }
    return render(request, f"assessments/manage/{name}.html", context)
