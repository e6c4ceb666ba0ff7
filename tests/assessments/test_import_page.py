"""A past round on a page: seen before anything is stored, and stored as by the command."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from assessments.models import Round, Snapshot
from assessments.queries import snapshot_for
from partnerships.models import Event, Partnership, Person
from partnerships.services import add_member
from tests.factories import answers, everything_stored, make_released_round, rows, table
from tests.guards import force_deletion
from tests.live_round import alliance, neutral, opened
from tests.partnerships.tables import BAD_FILES

pytestmark = pytest.mark.django_db

IMPORT = "/p/harbour-alliance/rounds/import/"
FIELDS = {"title": "Spring", "closed": "2026-03-31"}


@pytest.fixture
def partnership() -> Partnership:
    return alliance()


@pytest.fixture
def nora(client: Client, partnership: Partnership) -> Client:
    client.force_login(neutral())
    return client


def send(client: Client, content: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("answers.csv", content)
    return client.post(IMPORT, FIELDS | fields | {"file": file})


def confirm(client: Client, preview: Any) -> Any:
    carried = {name: value or "" for name, value in preview.context["form"].initial.items()}
    del carried["file"]
    return client.post(f"{IMPORT}confirm/", carried, follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_preview_stores_nothing_and_tells_no_figure(nora: Client) -> None:
    before = everything_stored()
    people = rows("contractor", 7, 3, Q1="Well done") + rows("client", 6, 2)
    content = table([*people, {"side": "client"}, {"side": "client"}])
    preview = send(nora, content, contractor_invited="9")
    page = text(preview)
    for words in (
        "Round 1, “Spring”, closed 31 March 2026, released to both sides at once.",
        "7 people of Brightline Services of 9 invited",
        "6 people of Northgate Council",
        "2 lines hold no answer: they are left out and count as nobody.",
        "52 statements have answers.",
        "7 comments",
    ):
        assert words in page
    assert "Well done" not in page
    assert "too few answers" not in page
    after = everything_stored()
    for name in ("Session", "Instrument", "Element", "Practice", "Statement"):
        before.pop(name), after.pop(name)
    assert after == before


def test_confirming_stores_what_the_command_stores(nora: Client, partnership: Partnership) -> None:
    done = confirm(nora, send(nora, answers(), contractor_invited="9"))
    assert "Round 1, “Spring”, is imported and released." in text(done)
    assert done.request["PATH_INFO"] == "/p/harbour-alliance/rounds/1/dashboard/"
    round = Round.objects.get()
    assert (round.state, round.imported, round.closed_at and round.closed_at.date()) == (
        "released",
        True,
        date(2026, 3, 31),
    )
    assert (round.promise or {})["invited"] == {"contractor": 9, "client": None}
    assert Event.objects.get(kind="round-imported").person == neutral()
    by_page = snapshot_for(round)
    force_deletion(Snapshot.objects.all())
    force_deletion(Round.objects.all())
    by_command = snapshot_for(make_released_round(partnership, answers()))
    assert by_page.statements == by_command.statements


def test_a_workbook_is_read_as_well(nora: Client) -> None:
    made = Workbook()
    people = rows("contractor", 6, 3) + rows("client", 6, 2)
    made.worksheets[0].append(list(people[0]))
    for row in people:
        made.worksheets[0].append([row[name] for name in people[0]])
    stream = io.BytesIO()
    made.save(stream)
    assert "is imported and released" in text(confirm(nora, send(nora, stream.getvalue())))


def test_a_side_that_is_too_small_is_told_before(nora: Client) -> None:
    assert "nobody would see any result of this round" in text(send(nora, answers(9, 2)))


def test_the_same_file_twice_changes_nothing(nora: Client) -> None:
    preview = send(nora, answers())
    confirm(nora, preview)
    assert "A round that closed on that day is there already." in text(confirm(nora, preview))
    assert "A round that closed on that day is there already." in text(send(nora, answers()))
    more = send(nora, answers(6, 7), closed="2026-04-30")
    assert "This is nearly the same as “Spring”, which is there already" in text(more)
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "This field is required."),
        ({"title": "x" * 121}, "at most 120 characters"),
        ({"closed": "31.3.2026"}, "Enter a valid date."),
        ({"closed": "2999-01-01"}, "which is still to come"),
        ({"contractor_invited": "3"}, "holds 6 people of the contractor"),
        ({"client_invited": "-1"}, "greater than or equal to 1"),
    ],
)
def test_bad_input_is_named_and_kept(nora: Client, fields: dict[str, str], words: str) -> None:
    response = send(nora, answers(), **fields)
    assert response.status_code == 200
    assert words in text(response)
    assert ("Spring" in text(response)) or "title" in fields
    assert not Round.objects.exists()


def test_while_a_round_is_under_way_nothing_is_imported(
    nora: Client, partnership: Partnership
) -> None:
    opened(partnership)
    assert "is under way: import when it has been released." in text(send(nora, answers()))


def test_a_bad_file_is_refused_with_its_line(nora: Client) -> None:
    page = text(send(nora, b"side,T1\nclient,5\n"))
    assert "Line 2: T1 is “5”; expected 0 to 4, x or nothing." in page


@pytest.mark.parametrize("name", [name for name in BAD_FILES if "bomb" in name or "10^6" in name])
def test_no_bomb_gets_through_here_either(nora: Client, name: str) -> None:
    response = send(nora, BAD_FILES[name][0])
    assert response.status_code == 200
    assert "Line " in text(response)
    assert not Round.objects.exists()


def test_it_is_for_neutral_facilitators(client: Client, partnership: Partnership) -> None:
    fay = add_member(
        partnership=partnership, email="fay@x.example", side="client", role="facilitator"
    ).person
    for who, status in ((fay, 403), (person_elsewhere(), 404)):
        client.force_login(who)
        assert send(client, answers()).status_code == status
        assert client.post(f"{IMPORT}confirm/", FIELDS).status_code == status
    client.force_login(fay)
    assert "Import a past round" not in text(client.get("/p/harbour-alliance/rounds/"))


def person_elsewhere() -> Person:
    return Person.objects.create_person(email="stranger@example.org")


def test_a_preview_is_of_one_person(nora: Client, partnership: Partnership) -> None:
    preview = send(nora, answers())
    other = add_member(
        partnership=partnership, email="olga@x.example", side=None, role="facilitator"
    ).person
    nora.force_login(other)
    assert "choose the file again" in text(confirm(nora, preview))
    assert not Round.objects.exists()
