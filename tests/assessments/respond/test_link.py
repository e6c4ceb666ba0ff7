from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.frozen import promise_of, questionnaire_in
from assessments.links import link_path
from assessments.models import Ballot, Draft, Invitation, Round
from partnerships.limits import WRONG_LINKS
from partnerships.models import Side
from tests.assessments.respond.browsing import VOW, chosen, page_of, text_of, way_of
from tests.guards import force
from tests.live_round import alliance, answer, invitations, opened

pytestmark = pytest.mark.django_db

PAST = datetime(2026, 3, 9, 18, 0)  # noqa: DTZ001  a wall-clock time


def test_the_landing_page_says_who_asks_and_what_is_promised(invitation: Invitation) -> None:
    reply = Client().get(link_path(invitation))
    text = text_of(reply)
    assert reply.status_code == 200
    assert VOW in text
    for words in (
        "Brightline Services and Northgate Council",
        "Harbour Alliance",
        "cleaning contract 2024",
        "patients and ward staff",
        "localhost",
        "You answer as one of Northgate Council's people",
        "Each person answers once.",
        "5 December 2100, 18:00 (Europe/London)",
        "6 people of Brightline Services, 6 of Northgate Council",
        "A facilitator may close the round earlier, once both sides have enough answers.",
        "about 12 minutes",
        "You will be asked 52 ratings. Answering takes about 12 minutes.",
        "saved as you go, at the latest when you press Continue or Back",
    ):
        assert words in text


def test_looking_at_the_link_changes_nothing(
    invitation: Invitation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    promise_of(invitation.round)
    questionnaire_in(invitation.round)
    browser = Client()
    assert browser.head(link_path(invitation)).status_code == 200
    with django_assert_num_queries(5) as queries:
        browser.get(link_path(invitation))
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert "respondent" not in browser.cookies
    assert browser.get("/answer/trust/").status_code == 403


def test_the_landing_page_looks_the_same_before_and_after_answering(
    invitation: Invitation, browser: Client
) -> None:
    def look() -> str:
        return text_of(Client().get(link_path(invitation)))

    before = look()
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    assert look() == before
    browser.post("/answer/send/", {"invitation": page_of(browser)["invitation"]})
    assert Ballot.objects.count() == 1
    assert look() == before


def test_the_button_begins_a_session_without_a_row(invitation: Invitation) -> None:
    browser = Client()
    reply = browser.post(link_path(invitation))
    assert (reply.status_code, way_of(reply)) == (302, "/answer/trust/")
    cookie = browser.cookies["respondent"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 14 * 24 * 60 * 60
    assert "sessionid" not in browser.cookies
    assert not Draft.objects.exists()
    assert browser.get("/answer/trust/").status_code == 200


def test_the_cookie_is_secure_where_the_site_is(invitation: Invitation, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    browser = Client()
    browser.post(link_path(invitation))
    assert browser.cookies["respondent"]["secure"]


def test_no_neighbour_in_the_domain_plants_the_session_of_another_invitation(
    invitation: Invitation, settings: Any
) -> None:
    """Behind TLS its name is one that browsers take from this very host alone."""
    settings.HOST_PREFIX = "__Host-"
    neighbour, browser = Client(), Client()
    neighbour.post(link_path(invitation))
    assert neighbour.get("/answer/trust/").status_code == 200
    (name,) = (one for one in neighbour.cookies if "respondent" in one)
    assert name == "__Host-respondent"
    browser.cookies["respondent"] = neighbour.cookies[name].value
    assert browser.get("/answer/trust/").status_code == 403


def test_a_changed_cookie_is_worth_nothing(browser: Client) -> None:
    value = browser.cookies["respondent"].value
    browser.cookies["respondent"] = value[:-1] + ("A" if value[-1] != "A" else "B")
    assert browser.get("/answer/trust/").status_code == 403


def test_the_link_stands_on_no_page(invitation: Invitation, browser: Client) -> None:
    verifier = link_path(invitation).partition(".")[2]
    for path in ("/answer/trust/", "/answer/check/", "/answer/promise/"):
        assert verifier not in browser.get(path).content.decode()
    assert verifier not in browser.cookies["respondent"].value


@pytest.mark.parametrize(
    "path", ["LINK", "/answer/trust/", "/answer/check/", "/answer/promise/", "/answer/left/"]
)
def test_no_cache_keeps_these_pages(invitation: Invitation, browser: Client, path: str) -> None:
    reply = browser.get(link_path(invitation) if path == "LINK" else path)
    assert "no-store" in reply["Cache-Control"]
    assert reply["X-Robots-Tag"] == "noindex"
    assert reply["Referrer-Policy"] == "strict-origin"


def revoke(invitation: Invitation) -> str:
    Invitation.objects.filter(pk=invitation.pk).update(revoked=True)
    return link_path(invitation)


def renew(invitation: Invitation) -> str:
    Invitation.objects.filter(pk=invitation.pk).update(link_version=2)
    return link_path(invitation)


WRONG: tuple[Callable[[Invitation], str], ...] = (
    revoke,
    renew,
    lambda invitation: link_path(invitation)[:-1],
    lambda invitation: link_path(invitation).partition(".")[0],
    lambda invitation: link_path(invitation) + "/x",
    lambda invitation: f"/a/{'x' * 22}.{'y' * 22}",
    lambda invitation: "/a/nothing",
)


@pytest.mark.parametrize("make", WRONG)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_is_told_so_and_reveals_nothing(
    invitation: Invitation, make: Callable[[Invitation], str], method: str
) -> None:
    browser = Client()
    reply = getattr(browser, method)(make(invitation))
    assert reply.status_code == 404
    text = text_of(reply)
    assert "Perhaps it was cut off on its way, or a newer one has taken its place." in text
    assert "Harbour" not in text
    assert "respondent" not in browser.cookies


@pytest.mark.parametrize("after", [".", ">", "/", ")"])
def test_a_link_with_what_a_mail_program_added_begins_too(
    invitation: Invitation, after: str
) -> None:
    browser = Client()
    assert browser.get(link_path(invitation) + after).status_code == 200
    assert way_of(browser.post(link_path(invitation) + after)) == "/answer/trust/"


def test_all_wrong_links_look_the_same(invitation: Invitation) -> None:
    assert len({text_of(Client().get(make(invitation))) for make in WRONG}) == 1


def test_wrong_links_are_limited_and_right_ones_are_not(invitation: Invitation) -> None:
    browser = Client()
    statuses = [browser.get("/a/nothing").status_code for _try in range(WRONG_LINKS.number + 1)]
    assert statuses == [404] * WRONG_LINKS.number + [429]
    assert "Please wait a minute" in text_of(browser.get(f"/a/{'x' * 22}.{'y' * 22}"))
    assert browser.get(link_path(invitation)).status_code == 200
    assert browser.post(link_path(invitation)).status_code == 302
    assert Client(REMOTE_ADDR="192.0.2.9").get("/a/nothing").status_code == 404


def test_a_link_that_was_right_is_not_counted(invitation: Invitation) -> None:
    """Else whoever uses the number up learns that a colleague has opened it a moment ago."""
    replaced = link_path(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(link_version=3)
    invitation.refresh_from_db()
    withdrawn = link_path(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(revoked=True)
    browser = Client()
    for path in (replaced, withdrawn):
        assert browser.get(path).status_code == 404
    statuses = [browser.get("/a/nothing").status_code for _try in range(WRONG_LINKS.number + 1)]
    assert statuses == [404] * WRONG_LINKS.number + [429]
    assert [browser.get(path).status_code for path in (replaced, withdrawn)] == [404, 404]
    assert browser.get(f"{replaced[:-1]}!").status_code == 429


def test_a_session_ends_with_its_link(invitation: Invitation, browser: Client) -> None:
    renew(invitation)
    assert browser.get("/answer/trust/").status_code == 403


def test_a_new_link_goes_on_in_the_same_browser(invitation: Invitation, browser: Client) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    renew(invitation)
    invitation.refresh_from_db()
    assert way_of(browser.post(link_path(invitation))) == "/answer/trust/"
    assert chosen(browser.get("/answer/trust/")) == {"T1": "3"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("sealing", "This round is closed"),
        ("sealed", "This round is closed"),
        ("released", "This round is closed"),
        ("cancelled", "This round was cancelled"),
    ],
)
def test_the_link_of_a_finished_round_says_so(
    invitation: Invitation, method: str, state: str, sentence: str
) -> None:
    force(Round.objects, state=state)
    reply = getattr(Client(), method)(link_path(invitation))
    assert reply.status_code == 410
    assert sentence in text_of(reply)


def test_the_link_is_closed_from_the_closing_moment_on() -> None:
    round = opened(alliance(), closes=PAST)
    reply = Client().get(link_path(invitations(round, Side.CLIENT)[0]))
    assert reply.status_code == 410
    text = text_of(reply)
    assert "9 March 2026, 18:00 (UTC). What was sent by then is counted." in text


@pytest.mark.parametrize("method", ["get", "post"])
def test_from_the_closing_moment_on_the_link_does_not_tell_who_has_answered(
    invitation: Invitation, colleague: Invitation, method: str
) -> None:
    answer(invitation, {"T1": 3})
    force(Round.objects, state="sealing", closed_at=datetime(2026, 7, 1, 9, 30, tzinfo=UTC))
    replies = [getattr(Client(), method)(link_path(one)) for one in (invitation, colleague)]
    assert [reply.status_code for reply in replies] == [410, 410]
    assert text_of(replies[0]) == text_of(replies[1])


def test_a_round_closed_early_says_when_it_really_closed(invitation: Invitation) -> None:
    early = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    force(Round.objects, state="sealed", closed_at=early)
    text = text_of(Client().get(link_path(invitation)))
    assert "It took answers until 1 July 2026, 10:30 (Europe/London)." in text
