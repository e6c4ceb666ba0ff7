"""Where both sides want their elements to be."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import leaders_partnership_or_404
from assessments.forms.targets import TargetsForm
from assessments.frozen import questionnaire_of
from assessments.queries import latest_released
from assessments.questionnaire.load import breakthrough_1
from assessments.services.agreements import AgreementError
from assessments.services.targets import (
    agree_to_targets,
    propose_targets,
    targets_of,
)
from partnerships.access import SignedInRequest
from partnerships.models import Organization, Partnership, Side, TargetAgreement
from partnerships.texts import number_in
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class Proposal:
    """An open proposal: its targets beside those in force, and which sides have agreed."""

    agreement: TargetAgreement
    targets: list[tuple[str, int | None, int | None]]
    missing: list[Organization]
    may_agree: bool


@dataclass(frozen=True)
class Agreed:
    """Targets that held from a day on."""

    agreement: TargetAgreement
    targets: list[tuple[str, int]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def targets(request: SignedInRequest, slug: str) -> HttpResponse:
    """What holds, what is proposed, what held before; and a new proposal."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    names, held = _elements(partnership), targets_of(partnership)
    back = reverse("partnership", args=[slug])
    form = TargetsForm(
        request.POST if request.method == "POST" else None, elements=names, back=back, initial=held
    )
    if request.method == "POST" and form.is_valid():
        try:
            propose_targets(
                partnership=partnership,
                values=form.values,
                side=viewer.side,
                by=request.user,
                now=timezone.now(),
            )
        except AgreementError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("targets", slug)
    agreements = list(partnership.target_agreements.all())
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "form": form,
        "held": [(name, held[code]) for code, name in names.items() if code in held],
        "proposal": _proposal(partnership, viewer, agreements, names, held),
        "history": [
            Agreed(one, [(names.get(code, code), value) for code, value in one.values.items()])
            for one in agreements
            if one.agreed_at
        ],
    }
    return render(request, "assessments/targets.html", context)


@require_POST
@login_required
def agree(request: SignedInRequest, slug: str) -> HttpResponse:
    """Agree to a proposal for the own side."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    if viewer.side is None:
        raise PermissionDenied(_("Each side agrees for itself: ask a leader of it."))
    try:
        agree_to_targets(
            partnership=partnership,
            number=number_in(request.POST.get("proposal", "")),
            side=viewer.side,
            by=request.user,
            now=timezone.now(),
        )
    except AgreementError as problem:
        messages.error(request, str(problem))
    return redirect("targets", slug)


def _elements(partnership: Partnership) -> dict[str, str]:
    """The elements that the next round will ask about."""
    latest = latest_released(partnership)
    asked = questionnaire_of(latest) if latest else breakthrough_1()
    return {element.code: element.name for element in asked.elements}


def _proposal(
    partnership: Partnership,
    viewer: Viewer,
    agreements: list[TargetAgreement],
    names: Mapping[str, str],
    held: Mapping[str, int],
) -> Proposal | None:
    found = next((one for one in agreements if one.agreed_at is None), None)
    if found is None:
        return None
    missing = [side for side in Side if found.agreed_for(side) is None]
    return Proposal(
        found,
        [(name, held.get(code), found.values.get(code)) for code, name in names.items()],
        [partnership.organization_of(side) for side in missing],
        viewer.side in missing,
    )
