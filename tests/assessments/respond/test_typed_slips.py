"""The code of a slip that is typed: from the sheet of paper to the page with its button."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.links import link_path, slip_code
from assessments.models import Invitation
from tests.assessments.respond.browsing import way_of
from tests.assessments.test_slips import press, slips, typed, with_slips
from tests.factories import everything_stored
from tests.live_round import DAY, START, closed_early

pytestmark = pytest.mark.django_db

LANDING = "Your slip has no name on it"
ASKED_AGAIN = "This browser keeps no code of a slip now"
NO_SUCH_CODE = "No slip has this code"
TYPED = "/answer/slip/"
BEGIN = "/answer/slip/begin/"


@pytest.fixture
def slip() -> Invitation:
    (one,) = slips(with_slips(1))
    return one


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START + DAY, tick=False) as traveller:
        yield traveller


def shown(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.content.decode()


def asked_again(reply: Any) -> bool:
    status, page = shown(reply)
    return status == 403 and ASKED_AGAIN in page and f'action="{TYPED}"' in page


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-JKMN-PQRS"])
def test_what_is_typed_is_in_no_page_that_a_browser_asks_for_again(
    client: Client, slip: Invitation, code: str
) -> None:
    """A tab keeps what it has sent until a redirect, for whoever goes back in it."""
    code = code or slip_code(slip)
    went = client.post(TYPED, {"slip": code})
    assert (went.status_code, way_of(went), went.content) == (302, BEGIN, b"")
    assert code not in str(went.headers)


def test_the_page_of_a_code_holds_nothing_that_opens_it(client: Client, slip: Invitation) -> None:
    verifier = link_path(slip).partition(".")[2]
    status, page = shown(typed(client, slip_code(slip)))
    assert (status, LANDING in page) == (200, True)
    halves = slip_code(slip)[:9], slip_code(slip)[10:]
    assert not [one for one in (*halves, halves[1].replace("-", ""), verifier) if one in page]
    assert "respondent" not in client.cookies


def test_the_cookie_is_read_by_us_alone_and_goes_with_the_browser(
    client: Client, slip: Invitation, settings: Any
) -> None:
    client.post(TYPED, {"slip": slip_code(slip)})
    cookie = client.cookies["slip"]
    assert slip.selector not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    settings.HOST_PREFIX, settings.SESSION_COOKIE_SECURE = "__Host-", True
    client.post(TYPED, {"slip": slip_code(slip)})
    assert client.cookies["__Host-slip"]["secure"]


def test_looking_changes_nothing_and_the_button_begins(client: Client, slip: Invitation) -> None:
    typed(client, slip_code(slip))
    before = everything_stored()
    looks = [client.get(BEGIN), client.head(BEGIN), client.get(BEGIN)]
    assert [(one.status_code, bool(one.cookies.get("slip"))) for one in looks] == [(200, False)] * 3
    assert everything_stored() == before
    part = press(client, looks[0])
    assert part.request["PATH_INFO"] == "/answer/trust/"
    assert client.cookies["respondent"].value
    slip.refresh_from_db()
    assert way_of(Client().post(link_path(slip))) == "/answer/trust/"


@pytest.mark.parametrize("way", ["/answer/leave/", "/answer/finished/"])
def test_the_code_is_forgotten_when_somebody_leaves(
    client: Client, slip: Invitation, way: str
) -> None:
    typed(client, slip_code(slip))
    assert client.post(way).cookies["slip"]["max-age"] == 0
    assert asked_again(client.get(BEGIN))
    assert asked_again(client.post(BEGIN))


def test_whoever_has_begun_can_look_back_and_press_twice_but_the_code_is_forgotten(
    client: Client, slip: Invitation
) -> None:
    landing = typed(client, slip_code(slip))
    for _ in range(2):
        assert press(client, landing).request["PATH_INFO"] == "/answer/trust/"
        assert client.cookies["slip"]["max-age"] == 0
    assert LANDING in client.get(BEGIN).content.decode()
    client.post("/answer/leave/")
    assert asked_again(client.get(BEGIN))


@pytest.mark.parametrize("begins", [False, True])
def test_the_button_of_one_slip_does_not_open_another(client: Client, begins: bool) -> None:
    """Somebody has walked away from it, and the next one has typed a code in another tab."""
    one, two = slips(with_slips(2))
    landing, next_one = typed(client, slip_code(one)), typed(client, slip_code(two))
    if begins:
        press(client, next_one)
    for refused in (press(client, landing), client.post(BEGIN)):
        status, page = shown(refused)
        assert (status, "another slip has been opened" in page) == (409, True)
    assert press(client, next_one).context["respondent"].invitation == two
    assert press(client, typed(client, slip_code(one))).context["respondent"].invitation == one


def test_a_personal_link_is_no_slip(browser: Client, slip: Invitation) -> None:
    assert browser.get("/answer/trust/").status_code == 200
    assert asked_again(browser.get(BEGIN))
    assert LANDING in typed(browser, slip_code(slip)).content.decode()


def test_the_code_is_kept_for_a_quarter_of_an_hour(
    client: Client, slip: Invitation, clock: time_machine.Traveller
) -> None:
    typed(client, slip_code(slip))
    clock.shift(timedelta(minutes=14))
    assert LANDING in client.get(BEGIN).content.decode()
    clock.shift(timedelta(minutes=2))
    assert asked_again(client.get(BEGIN))
    assert asked_again(client.post(BEGIN))


def test_a_cookie_that_is_not_ours_is_none(client: Client, slip: Invitation) -> None:
    assert asked_again(client.get(BEGIN))
    typed(client, slip_code(slip))
    kept = client.cookies["slip"].value
    for other in ("", "x", slip_code(slip), "é", kept[:-8], kept.swapcase()):
        client.cookies["slip"] = other
        assert asked_again(client.get(BEGIN)), other
        assert asked_again(client.post(BEGIN)), other


def test_a_wrong_code_is_refused_in_words_beside_what_was_typed(client: Client) -> None:
    for look in (typed(client, "ABCD-efgh"), client.post(BEGIN)):
        status, page = shown(look)
        assert (status, NO_SUCH_CODE in page, 'value="ABCD-efgh"' in page) == (404, True, True)
    for text in ("x" * 41, ""):
        assert client.post(TYPED, {"slip": text}).status_code == 400


def test_wrong_codes_are_counted_and_no_right_one_is_refused(
    client: Client, slip: Invitation
) -> None:
    tried = [client.post(TYPED, {"slip": "ABCD"}).status_code for _ in range(70)]
    assert set(tried) == {302, 429}
    assert LANDING in typed(client, slip_code(slip)).content.decode()


def test_a_round_that_has_closed_says_so(client: Client, slip: Invitation) -> None:
    landing = typed(client, slip_code(slip))
    closed_early(slip.round, now=START + DAY)
    assert client.get(BEGIN).status_code == 410
    assert press(client, landing).status_code == 410
