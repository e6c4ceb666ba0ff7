"""Who may see and do what in a partnership; strangers cannot tell that it exists."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from partnerships.addresses import email_key
from partnerships.models import Membership, Partnership, Person
from partnerships.viewer import Role, Viewer


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: Person


def person_at(email: str) -> Person | None:
    """Who signs in by this address, in whatever way the same mailbox is written."""
    return Person.objects.filter(email_key=email_key(email), is_active=True).first()


def viewer_of(membership: Membership) -> Viewer:
    """What this membership lets its person see; one that has ended lets see nothing."""
    if membership.ended_on is not None:
        raise Http404
    return Viewer(membership.person_id, Role(membership.role), membership.side)


def partnership_or_404(person: Person, slug: str) -> tuple[Partnership, Viewer]:
    """The partnership and the person's place in it; 404 for whoever has none."""
    membership = (
        Membership.objects.current()
        .filter(person=person, partnership__slug=slug)
        .select_related("partnership__contractor", "partnership__client")
        .first()
    )
    if membership is None or not person.is_active:
        raise Http404(_("There is no such partnership, or you are not part of it."))
    return membership.partnership, viewer_of(membership)


def may_create_partnerships(person: Person) -> bool:
    """Whether the owner of the installation has allowed this."""
    return person.is_active and person.may_create_partnerships


def managed_partnership_or_404(person: Person, slug: str) -> tuple[Partnership, Viewer]:
    """The partnership, for its facilitators."""
    partnership, viewer = partnership_or_404(person, slug)
    if viewer.role is not Role.FACILITATOR:
        raise PermissionDenied(_("Only a facilitator can do this: ask one of yours."))
    return partnership, viewer


def may_manage_place(viewer: Viewer, side: str | None) -> bool:
    """Whether the viewer chooses the people of this side; only a neutral one chooses neutrals."""
    return viewer.is_neutral if side is None else viewer.may_manage_people(side)


def managed_places(partnership: Partnership, viewer: Viewer) -> list[Membership]:
    """The present places that the viewer may know of and change, by name."""
    places = partnership.memberships.filter(ended_on__isnull=True).select_related("person")
    mine = [place for place in places if may_manage_place(viewer, place.side)]
    return sorted(mine, key=lambda place: place.display_name.casefold())


def managed_place_or_404(partnership: Partnership, viewer: Viewer, number: int) -> Membership:
    """One of those places; 404 for one of the other side, of elsewhere, or that has ended."""
    for place in managed_places(partnership, viewer):
        if place.pk == number:
            return place
    raise Http404(_("There is no such person in this partnership."))
