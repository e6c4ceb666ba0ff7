import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.models import Membership, Organization, Partnership, Person
from partnerships.services import (
    PartnershipError,
    add_member,
    add_members,
    change_address,
    change_member,
    end_membership,
    ensure_person,
)
from partnerships.viewer import Role
from tests.factories import NOW, everything_stored, make_member, make_partnership

pytestmark = pytest.mark.django_db


def log_of(partnership: Partnership) -> list[tuple[str, object]]:
    """Kind and name of each line, the first written first."""
    lines = partnership.events.order_by("pk").values_list("kind", "parameters")
    return [(kind, parameters.get("name")) for kind, parameters in lines]


def test_whoever_makes_a_partnership_becomes_its_neutral_facilitator() -> None:
    nora = ensure_person(email="nora@example.org", name="Nora")
    harbour = make_partnership(facilitator=nora)
    membership = Membership.objects.get(partnership=harbour)
    assert (membership.person, membership.role, membership.side) == (nora, "facilitator", None)
    assert log_of(harbour) == [("partnership-created", None), ("member-added", "Nora")]
    assert harbour.slug == "harbour-alliance"


def test_two_of_one_name_have_two_addresses_and_organizations_of_their_own() -> None:
    first, second = make_partnership(), make_partnership()
    assert (first.slug, second.slug) == ("harbour-alliance", "harbour-alliance-2")
    assert first.contractor != second.contractor


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"contractor": "One", "client": " one "}, "same name"),
        ({"contractor": " "}, "name: This field cannot be blank."),
        ({"name": "x" * 121}, "name: Ensure this value has at most 120 characters"),
        ({"slug": "no spaces"}, "address: Enter a valid"),
        ({"k": 4}, "smallest group: Ensure this value is greater than or equal to 5."),
        ({"k": 21}, "smallest group: Ensure this value is less than or equal to 20."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(PartnershipError, match=sentence):
        make_partnership(**fields)
    assert not Partnership.objects.exists()
    assert not Organization.objects.exists()


def test_an_address_that_is_taken_is_refused() -> None:
    make_partnership(slug="harbour")
    with pytest.raises(PartnershipError, match="already exists"):
        make_partnership(slug="harbour")
    assert Partnership.objects.count() == 1


def test_one_person_whatever_the_spelling() -> None:
    ann = ensure_person(email="Ann@Example.org", name="Ann")
    assert ensure_person(email=" ann@example.ORG ", name="Somebody else") == ann
    ann.refresh_from_db()
    assert ann.name == "Ann"
    assert not ann.has_usable_password()


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(PartnershipError, match="e-mail address: Enter a valid"):
        ensure_person(email="ann")
    assert not Person.objects.exists()


def test_somebody_is_part_of_a_partnership_once() -> None:
    harbour = make_partnership()
    make_member(harbour, Role.LEADER, "client", "ann@example.org")
    before = everything_stored()
    with pytest.raises(PartnershipError, match=r"ANN@example\.org is already part"):
        make_member(harbour, Role.MEMBER, "client", "ANN@example.org")
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("line", "side"),
    [
        (("Bo", "bo@groß.example"), "client"),
        (("Bo", "bo"), "client"),
        (("Bo", f"{'b' * 250}@example.org"), "client"),
        (("Bo\0", "bo@example.org"), "client"),
        (("Bo" * 80, "bo@example.org"), "client"),
        (("Cy", "cy@example.org"), "client"),
        (("Ann", "ANN@example.org"), "client"),
        (("Bo", "bo@example.org"), None),
    ],
)
def test_who_is_refused_with_others_has_nobody_looked_up(
    line: tuple[str, str], side: str | None
) -> None:
    """Else the time of a refusal, asked for again and again, told who has an account elsewhere."""
    make_member(make_partnership("Airport Alliance"), email="ann@example.org")
    harbour = make_partnership()
    make_member(harbour, Role.MEMBER, "client", "cy@example.org")
    before = everything_stored()
    with CaptureQueriesContext(connection) as asked, pytest.raises(PartnershipError):
        add_members(
            partnership=harbour,
            people=[("Ann", "ann@example.org"), line],
            side=side,
            role=Role.MEMBER,
            by=None,
            at=NOW,
        )
    assert everything_stored() == before
    assert not [one["sql"] for one in asked.captured_queries if "ann@" in one["sql"]]


def test_a_name_used_elsewhere_stays_there() -> None:
    make_member(make_partnership("Airport Alliance"), email="ann@example.org")
    Person.objects.update(name="Ann of the Airport")
    harbour = make_partnership()
    membership = add_member(
        partnership=harbour, email="ann@example.org", side="client", role=Role.MEMBER, at=NOW
    )
    assert membership.display_name == "ann@example.org"


def test_only_a_facilitator_is_neutral() -> None:
    harbour = make_partnership()
    with pytest.raises(PartnershipError, match="choose a side"):
        make_member(harbour, Role.LEADER, None)
    facilitator = make_member(harbour, Role.FACILITATOR, None)
    membership = Membership.objects.get(person=facilitator)
    with pytest.raises(PartnershipError, match="choose a side"):
        change_member(membership=membership, name="", side=None, role=Role.MEMBER, by=None)


def test_changes_of_people_stand_in_the_shared_log() -> None:
    harbour = make_partnership()
    person = make_member(harbour, Role.MEMBER, "client", "ann@example.org")
    membership = Membership.objects.get(person=person)
    change_member(
        membership=membership, name="Ann", side="client", role=Role.LEADER, by=None, at=NOW
    )
    end_membership(membership=membership, by=None, at=NOW + timedelta(days=1))
    assert log_of(harbour)[1:] == [
        ("member-added", "ann@example.org"),
        ("member-changed", "Ann"),
        ("member-ended", "Ann"),
    ]
    membership.refresh_from_db()
    assert membership.ended_on == (NOW + timedelta(days=1)).date()


def ending(partnership: Partnership, email: str, **fields: bool) -> tuple[list[str], bool]:
    """The kinds of statements that ending a place takes, and whether its person is signed out."""
    person = make_member(partnership, Role.MEMBER, "client", email)
    Person.objects.filter(pk=person.pk).update(**fields)
    place = Membership.objects.select_related("partnership").get(
        partnership=partnership, person=person
    )
    with CaptureQueriesContext(connection) as asked:
        end_membership(membership=place, by=None, at=NOW)
    kinds = [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked.captured_queries]
    return kinds, Person.objects.get(pk=person.pk).password != person.password


def test_the_end_of_a_place_takes_the_same_whoever_has_another() -> None:
    """Else its time, place after place, told who belongs to another partnership."""
    make_member(make_partnership("Airport Alliance"), email="ben@example.org")
    harbour = make_partnership()
    kinds, is_signed_out = ending(harbour, "ann@example.org")
    assert is_signed_out
    assert sum(one.startswith("UPDATE") and "partnerships_person" in one for one in kinds) == 1
    for email, fields in (
        ("ben@example.org", {}),
        ("cy@example.org", {"may_create_partnerships": True}),
        ("dee@example.org", {"is_staff": True}),
    ):
        assert ending(harbour, email, **fields) == (kinds, False)


def test_adding_somebody_takes_the_same_whoever_is_known() -> None:
    """Else its time told who has an account."""
    make_member(make_partnership("Airport Alliance"), email="ann@example.org")
    harbour = make_partnership()
    kinds = []
    for email in ("ann@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            add_member(partnership=harbour, email=email, side="client", role=Role.MEMBER, at=NOW)
        kinds.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked.captured_queries])
    assert kinds[0] == kinds[1]


def test_a_new_address_replaces_every_earlier_one_and_is_told() -> None:
    harbour = make_partnership()
    person = make_member(harbour, Role.LEADER, "client", "ann@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    change_address(person=person, email="ann@new.example", by=None)
    person.refresh_from_db()
    assert (person.email, person.email_key) == ("ann@new.example", "ann@new.example")
    assert not EmailAddress.objects.exists()
    assert log_of(harbour)[-1][0] == "member-address-changed"


def test_the_earlier_address_is_told_without_the_new_one(mailoutbox: list[EmailMessage]) -> None:
    person = make_member(make_partnership(), email="ann@example.org")
    change_address(person=person, email="ann@new.example", by=None)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ann@example.org"], "Your address at Alongside was changed")
    assert "tell a facilitator of your organization" in str(mail.body)
    assert "new.example" not in str(mail.message())
