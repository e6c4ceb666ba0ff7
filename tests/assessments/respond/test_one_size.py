"""What the network shows of pages of answering: the same, whatever was written, begun or sent."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from lxml import html

from assessments.links import link_path
from assessments.models import Invitation
from assessments.views.respond.length import MOST_PADDING, PAGE_BYTES
from partnerships.models import Side
from tests.alliance_site.test_failures import read_only
from tests.assessments.respond.browsing import FAR, begun, page_of, way_of
from tests.live_round import alliance, everything, invitations, opened

pytestmark = pytest.mark.django_db(transaction=True)

AS_BROWSERS_ASK = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def writer(db: None) -> Client:
    round = opened(alliance(), closes=FAR, comments=True)
    browser = begun(invitations(round, Side.CLIENT)[0])
    browser.raise_request_exception = False
    return browser


@pytest.mark.parametrize("path", ["/answer/words/", "/answer/words/save/"])
def test_while_the_database_is_away_too(writer: Client, path: str) -> None:
    fields = page_of(writer, "words")
    with read_only():
        replies = [
            writer.post(path, {**fields, "Q1": "word " * length}, headers=AS_BROWSERS_ASK)
            for length in (0, 1, 50, 200)
        ]
    assert {(reply.status_code, len(reply.content)) for reply in replies} == {(503, PAGE_BYTES)}
    assert {reply["Content-Length"] for reply in replies} == {str(PAGE_BYTES)}


def test_a_reply_that_holds_newer_words_is_as_long_as_any(writer: Client) -> None:
    older = {**page_of(writer, "words"), "turn": "1"}
    newer = {**page_of(writer, "words"), "Q1": "Newer words.", "turn": "1"}
    replies = [
        writer.post("/answer/words/save/", fields, headers=AS_BROWSERS_ASK)
        for fields in (newer, older)
    ]
    assert [reply.status_code for reply in replies] == [200, 409]
    assert {len(reply.content) for reply in replies} == {PAGE_BYTES}


def test_where_one_goes_is_lost_in_letters_that_nobody_reads(invitation: Invitation) -> None:
    replies = [Client().post(link_path(invitation)) for _ in range(40)]
    paddings = {reply["Padding"] for reply in replies}
    assert len(paddings) > 20
    assert {len(padding) < MOST_PADDING for padding in paddings} == {True}
    assert {way_of(reply) for reply in replies} == {"/answer/trust/"}


def in_each_state(invitation: Invitation) -> Iterator[tuple[str, Any]]:
    """The first page of a new browser, once it is known which invitation it is of."""

    def opened_anew() -> Any:
        return Client().post(link_path(invitation), follow=True, headers=AS_BROWSERS_ASK)

    yield "/answer/trust/", opened_anew()
    browser = begun(invitation)
    token = browser.get("/answer/check/").context["respondent"].form_token
    for part in browser.get("/answer/check/").context["checks"]:
        chosen = {code: everything(3)[code] for code in part.part.codes}
        browser.post(f"/answer/{part.part.slug}/", {**page_of(browser, part.part.slug), **chosen})
    yield "/answer/code/", opened_anew()
    browser.post("/answer/send/", {"invitation": token})
    yield "/answer/sent/", opened_anew()


def test_a_new_browser_gets_the_same_whatever_has_been_answered(invitation: Invitation) -> None:
    seen = set()
    for path, reply in in_each_state(invitation):
        ((goal, status),) = reply.redirect_chain
        assert (goal.partition("?")[0], status) == (path, 302)
        cookies = tuple((name, len(one.output())) for name, one in reply.cookies.items())
        page = html.fromstring(gzip.decompress(reply.content))
        fetched = tuple(page.xpath("//script/@src | //link/@href"))
        seen.add((cookies, fetched, len(reply.content)))
    assert len(seen) == 1
