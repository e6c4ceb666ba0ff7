"""People from a spreadsheet: a preview of every row, then all of them or nobody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from partnerships.access import (
    SignedInRequest,
    managed_partnership_or_404,
    managed_places,
)
from partnerships.forms import PeopleConfirmForm, PeopleUploadForm
from partnerships.importing import import_people, preview_people
from partnerships.models import Partnership, Side
from partnerships.people_file import read_people
from partnerships.people_plan import Outcome, PeoplePlan
from partnerships.services import PartnershipError
from partnerships.tables import TableError
from partnerships.uploads import carried_upload, carry_upload
from partnerships.viewer import Role, Viewer
from partnerships.views.people import next_step

FEW_ROWS = 5
"""So many rows of one kind are shown at once."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a file and show what it would do; nothing is stored."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    form = PeopleUploadForm(
        request.POST or None,
        request.FILES or None,
        partnership=partnership,
        viewer=viewer,
        back=reverse("people", args=[slug]),
        initial={"side": request.GET.get("side")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, partnership, viewer, **form.cleaned_data)
        except TableError as problem:
            form.add_error("file", str(problem))
    context = {"partnership": partnership, "viewer": viewer, "form": form}
    return render(request, "partnerships/people_import.html", context)


def _preview(
    request: SignedInRequest,
    partnership: Partnership,
    viewer: Viewer,
    file: bytes,
    side: str,
    problem: str = "",
) -> HttpResponse:
    plan = preview_people(
        partnership=partnership,
        viewer=viewer,
        file=read_people(file),
        side=side,
        by=request.user,
        at=timezone.now(),
    )
    carried = {
        "upload": carry_upload(file, *_scope(request, partnership)),
        "side": side,
        "seen": plan.fingerprint,
    }
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "plan": plan,
        "groups": [(outcome, plan.of(outcome)) for outcome in Outcome],
        "sides": _added_by_side(plan, partnership),
        "few": FEW_ROWS,
        "form": PeopleConfirmForm(initial=carried, partnership=partnership, viewer=viewer),
        "problem": problem,
    }
    status = 409 if problem else 200
    return render(request, "partnerships/people_preview.html", context, status=status)


def _added_by_side(plan: PeoplePlan, partnership: Partnership) -> list[dict[str, object]]:
    """How many would be added to each side, and who of them as its leaders."""
    added = plan.of(Outcome.ADDED)
    return [
        {
            "side": side,
            "organization": partnership.organization_of(side),
            "number": sum(row.side == side for row in added),
            "leaders": [row for row in added if row.side == side and row.role == Role.LEADER],
        }
        for side in Side
        if any(row.side == side for row in added)
    ]


def _scope(request: SignedInRequest, partnership: Partnership) -> tuple[object, ...]:
    return ("people", partnership.pk, request.user.pk)


@require_POST
@login_required
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Do what the preview showed."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    form = PeopleConfirmForm(request.POST, partnership=partnership, viewer=viewer)
    content = (
        carried_upload(form.cleaned_data["upload"], *_scope(request, partnership))
        if form.is_valid()
        else None
    )
    if content is None:
        messages.error(request, _("This preview is too old: choose the file again."))
        return redirect("people_import", slug)
    side = form.cleaned_data["side"]
    try:
        plan = import_people(
            partnership=partnership,
            viewer=viewer,
            file=read_people(content),
            side=side,
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except PartnershipError as problem:
        return _preview(request, partnership, viewer, content, side, str(problem))
    messages.success(request, _said(plan))
    step = next_step(partnership, viewer, managed_places(partnership, viewer))
    return redirect("round_create" if step == "plan" else "people", slug)


def _said(plan: PeoplePlan) -> str:
    added, changed = len(plan.of(Outcome.ADDED)), len(plan.of(Outcome.CHANGED))
    sentences = [
        ngettext("One person has been added.", "%(number)s people have been added.", added)
        % {"number": added}
    ]
    if changed:
        sentences.append(
            ngettext(
                "One person has been changed.", "%(number)s people have been changed.", changed
            )
            % {"number": changed}
        )
    return " ".join(sentences)
