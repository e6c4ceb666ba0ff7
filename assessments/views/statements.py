"""What a round asks, and what of it is asked in other words than in the round before."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access import check_may_follow, round_or_404
from assessments.parts import SECTIONS, section_title
from assessments.queries import asked_in, previous_released
from assessments.questionnaire.changes import Change, Wording, compared, wordings_of
from partnerships.access import SignedInRequest


@require_safe
@login_required
def statements(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Every statement of a round; figures are compared only where the words are the same."""
    found, viewer = round_or_404(request.user, slug, number)
    check_may_follow(found, viewer)
    asked, previous = asked_in(found), previous_released(found)
    changes = compared(asked, asked_in(previous)) if previous else []
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "asked": asked,
        "wordings": [_named(one) for one in wordings_of(asked)],
        "previous": previous,
        "changes": [
            Change(one.now and _named(one.now), one.before and _named(one.before))
            for one in changes
            if one.is_change
        ],
    }
    return render(request, "assessments/statements.html", context)


def _named(one: Wording) -> Wording:
    """With the name of the section in the reader's language."""
    return replace(one, part=section_title(one.part)) if one.part in SECTIONS else one
