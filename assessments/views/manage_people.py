"""Whom a round invites, and what it promises: chosen while it is a draft, looked after later."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import (
    managed_invitation_or_404,
    managed_invitations,
    managed_round_or_404,
)
from assessments.forms.rounds import ChooseForm, PromiseForm, promise_initial
from assessments.models import Round
from assessments.services.few_left import (
    is_without_link,
    may_be_let_in,
    may_remove,
    may_renew,
)
from assessments.services.invitations import reaches_its_person, remove_invitation, resend_link
from assessments.services.rounds import (
    RoundError,
    choose_people,
    chosen_of,
    drawn_of,
    eligible,
    neutral_facilitators,
    set_promise,
    slips_of,
)
from assessments.views.manage_steps import gone_on
from partnerships.access import SignedInRequest
from partnerships.models import Membership, Side
from partnerships.viewer import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The people of a draft to choose from; once it is open, those who were invited."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if found.state == Round.State.DRAFT:
        return _choose(request, found, viewer)
    if found.state != Round.State.OPEN or request.method == "POST":
        return gone_on(request, found)
    groups = [
        (side, found.partnership.organization_of(side), invitations)
        for side in Side
        if (invitations := [one for one in managed_invitations(found, viewer) if one.side == side])
    ]
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "groups": groups,
        "slips": slips_among(found, viewer, drawn_of(found)),
        "mine": [
            (side, found.partnership.organization_of(side))
            for side in Side
            if viewer.may_manage_people(side)
        ],
    }
    return render(request, "assessments/manage/invitations.html", context)


def _choose(request: SignedInRequest, round: Round, viewer: Viewer) -> HttpResponse:
    partnership = round.partnership
    sides = [side for side in Side if viewer.may_manage_people(side)]
    there = sorted(eligible(partnership, sides), key=lambda one: one.display_name.casefold())
    candidates: dict[str, list[Membership]] = {
        side: [one for one in there if one.side == side] for side in sides
    }
    chosen = chosen_of(round)
    form = ChooseForm(
        request.POST or None,
        candidates=candidates,
        organizations={side: str(partnership.organization_of(side)) for side in sides},
        back=reverse("round", args=[partnership.slug, round.number]),
        # Nobody chosen yet: everybody is the likeliest choice
        initial={side: [str(one.pk) for one in chosen[side] or candidates[side]] for side in sides},
    )
    if request.method == "POST" and form.is_valid():
        try:
            choose_people(round=round, sides=sides, memberships=form.chosen)
            messages.success(request, _("The choice of people is saved."))
            return redirect("round", partnership.slug, round.number)
        except RoundError as problem:
            form.add_error(None, str(problem))
    context = {"round": round, "partnership": partnership, "viewer": viewer, "form": form}
    context["slips"] = slips_among(round, viewer, slips_of(round))
    return render(request, "assessments/manage/choose.html", context)


def slips_among(
    round: Round, viewer: Viewer, numbers: Mapping[str, int]
) -> list[tuple[str, str, int]]:
    """Side, organization and number of slips of each side whose people the viewer chooses."""
    return [
        (side, str(round.partnership.organization_of(side)), numbers[side])
        for side in Side
        if viewer.may_manage_people(side)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def promise(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """What a draft will promise; once open it stands as it was frozen."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if found.state != Round.State.DRAFT:
        return gone_on(request, found)
    neutral = neutral_facilitators(found.partnership)
    form = PromiseForm(
        request.POST or None,
        neutral=neutral,
        back=reverse("round", args=[slug, number]),
        initial=promise_initial(found, neutral),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_promise(round=found, now=timezone.now(), **form.values)
            messages.success(request, _("The promise is saved."))
            return redirect("round", slug, number)
        except RoundError as problem:
            form.add_error(None, str(problem))
    context = {"round": found, "partnership": found.partnership, "viewer": viewer, "form": form}
    return render(request, "assessments/manage/promise.html", context)


@require_safe
@login_required
def invitation(request: SignedInRequest, slug: str, number: int, invited: int) -> HttpResponse:
    """What can be done for one person invited; the same for everybody."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    one = managed_invitation_or_404(found, viewer, invited)
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "invitation": one,
        "reaches": reaches_its_person(one),
        "renewable": may_renew(found, one.side, timezone.now()),
        "removable": may_remove(found, one.side, timezone.now()),
        "is_without_link": is_without_link(one),
        "may_be_let_in": may_be_let_in(one, timezone.now()),
    }
    return render(request, "assessments/manage/invitation.html", context)


@require_POST
@login_required
def resend(request: SignedInRequest, slug: str, number: int, invited: int) -> HttpResponse:
    """Mail the link again, or a new one that ends the old one."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    one = managed_invitation_or_404(found, viewer, invited)
    try:
        resend_link(
            invitation=one,
            new_link="new" in request.POST,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(
            request, _("The link is on its way to %(name)s.") % {"name": one.membership}
        )
    except RoundError as problem:
        messages.error(request, str(problem))
    return redirect("round_people", slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: SignedInRequest, slug: str, number: int, invited: int) -> HttpResponse:
    """Ask first, then end somebody's link."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    one = managed_invitation_or_404(found, viewer, invited)
    if request.method == "POST":
        try:
            remove_invitation(invitation=one, by=request.user, now=timezone.now())
            messages.success(request, _("The link has ended."))
        except RoundError as problem:
            messages.error(request, str(problem))
        return redirect("round_people", slug, number)
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "invitation": one,
        "removable": may_remove(found, one.side, timezone.now()),
    }
    return render(request, "assessments/manage/remove.html", context)
