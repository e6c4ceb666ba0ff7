"""Each person has one place in a partnership, and whoever tries others is seen by both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from assessments.shared_log import events_of, lines_of
from partnerships.access import viewer_of
from partnerships.models import Event, Membership, Partnership, Person
from partnerships.services import (
    PartnershipError,
    add_member,
    change_member,
    create_partnership,
    end_membership,
    ensure_person,
)
from tests.factories import everything_stored
from tests.migrating import migrate_back_to, migrate_to_newest
from tests.partnerships.tables import lines

PEOPLE = "/p/harbour-alliance/people/"
NEW = {"name": "Ada", "email": "Cem+2@client.example", "side": "contractor", "role": "member"}
TRIED = "Fay tried to add people who have a place on the other side (%d)."


def harbour() -> Partnership:
    made = create_partnership(
        name="Harbour Alliance",
        contractor="Brightline Services",
        client="Northgate Council",
        facilitator=ensure_person(email="nora@neutral.example", name="Nora"),
    )
    for name, side, role in (
        ("Fay", "contractor", "facilitator"),
        ("Cem", "client", "member"),
        ("Lea", "client", "leader"),
    ):
        email = f"{name.lower()}@{side}.example"
        add_member(partnership=made, email=email, name=name, side=side, role=role)
    return made


def post(client: Client, by: str, path: str, form: dict[str, str]) -> str:
    client.force_login(Person.objects.get(email=by))
    return client.post(f"{PEOPLE}{path}", form, follow=True).content.decode()


def last_line(partnership: Partnership, reader: str) -> str:
    viewer = viewer_of(partnership.memberships.get(name=reader))
    return lines_of(partnership, viewer, events_of(partnership))[0].text


@pytest.mark.django_db
def test_nobody_of_the_other_side_is_added(client: Client) -> None:
    partnership = harbour()
    places, people = Membership.objects.count(), Person.objects.count()
    page = post(client, "fay@contractor.example", "add/", NEW)
    said = "Cem+2@client.example has a place on the other side, and each person answers once"
    assert said in page
    assert 'value="Ada"' in page
    assert "Cem<" not in page
    assert [last_line(partnership, reader) for reader in ("Fay", "Lea")] == [TRIED % 1] * 2
    several = {"people": "Ada, cem@client.example\nNew, new@x.example\nBo, lea@client.example"}
    page = post(client, "fay@contractor.example", "add-several/", NEW | several)
    assert "one side: cem@client.example, lea@client.example. Take their lines out." in page
    assert last_line(partnership, "Lea") == TRIED % 2
    assert (Membership.objects.count(), Person.objects.count()) == (places, people)


@pytest.mark.django_db
def test_no_file_adds_anybody_of_the_other_side(client: Client) -> None:
    partnership = harbour()
    rows = lines("New,new@x.example", "Max,cem+2@client.example", "L,lea@client.example")
    file = SimpleUploadedFile("people.csv", rows)
    client.force_login(Person.objects.get(email="fay@contractor.example"))
    page = client.post(f"{PEOPLE}import/", {"file": file, "side": "contractor"}).content.decode()
    said = "This person has a place on the other side, and each answers once."
    assert page.count(said) == 2
    assert "Cem" not in page
    assert "Nothing is stored as long as a row is refused" in page
    assert not Person.objects.filter(email="new@x.example").exists()
    assert last_line(partnership, "Lea") == TRIED % 2


@pytest.mark.django_db
def test_whoever_loses_the_own_place_meanwhile_is_seen_as_well(client: Client) -> None:
    """Ended after the request was let in, by a colleague or by oneself."""
    partnership = harbour()
    fay = partnership.memberships.get(name="Fay")
    end_membership(membership=fay, by=fay.person)
    with pytest.raises(PartnershipError, match="place on the other side"):
        add_member(
            partnership=partnership, email="cem@client.example", side="contractor", by=fay.person
        )
    assert last_line(partnership, "Lea") == TRIED % 1


@pytest.mark.django_db
def test_whoever_chooses_both_sides_is_told_alone(client: Client) -> None:
    partnership = harbour()
    events = Event.objects.count()
    assert "place on the other side" in post(client, "nora@neutral.example", "add/", NEW)
    neutral = NEW | {"side": "neutral", "role": "facilitator"}
    assert "already part of" in post(client, "nora@neutral.example", "add/", neutral)
    assert Event.objects.count() == events
    cem = partnership.memberships.get(name="Cem")
    change_member(membership=cem, name="Cem", side="contractor", role="member", by=None)
    assert "already part of" in post(client, "nora@neutral.example", "add/", NEW)


@pytest.mark.django_db
def test_somebody_of_ones_own_side_is_told_alone(client: Client) -> None:
    partnership = harbour()
    own = NEW | {"email": "fay@contractor.example"}
    events = Event.objects.count()
    assert "already part of this partnership" in post(client, own["email"], "add/", own)
    assert "already part of" in post(
        client, own["email"], "add/", own | {"email": "nora@neutral.example"}
    )
    assert Event.objects.count() == events
    assert partnership.memberships.count() == 4


@pytest.mark.django_db
def test_the_admin_gives_no_second_place(client: Client) -> None:
    partnership = harbour()
    client.force_login(Person.objects.create_superuser("owner@example.org"))
    twin = ensure_person(email="cem+2@client.example")
    before = everything_stored()
    for person in (twin, Person.objects.get(email="cem@client.example")):
        form = {"partnership": partnership.pk, "person": person.pk, "name": "", "role": "member"}
        page = client.post("/admin/partnerships/membership/add/", form | {"side": "contractor"})
        assert "belongs to this partnership already" in page.content.decode()
    assert everything_stored() == before


@pytest.mark.django_db
def test_no_row_is_a_second_place() -> None:
    cem = harbour().memberships.get(name="Cem")
    with pytest.raises(IntegrityError):
        Membership.objects.create(partnership=cem.partnership, person=cem.person, side="contractor")


@pytest.mark.django_db
def test_whoever_has_left_one_side_can_be_of_the_other() -> None:
    partnership = harbour()
    cem = partnership.memberships.get(name="Cem")
    partnership.memberships.filter(pk=cem.pk).update(ended_on="2026-11-01")
    place = add_member(partnership=partnership, email="cem@client.example", side="contractor")
    assert (place.person, place.side) == (cem.person, "contractor")
    with pytest.raises(PartnershipError, match="place on the other side"):
        add_member(partnership=partnership, email="cem@client.example", side="client")


@pytest.mark.django_db(transaction=True)
def test_who_had_a_place_on_each_side_keeps_the_one_that_lets_see_more() -> None:
    migrate_back_to("0019_no_day_of_reading", "partnerships")
    try:
        partnership = harbour()
        twin = ensure_person(email="cem+2@client.example")
        lea = Person.objects.get(email="lea@client.example")
        places = Membership.objects
        places.create(
            partnership=partnership, person=lea, name="L", side="contractor", role="member"
        )
        places.create(partnership=partnership, person=twin, side="contractor", role="leader")
    finally:
        migrate_to_newest()
    kept = set(partnership.memberships.current().values_list("person__email", "side", "role"))
    assert kept == {
        ("nora@neutral.example", None, "facilitator"),
        ("fay@contractor.example", "contractor", "facilitator"),
        ("lea@client.example", "client", "leader"),
        ("cem+2@client.example", "contractor", "leader"),
    }
    assert not partnership.memberships.exclude(ended_on=None).exclude(read_until=None).exists()
    ended = Event.objects.filter(kind="member-ended").values_list("side", "parameters")
    assert sorted(ended) == [
        ("client", {"name": "Cem", "role": "member"}),
        ("contractor", {"name": "L", "role": "member"}),
    ]
