"""What a partnership asks beyond the instrument: what holds, and what is proposed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import leaders_partnership_or_404
from assessments.agreed import held_section
from assessments.forms.asked import AskedCommitmentsForm, OwnMeasuresForm
from assessments.parts import section_title
from assessments.questionnaire.load import section_from_json
from assessments.questionnaire.schema import COMMITMENTS, OWN_MEASURES, Section
from assessments.services.agreements import AgreementError
from assessments.services.statements import (
    agree_to_statements,
    propose_commitments,
    propose_own_measures,
)
from partnerships.access import SignedInRequest
from partnerships.models import Organization, Partnership, Side, StatementAgreement
from partnerships.texts import number_in
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class Subject:
    """One kind of further statements: how they are chosen and proposed."""

    form: type[OwnMeasuresForm] | type[AskedCommitmentsForm]
    propose: Callable[..., StatementAgreement]


SUBJECTS: Mapping[str, Subject] = {
    OWN_MEASURES: Subject(OwnMeasuresForm, propose_own_measures),
    COMMITMENTS: Subject(AskedCommitmentsForm, propose_commitments),
}


@dataclass(frozen=True)
class Put:
    """A proposal or an agreement with its statements; of a proposal, who has not agreed yet."""

    agreement: StatementAgreement
    section: Section
    missing: list[Organization]
    may_agree: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def asked(request: SignedInRequest, slug: str, subject: str) -> HttpResponse:
    """What holds, what is proposed, what held before; and a new proposal."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    chosen, now = _subject_or_404(subject), timezone.now()
    puts = [_put(one, partnership, viewer) for one in _agreements(partnership, subject)]
    proposal = next((one for one in puts if one.agreement.agreed_at is None), None)
    held = held_section(partnership, subject)
    form = chosen.form(
        request.POST if request.method == "POST" else None,
        partnership=partnership,
        now=now,
        back=reverse("rounds", args=[slug]),
        initial=chosen.form.initial_of(proposal.section if proposal else held, partnership),
    )
    if request.method == "POST" and form.is_valid():
        try:
            chosen.propose(
                partnership=partnership, side=viewer.side, by=request.user, now=now, **form.values
            )
        except AgreementError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("asked", slug, subject)
    context: dict[str, Any] = {
        "partnership": partnership,
        "viewer": viewer,
        "subject": subject,
        "title": section_title(subject),
        "form": form,
        "held": held,
        "proposal": proposal,
        "history": [one for one in puts if one.agreement.agreed_at],
    }
    return render(request, "assessments/asked.html", context)


@require_POST
@login_required
def agree(request: SignedInRequest, slug: str, subject: str) -> HttpResponse:
    """Agree to a proposal for the own side."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    if viewer.side is None:
        raise PermissionDenied(_("Each side agrees for itself: ask a leader of it."))
    _subject_or_404(subject)
    try:
        agree_to_statements(
            partnership=partnership,
            subject=subject,
            number=number_in(request.POST.get("proposal", "")),
            side=viewer.side,
            by=request.user,
            now=timezone.now(),
        )
    except AgreementError as problem:
        messages.error(request, str(problem))
    return redirect("asked", slug, subject)


def _subject_or_404(subject: str) -> Subject:
    if subject not in SUBJECTS:
        raise Http404(_("There is no such page."))
    return SUBJECTS[subject]


def _agreements(partnership: Partnership, subject: str) -> list[StatementAgreement]:
    return list(partnership.statement_agreements.filter(subject=subject))


def _put(found: StatementAgreement, partnership: Partnership, viewer: Viewer) -> Put:
    missing = [side for side in Side if found.agreed_for(side) is None]
    return Put(
        found,
        section_from_json(found.section),
        [partnership.organization_of(side) for side in missing],
        viewer.side in missing,
    )
