import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partnerships.models import Event, Membership, Organization, Partnership, Person

pytestmark = pytest.mark.django_db

URL = "/partnerships/new/"
GOOD = {
    "name": "Harbour Alliance",
    "contractor": "Brightline Services",
    "contractor_short": "Brightline",
    "client": "Northgate Council",
    "client_short": "",
    "scope": "cleaning contract 2024",
    "customer": "patients and ward staff",
    "k": "6",
}


@pytest.fixture
def nora(client: Client) -> Person:
    person = Person.objects.create_person(
        email="nora@example.org", name="Nora", may_create_partnerships=True
    )
    client.force_login(person)
    return person


def test_whoever_sets_it_up_becomes_the_neutral_facilitator(client: Client, nora: Person) -> None:
    response = client.post(URL, GOOD)
    partnership = Partnership.objects.get()
    assert response.headers["Location"] == reverse("people_import", args=[partnership.slug])
    people = client.get(response.headers["Location"]).content.decode()
    assert "Harbour Alliance has been set up. Next: its people." in people
    assert (partnership.k, partnership.scope, partnership.customer) == (
        6,
        "cleaning contract 2024",
        "patients and ward staff",
    )
    assert [one.name for one in Organization.objects.order_by("pk")] == [
        "Brightline Services",
        "Northgate Council",
    ]
    assert partnership.contractor.short_name == "Brightline"
    (place,) = Membership.objects.all()
    assert (place.person, place.side, place.role) == (nora, None, "facilitator")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"client": " BRIGHTLINE   services "}, "the same name: give two names"),
        ({"k": "4"}, "greater than or equal to 5"),
        ({"k": "21"}, "less than or equal to 20"),
        ({"k": "many"}, "Enter a whole number"),
        ({"scope": "x" * 201}, "at most 200 characters"),
        ({"contractor": "a\0b"}, "invisible control character"),
    ],
)
@pytest.mark.usefixtures("nora")
def test_bad_input_is_named_and_kept(client: Client, change: dict[str, Any], words: str) -> None:
    response = client.post(URL, GOOD | change)
    assert response.status_code == 200
    page = response.content.decode()
    assert words in page
    assert "cleaning contract 2024" in page or "scope" in change
    assert not Partnership.objects.exists()
    assert not Organization.objects.exists()
    assert not Event.objects.exists()


FOLDED = '<details class="further"><summary>Short names, smallest group</summary>'


@pytest.mark.usefixtures("nora")
@pytest.mark.parametrize(
    ("change", "is_folded"),
    [({}, True), ({"k": "6"}, False), ({"k": "4"}, False), ({"client_short": "North"}, False)],
)
def test_what_is_folded_away_is_shown_once_it_is_not_as_usual(
    client: Client, change: dict[str, str], is_folded: bool
) -> None:
    assert FOLDED in client.get(URL).content.decode()
    usual = GOOD | {"name": "", "contractor_short": "", "k": "5"}
    assert (FOLDED in client.post(URL, usual | change).content.decode()) == is_folded


@pytest.mark.usefixtures("nora")
def test_a_mistake_in_the_details_marks_no_other_form(client: Client) -> None:
    client.post(URL, GOOD)
    slug = Partnership.objects.get().slug
    details = {"name": "x" * 121, "scope": "", "customer": ""}
    page = client.post(f"/p/{slug}/details/", details).content.decode()
    assert "is-invalid" in page
    assert "is-invalid" not in client.get(URL).content.decode()


@pytest.mark.usefixtures("nora")
def test_lines_and_spaces_in_names_become_single_spaces(client: Client) -> None:
    client.post(URL, GOOD | {"name": "  Harbour \r\n  Alliance "})
    assert Partnership.objects.get().name == "Harbour Alliance"


@pytest.mark.usefixtures("nora")
def test_the_address_does_not_tell_whether_another_partnership_has_the_name(
    client: Client,
) -> None:
    """Whoever may set some up could try names."""
    for name in ("Harbour Alliance", "Harbour Alliance", "x" * 120, "港"):
        assert client.post(URL, GOOD | {"name": name}).status_code == 302
    first, second, long, other = Partnership.objects.order_by("pk").values_list("slug", flat=True)
    assert first != second
    for slug in (first, second):
        assert re.fullmatch("harbour-alliance-[a-z]{4}", slug)
    assert re.fullmatch("x{50}-[a-z]{4}", long)
    assert re.fullmatch("partnership-[a-z]{4}", other)


def test_only_those_whom_the_owner_allows_it(client: Client) -> None:
    person = Person.objects.create_person(email="otto@example.org")
    assert client.get(URL).status_code == 302
    client.force_login(person)
    assert client.get(URL).status_code == 403
    assert client.post(URL, GOOD).status_code == 403
    assert not Partnership.objects.exists()
