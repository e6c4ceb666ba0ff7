"""Planning a round and following it: the checklist with its one next step."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import (
    check_may_follow,
    managed_partnership_or_404,
    managed_round_or_404,
    may_agree_to_key_holder,
    round_or_404,
)
from assessments.checklist import (
    checklist_of,
    key_action,
    next_of,
    orphaned_text,
    standing_of,
)
from assessments.closing import closing_moment
from assessments.forms.rounds import RoundForm, plan_initial, round_initial
from assessments.holders import key_holder_name, key_holders
from assessments.models import Round
from assessments.queries import UNCHOSEN_ZONE, usual_zone
from assessments.services.held import stands_still
from assessments.services.opening import opening_problems
from assessments.services.planning import plan_round
from assessments.services.releasing import missing_keys
from assessments.services.rounds import (
    RoundError,
    chosen_of,
    edit_round,
    held_text,
    sides_agreed,
    slips_of,
)
from assessments.shared_log import lines_about
from assessments.views.manage_additions import proposals_of
from assessments.wording import moment_text
from partnerships.access import SignedInRequest
from partnerships.models import Side
from partnerships.viewer import Viewer

State = Round.State


@require_safe
@login_required
def round(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Where a round stands: all of it for facilitators, state and keys for leaders, else state."""
    found, viewer = round_or_404(request.user, slug, number)
    check_may_follow(found, viewer)
    missing = missing_keys(found)
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "closes": moment_text(closing_moment(found), found.time_zone) if found.closes_at else "",
        "missing": [found.partnership.organization_of(side) for side in missing],
        "held": held_text() if stands_still(found) else "",
    }
    if viewer.may_see_results:
        context["log"] = lines_about(found)
        context["keys"] = _keys(found, missing)
        context["proposals"] = proposals_of(found, viewer, timezone.now())
    if viewer.may_run_rounds:
        return render(request, "assessments/manage/round.html", context | _desk(found, viewer))
    return render(request, "assessments/manage/follow.html", context | _seat(found, viewer))


def _keys(round: Round, missing: Sequence[str]) -> list[dict[str, object]]:
    """Who holds the keys of a round that is not released yet, side by side."""
    if round.state not in (State.OPEN, State.SEALING, State.SEALED):
        return []
    return [
        {
            "organization": round.partnership.organization_of(side),
            "side": side,
            "holders": holders,
            "is_turned": side not in missing,
            "orphaned": "" if holders else orphaned_text(round, side),
        }
        for side, holders in key_holders(round).items()
    ]


def _desk(round: Round, viewer: Viewer) -> dict[str, object]:
    """What only a facilitator sees; counts of the own side, of both for a neutral one."""
    standing = standing_of(round, viewer, timezone.now())
    steps = checklist_of(standing)
    response = standing.response
    partnership = round.partnership
    sides = (
        [(partnership.organization_of(one.side), one) for one in response.sides] if response else []
    )
    counts = [(name, one) for name, one in sides if viewer.may_see_counts(one.side)]
    return {
        "steps": steps,
        "next": next_of(steps),
        "waits_for_count": standing.waits_for_count,
        "day": max((one.day for _name, one in counts if one.day), default=None),
        "counts": counts,
        "enough": sides,
    }


def _seat(round: Round, viewer: Viewer) -> dict[str, object]:
    """What a leader can do: agree to one holder of both keys, and turn the own key."""
    may_agree = may_agree_to_key_holder(round, viewer)
    is_sealed = round.state == State.SEALED
    return {
        "key_holder": key_holder_name(round) if may_agree else "",
        "may_agree": may_agree and viewer.side not in sides_agreed(round),
        "has_agreed": may_agree and viewer.side in sides_agreed(round),
        "key": key_action(round, viewer, missing_keys(round)) if is_sealed else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a round."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    zone = usual_zone(partnership, request.user)
    form = RoundForm(
        request.POST or None,
        button=_("Plan the round"),
        back=reverse("rounds", args=[slug]),
        initial=plan_initial(partnership, zone or UNCHOSEN_ZONE, timezone.now()),
        propose_zone=zone is None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_round(
                partnership=partnership,
                sides=[side for side in Side if viewer.may_manage_people(side)],
                by=request.user,
                now=timezone.now(),
                **form.values,
            )
            if _is_ready(made):
                return redirect("round_open", slug, made.number)
            messages.success(request, _planned(made))
            return redirect("round", slug, made.number)
        except RoundError as problem:
            form.add_error(None, str(problem))
    context = {"partnership": partnership, "viewer": viewer, "form": form}
    return render(request, "assessments/manage/create.html", context)


def _planned(made: Round) -> str:
    people = made.invitees.count()
    sentence = ngettext(
        "“%(title)s” is planned, with %(people)d person to be asked by mail.",
        "“%(title)s” is planned, with %(people)d people to be asked by mail.",
        people,
    )
    return sentence % {"title": made.title, "people": people}


def _is_ready(made: Round) -> bool:
    """Whether opening it is next, because nothing is missing: that page tells all that was set."""
    problems = opening_problems(made, chosen_of(made), slips_of(made), timezone.now())
    return not made.opens_at and not problems


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Change title and closing time of a draft."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    form = RoundForm(
        request.POST or None,
        button=_("Save"),
        back=reverse("round", args=[slug, number]),
        initial=round_initial(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_round(round=found, now=timezone.now(), **form.values)
            messages.success(request, _("The plan is saved."))
            return redirect("round", slug, number)
        except RoundError as problem:
            form.add_error(None, str(problem))
    context = {"round": found, "partnership": found.partnership, "viewer": viewer, "form": form}
    return render(request, "assessments/manage/edit.html", context)
