"""The demo's door: everybody in it can be entered with one click. There is no such page outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from partnerships.models import Membership, Partnership, Person
from partnerships.viewer import Role

INVENTED = ".example"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def demo_people() -> QuerySet[Person]:
    """Only invented people, whose addresses no mail can reach, may be entered like this."""
    return Person.objects.filter(is_active=True, email_key__endswith=INVENTED)


@dataclass(frozen=True)
class Cast:
    """The people of one partnership: those with a part to play, and the rest of the staff."""

    partnership: Partnership
    leading: Sequence[Membership]
    staff: Sequence[Membership]


def cast_of(partnership: Partnership, memberships: Sequence[Membership]) -> Cast:
    return Cast(
        partnership,
        [one for one in memberships if one.role != Role.MEMBER],
        [one for one in memberships if one.role == Role.MEMBER],
    )


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Who is in the demo, and a button to be each of them."""
    memberships = (
        Membership.objects.current()
        .filter(person__in=demo_people())
        .select_related("person", "partnership__contractor", "partnership__client")
        .order_by("partnership", "pk")
    )
    casts = [
        cast_of(partnership, list(members))
        for partnership, members in groupby(memberships, attrgetter("partnership"))
    ]
    context = {"casts": casts, "owners": demo_people().filter(is_staff=True)}
    return render(request, "demo/people.html", context)


@require_POST
def enter(request: HttpRequest, person_id: int) -> HttpResponse:
    """Sign in as one of them."""
    login(request, get_object_or_404(demo_people(), pk=person_id), backend=BACKEND)
    return redirect("home")
