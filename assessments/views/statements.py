"""What a round asks, and what of it is asked in other words than in the round before."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.access import check_may_follow, round_or_404
from assessments.queries import asked_in, previous_released
from assessments.questionnaire.changes import compared, wordings_of
from partnerships.access import SignedInRequest


@never_cache
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
        "wordings": list(wordings_of(asked)),
        "previous": previous,
        "changes": [one for one in changes if one.is_change],
    }
    return render(request, "assessments/statements.html", context)
