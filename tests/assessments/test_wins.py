"""Wins: who writes, changes, removes and reads them, and the line on which they stand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.queries import kept_days
from assessments.services.commitments import make_commitment, update_commitment
from assessments.services.wins import add_win, change_win, remove_win
from partnerships.models import Commitment, Event, Meeting, Partnership, Win
from partnerships.viewer import Role
from tests.assessments.test_dashboard_page import Look, SignIn, words
from tests.conftest import OpenContext
from tests.factories import (
    NOW,
    everything_stored,
    make_member,
    make_partnership,
    make_released_round,
)

pytestmark = pytest.mark.django_db

WINS, LINE = "/p/harbour-alliance/wins/", "/p/harbour-alliance/timeline/"
SAID = {
    "kind": "learned",
    "title": "The shared tablet rounds failed",
    "text": "Two systems were one too many.\nNext time we start with one building.",
    "day": "2026-05-04",
}
Enter = Callable[..., Client]


def words_of(reply: Any) -> str:
    return words(reply.content.decode())


@pytest.fixture
def harbour() -> Partnership:
    return make_partnership()


@pytest.fixture
def enter(harbour: Partnership) -> Enter:
    def enter_as(role: str, side: str | None = "client") -> Client:
        browser = Client()
        browser.force_login(make_member(harbour, role, side, f"{role}.{side}@example.org"))
        return browser

    return enter_as


def told(partnership: Partnership, **fields: Any) -> Win:
    writer = make_member(partnership, Role.LEADER, "contractor", f"w{Win.objects.count()}@x.org")
    wanted: dict[str, Any] = {
        "kind": Win.Kind.BOLD,
        "day": date(2026, 5, 4),
        "title": "A try",
        "text": "",
        "side": "contractor",
        "by": writer,
        "now": NOW,
    }
    return add_win(partnership=partnership, **(wanted | fields))


@pytest.mark.parametrize(
    ("role", "side", "from_whom"),
    [
        (Role.LEADER, "client", "Northgate Council"),
        (Role.FACILITATOR, "contractor", "Brightline Services"),
        (Role.FACILITATOR, None, "a neutral facilitator"),
    ],
)
def test_either_side_writes_and_both_read(
    enter: Enter, harbour: Partnership, role: str, side: str | None, from_whom: str
) -> None:
    writer = enter(role, side)
    assert writer.post(f"{WINS}new/", SAID)["Location"] == WINS
    reader = enter(Role.LEADER, "contractor")
    for address in (WINS, LINE):
        page = words_of(reader.get(address))
        for said in (
            "Failure we learned from",
            "The shared tablet rounds failed",
            "Two systems were one too many. Next time we start with one building.",
            from_whom,
        ):
            assert said in page
        assert f"{role}.{side}" not in page
    assert Event.objects.filter(kind="win-added", side=side).count() == 1


def test_its_writer_alone_changes_and_removes_it(enter: Enter, harbour: Partnership) -> None:
    writer, other = enter(Role.LEADER), enter(Role.FACILITATOR)
    writer.post(f"{WINS}new/", SAID)
    address = f"{WINS}{harbour.wins.get().pk}/"
    before = everything_stored()
    for path in (address, f"{address}remove/"):
        assert other.get(path).status_code == 404
        assert other.post(path, SAID | {"title": "Another"}).status_code == 404
    assert address not in other.get(WINS).content.decode()
    writer.post(address, SAID)
    assert everything_stored() == before
    assert "Two systems" in writer.get(address).content.decode()
    writer.post(address, SAID | {"title": "The tablets failed"})
    assert harbour.wins.get().title == "The tablets failed"
    assert "The tablets failed" in words_of(writer.get(f"{address}remove/"))
    assert harbour.wins.exists()
    assert writer.post(f"{address}remove/")["Location"] == WINS
    assert not harbour.wins.exists()
    log = words_of(writer.get("/p/harbour-alliance/log/"))
    for line in ("wrote down a win.", "changed a win.", "removed a win."):
        assert log.count(line) == 1
    assert "tablets" not in log


def test_two_windows_at_once_do_nothing_twice(harbour: Partnership) -> None:
    win = told(harbour)
    by = win.writer
    assert by
    remove_win(win=win, by=by, now=NOW)
    before = everything_stored()
    win.pk = win.pk or 1
    remove_win(win=win, by=by, now=NOW)
    change_win(win=win, kind="bold", day=NOW.date(), title="Late", text="", by=by, now=NOW)
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "loss"}, "Select a valid choice"),
        ({"title": ""}, "This field is required."),
        ({"title": " \n "}, "This field is required."),
        ({"title": "x" * 121}, "at most 120 characters"),
        ({"text": f"Two systems {'x' * 600}"}, "at most 600 characters"),
        ({"text": "a\x07b", "title": "Two systems"}, "invisible control character"),
        ({"day": "2999-01-01"}, "Choose a day in this century."),
        ({"day": "yesterday"}, "Enter a valid date."),
        ({"day": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_the_input_kept(
    enter: Enter, wrong: dict[str, str], sentence: str
) -> None:
    browser = enter(Role.LEADER)
    before = everything_stored()
    page = browser.post(f"{WINS}new/", SAID | wrong).content.decode()
    assert sentence in page
    assert "one building" in page or "Two systems" in page
    assert everything_stored() == before


def test_a_day_to_come_is_refused_but_for_tomorrow(enter: Enter, harbour: Partnership) -> None:
    """Somewhere east of here it has begun."""
    browser, today = enter(Role.LEADER), timezone.localdate()
    page = browser.post(f"{WINS}new/", SAID | {"day": str(today + timedelta(days=2))})
    assert "That day is still to come" in page.content.decode()
    assert browser.post(f"{WINS}new/", SAID | {"day": str(today + timedelta(days=1))})["Location"]


def promised(harbour: Partnership) -> Commitment:
    owners: dict[str, Any] = {
        f"{side}_owner": harbour.memberships.get(
            person=make_member(harbour, Role.LEADER, side, f"owner.{side}@example.org")
        )
        for side in ("contractor", "client")
    }
    return make_commitment(
        partnership=harbour,
        topic="trust",
        text="Decide in twos",
        measure="Two names",
        made_on=date(2026, 4, 20),
        due_on=date(2026, 9, 1),
        beyond_three=False,
        by=owners["client_owner"].person,
        now=NOW,
        **owners,
    )


def updated(commitment: Commitment, *states: str) -> None:
    for days, state in enumerate(states):
        update_commitment(
            commitment=commitment,
            state=state,
            note=str(days),
            due_on=commitment.due_on,
            by=commitment.client_owner.person,
            now=NOW + timedelta(days=days),
        )


@pytest.mark.parametrize(
    ("states", "day"),
    [
        (["kept"], 0),
        (["moving", "kept", "kept"], 1),
        (["kept", "moving", "kept"], 2),
        (["kept", "let-go"], None),
        (["moving"], None),
    ],
)
def test_a_commitment_is_kept_since_it_was_last_said_to_be(
    harbour: Partnership, states: list[str], day: int | None
) -> None:
    commitment = promised(harbour)
    updated(commitment, *states)
    expected = {} if day is None else {commitment.pk: NOW.date() + timedelta(days=day)}
    assert kept_days(harbour) == expected


def test_one_line_holds_rounds_promises_and_wins_the_newest_first(
    enter: Enter, harbour: Partnership
) -> None:
    make_released_round(harbour, closed=date(2025, 3, 31), title="First")
    make_released_round(harbour, closed=date(2026, 3, 31), title="Second")
    updated(promised(harbour), "kept")
    told(harbour)
    told(harbour, day=date(2026, 3, 31), title="On the day of the round")
    page = words_of(enter(Role.LEADER).get(LINE))
    told_in_order = [
        "2026 22 November · Kept Decide in twos Trust",
        "4 May · Bold try A try Brightline Services",
        "20 April · Promised Decide in twos Trust",
        "31 March · Round Second : Joint index 63, mostly partnership · the same as in First",
        "31 March · Bold try On the day of the round Brightline Services",
        "2025 31 March · Round First : Joint index 63, mostly partnership",
    ]
    places = [page.index(one) for one in told_in_order]
    assert places == sorted(places)


def test_meetings_stand_there_once_they_have_begun(enter: Enter, harbour: Partnership) -> None:
    place = {"partnership": harbour, "time_zone": "Pacific/Auckland"}
    Meeting.objects.create(
        place="Boiler room", starts_at=datetime(2026, 5, 4, 20, tzinfo=UTC), **place
    )
    for fields in ({"starts_at": timezone.now() + timedelta(days=9)}, {"called_off": True}):
        late = {"place": "Never", "starts_at": datetime(2026, 5, 4, 20, tzinfo=UTC)} | fields
        Meeting.objects.create(**late, **place)
    page = words_of(enter(Role.LEADER).get(LINE))
    assert "5 May · Meeting Boiler room" in page
    assert "Never" not in page


def test_an_empty_line_says_what_will_stand_there(enter: Enter) -> None:
    browser = enter(Role.LEADER)
    assert "the first round, the first commitment and the first win" in words_of(browser.get(LINE))
    assert "Nothing is written down yet." in words_of(browser.get(WINS))


@pytest.mark.parametrize("count", [1, 3])
def test_the_line_takes_the_same_queries_however_long(
    enter: Enter,
    harbour: Partnership,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        make_released_round(harbour, closed=date(2020 + number, 3, 31), title=f"R{number}")
        told(harbour)
    browser = enter(Role.LEADER)
    assert browser.get(LINE).status_code == 200
    with django_assert_num_queries(9):
        assert browser.get(LINE).status_code == 200
    with django_assert_num_queries(4):
        assert browser.get(WINS).status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_and_fit_a_phone_in_the_dark(
    open_context: OpenContext, sign_in: SignIn, axe: Look
) -> None:
    harbour = make_partnership()
    make_released_round(harbour)
    win = told(harbour, text="W" * 600)
    assert win.writer
    page = open_context(width=320, dark=True, script=True).new_page()
    sign_in(page, win.writer)
    for path in (LINE, WINS, f"{WINS}new/", f"{WINS}{win.pk}/remove/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
