"""What both sides promised each other: the list, a new one, and how one stands."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import commitment_or_404, leaders_partnership_or_404, meeting_named
from assessments.charts.further import kept_by_round
from assessments.commitments_page import promises, views
from assessments.forms.commitments import CommitmentForm, CommitmentUpdateForm
from assessments.queries import commitments_of, names_of, released_steps, topic_names
from assessments.questionnaire.load import breakthrough_1
from assessments.services.commitments import (
    CommitmentError,
    make_commitment,
    update_commitment,
)
from assessments.services.meetings import day_of
from partnerships.access import SignedInRequest
from partnerships.models import Meeting


@require_safe
@login_required
def commitments(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open ones first, each beside what its element or practice has done since."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    steps = released_steps(partnership)
    names = topic_names(steps[-1].questionnaire if steps else breakthrough_1())
    today = timezone.localdate()
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "promises": promises(commitments_of(partnership), steps, names, today),
        "latest": steps[-1].snapshot.number if steps else None,
    }
    return render(request, "assessments/commitments/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a commitment."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    steps = released_steps(partnership)
    meeting = meeting_named(partnership, request.GET.get("meeting", ""))
    form = CommitmentForm(
        request.POST if request.method == "POST" else None,
        partnership=partnership,
        topics=topic_names(steps[-1].questionnaire if steps else breakthrough_1()),
        back=_way_back(request, slug, meeting),
        initial={
            "topic": request.GET.get("topic"),
            "made_on": day_of(meeting) if meeting else timezone.localdate(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            make_commitment(
                partnership=partnership,
                by=request.user,
                now=timezone.now(),
                meeting=meeting,
                **form.cleaned_data,
            )
        except CommitmentError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Agreed: it stands on the list of both sides."))
            return redirect(_way_back(request, slug, meeting))
    context = {"partnership": partnership, "viewer": viewer, "form": form, "meeting": meeting}
    return render(request, "assessments/commitments/new.html", context)


def _way_back(request: SignedInRequest, slug: str, meeting: Meeting | None) -> str:
    """To wherever the commitment is made from: the meeting mode, a meeting's page, the list."""
    if meeting is None:
        return reverse("commitments", args=[slug])
    if request.GET.get("from") == "mode":
        return f"{reverse('meeting_mode', args=[slug, meeting.pk])}?stage=promise"
    return reverse("meeting", args=[slug, meeting.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def commitment(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One commitment with its updates, and how it stands."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    found = commitment_or_404(partnership, number)
    form = CommitmentUpdateForm(
        request.POST if request.method == "POST" else None,
        back=reverse("commitments", args=[slug]),
        initial={"state": found.state, "due_on": found.due_on},
    )
    if request.method == "POST" and form.is_valid():
        update_commitment(
            commitment=found, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        return redirect("commitments", slug)
    steps = released_steps(partnership)
    names = topic_names(steps[-1].questionnaire if steps else breakthrough_1())
    (view,) = views([found], steps, names, timezone.localdate())
    context: dict[str, Any] = {
        "partnership": partnership,
        "viewer": viewer,
        "view": view,
        "updates": found.updates.select_related("person"),
        "form": form,
        "kept": kept_by_round(steps, found.text, names_of(partnership)),
    }
    return render(request, "assessments/commitments/one.html", context)
