"""Who belongs to a partnership, for its facilitators: a side's own one sees that side alone."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from partnerships.access import (
    SignedInRequest,
    managed_partnership_or_404,
    managed_place_or_404,
    managed_places,
)
from partnerships.forms import NEUTRAL, MemberChangeForm, MemberForm, MembersForm
from partnerships.models import Membership, Partnership, Side
from partnerships.services import (
    PartnershipError,
    add_member,
    add_members,
    change_member,
    end_membership,
)
from partnerships.viewer import Viewer


@require_safe
@login_required
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """The people whom this facilitator chooses, by side."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    places = managed_places(partnership, viewer)
    groups = [
        (side, partnership.organization_of(side), [one for one in places if one.side == side])
        for side in Side
        if viewer.may_manage_people(side)
    ]
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "groups": groups,
        "neutral": [one for one in places if one.side is None],
        "other": other_organization(partnership, viewer),
        "next": next_step(partnership, viewer, places),
    }
    return render(request, "partnerships/people.html", context)


def next_step(partnership: Partnership, viewer: Viewer, places: Sequence[Membership]) -> str:
    """What a facilitator whose partnership has no round yet does next, if that is clear."""
    if partnership.rounds.exists():
        return ""
    sides = [side for side in Side if viewer.may_manage_people(side)]
    numbers = [sum(one.side == side for one in places) for side in sides]
    if min(numbers) >= partnership.k:
        return "plan"
    return "" if any(numbers) else "import"


def other_organization(partnership: Partnership, viewer: Viewer) -> str:
    """The name of the side whose people are not this viewer's to choose."""
    return next(
        (
            str(partnership.organization_of(side))
            for side in Side
            if not viewer.may_manage_people(side)
        ),
        "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give one person a place."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    form = MemberForm(
        request.POST or None,
        partnership=partnership,
        viewer=viewer,
        back=reverse("people", args=[slug]),
        initial={"side": request.GET.get("side")},
    )

    def save() -> None:
        place = add_member(
            partnership=partnership, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("%(name)s has been added.") % {"name": place.display_name})

    return _handle(request, partnership, viewer, form, save, "partnerships/people_add.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_several(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give many people a place at once, or none of them."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    form = MembersForm(
        request.POST or None,
        partnership=partnership,
        viewer=viewer,
        back=reverse("people", args=[slug]),
        initial={"side": request.GET.get("side")},
    )

    def save() -> None:
        added = add_members(
            partnership=partnership, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        said = ngettext(
            "One person has been added.", "%(number)s people have been added.", len(added)
        )
        messages.success(request, said % {"number": len(added)})

    return _handle(request, partnership, viewer, form, save, "partnerships/people_add_several.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Another name, side or role for somebody."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    place = managed_place_or_404(partnership, viewer, number)
    form = MemberChangeForm(
        request.POST or None,
        partnership=partnership,
        viewer=viewer,
        back=reverse("people", args=[slug]),
        initial={
            "name": place.display_name,
            "side": place.side or NEUTRAL,
            "role": place.role,
        },
    )

    def save() -> None:
        change_member(membership=place, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(name)s has been changed.") % {"name": place.display_name})

    return _handle(
        request, partnership, viewer, form, save, "partnerships/people_change.html", place=place
    )


def _handle(
    request: SignedInRequest,
    partnership: Partnership,
    viewer: Viewer,
    form: Form,
    save: Callable[[], None],
    template: str,
    **context: object,
) -> HttpResponse:
    """Save a valid form and go back to the people; else show it again with what was entered."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
            return redirect("people", partnership.slug)
        except PartnershipError as problem:
            form.add_error(None, str(problem))
    context |= {"partnership": partnership, "viewer": viewer, "form": form}
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Ask first, then end somebody's place."""
    partnership, viewer = managed_partnership_or_404(request.user, slug)
    place = managed_place_or_404(partnership, viewer, number)
    if request.method == "POST":
        try:
            end_membership(membership=place, by=request.user, at=timezone.now())
            messages.success(
                request, _("%(name)s is no longer part of this.") % {"name": place.display_name}
            )
        except PartnershipError as problem:
            messages.error(request, str(problem))
        return redirect(_after_ending(request, viewer, place.person_id, slug))
    context = {"partnership": partnership, "viewer": viewer, "place": place}
    return render(request, "partnerships/people_end.html", context)


def _after_ending(request: SignedInRequest, viewer: Viewer, person_id: int, slug: str) -> str:
    """Whoever has left of their own accord cannot go back to the people."""
    return reverse("people", args=[slug]) if viewer.person_id != person_id else reverse("home")
