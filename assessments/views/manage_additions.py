"""People added to an open round: proposed by their own side, with the consent of the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import managed_side_or_404, may_answer_additions, round_or_404
from assessments.closing import closing_moment
from assessments.forms.additions import AdditionForm
from assessments.models import Addition, Round
from assessments.services.additions import (
    addable,
    consent_to_addition,
    decline_addition,
    propose_addition,
    sides_asked,
    waiting_for,
    withdraw_addition,
)
from assessments.services.few_left import fewest_to_add
from assessments.services.rounds import RoundError
from assessments.views.manage_steps import gone_on
from partnerships.access import SignedInRequest
from partnerships.models import Organization, Side
from partnerships.texts import number_in
from partnerships.viewer import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """Choose people of a side to be added."""
    found, viewer = managed_side_or_404(request.user, slug, number, side)
    if found.state != Round.State.OPEN:
        return gone_on(request, found)
    waiting = waiting_for(found, side).first()
    there = sorted(addable(found, side), key=lambda one: one.display_name.casefold())
    form = AdditionForm(
        request.POST or None,
        candidates=there,
        back=reverse("round_people", args=[slug, number]),
        initial={
            "people": [str(pk) for pk in waiting.members] if waiting else [],
            "slips": waiting.slips if waiting else 0,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            propose_addition(
                round=found,
                side=side,
                place=viewer.side,
                by=request.user,
                now=timezone.now(),
                **form.values,
            )
        except RoundError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The consent is asked for, by mail and on this page."))
            return redirect("round", slug, number)
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "organization": found.partnership.organization_of(side),
        "fewest": fewest_to_add(found, side, timezone.now()),
        "form": form,
    }
    return render(request, "assessments/manage/add.html", context)


@require_POST
@login_required
def withdraw(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """Take a proposal back."""
    found, _viewer = managed_side_or_404(request.user, slug, number, side)
    return _act(
        request,
        found,
        lambda: withdraw_addition(round=found, side=side, by=request.user, now=timezone.now()),
        _("The proposal is withdrawn."),
    )


@require_POST
@login_required
def answer(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """Consent or decline for a side, as somebody of it who holds its key."""
    found, _viewer = round_or_404(request.user, slug, number)
    if side not in Side.values:
        raise Http404
    if not may_answer_additions(found, request.user.pk, side):
        raise PermissionDenied(_("This is for those of that side who hold its key."))
    proposal = number_in(request.POST.get("proposal", ""))
    settle, sentence = (
        (decline_addition, _("You have declined: nobody is added."))
        if "decline" in request.POST
        else (consent_to_addition, _("You have consented."))
    )
    return _act(
        request,
        found,
        lambda: settle(
            round=found, number=proposal, side=side, by=request.user, now=timezone.now()
        ),
        sentence,
    )


@dataclass(frozen=True)
class Proposal:
    """A proposal that waits. `answers_for`: the side for which this viewer can consent."""

    addition: Addition
    organization: Organization
    asked: list[Organization]
    answers_for: str
    is_ours: bool


def proposals_of(round: Round, viewer: Viewer, now: datetime) -> list[Proposal]:
    """What waits for consent in an open round, side by side."""
    if round.state != Round.State.OPEN or closing_moment(round) <= now:
        return []
    return [
        _proposal(round, viewer, one)
        for one in round.additions.filter(added_at=None).order_by("pk")
    ]


def _proposal(round: Round, viewer: Viewer, addition: Addition) -> Proposal:
    organization_of, asked = round.partnership.organization_of, sides_asked(addition)
    mine = [side for side in asked if may_answer_additions(round, viewer.person_id, side)]
    return Proposal(
        addition,
        organization_of(addition.side),
        [organization_of(side) for side in asked],
        mine[0] if mine else "",
        viewer.may_manage_people(addition.side),
    )


def _act(
    request: SignedInRequest, round: Round, act: Callable[[], object], sentence: str
) -> HttpResponse:
    try:
        act()
        messages.success(request, sentence)
    except RoundError as problem:
        messages.error(request, str(problem))
    return redirect("round", round.partnership.slug, round.number)
