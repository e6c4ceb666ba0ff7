from typing import Any

import pytest
from django.test import Client

from partnerships.models import Event, Membership, Partnership, Person
from partnerships.services import add_member, create_partnership, ensure_person

pytestmark = pytest.mark.django_db

PEOPLE = "/p/harbour-alliance/people/"
NEW = {
    "name": "Ada Byron",
    "email": "ada@brightline.example",
    "side": "contractor",
    "role": "member",
}


@pytest.fixture
def partnership() -> Partnership:
    made = create_partnership(
        name="Harbour Alliance",
        contractor="Brightline Services",
        client="Northgate Council",
        facilitator=ensure_person(email="nora@neutral.example", name="Nora"),
    )
    for side in ("contractor", "client"):
        for role in ("facilitator", "leader", "member"):
            add_member(
                partnership=made,
                email=f"{role}@{side}.example",
                name=f"{side} {role}".title(),
                side=side,
                role=role,
            )
    return made


def as_(client: Client, email: str) -> Client:
    client.force_login(Person.objects.get(email_key=email))
    return client


@pytest.fixture
def nora(client: Client, partnership: Partnership) -> Client:
    return as_(client, "nora@neutral.example")


@pytest.fixture
def fay(client: Client, partnership: Partnership) -> Client:
    """The facilitator of the contractor."""
    return as_(client, "facilitator@contractor.example")


def place_of(email: str) -> Membership:
    return Membership.objects.get(person__email_key=email, ended_on=None)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_neutral_facilitator_sees_everybody(nora: Client) -> None:
    page = text(nora.get(PEOPLE))
    for name in ("Contractor Member", "Client Member", "Client Leader", "Nora"):
        assert name in page


def test_a_sides_facilitator_sees_the_own_side_alone(fay: Client) -> None:
    page = text(fay.get(PEOPLE))
    assert "Contractor Member" in page
    for other in ("Client Member", "Client Leader", "client.example", "neutral.example"):
        assert other not in page


@pytest.mark.parametrize("role", ["leader", "member"])
def test_leaders_and_members_see_nobody(
    client: Client, partnership: Partnership, role: str
) -> None:
    as_(client, f"{role}@client.example")
    place = place_of("member@client.example").pk
    for path in ("", "add/", "add-several/", f"{place}/", f"{place}/end/"):
        assert client.get(PEOPLE + path).status_code == 403
        assert client.post(PEOPLE + path, NEW).status_code in (403, 405)
    assert partnership.memberships.count() == 7


def test_strangers_find_nothing(client: Client, partnership: Partnership) -> None:
    client.force_login(Person.objects.create_person(email="stranger@example.org"))
    assert client.get(PEOPLE).status_code == 404
    assert client.post(f"{PEOPLE}add/", NEW).status_code == 404


def test_adding_a_person(fay: Client) -> None:
    response = fay.post(f"{PEOPLE}add/", NEW, follow=True)
    assert "Ada Byron has been added." in text(response)
    place = place_of("ada@brightline.example")
    assert (place.side, place.role, place.name) == ("contractor", "member", "Ada Byron")
    event = Event.objects.filter(kind="member-added").latest("pk")
    assert event.person == Person.objects.get(email_key="facilitator@contractor.example")


@pytest.mark.parametrize("next_one", ["leader@client.example", None])
def test_what_the_next_page_was_to_tell_is_told_to_nobody_else(
    fay: Client, next_one: str | None
) -> None:
    """Somebody else signs in at the same browser, or looks at the page of signing in."""
    assert fay.post(f"{PEOPLE}add/", NEW).status_code == 302
    fay.post("/accounts/logout/")
    if next_one:
        as_(fay, next_one)
    assert "Ada Byron" not in text(fay.get("/", follow=True))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "This field is required."),
        ({"email": "ada"}, "Enter a valid email address."),
        ({"email": ""}, "This field is required."),
        ({"side": "client"}, "Select a valid choice."),
        ({"side": "neutral", "role": "facilitator"}, "Select a valid choice."),
        ({"side": "everywhere"}, "Select a valid choice."),
        ({"role": "owner"}, "Select a valid choice."),
        ({"email": "MEMBER@contractor.example "}, "already part of this partnership"),
    ],
)
def test_bad_input_is_named_and_kept(fay: Client, change: dict[str, str], words: str) -> None:
    before = Membership.objects.count(), Person.objects.count(), Event.objects.count()
    response = fay.post(f"{PEOPLE}add/", NEW | change)
    assert response.status_code == 200
    assert words in text(response)
    assert "Ada Byron" in text(response) or "name" in change
    after = Membership.objects.count(), Person.objects.count(), Event.objects.count()
    assert after == before


def test_a_neutral_facilitator_adds_neutral_facilitators_but_no_neutral_members(
    nora: Client,
) -> None:
    neutral = NEW | {"side": "neutral"}
    assert "can only be a facilitator" in text(nora.post(f"{PEOPLE}add/", neutral))
    nora.post(f"{PEOPLE}add/", neutral | {"role": "facilitator"})
    assert place_of("ada@brightline.example").side is None


def test_somebody_known_elsewhere_looks_like_somebody_new(fay: Client) -> None:
    known = Person.objects.create_person(email="ADA@Brightline.example", name="Countess Lovelace")
    elsewhere = create_partnership(name="Other", contractor="A", client="B", facilitator=known)
    page = text(fay.post(f"{PEOPLE}add/", NEW, follow=True))
    assert "Ada Byron has been added." in page
    for hint in ("Countess", "ADA@", elsewhere.name + " "):
        assert hint not in page
    known.refresh_from_db()
    assert (known.name, known.email) == ("Countess Lovelace", "ADA@Brightline.example")


def test_adding_several_people(fay: Client) -> None:
    people = "Ada Byron, ada@x.example\r\n\r\nBo Chan <bo@x.example>\nCy\tDee;cy@x.example\n"
    lines = {"people": people, "side": "contractor", "role": "member"}
    assert "3 people have been added." in text(
        fay.post(f"{PEOPLE}add-several/", lines, follow=True)
    )
    added = Membership.objects.filter(person__email_key__endswith="@x.example").order_by("pk")
    assert [one.name for one in added] == ["Ada Byron", "Bo Chan", "Cy Dee"]


def test_one_person_alone_is_not_counted_in_the_plural(fay: Client) -> None:
    lines = {"people": "Ada Byron, ada@x.example", "side": "contractor", "role": "member"}
    page = text(fay.post(f"{PEOPLE}add-several/", lines, follow=True))
    assert "One person has been added." in page


def test_every_faulty_line_is_named_at_once_up_to_ten(fay: Client) -> None:
    people = "Ada\nBo, bo@x.example\ncy@x.example\nBo, BO@x.example\n" + "Dee\n" * 8
    lines = {"people": people, "side": "contractor", "role": "member"}
    before = Membership.objects.count()
    page = text(fay.post(f"{PEOPLE}add-several/", lines))
    for words in (
        "Line 1 does not end with an e-mail address.",
        "Line 3 has no name.",
        "Lines 2 and 4 have the same address: keep one of them.",
        "Line 11 does not end with an e-mail address.",
    ):
        assert words in page
    assert "Line 12" not in page
    assert Membership.objects.count() == before


def test_everybody_who_is_known_is_named_at_once(fay: Client) -> None:
    people = "Max, leader@contractor.example\nAda, ada@x.example\nMo, Member@contractor.example"
    lines = {"people": people, "side": "contractor", "role": "member"}
    before = Membership.objects.count(), Person.objects.count()
    page = text(fay.post(f"{PEOPLE}add-several/", lines))
    assert (
        "These are already part of this partnership: leader@contractor.example, "
        "Member@contractor.example. Take their lines out." in page
    )
    assert (Membership.objects.count(), Person.objects.count()) == before


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (
            "Ann Lee, ann@x.example, leader",
            "Line 1 goes on after the e-mail address: write only the name and the address. "
            "The role is chosen below, for all of them.",
        ),
        (";", "This field is required."),
        (" , ;\nAda", "Line 2 does not end with an e-mail address."),
        ("", "This field is required."),
        ("Ada Byron, ada@x.example\nBo Chan", "Line 2 does not end with an e-mail address."),
        ("ada@x.example", "Line 1 has no name."),
        (
            "Ada, ada@x.example\nBo, bo@x.example\n\nAda, ADA@x.example",
            "Lines 1 and 4 have the same address: keep one of them.",
        ),
        (
            "Ada, ada@x.example\nBo, member@contractor.example",
            "member@contractor.example is already part",
        ),
        ("Ada, ada@x.example\n" * 301, "more than 300 lines"),
    ],
)
def test_several_people_or_none(fay: Client, people: str, words: str) -> None:
    before = Membership.objects.count(), Person.objects.count()
    lines = {"people": people, "side": "contractor", "role": "member"}
    response = fay.post(f"{PEOPLE}add-several/", lines)
    assert words in text(response)
    assert people.splitlines()[-1:] == [] or people.splitlines()[-1].split()[0] in text(response)
    assert (Membership.objects.count(), Person.objects.count()) == before


def test_changing_name_and_role(fay: Client) -> None:
    place = place_of("member@contractor.example")
    data = {"name": "Max", "side": "contractor", "role": "leader"}
    assert "Max has been changed." in text(fay.post(f"{PEOPLE}{place.pk}/", data, follow=True))
    place.refresh_from_db()
    assert (place.name, place.role, place.side) == ("Max", "leader", "contractor")
    assert place.person.name == "Contractor Member"


def test_only_a_neutral_facilitator_moves_somebody_to_the_other_side(
    fay: Client, client: Client
) -> None:
    place = place_of("member@contractor.example")
    data = {"name": "Max", "side": "client", "role": "member"}
    assert "Select a valid choice." in text(fay.post(f"{PEOPLE}{place.pk}/", data))
    as_(client, "nora@neutral.example").post(f"{PEOPLE}{place.pk}/", data)
    place.refresh_from_db()
    assert place.side == "client"


def test_people_of_the_other_side_and_of_elsewhere_cannot_be_reached(fay: Client) -> None:
    other = create_partnership(
        name="Other", contractor="A", client="B", facilitator=Person.objects.first()
    )
    places = [
        place_of("member@client.example").pk,
        Membership.objects.get(partnership__name="Harbour Alliance", side=None).pk,
        other.memberships.get().pk,
    ]
    for place in places:
        data = {"name": "Max", "side": "contractor", "role": "member"}
        assert fay.get(f"{PEOPLE}{place}/").status_code == 404
        assert fay.post(f"{PEOPLE}{place}/", data).status_code == 404
        assert fay.post(f"{PEOPLE}{place}/end/").status_code == 404
    assert not Membership.objects.exclude(ended_on=None).exists()


def test_ending_asks_first(fay: Client) -> None:
    place = place_of("member@contractor.example")
    assert "End the place of Contractor Member?" in text(fay.get(f"{PEOPLE}{place.pk}/end/"))
    assert Membership.objects.current().filter(pk=place.pk).exists()
    fay.post(f"{PEOPLE}{place.pk}/end/")
    assert not Membership.objects.current().filter(pk=place.pk).exists()
    assert "is no longer part of this." in text(fay.get(PEOPLE))
    assert "Contractor Member" not in text(fay.get(PEOPLE))
    assert fay.get(f"{PEOPLE}{place.pk}/").status_code == 404


def test_whoever_ends_the_own_place_is_led_home(fay: Client) -> None:
    place = place_of("facilitator@contractor.example")
    response = fay.post(f"{PEOPLE}{place.pk}/end/")
    assert response.headers["Location"] == "/"
    assert fay.get(PEOPLE).headers["Location"].startswith("/accounts/login/")


def test_the_last_facilitator_stays(nora: Client, partnership: Partnership) -> None:
    partnership.memberships.exclude(side=None).filter(role="facilitator").update(role="member")
    place = place_of("nora@neutral.example")
    page = text(nora.post(f"{PEOPLE}{place.pk}/end/", follow=True))
    assert "name another one first" in page
    data = {"name": "Nora", "side": "client", "role": "member"}
    assert "name another one first" in text(nora.post(f"{PEOPLE}{place.pk}/", data))
    place.refresh_from_db()
    assert (place.ended_on, place.side, place.role) == (None, None, "facilitator")


def test_somebody_who_left_can_come_back(fay: Client) -> None:
    place = place_of("member@contractor.example")
    fay.post(f"{PEOPLE}{place.pk}/end/")
    fay.post(f"{PEOPLE}add/", NEW | {"email": "member@contractor.example"})
    assert place_of("member@contractor.example").pk != place.pk


def test_the_details_of_a_partnership(fay: Client, partnership: Partnership) -> None:
    url = f"/p/{partnership.slug}/details/"
    assert 'value="Harbour Alliance"' in text(fay.get(url))
    details = {"name": " Harbour  Works ", "scope": "cleaning", "customer": "patients"}
    assert "The details are saved." in text(fay.post(url, details, follow=True))
    partnership.refresh_from_db()
    assert (partnership.name, partnership.scope, partnership.customer, partnership.slug) == (
        "Harbour Works",
        "cleaning",
        "patients",
        "harbour-alliance",
    )
    event = Event.objects.latest("pk")
    assert (event.kind, event.person) == (
        "partnership-changed",
        Person.objects.get(email_key="facilitator@contractor.example"),
    )
    response = fay.post(url, details | {"name": "x" * 121})
    assert "at most 120 characters" in text(response)
    partnership.refresh_from_db()
    assert partnership.name == "Harbour Works"
