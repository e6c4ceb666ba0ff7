"""The steps of a round that cannot be taken back: each asks on a page of its own first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import (
    managed_round_or_404,
    may_agree_to_key_holder,
    may_turn_key,
    round_or_404,
)
from assessments.closing import closing_moment
from assessments.holders import key_holder_name, present_holders
from assessments.models import Round
from assessments.queries import has_unread_comments
from assessments.services.counting import seal_now
from assessments.services.letters import Kind, sample_letter
from assessments.services.opening import open_round, opening_problems
from assessments.services.releasing import cancel_round, turn_key
from assessments.services.rounds import (
    RoundError,
    agree_to_key_holder,
    chosen_of,
    held_text,
    slips_of,
)
from assessments.services.sealing import SealingError
from assessments.wording import moment_text
from partnerships.access import SignedInRequest
from partnerships.models import Side
from partnerships.viewer import Viewer

State = Round.State


def _ask_or_act(
    request: SignedInRequest,
    round: Round,
    viewer: Viewer,
    template: str,
    act: Callable[[], object],
    **context: Any,
) -> HttpResponse:
    """GET asks; POST acts and goes back to the round, with the reason where it was refused."""
    if request.method == "POST":
        try:
            act()
        except (RoundError, SealingError) as problem:
            messages.error(request, str(problem))
        return redirect("round", round.partnership.slug, round.number)
    context |= {"round": round, "partnership": round.partnership, "viewer": viewer}
    return render(request, f"assessments/manage/{template}.html", context)


def gone_on(request: SignedInRequest, round: Round) -> HttpResponse:
    """Back to a round that has gone on meanwhile, by itself or by somebody else."""
    if request.method == "POST":
        sentence = _("Nothing was done: the round is %(state)s by now. The shared log says why.")
        messages.info(request, sentence % {"state": round.get_state_display()})
    return redirect("round", round.partnership.slug, round.number)


def _stands_still(request: SignedInRequest, round: Round) -> HttpResponse:
    """Back to a round that is held, and why."""
    messages.error(request, held_text())
    return redirect("round", round.partnership.slug, round.number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show what will be promised, then freeze it and invite."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if found.state != State.DRAFT:
        return gone_on(request, found)
    now = timezone.now()
    chosen, slips = chosen_of(found), slips_of(found)
    partnership = found.partnership
    return _ask_or_act(
        request,
        found,
        viewer,
        "open",
        lambda: open_round(round=found, by=request.user, now=now),
        problems=opening_problems(found, chosen, slips, now),
        invited=[
            (partnership.organization_of(side), len(chosen[side]), slips[side])
            for side in Side
            if viewer.may_see_counts(side)
        ],
        holders=[
            (partnership.organization_of(side), holders)
            for side, holders in present_holders(found).items()
        ],
        closes=moment_text(found.closes_at, found.time_zone) if found.closes_at else "",
        key_holder=key_holder_name(found),
        removable_from=2 * partnership.k,
        letter=sample_letter(
            Kind.INVITATION, round=found, reader=request.user, side=viewer.side or Side.CONTRACTOR
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def seal(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Seal a round that has closed; or early, once both sides have enough answers."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if found.state not in (State.OPEN, State.SEALING):
        return gone_on(request, found)
    if found.held:
        return _stands_still(request, found)
    return _ask_or_act(
        request,
        found,
        viewer,
        "seal",
        lambda: seal_now(round=found, by=request.user, now=timezone.now()),
        is_early=found.state == State.OPEN and timezone.now() < closing_moment(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def key(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """Turn a side's key."""
    found, viewer = round_or_404(request.user, slug, number)
    if side not in Side.values:
        raise Http404
    if not may_turn_key(found, viewer, side):
        raise PermissionDenied(_("This key is for those who held it when the round was opened."))
    if found.state != State.SEALED:
        return gone_on(request, found)
    if found.held:
        return _stands_still(request, found)
    return _ask_or_act(
        request,
        found,
        viewer,
        "key",
        lambda: turn_key(round=found, side=side, by=request.user, now=timezone.now()),
        organization=found.partnership.organization_of(side),
        is_last=found.release_keys.exclude(side=side).exists(),
        has_unread=has_unread_comments(found),
    )


@require_POST
@login_required
def agree(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """A leader agrees for the own side that one neutral facilitator turns both keys."""
    found, viewer = round_or_404(request.user, slug, number)
    if not may_agree_to_key_holder(found, viewer) or viewer.side is None:
        raise PermissionDenied(_("Only a leader is asked this, while the round is planned."))
    try:
        agree_to_key_holder(round=found, side=viewer.side, by=request.user, now=timezone.now())
        messages.success(request, _("You have agreed."))
    except RoundError as problem:
        messages.error(request, str(problem))
    return redirect("round", slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Give a round up."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if found.state not in (State.DRAFT, State.OPEN):
        return gone_on(request, found)
    return _ask_or_act(
        request,
        found,
        viewer,
        "cancel",
        lambda: cancel_round(round=found, by=request.user, now=timezone.now()),
    )
