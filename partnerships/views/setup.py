"""Setting up a partnership."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnerships.access import (
    SignedInRequest,
    managed_partnership_or_404,
    may_create_partnerships,
)
from partnerships.forms import DETAILS, PartnershipChangeForm, PartnershipForm
from partnerships.services import (
    PartnershipError,
    change_partnership,
    create_partnership,
)
from partnerships.slugs import unguessable_slug


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: SignedInRequest) -> HttpResponse:
    """Two organizations become partners; whoever enters them is their neutral facilitator."""
    if not may_create_partnerships(request.user):
        raise PermissionDenied(
            _("Setting up partnerships is for those whom the owner of this site allows it: ask.")
        )
    form = PartnershipForm(request.POST or None, back="/")
    if request.method == "POST" and form.is_valid():
        try:
            partnership = create_partnership(
                **form.cleaned_data,
                slug=unguessable_slug(form.cleaned_data["name"]),
                facilitator=request.user,
                at=timezone.now(),
            )
            said = _("%(name)s has been set up. Next: its people.")
            messages.success(request, said % {"name": partnership.name})
            return redirect("people_import", partnership.slug)
        except PartnershipError as problem:
            form.add_error(None, str(problem))
    return render(request, "partnerships/setup.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the partnership is called and does, and for whom."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    form = PartnershipChangeForm(
        request.POST or None,
        back=reverse("people", args=[slug]),
        initial={name: getattr(partnership, name) for name in DETAILS},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_partnership(
                partnership=partnership, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("The details are saved."))
            return redirect("people", slug)
        except PartnershipError as problem:
            form.add_error(None, str(problem))
    context = {"partnership": partnership, "viewer": viewer, "form": form}
    return render(request, "partnerships/details.html", context)
