"""Importing people: whatever the file, it is read rightly or refused in one sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from partnerships.access import managed_partnership_or_404
from partnerships.addresses import address_problem
from partnerships.models import Event, Membership, Partnership, Person
from partnerships.people_file import MOST_PEOPLE, read_people
from partnerships.people_plan import Outcome, PeoplePlan, plan_people
from partnerships.services import add_member, create_partnership, ensure_person
from partnerships.tables import LARGEST_FILE, TableError
from partnerships.uploads import carried_upload, carry_upload
from tests.partnerships.tables import (
    ADA,
    BAD_FILES,
    HEAD,
    lines,
    number_format,
    patched,
    people_workbook,
    workbook,
)

IMPORT = "/p/harbour-alliance/people/import/"
FAY, NORA = "facilitator@contractor.example", "nora@neutral.example"


@pytest.fixture
def partnership(db: None) -> Partnership:
    made = create_partnership(
        name="Harbour Alliance",
        contractor="Brightline Services",
        client="Northgate Council",
        contractor_short="Brightline",
        facilitator=ensure_person(email=NORA, name="Nora"),
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


Upload = Callable[..., Any]


@pytest.fixture
def upload(client: Client, partnership: Partnership) -> Upload:
    """Sends a file as a facilitator, the contractor's own one unless told otherwise."""

    def send(content: bytes, side: str = "contractor", by: str = FAY) -> Any:
        client.force_login(Person.objects.get(email_key=by))
        file = SimpleUploadedFile("people.csv", content)
        return client.post(IMPORT, {"file": file, "side": side})

    return send


def confirm(client: Client, preview: Any) -> Any:
    carried = preview.context["form"].initial
    return client.post(f"{IMPORT}confirm/", carried, follow=True)


def planned(partnership: Partnership, content: bytes, by: str = FAY) -> PeoplePlan:
    viewer = managed_partnership_or_404(Person.objects.get(email_key=by), partnership.slug)[1]
    return plan_people(
        partnership=partnership, viewer=viewer, file=read_people(content), side="contractor"
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def stored() -> list[int]:
    return [model.objects.count() for model in (Person, Membership, Event)]


def test_somebody_entered_under_a_tagged_spelling_is_reached_at_the_plain_address(
    client: Client, upload: Upload
) -> None:
    ensure_person(email="ada+zz@x.example")
    confirm(client, upload(f"{HEAD}\n{ADA}\n".encode()))
    assert Person.objects.get(email_key="ada@x.example").email == "ada@x.example"


def test_the_catalogue_is_long() -> None:
    assert len(BAD_FILES) >= 60


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_in_words_and_nothing_is_stored(upload: Upload, name: str) -> None:
    content, sentence = BAD_FILES[name]
    before = stored()
    response = upload(content)
    assert response.status_code == 200
    page = text(response)
    assert sentence in page
    assert "Line " in page
    assert "<button" not in page or "Look at what would happen" in page
    assert "<script>alert" not in page
    assert stored() == before


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{ADA}\n".encode(),
        f"{HEAD}\n{ADA}\n".encode("utf-8-sig"),
        f"{HEAD}\r\n{ADA}".replace(",", ";").encode(),
        f"{HEAD}\r{ADA}".replace(",", "\t").encode(),
        f"\n\n{HEAD}\n,,,\n{ADA}\n,,,".encode(),
        b'"Name","E-Mail","Organisation",ROLE\n" Ada  Byron","ada@x.example",brightline,Member',
        b"Email Address;First name;Last name;Dept\nada@x.example;Ada;Byron;Sales",
        people_workbook(ADA),
        number_format(512),
        patched({"xl/media/logo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "xl/printer.bin": b"\0"}),
        workbook([[], ["Full Name", None, "e_mail"], [], ["Ada Byron", 7.0, "ada@x.example"]]),
    ],
)
def test_one_person_in_many_forms(partnership: Partnership, content: bytes) -> None:
    (row,) = planned(partnership, content).rows
    assert (row.name, row.email, row.side, row.role, row.outcome) == (
        "Ada Byron",
        "ada@x.example",
        "contractor",
        "member",
        Outcome.ADDED,
    )


def test_letters_of_windows() -> None:
    content = "name;email\nZoë Müller – “Zo”;zoe@x.example".encode("cp1252")
    assert read_people(content).people[0].name == "Zoë Müller – “Zo”"


def test_columns_that_are_not_read_are_named(upload: Upload) -> None:
    page = text(upload(b"name,email,Department,Birthday\nAda Byron,ada@x.example,Sales,\n"))
    assert "Columns that are not read: <bdi>Department</bdi>, <bdi>Birthday</bdi>" in page


def test_a_preview_stores_nothing_and_confirming_it_all(client: Client, upload: Upload) -> None:
    before = stored()
    content = lines(
        "Ada Byron,ada@x.example,,leader",
        "Max,member@contractor.example",
        "Contractor Leader,leader@contractor.example,Brightline,leader",
    )
    preview = upload(content)
    page = text(preview)
    for words in (
        "One person would be added.",
        "One person would be changed.",
        "One person is there already and stays as they are.",
        "Was called Contractor Member.",
    ):
        assert words in page
    assert stored() == before
    done = text(confirm(client, preview))
    assert "One person has been added. One person has been changed." in done
    place = Membership.objects.get(person__email_key="ada@x.example")
    assert (place.side, place.role, place.name) == ("contractor", "leader", "Ada Byron")
    assert place.person.name == "Ada Byron"
    assert not place.person.has_usable_password()
    assert Membership.objects.get(person__email_key="member@contractor.example").name == "Max"
    kinds = Event.objects.order_by("-pk").values_list("kind", "person__email_key", "side")[:2]
    assert set(kinds) == {
        ("member-added", FAY, "contractor"),
        ("member-changed", FAY, "contractor"),
    }
    assert stored() == [before[0] + 1, before[1] + 1, before[2] + 2]


def staff(contractor: int, client: int) -> bytes:
    """So many new people of each side, the contractor's first one a leader."""
    return lines(
        "Ada Byron,ada@x.example,contractor,leader",
        *(f"Con {number},con{number}@x.example,contractor" for number in range(1, contractor)),
        *(f"Cli {number},cli{number}@x.example,client" for number in range(client)),
    )


def test_a_preview_counts_each_side_and_folds_many_rows(upload: Upload) -> None:
    page = text(upload(staff(4, 2), by=NORA))
    assert "<bdi>Brightline Services</bdi>: 4, 1 leader: <bdi>Ada Byron</bdi></li>" in page
    assert "<bdi>Northgate Council</bdi>: 2, no leader</li>" in page
    assert 'id="rows-added">' in page
    assert "con3@x.example" in page
    assert 'id="rows-added" open>' in text(upload(staff(3, 2), by=NORA))
    refused = text(upload(staff(4, 2)))
    assert 'id="rows-refused" open>' in refused
    assert "Northgate Council</bdi>: 2" not in refused


@pytest.mark.parametrize(
    ("by", "clients", "page"),
    [(NORA, 2, "rounds/new/"), (NORA, 1, "people/"), (FAY, 0, "rounds/new/")],
)
def test_enough_people_lead_on_to_planning_the_first_round(
    client: Client, upload: Upload, by: str, clients: int, page: str
) -> None:
    done = confirm(client, upload(staff(2, clients), by=by))
    assert done.redirect_chain[-1][0] == f"/p/harbour-alliance/{page}"
    assert "people have been added." in text(done)


def test_the_same_file_twice_changes_nothing(client: Client, upload: Upload) -> None:
    content = lines(ADA, "Max,member@contractor.example,,leader")
    confirm(client, upload(content))
    before = stored()
    again = upload(content)
    assert "Everything is there already" in text(again)
    assert ">Import</button>" not in text(again)
    confirm(client, again)
    assert stored() == before


def test_confirming_twice_does_it_once(client: Client, upload: Upload) -> None:
    preview = upload(lines(ADA))
    confirm(client, preview)
    before = stored()
    response = confirm(client, preview)
    assert response.status_code == 409
    assert "Somebody has changed the people in the meantime" in text(response)
    assert stored() == before


def test_one_refused_row_keeps_all_out(client: Client, upload: Upload) -> None:
    preview = upload(lines(ADA, "Bo,bo"))
    page = text(preview)
    assert "One row is refused." in page
    assert "Line 3" in page
    before = stored()
    assert confirm(client, preview).status_code == 409
    assert stored() == before


def test_what_changed_in_the_meantime_is_shown(
    client: Client, upload: Upload, partnership: Partnership
) -> None:
    preview = upload(lines(ADA))
    add_member(partnership=partnership, email="ada@x.example", name="Countess", side="contractor")
    response = confirm(client, preview)
    assert response.status_code == 409
    assert "Was called Countess." in text(response)


def test_a_preview_is_of_one_person_and_partnership(
    client: Client, upload: Upload, partnership: Partnership
) -> None:
    preview = upload(lines(ADA))
    client.force_login(Person.objects.get(email_key=NORA))
    before = stored()
    assert "choose the file again" in text(confirm(client, preview))
    nora = Person.objects.get(email_key=NORA)
    create_partnership(name="Other", contractor="A", client="B", facilitator=nora)
    theirs = upload(lines(ADA), by=NORA).context["form"].initial
    after = stored()
    client.post("/p/other/people/import/confirm/", theirs)
    assert stored() == after
    assert after[1] == before[1] + 1


def test_people_of_elsewhere_look_like_anybody(upload: Upload, client: Client) -> None:
    elsewhere = create_partnership(name="Other", contractor="A", client="B")
    address = "somebody@elsewhere.example"
    add_member(partnership=elsewhere, email=address, name="Sam", side="client")
    strange = text(upload(lines("New One,new@x.example"))).replace("new@x.example", "ADDRESS")
    known = text(upload(lines(f"New One,{address}"))).replace(address, "ADDRESS")
    assert without_carried(known) == without_carried(strange)
    page = text(confirm(client, upload(lines(f"New One,{address}"))))
    assert "One person has been added." in page
    assert "Sam" not in page


def without_carried(page: str) -> str:
    """A preview without what is random or stands for the whole of the file."""
    return "\n".join(line for line in page.splitlines() if 'type="hidden"' not in line)


def test_a_neutral_facilitator_imports_both_sides(client: Client, upload: Upload) -> None:
    content = lines(
        "Ada,ada@x.example,Brightline Services", "Bo,bo@x.example,client,leader", "Cy,cy@x.example"
    )
    confirm(client, upload(content, side="client", by=NORA))
    added = Membership.objects.filter(person__email_key__endswith="@x.example").order_by("pk")
    assert [(one.name, one.side, one.role) for one in added] == [
        ("Ada", "contractor", "member"),
        ("Bo", "client", "leader"),
        ("Cy", "client", "member"),
    ]


def test_nobody_is_moved_to_the_other_side_by_a_file(upload: Upload) -> None:
    page = text(upload(lines("Max,member@client.example,contractor"), by=NORA))
    assert "This person belongs to Northgate Council" in page


def test_equal_short_names_name_no_side(partnership: Partnership) -> None:
    partnership.contractor.short_name = partnership.client.short_name = "Group"
    (row,) = planned(partnership, lines("Ada,ada@x.example,group"), by=NORA).rows
    assert row.outcome is Outcome.REFUSED


def test_the_most_people_that_a_file_may_hold(
    partnership: Partnership, client: Client, upload: Upload
) -> None:
    content = lines(*(f"P {n},p{n}@x.example,," for n in range(MOST_PEOPLE)))
    assert len(content) < LARGEST_FILE
    assert len(planned(partnership, content).of(Outcome.ADDED)) == MOST_PEOPLE


@pytest.mark.parametrize("people", [1, 300])
def test_the_queries_do_not_grow_with_the_people(
    partnership: Partnership,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    content = lines(*(f"P {n},p{n}@x.example,," for n in range(people)))
    file = read_people(content)
    viewer = managed_partnership_or_404(Person.objects.get(email_key=FAY), partnership.slug)[1]
    with django_assert_num_queries(1):
        plan_people(partnership=partnership, viewer=viewer, file=file, side="contractor")


def outcome(content: bytes) -> str:
    try:
        return f"Line of people: {len(read_people(content).people)}"
    except TableError as problem:
        return str(problem)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert outcome(content).startswith("Line ")


GOOD_WORKBOOK = people_workbook(ADA)


@given(st.binary(min_size=1, max_size=60), st.integers(0, len(GOOD_WORKBOOK)))
def test_any_damage_to_a_workbook_is_read_or_refused(damage: bytes, at: int) -> None:
    content = GOOD_WORKBOOK[:at] + damage + GOOD_WORKBOOK[at + len(damage) :]
    assert outcome(content).startswith("Line ")


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.org",
        "ada@почта.рф",
        "zoe@müller.example",
        "ivan@роса.рф",
        "ivan@хор.рф",
        "taro@日本ドメイン名.example",
        "bob@xn--gro-7ka.example",
    ],
)
def test_whole_alphabets_look_like_nothing_else(email: str) -> None:
    assert address_problem(email, email) == ""


def test_an_upload_comes_back_only_whole_and_to_its_scope() -> None:
    token = carry_upload(b"\0content", "people", 1)
    assert carried_upload(token, "people", 1) == b"\0content"
    assert carried_upload(token, "people", 2) is None
    assert carried_upload(token[:-1], "people", 1) is None
    assert carried_upload("", "people", 1) is None


def test_a_file_of_any_size_fills_no_memory(upload: Upload) -> None:
    response = upload(b"x" * (8 * 1024 * 1024))
    assert "the file is too large; expected at most 2 MB." in text(response)
    assert len(response.wsgi_request.FILES["file"]) == LARGEST_FILE + 1


def test_no_file_is_named(upload: Upload, client: Client) -> None:
    upload(lines(ADA))
    assert "This field is required." in text(client.post(IMPORT, {"side": "contractor"}))
