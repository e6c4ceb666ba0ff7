"""Writes about partnerships and people: each one transaction, with its line in the shared log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.addresses import address_problem
from partnerships.leaving import sign_out_leaver
from partnerships.models import (
    SMALLEST_GROUP,
    Event,
    Membership,
    Organization,
    Partnership,
    Person,
)
from partnerships.slugs import free_slug
from partnerships.texts import is_writable, unwritable_sentence
from partnerships.viewer import Role

BATCH = 500


class PartnershipError(Exception):
    """The change is not possible; the message says why and what to do."""


class OtherSideError(PartnershipError):
    """Some of these people have a place on the other side."""

    def __init__(self, said: str, people: int) -> None:
        super().__init__(said)
        self.people = people


def log_event(
    *,
    partnership: Partnership,
    kind: str,
    person: Person | None = None,
    side: str | None = None,
    at: datetime | None = None,
    **parameters: object,
) -> Event:
    """Write one line into the log that both sides read."""
    return Event.objects.create(
        partnership=partnership,
        at=at or timezone.now(),
        kind=kind,
        person=person,
        side=side,
        parameters=parameters,
    )


@transaction.atomic
def create_partnership(
    *,
    name: str,
    contractor: str,
    client: str,
    contractor_short: str = "",
    client_short: str = "",
    scope: str = "",
    customer: str = "",
    slug: str = "",
    k: int = SMALLEST_GROUP,
    facilitator: Person | None = None,
    called: str = "",
    at: datetime | None = None,
) -> Partnership:
    """Make a partnership of two new organizations; `facilitator` becomes its neutral one, called
    as they call themselves if nothing else is said.

    Raises PartnershipError when both have one name, a text is too long or the address is taken.
    """
    _check_texts(name, contractor, client, contractor_short, client_short, scope, customer, slug)
    if contractor.strip().casefold() == client.strip().casefold():
        raise PartnershipError(_("Contractor and client have the same name: give two names."))
    partnership = Partnership(
        slug=slug or free_slug(name),
        name=name.strip(),
        contractor=_organization(contractor, contractor_short),
        client=_organization(client, client_short),
        scope=scope.strip(),
        customer=customer.strip(),
        k=k,
    )
    _check(partnership)
    partnership.save()
    log_event(partnership=partnership, kind="partnership-created", person=facilitator, at=at)
    if facilitator is not None:
        called = called or str(facilitator)
        _join(partnership, facilitator, called, None, Role.FACILITATOR, by=facilitator, at=at)
    return partnership


def _organization(name: str, short_name: str) -> Organization:
    organization = Organization(name=name.strip(), short_name=short_name.strip())
    _check(organization)
    organization.save()
    return organization


def _check(row: Organization | Partnership | Person, *, fields_alone: bool = False) -> None:
    """Raise PartnershipError with the first thing that the row's fields do not allow.
    `fields_alone`: each by itself, without looking up others.
    """
    try:
        (row.clean_fields if fields_alone else row.full_clean)(exclude={"password"})
    except ValidationError as problem:
        field, messages = next(iter(problem.message_dict.items()))
        label = "" if field == "__all__" else f"{row._meta.get_field(field).verbose_name}: "  # type: ignore[union-attr]  # noqa: SLF001
        raise PartnershipError(f"{label}{messages[0]}") from None


def _check_texts(*texts: str) -> None:
    """Raise PartnershipError for a text that not every database and file format takes."""
    if not all(map(is_writable, texts)):
        raise PartnershipError(unwritable_sentence())


@transaction.atomic
def ensure_person(*, email: str, name: str = "") -> Person:
    """The person with this address, made if new; somebody known keeps the own name."""
    [found] = store_people([_new_person(email, name)])
    return found


def store_people(people: Sequence[Person]) -> list[Person]:
    """These people, or whoever has their addresses already, who keeps the own name.

    The same statements whoever is known, so that their time does not tell; in one order, so that
    two who enter the same people do not wait for each other.
    """
    in_order = sorted(people, key=lambda one: one.email_key)
    Person.objects.bulk_create(in_order, batch_size=BATCH, ignore_conflicts=True)
    keys = [one.email_key for one in people]
    found = {one.email_key: one for one in Person.objects.filter(email_key__in=keys)}
    return [found[key] for key in keys]


def _new_person(email: str, name: str) -> Person:
    """Somebody who is not stored. Raises PartnershipError for a bad address or name."""
    _check_texts(email.strip(), name.strip())
    problem = address_problem(email.strip(), email.strip())
    if problem:
        raise PartnershipError(problem)
    person = Person.objects.new_person(email, name.strip())
    _check(person, fields_alone=True)
    return person


def add_member(
    *,
    partnership: Partnership,
    email: str,
    name: str = "",
    side: str | None,
    role: str = Role.MEMBER,
    by: Person | None = None,
    at: datetime | None = None,
) -> Membership:
    """Give a person a place in a partnership; without a side only as neutral facilitator.

    Raises PartnershipError for a bad address or a person who already has a place.
    """
    [added] = add_members(
        partnership=partnership, people=[(name, email)], side=side, role=role, by=by, at=at
    )
    return added


def _join(
    partnership: Partnership,
    person: Person,
    name: str,
    side: str | None,
    role: str,
    *,
    by: Person | None,
    at: datetime | None,
) -> Membership:
    membership = Membership.objects.create(
        partnership=partnership, person=person, name=name, side=side, role=role
    )
    _log_member(membership, "member-added", by=by, at=at)
    return membership


def _log_member(
    membership: Membership, kind: str, *, by: Person | None, at: datetime | None
) -> None:
    member_event(membership, kind, by=by, at=at).save()


def member_event(
    membership: Membership, kind: str, *, by: Person | None, at: datetime | None
) -> Event:
    """The line of the shared log about somebody's place, not stored yet."""
    return Event(
        partnership=membership.partnership,
        kind=kind,
        person=by,
        side=membership.side,
        at=at or timezone.now(),
        parameters={"name": membership.display_name, "role": str(membership.role)},
    )


def add_members(
    *,
    partnership: Partnership,
    people: Iterable[tuple[str, str]],
    side: str | None,
    role: str,
    by: Person | None,
    at: datetime | None,
) -> list[Membership]:
    """Give several people, by name and address, a place: all of them or none.

    Raises PartnershipError as `add_member` does, naming everybody who already has a place. By then
    nobody has been looked up beyond this partnership: how long it takes to be refused, time and
    again, would tell who has an account.
    """
    if side is None and role != Role.FACILITATOR:
        raise PartnershipError(_("Only a facilitator can be neutral: choose a side."))
    new = [_new_person(email, name) for name, email in people]
    try:
        with transaction.atomic():
            lock_people(partnership)
            _check_new(partnership, side, new)
            return [
                _join(partnership, person, str(one), side, role, by=by, at=at)
                for one, person in zip(new, store_people(new), strict=True)
            ]
    except OtherSideError as problem:
        log_tried(partnership=partnership, people=problem.people, by=by, at=at)
        raise


def log_tried(
    *, partnership: Partnership, people: int, by: Person | None, at: datetime | None
) -> None:
    """Tell both sides that somebody of one tried so many people of the other.

    To be refused tells where these people belong: nobody tries one address after the other unseen,
    nor does whoever has lost the own place in that moment.
    """
    if not people or by is None:
        return
    if not partnership.memberships.current().filter(person=by, side=None).exists():
        log_event(partnership=partnership, kind="people-tried", person=by, at=at, number=people)


def _check_new(partnership: Partnership, side: str | None, people: Sequence[Person]) -> None:
    places = partnership.memberships.current().values_list("person__twin_key", "side")
    taken = dict(places)
    known: list[str] = []
    others: list[str] = []
    for one in people:
        if one.twin_key in taken:
            is_other = None not in (side, taken[one.twin_key]) and taken[one.twin_key] != side
            (others if is_other else known).append(one.email)
        taken.setdefault(one.twin_key, side)
    if others:
        said = ngettext(
            "%(emails)s has a place on the other side, and each person answers once: for one side.",
            "These have a place on the other side, and each person answers once, for one side: "
            "%(emails)s. Take their lines out.",
            len(others),
        )
        raise OtherSideError(said % {"emails": ", ".join(others)}, len(others))
    if known:
        said = ngettext(
            "%(emails)s is already part of this partnership.",
            "These are already part of this partnership: %(emails)s. Take their lines out.",
            len(known),
        )
        raise PartnershipError(said % {"emails": ", ".join(known)})


@transaction.atomic
def change_partnership(
    *,
    partnership: Partnership,
    name: str,
    scope: str,
    customer: str,
    by: Person,
    at: datetime,
) -> None:
    """Call a partnership, what it does or whom it serves by other words; its address stays, and
    so does what a round has promised. Raises PartnershipError."""
    _check_texts(name, scope, customer)
    found = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    found.name, found.scope, found.customer = name.strip(), scope.strip(), customer.strip()
    _check(found)
    found.save(update_fields=["name", "scope", "customer"])
    log_event(partnership=found, kind="partnership-changed", person=by, at=at)


@transaction.atomic
def change_member(
    *,
    membership: Membership,
    name: str,
    side: str | None,
    role: str,
    by: Person | None,
    at: datetime | None = None,
) -> None:
    """Give somebody another name, side or role in a partnership.

    Raises PartnershipError where that would leave nobody to run its rounds.
    """
    _check_texts(name.strip())
    lock_people(membership.partnership)
    if side is None and role != Role.FACILITATOR:
        raise PartnershipError(_("Only a facilitator can be neutral: choose a side."))
    if role != Role.FACILITATOR:
        _check_another_facilitator(membership)
    membership.name, membership.side = name.strip(), side
    membership.change_role(role, at=at or timezone.now())
    membership.save(update_fields=["name", "side", "role", "read_until"])
    _log_member(membership, "member-changed", by=by, at=at)


@transaction.atomic
def end_membership(
    *, membership: Membership, by: Person | None, at: datetime | None = None
) -> None:
    """From now on the person sees nothing of the partnership; what was done stays done. Whoever has
    no other place is signed out everywhere.

    Raises PartnershipError for the last one who could run its rounds.
    """
    lock_people(membership.partnership)
    _check_another_facilitator(membership)
    at = at or timezone.now()
    membership.stop_reading(at=at)
    membership.ended_on = at.date()
    membership.save(update_fields=["ended_on", "read_until"])
    sign_out_leaver(person=membership.person)
    _log_member(membership, "member-ended", by=by, at=at)


def lock_people(partnership: Partnership) -> None:
    """One change of a partnership's people after the other."""
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)


def _check_another_facilitator(membership: Membership) -> None:
    others = Membership.objects.current().filter(
        partnership=membership.partnership_id, role=Role.FACILITATOR
    )
    if membership.role == Role.FACILITATOR and not others.exclude(pk=membership.pk).exists():
        raise PartnershipError(
            _("This is the only facilitator: name another one first, so that rounds can be run.")
        )


@transaction.atomic
def change_address(*, person: Person, email: str, by: Person | None) -> None:
    """Let a person sign in by another address, and no longer by an earlier one.

    Whoever reads that address reads what the person may read, so every partnership is told, and
    the earlier address, too. Whoever was signed in is signed out.
    """
    earlier = person.email
    person.take_address(email)
    if Person.objects.filter(twin_key=person.twin_key).exclude(pk=person.pk).exists():
        raise PartnershipError(_("Somebody with this address already exists."))
    _check(person)
    person.sign_out_everywhere()
    person.save(update_fields=["email", "email_key", "twin_key", "password"])
    EmailAddress.objects.filter(user=person).delete()
    for membership in person.memberships.filter(ended_on__isnull=True):
        _log_member(membership, "member-address-changed", by=by, at=None)
    _tell(earlier, "email/address_changed.txt", person.language)


def _tell(address: str, template: str, language: str) -> None:
    """Mail a letter whose first line is its subject."""
    with translation.override(language):
        subject, _line, body = render_to_string(template).strip().partition("\n")
    send_mail(subject, body.strip() + "\n", None, [address])
