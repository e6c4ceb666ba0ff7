import re

import pytest
from django.test import Client

from assessments.links import link_path
from assessments.models import Ballot, Invitation, Round
from tests.assessments.respond.browsing import begun, page_of, stored, text_of, way_of
from tests.guards import force

pytestmark = pytest.mark.django_db


def test_the_check_says_what_is_missing(browser: Client) -> None:
    browser.post("/answer/stance/", {**page_of(browser, "stance"), "M1": "1", "M2": "1", "M3": "x"})
    reply = browser.get("/answer/check/")
    text = text_of(reply)
    assert "Our stance Not answered: 4 " in text
    assert "Trust Not answered: 1, 2, 3, 4, 5 " in text


def links_to_a_place(page: str) -> list[str]:
    """All but the one past the navigation, which every page has."""
    return re.findall('href="[^"#]*#(?!main)[^"]*"', page)


def test_no_link_to_a_single_statement_stays_in_the_history_of_the_browser(
    browser: Client,
) -> None:
    """The receipt says that nothing of the answers is on the device."""
    browser.post("/answer/stance/", {**page_of(browser, "stance"), "M1": "1", "M3": "x"})
    browser.post("/answer/trust/", {**page_of(browser, "trust"), "T1": "1"})
    for path in ("/answer/stance/", "/answer/trust/", "/answer/check/", "/answer/send/"):
        assert links_to_a_place(browser.get(path, follow=True).content.decode()) == []


def focused(browser: Client, slug: str) -> list[str]:
    """The statements to which the browser goes by itself."""
    page = browser.get(f"/answer/{slug}/").content.decode()
    return re.findall('name="([^"]*)" autofocus', page)


def test_the_first_gap_is_in_sight_where_somebody_comes_back(browser: Client) -> None:
    assert focused(browser, "stance") == []
    browser.post("/answer/stance/", {**page_of(browser, "stance"), "M1": "1", "M3": "x"})
    assert focused(browser, "stance") == ["M2"]
    browser.post("/answer/stance/", {**page_of(browser, "stance"), "M2": "1", "M4": "x"})
    assert focused(browser, "stance") == []


def test_a_complete_part_is_told_so(browser: Client) -> None:
    codes = browser.get("/answer/stance/").context["part"].codes
    browser.post("/answer/stance/", {**page_of(browser, "stance"), **dict.fromkeys(codes, "x")})
    assert "Our stance all answered" in text_of(browser.get("/answer/check/"))


def test_sending_leads_to_the_receipt(invitation: Invitation, browser: Client) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "3"})
    reply = browser.post("/answer/send/", {"invitation": fields["invitation"]}, follow=True)
    assert [(goal.partition("?")[0], status) for goal, status in reply.redirect_chain] == [
        ("/answer/sent/", 302)
    ]
    text = text_of(reply)
    assert "Thank you: your answers have arrived" in text
    assert "Until 5 December 2100, 18:00 (Europe/London) the others answer." in text
    assert "A facilitator may close the round earlier" in text
    assert "two keys, one of each side" in text
    assert "while the round is open, press “Answer” there to see this receipt." in text
    assert "nothing of your answers is on it." in text
    assert "your answers stay saved" not in text
    assert Ballot.objects.count() == 1
    assert stored(invitation) == {}


def test_everybody_who_comes_back_is_thanked(invitation: Invitation, browser: Client) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "3"})
    other = begun(invitation)
    for _ in range(2):
        browser.post("/answer/send/", {"invitation": fields["invitation"]})
    for one in (browser, other):
        for path in (
            "/answer/",
            "/answer/trust/",
            "/answer/check/",
            "/answer/code/",
            "/answer/anew/",
        ):
            assert way_of(one.get(path)) == "/answer/sent/"
        assert way_of(one.post("/answer/trust/", {**fields, "T1": "0"})) == "/answer/sent/"
        assert one.get("/answer/sent/").status_code == 200
    reply = browser.post("/answer/trust/save/", {**fields, "T1": "0"})
    assert (reply.status_code, Ballot.objects.count()) == (409, 1)
    assert "have been sent already" in reply.json()["sentence"]
    assert reply.json()["goal"].partition("?")[0] == "/answer/sent/"
    again = Client()
    assert way_of(again.post(link_path(invitation))) == "/answer/sent/"


def test_an_empty_submission_is_told_what_to_do(invitation: Invitation, browser: Client) -> None:
    reply = browser.post("/answer/send/", {"invitation": page_of(browser)["invitation"]})
    assert reply.status_code == 400
    assert "You have not answered anything yet." in text_of(reply)
    invitation.refresh_from_db()
    assert not invitation.submitted


def test_sending_from_the_page_of_another_link(
    invitation: Invitation, colleague: Invitation, browser: Client
) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "3"})
    browser.post(link_path(colleague))
    browser.post("/answer/trust/", {**page_of(browser), "T1": "0"})
    reply = browser.post("/answer/send/", {"invitation": fields["invitation"]})
    assert reply.status_code == 409
    assert "another personal link" in text_of(reply)
    assert not Ballot.objects.exists()


def test_sending_after_closing_keeps_the_draft(invitation: Invitation, browser: Client) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "3"})
    force(Round.objects, state="sealing")
    reply = browser.post("/answer/send/", {"invitation": fields["invitation"]})
    assert reply.status_code == 410
    assert "This round is closed" in text_of(reply)
    assert stored(invitation) == {"T1": 3}
    assert not Ballot.objects.exists()


def test_opening_the_receipt_before_sending_leads_to_the_check(browser: Client) -> None:
    assert way_of(browser.get("/answer/sent/")) == "/answer/check/"
    assert way_of(browser.get("/answer/send/")) == "/answer/check/"


def test_going_on_leads_to_the_first_gap(browser: Client) -> None:
    codes = browser.get("/answer/trust/").context["part"].codes
    browser.post("/answer/trust/", {**page_of(browser), **dict.fromkeys(codes, "1")})
    assert way_of(browser.get("/answer/")) == "/answer/values/"
