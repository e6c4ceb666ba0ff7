"""A round that was held elsewhere: a preview, then it is stored as it would be by the command."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import neutral_partnership_or_404
from assessments.forms.importing import RoundConfirmForm, RoundImportForm
from assessments.questionnaire.load import breakthrough_1
from assessments.services.importing import ImportingError, import_round, preview_import
from assessments.services.instruments import InstrumentError
from partnerships.access import SignedInRequest
from partnerships.models import Partnership
from partnerships.services import PartnershipError
from partnerships.tables import TableError
from partnerships.uploads import carried_upload, carry_upload

REFUSALS = (TableError, ImportingError, InstrumentError, PartnershipError)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a file and show what it would become; nothing is stored."""
    partnership, viewer = neutral_partnership_or_404(request.user, slug)
    back = reverse("rounds", args=[slug])
    form = RoundImportForm(
        request.POST or None, request.FILES or None, partnership=partnership, back=back
    )
    context: dict[str, Any] = {"partnership": partnership, "viewer": viewer, "form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"]
        try:
            context["preview"] = preview_import(
                partnership=partnership,
                content=content,
                now=timezone.now(),
                by=request.user,
                **form.values,
            )
        except REFUSALS as problem:
            form.add_error("file" if isinstance(problem, TableError) else None, str(problem))
        else:
            carried = form.cleaned_data | {
                "upload": carry_upload(content, *_scope(request, partnership))
            }
            context["values"] = form.cleaned_data
            context["form"] = RoundConfirmForm(initial=carried, partnership=partnership, back=back)
            return render(request, "assessments/manage/import_preview.html", context)
    context["codes"] = breakthrough_1().codes
    return render(request, "assessments/manage/import.html", context)


def _scope(request: SignedInRequest, partnership: Partnership) -> tuple[object, ...]:
    return ("round", partnership.pk, request.user.pk)


@require_POST
@login_required
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Store what the preview showed."""
    partnership, _viewer = neutral_partnership_or_404(request.user, slug)
    form = RoundConfirmForm(request.POST, partnership=partnership, back="")
    content = (
        carried_upload(form.cleaned_data["upload"], *_scope(request, partnership))
        if form.is_valid()
        else None
    )
    if content is None:
        messages.error(request, _("This preview is too old: choose the file again."))
        return redirect("round_import", slug)
    try:
        round = import_round(
            partnership=partnership,
            content=content,
            now=timezone.now(),
            by=request.user,
            **form.values,
        )
    except REFUSALS as problem:
        messages.error(request, str(problem))
        return redirect("round_import", slug)
    messages.success(
        request,
        _("Round %(number)d, “%(title)s”, is imported and released.")
        % {"number": round.number, "title": round.title},
    )
    return redirect("dashboard", slug, round.number)
