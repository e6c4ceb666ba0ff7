from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from assessments.links import link_path
from assessments.models import Invitation, Round
from tests.assessments.respond.browsing import begun, chosen, page_of, stored, text_of
from tests.guards import force
from tests.live_round import START, answer, everything

pytestmark = pytest.mark.django_db


def refusals(browser: Client, fields: Mapping[str, str], status: int, words: str) -> None:
    """Both ways to save are refused with these words; the page keeps what was chosen."""
    reply = browser.post("/answer/trust/", {**fields, "T1": "3", "T2": "x"})
    assert reply.status_code == status
    assert words in text_of(reply)
    assert chosen(reply) == {"T1": "3", "T2": "x"}
    reply = browser.post("/answer/trust/save/", {**fields, "T1": "3"})
    assert reply.status_code == status
    assert words in reply.json()["sentence"]
    assert "answers" not in reply.json()


def test_two_links_in_one_browser(
    invitation: Invitation, colleague: Invitation, browser: Client
) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**page_of(browser), "T5": "4"})
    browser.post(link_path(colleague))
    refusals(browser, fields, 409, "another personal link has been opened in this browser")
    reply = browser.post("/answer/trust/", {**fields, "T1": "3"})
    assert "Northgate Council's" in text_of(reply)
    assert "need code" not in text_of(reply)
    assert "T5" not in chosen(reply)
    assert (stored(invitation), stored(colleague)) == ({"T5": 4}, {})
    browser.post(link_path(invitation))
    assert browser.get("/answer/check/").status_code == 302


def test_what_was_kept_can_be_saved_once_the_link_is_open_again(
    invitation: Invitation, browser: Client
) -> None:
    fields = page_of(browser)
    browser.cookies.clear()
    reply = browser.post("/answer/trust/", {**fields, "T1": "3"})
    kept = {**fields, **chosen(reply)}
    browser.post(link_path(invitation))
    assert browser.post("/answer/trust/", kept).status_code == 302
    assert stored(invitation) == {"T1": 3}


def test_without_a_cookie_input_is_kept(browser: Client) -> None:
    fields = page_of(browser)
    browser.post("/answer/leave/")
    refusals(browser, fields, 403, "Open your personal link again in another tab")


def test_a_page_of_nobody(browser: Client) -> None:
    browser.cookies.clear()
    reply = browser.post("/answer/trust/", {"T1": "3"})
    assert reply.status_code == 403
    assert "Please open your personal link" in text_of(reply)
    reply = browser.post("/answer/trust/save/", {"T1": "3"})
    assert reply.status_code == 403
    assert "personal link" in reply.json()["sentence"]


@pytest.mark.parametrize("state", ["sealing", "sealed", "cancelled"])
def test_after_closing_input_is_kept(round: Round, browser: Client, state: str) -> None:
    fields = page_of(browser)
    force(Round.objects, state=state)
    refusals(browser, fields, 410, "the round has closed and takes no more answers")
    assert browser.get("/answer/trust/").status_code == 410


def test_on_another_device_input_is_kept(invitation: Invitation, browser: Client) -> None:
    second = begun(invitation)
    fields = page_of(second)
    browser.post("/answer/trust/", {**page_of(browser), "T1": "0"})
    refusals(second, fields, 409, "these answers are on another device now")
    assert stored(invitation) == {"T1": 0}


PATHS = ("", "trust/", "check/", "sent/", "code/", "promise/")


AGED: tuple[dict[str, object], ...] = (
    {"link_version": 2},
    {"revoked": True},
    {"membership": None},
    {"submitted": True},
)


@pytest.mark.parametrize("changed", AGED)
def test_no_draft_is_read_for_whoever_may_not_answer_any_more(
    invitation: Invitation, browser: Client, changed: dict[str, object]
) -> None:
    """To read one takes longer than to find none, which would tell whoever once had the link."""
    fields = {**page_of(browser), "T1": "3"}
    assert browser.post("/answer/trust/", fields).status_code == 302
    force(Invitation.objects.filter(pk=invitation.pk), **changed)
    with CaptureQueriesContext(connection) as asked:
        for path in PATHS:
            browser.get(f"/answer/{path}")
        for path in ("trust/", "trust/save/", "send/", "code/", "anew/"):
            browser.post(f"/answer/{path}", fields)
            browser.post(f"/answer/{path}", {**fields, "code": "123456"})
        Client().get(link_path(invitation))
        Client().post("/answer/trust/", fields)
    sentences = [one["sql"] for one in asked.captured_queries]
    assert any("assessments_invitation" in one for one in sentences)
    assert not [one for one in sentences if "assessments_draft" in one]


def test_no_draft_is_read_to_look_at_a_link_or_to_refuse_a_page(
    invitation: Invitation, browser: Client
) -> None:
    fields = {**page_of(browser), "T1": "3"}
    assert browser.post("/answer/trust/", fields).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(link_path(invitation)).status_code == 200
        assert Client().post("/answer/trust/", fields).status_code == 403
    assert not [one["sql"] for one in asked.captured_queries if "assessments_draft" in one["sql"]]


@pytest.mark.parametrize("how", ["empty", "iframe", "document"])
@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_pages_of_other_sites_measure_nothing(
    invitation: Invitation,
    browser: Client,
    site: str,
    how: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Whoever has answered gets other pages than whoever has not: how long they take would tell."""

    asking = {"Sec-Fetch-Site": site, "Sec-Fetch-Dest": how}

    def seen(visitor: Client) -> list[tuple[int, str]]:
        with django_assert_num_queries(0):
            replies = [visitor.get(f"/answer/{path}", headers=asking) for path in PATHS]
        return [(reply.status_code, text_of(reply)) for reply in replies]

    stranger = seen(Client())
    assert seen(browser) == stranger
    answer(invitation, everything(2), now=START)
    assert browser.get("/answer/sent/").status_code == 200
    assert seen(browser) == stranger
    assert browser.get("/answer/sent/", HTTP_SEC_FETCH_SITE="same-origin").status_code == 200
