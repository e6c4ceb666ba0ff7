"""What each page shows to whom, and what it never does."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Round
from assessments.pages import chart
from assessments.questionnaire.load import breakthrough_1
from assessments.sample import sample_dashboard
from partnerships.models import Person
from partnerships.viewer import Role
from tests.factories import (
    answers,
    everything_stored,
    make_member,
    make_partnership,
    make_released_round,
    rows,
    table,
)
from tests.guards import force

pytestmark = pytest.mark.django_db

DASHBOARD = "/p/harbour-alliance/rounds/1/dashboard/"
READINGS = ("self", "seen")
EXPORT = "/p/harbour-alliance/rounds/1/export/json/"


@pytest.fixture
def released() -> Round:
    return make_released_round(make_partnership())


def text_of(client: Client, path: str) -> str:
    """The words of a page, one space between them."""
    response = client.get(path)
    assert response.status_code == 200
    body = re.sub(r"<(script|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def enter(client: Client, round: Round, role: str, side: str | None = "client") -> Person:
    person = make_member(round.partnership, role, side)
    client.force_login(person)
    return person


@pytest.mark.parametrize("path", ["/p/harbour-alliance/", "/p/harbour-alliance/rounds/", DASHBOARD])
def test_whoever_is_not_signed_in_is_asked_to(client: Client, released: Round, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={path}"


def test_the_first_page_leads_to_the_door(client: Client) -> None:
    assert client.get("/")["Location"] == "/accounts/login/"


@pytest.mark.parametrize("path", ["/p/harbour-alliance/", "/p/harbour-alliance/rounds/", DASHBOARD])
def test_strangers_find_nothing(client: Client, released: Round, path: str) -> None:
    enter(client, make_released_round(make_partnership("Airport Alliance")), Role.FACILITATOR, None)
    foreign = client.get(path)
    missing = client.get(path.replace("harbour-alliance", "there-is-none"))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert client.post(EXPORT).status_code == 404


def test_home_shows_only_my_partnerships_by_name(client: Client, released: Round) -> None:
    person = enter(client, released, Role.LEADER)
    make_member(make_partnership("Airport Alliance"), Role.MEMBER, "contractor", person.email)
    make_released_round(make_partnership("Of Others"))
    text = text_of(client, "/")
    assert text.index("Airport Alliance") < text.index("Harbour Alliance")
    assert "Joint index 62, mostly partnership" in text or "Joint index 63" in text
    assert "Of Others" not in text
    assert "No round has been released yet." in text


def test_home_tells_a_member_the_reading_and_no_figure(client: Client, released: Round) -> None:
    enter(client, released, Role.MEMBER)
    text = text_of(client, "/")
    assert "nearer to partnership than to vendor" in text
    assert not re.search(r"\b(63|75|50)\b", text)
    assert b"<svg" not in client.get("/").content


def test_home_without_a_partnership_says_what_to_do(client: Client) -> None:
    client.force_login(Person.objects.create_superuser("owner@example.org"))
    assert "Set up your first partnership" in text_of(client, "/")
    client.force_login(Person.objects.create_person(email="guest@example.org"))
    assert "A facilitator of your organization can add you" in text_of(client, "/")


def test_a_partnership_opens_on_its_latest_results(client: Client, released: Round) -> None:
    enter(client, released, Role.LEADER)
    make_released_round(released.partnership, title="Autumn", closed=date(2026, 9, 30))
    assert client.get("/p/harbour-alliance/")["Location"] == (
        "/p/harbour-alliance/rounds/2/dashboard/"
    )
    force(Round.objects, state="cancelled")
    assert client.get("/p/harbour-alliance/")["Location"] == "/p/harbour-alliance/rounds/"


def test_the_rounds_with_response_for_all_and_index_for_some(
    client: Client, released: Round
) -> None:
    enter(client, released, Role.MEMBER)
    text = text_of(client, "/p/harbour-alliance/rounds/")
    assert "Closed 31 March 2026, released 22 November 2026." in text
    assert "Brightline Services 6 answered" in text
    assert "Customer: patients and ward staff" in text
    assert "index" not in text.lower()
    enter(client, released, Role.LEADER)
    assert "Joint index" in text_of(client, "/p/harbour-alliance/rounds/")


def test_a_member_gets_the_summary_and_nothing_else(client: Client, released: Round) -> None:
    enter(client, released, Role.MEMBER)
    text = text_of(client, DASHBOARD)
    for part in (
        "nearer to partnership than to vendor",
        "Talk about",
        "Raise next",
        "Who answered",
    ):
        assert part in text
    body = client.get(DASHBOARD).content.decode()
    for part in ("<svg", "application/json", "<table", "plotly", "export/"):
        assert part not in body
    for part in ("Six elements", "in the mirror", "Breakthrough", "Joint index"):
        assert part not in text


@pytest.mark.parametrize("role", [Role.LEADER, Role.FACILITATOR])
def test_leaders_and_facilitators_get_everything(
    client: Client, released: Round, role: str
) -> None:
    enter(client, released, role)
    text = text_of(client, DASHBOARD)
    for part in ("Six elements", "in the mirror", "Breakthrough", "Joint index", "Save"):
        assert part in text
    assert "Its answers were collected elsewhere." in text


@pytest.mark.parametrize("state", ["open", "sealing", "sealed", "draft", "cancelled"])
def test_before_release_no_page_holds_results(client: Client, released: Round, state: str) -> None:
    force(Round.objects, state=state)
    enter(client, released, Role.FACILITATOR, None)
    assert client.get(DASHBOARD).status_code == 404
    assert client.post(EXPORT).status_code == 404
    for path in ("/", "/p/harbour-alliance/rounds/"):
        assert not re.search(r"\b(62|63|75|50|6 answered)\b", text_of(client, path))


def test_a_member_saves_no_file(client: Client, released: Round) -> None:
    enter(client, released, Role.MEMBER)
    before = everything_stored()
    assert client.post(EXPORT).status_code == 403
    assert everything_stored() == before


def test_a_download_is_a_post_and_stands_in_the_log(client: Client, released: Round) -> None:
    person = enter(client, released, Role.LEADER)
    assert client.get(EXPORT).status_code == 405
    response = client.post(EXPORT)
    assert "no-store" in response["Cache-Control"]
    assert json.loads(response.content)["sha256"] == released.snapshot.sha256
    event = released.partnership.events.get(kind="results-exported")
    assert (event.person, event.side) == (person, "client")
    assert event.parameters == {"round": 1, "format": "json"}
    assert client.post(EXPORT.replace("json", "doc")).status_code == 404


def test_reading_changes_no_row(client: Client, released: Round) -> None:
    enter(client, released, Role.FACILITATOR, None)
    before = everything_stored()
    for path in (
        "/",
        "/methods/",
        "/p/harbour-alliance/",
        "/p/harbour-alliance/rounds/",
        DASHBOARD,
    ):
        client.get(path)
        assert client.head(path).status_code in {200, 302}
        assert client.post(path).status_code in {403, 405}
    assert everything_stored() == before


def test_the_methods_page_does_not_promise_that_counts_stay_unknown(client: Client) -> None:
    page = text_of(client, "/methods/")
    assert (
        "Whoever reckons with the decimals of the data files can often find out how many placed a "
        "statement, but never who chose what: the rules above take that number as known."
    ) in page
    assert "Never published" not in page


def test_pages_about_people_are_kept_by_nobody(client: Client, released: Round) -> None:
    enter(client, released, Role.LEADER)
    for path in ("/", "/p/harbour-alliance/rounds/", DASHBOARD):
        assert "no-store" in client.get(path)["Cache-Control"]


def points(score: float) -> int:
    return int(score + 0.5)


def row_of(page: str, name: str) -> list[int]:
    """The whole numbers in the first table row of this name."""
    row = re.search(rf"<th[^>]*>{re.escape(name)}</th>(.*?)</tr>", page, re.DOTALL)
    assert row is not None, name
    return [int(number) for number in re.findall(r"<td[^>]*>(\d+)[+-]?</td>", row[1])]


def test_no_chart_is_kept_for_others() -> None:
    """It would come sooner to whoever has the same figures in a partnership of their own."""
    detail = sample_dashboard().page.detail
    assert detail
    assert chart(detail.standing.spec) is not chart(detail.standing.spec)


def test_page_and_files_show_the_same_numbers(client: Client) -> None:
    people = rows("contractor", 9, 3, **{"T1": 4, "S2": 1, "C3": 0, "R4": 2, "P3.own": 1})
    others = rows("client", 6, 2, **{"T1": 0, "L1": "x", "A4": 4, "P3.partner": 0, "P9.own": 4})
    enter(client, make_released_round(make_partnership(), table(people + others)), Role.LEADER)
    data = json.loads(client.post(EXPORT).content)
    page = client.get(DASHBOARD).content.decode()
    for element in breakthrough_1().elements:
        figures = data["elements"][element.code]
        expected = [points(figures["contractor"]), points(figures["client"])]
        assert row_of(page, element.name)[:2] == expected
    for practice in breakthrough_1().practices:
        figures = data["practices"][practice.code]
        expected = [points(figures[x][y]) for x in ("contractor", "client") for y in READINGS]
        expected.append(points(figures["joint"]))
        assert sorted(row_of(page, practice.name)) == sorted(expected)
    assert f"Joint index {points(data['index']['joint'])}" in text_of(client, DASHBOARD)


@pytest.mark.parametrize(("people", "earlier"), [(6, 0), (40, 0), (6, 1), (6, 3)])
def test_the_dashboard_takes_the_same_queries_whatever_it_shows(
    client: Client,
    people: int,
    earlier: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    harbour = make_partnership()
    for number in range(earlier):
        make_released_round(harbour, title=f"Earlier {number}")
    newest = make_released_round(harbour, answers(people, people))
    enter(client, newest, Role.LEADER)
    path = f"/p/harbour-alliance/rounds/{newest.number}/dashboard/"
    with django_assert_max_num_queries(12):
        client.get(path)
    with django_assert_num_queries(10):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_the_same_queries_however_many_partnerships(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        round = make_released_round(make_partnership(f"Harbour {number}"))
        person = make_member(round.partnership, Role.LEADER, "client", "ann@example.org")
    client.force_login(person)
    with django_assert_num_queries(10):
        client.get("/")
    with django_assert_num_queries(8):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_rounds_take_the_same_queries_however_many(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    harbour = make_partnership()
    for number in range(count):
        round = make_released_round(harbour, title=f"Round {number}")
    enter(client, round, Role.LEADER)
    with django_assert_num_queries(7):
        client.get("/p/harbour-alliance/rounds/")
    with django_assert_num_queries(6):
        assert client.get("/p/harbour-alliance/rounds/").status_code == 200


@pytest.mark.parametrize(("contractor", "client_side"), [(4, 4), (9, 4), (0, 6), (5, 5)])
def test_every_page_opens_whatever_can_be_shown(
    client: Client, contractor: int, client_side: int
) -> None:
    round = make_released_round(make_partnership(), answers(contractor, client_side))
    enter(client, round, Role.LEADER)
    for path in ("/", "/p/harbour-alliance/rounds/", DASHBOARD):
        assert client.get(path).status_code == 200
    assert client.post(EXPORT).status_code == 200
    shows_sides = b"Brightline 75" in client.get("/").content
    assert shows_sides == (min(contractor, client_side) >= 5)


def test_comments_stand_on_the_dashboard_once_read(client: Client) -> None:
    """A leader reads all, a side's facilitator not those of the other side, a member none."""
    people = rows("contractor", 10, 3) + rows("client", 10, 2)
    people[0]["Q1"], people[10]["Q1"], people[11]["Q2"] = "The help desk", "The shelter", "Held"
    round = make_released_round(make_partnership(), table(people))
    round.comments.update(state="read")
    round.comments.filter(text="Held").update(state="held")
    said = {}
    for role in (Role.LEADER, Role.FACILITATOR, Role.MEMBER):
        client.force_login(make_member(round.partnership, role, "client", f"{role}@example.org"))
        said[role] = text_of(client, DASHBOARD)
    told = {role: ("help desk" in text, "shelter" in text) for role, text in said.items()}
    assert told == {
        Role.LEADER: (True, True),
        Role.FACILITATOR: (False, True),
        Role.MEMBER: (False, False),
    }
    assert not any("Held" in text for text in said.values())
    assert "The shelter Northgate" in said[Role.LEADER]
