"""What somebody who watches the network, and deciphers nothing, sees of answering: one length."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.signals import request_started
from playwright.sync_api import Page, Response, Route, expect

from assessments.comments import LONGEST_COMMENT
from assessments.models import Draft, Invitation
from assessments.scoring.terms import CANNOT_SAY
from assessments.services.drafts import content_of
from assessments.views.respond import parts
from partnerships.models import Side
from tests.conftest import OpenContext
from tests.e2e.answering import (
    FAR,
    answer_all,
    begin,
    follow,
    go_on,
    is_open,
    is_saved,
    live_round,
    part_is,
    place,
    send,
    stored,
)
from tests.live_round import alliance, invitations, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Lengths = dict[int, set[str]]
HOUR = 3600
PARTY = "\N{PARTY POPPER}"
PAGES = {"/answer/words/", "/answer/check/"}
HARD_TO_PACK = "".join(chr(0x20000 + 7919 * n % 0xA000) for n in range(LONGEST_COMMENT))
TEXTS = (
    ("Thanks", "", ""),
    ("~!*'()-._ +&=%\"<", "Спасибо\nвсем\n\n", "谢谢"),
    (PARTY * LONGEST_COMMENT,) * 3,
    (HARD_TO_PACK, HARD_TO_PACK[::-1], HARD_TO_PACK[::3] + HARD_TO_PACK[1::3] + HARD_TO_PACK[2::3]),
    ("a" + "\n" * (LONGEST_COMMENT - 2) + "b",) * 3,
)


@pytest.fixture
def lengths(live_server: object) -> Iterator[Lengths]:
    """Of every body that the server was sent by an answering page: by length, from where."""
    seen: Lengths = {}

    def note(environ: dict[str, Any], **_other: object) -> None:
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] == "POST" and path.startswith("/answer/"):
            seen.setdefault(int(environ["CONTENT_LENGTH"]), set()).add(path)

    request_started.connect(note)
    yield seen
    request_started.disconnect(note)


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True).last)


def written(invitation: Invitation) -> tuple[str, ...]:
    words = content_of(invitation, Draft.objects.get(invitation=invitation)).answers.comments
    return tuple(words.get(code, "") for code in ("Q1", "Q2", "Q3"))


def test_whatever_is_answered_goes_in_one_length(
    open_context: OpenContext, lengths: Lengths
) -> None:
    everything, little = invitations(live_round(), Side.CLIENT)[:2]
    page = open_context().new_page()
    begin(page, everything)
    answer_all(page)
    send(page)
    page = open_context().new_page()
    begin(page, little)
    place(page, "T2", "I can't say")
    is_saved(page, 1)
    place(page, "T2", "Clear this answer")
    is_saved(page, 2)
    place(page, "T3", "In between")
    is_saved(page, 3)
    press(page, "Continue")
    press(page, "Back")
    part_is(page, "trust")
    page.goto("/answer/stance/")
    press(page, "Continue")
    part_is(page, "check")
    send(page)
    press(page, "Leave this device")
    (paths,) = lengths.values()
    assert {"/answer/trust/save/", "/answer/send/", "/answer/leave/"} <= paths


def test_whatever_is_written_goes_in_one_length(
    open_context: OpenContext, lengths: Lengths
) -> None:
    round = opened(alliance(), closes=FAR, comments=True)
    for invitation, texts in zip(invitations(round, Side.CLIENT), TEXTS, strict=False):
        page = open_context().new_page()
        begin(page, invitation)
        place(page, "T1", "In between")
        is_saved(page, 1)
        press(page, "Continue")
        page.goto("/answer/words/")
        for box, text in zip(page.get_by_role("textbox").all(), texts, strict=True):
            box.fill(text)
        press(page, "Continue")
        part_is(page, "check")
        assert written(invitation) == tuple(text.strip() for text in texts)
        send(page)
    statements, words = (lengths[length] for length in sorted(lengths))
    assert {"/answer/trust/save/", "/answer/send/"} <= statements
    assert words == {"/answer/words/save/"}


def test_whatever_a_page_shows_comes_in_one_length(
    open_context: OpenContext, live_server: object
) -> None:
    shown: Lengths = {}

    def note(reply: Response) -> None:
        path = urlsplit(reply.url).path
        if reply.status == HTTPStatus.OK and path in PAGES:
            shown.setdefault(int(reply.headers["content-length"]), set()).add(path)

    round = opened(alliance(), closes=FAR, comments=True)
    for invitation, texts in zip(invitations(round, Side.CLIENT), TEXTS, strict=False):
        page = open_context().new_page()
        begin(page, invitation)
        page.on("response", note)
        page.goto("/answer/words/")
        for box, text in zip(page.get_by_role("textbox").all(), texts, strict=True):
            box.fill(text)
        press(page, "Continue")
        follow(page, page.get_by_role("link", name="Back"))
        part_is(page, "words")
    assert list(shown.values()) == [PAGES]


def test_what_is_sent_on_leaving_the_page_has_that_length_too(page: Page, lengths: Lengths) -> None:
    invitation = invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0]
    begin(page, invitation)
    page.goto("/answer/words/")
    page.get_by_role("textbox").first.fill(PARTY * LONGEST_COMMENT)
    for _ in range(50):
        page.goto("/answer/trust/")
        if lengths:
            break
    with page.expect_response("**/answer/trust/save/"):
        place(page, "T1", "In between")
    assert sorted(map(sorted, lengths.values())) == [
        ["/answer/trust/save/"],
        ["/answer/words/save/"],
    ]


@pytest.mark.parametrize("words", ["", "Thanks.", "One sentence. And another one."])
def test_words_are_saved_by_the_clock_whether_there_are_any(
    page: Page, live_server: object, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    invitation = invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0]
    begin(page, invitation)
    page.clock.install()
    page.goto("/answer/words/")
    saved: list[str] = []
    page.on("response", lambda one: saved.append(urlsplit(one.url).path))
    for _ in range(3):
        page.get_by_role("textbox").first.press_sequentially(words)
        page.get_by_role("textbox").last.focus()
        with page.expect_response(lambda one: one.request.method == "POST"):
            page.clock.run_for(HOUR * 1000)
    press(page, "Continue")
    part_is(page, "check")
    assert saved.count("/answer/words/save/") == 4


def test_every_page_that_is_left_is_saved_once_more(page: Page, live_server: object) -> None:
    """As often as in a form that is sent, so that no state of a row tells what was left alone."""
    invitation = invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0]
    begin(page, invitation)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(urlsplit(one.url).path))
    before = row_of(invitation)
    press(page, "Continue")
    part_is(page, "values")
    assert row_of(invitation) != before
    place(page, "S1", "In between")
    is_saved(page, 1)
    before = row_of(invitation)
    press(page, "Back")
    part_is(page, "trust")
    assert row_of(invitation) != before
    assert [path for path in sent if path.endswith("/save/")] == [
        "/answer/trust/save/",
        *["/answer/values/save/"] * 2,
    ]


def test_who_goes_on_while_a_page_is_saved_saves_it_once_more(
    page: Page, live_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever wrote meanwhile has to."""
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    begin(page, invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0])
    page.clock.install()
    page.goto("/answer/words/")
    held: list[Route] = []
    page.route("**/words/save/", lambda route: held.append(route), times=1)
    with page.expect_request("**/words/save/"):
        page.clock.run_for(HOUR * 1000)
    page.get_by_role("button", name="Continue").last.click()
    with page.expect_response("**/words/save/"):
        held[0].continue_()
    with page.expect_response("**/words/save/"):
        part_is(page, "check")


def saves(page: Page) -> list[str]:
    """What the page for words will have sent to be saved."""
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/save/") else None)
    return sent


def test_the_keyboard_sends_each_statement_once_whatever_is_chosen(
    page: Page, live_server: object
) -> None:
    """Arrow keys pass all that lies before it."""
    invitation = invitations(live_round(), Side.CLIENT)[0]
    begin(page, invitation)
    sent = saves(page)
    page.locator("main").focus()
    page.keyboard.press("Tab")
    for steps in range(1, 6):
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
        expect(page.get_by_role("status")).to_have_text(
            "This answer is saved as you leave the statement."
        )
        assert len(sent) == steps - 1
        page.keyboard.press("Tab")
        is_saved(page, steps)
    assert len(sent) == 5
    assert stored(invitation) == {"T1": 1, "T2": 2, "T3": 3, "T4": 4, "T5": CANNOT_SAY}


@pytest.mark.parametrize("words", ["", "Thanks."])
def test_what_was_written_before_the_script_came_waits_for_the_clock(
    page: Page, live_server: object, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Whoever holds the script back could tell otherwise whether somebody is writing."""
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    invitation = invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0]
    held: list[Route] = []
    begin(page, invitation)
    page.route("**/answer*.js", lambda route: held.append(route), times=1)
    with page.expect_request("**/answer*.js"):
        page.goto("/answer/words/", wait_until="commit")
    sent = saves(page)
    page.get_by_role("textbox").first.fill(words)
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("What you write is saved every")
    press(page, "Continue")
    part_is(page, "check")
    assert len(sent) == 1
    assert written(invitation) == (words, "", "")


@pytest.mark.parametrize("words", ["", "Thanks."])
def test_who_goes_on_in_another_tab_goes_on_whatever_was_written_in_the_first(
    open_context: OpenContext, live_server: object, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    invitation = invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0]
    context = open_context()
    one, two = context.new_page(), context.new_page()
    begin(one, invitation)
    for page in (one, two):
        page.goto("/answer/words/")
    one.get_by_role("textbox").first.fill(words)
    sent = saves(two)
    for page in (one, two):
        press(page, "Continue")
        part_is(page, "check")
    assert len(sent) == 1
    assert written(invitation) == (words, "", "")


def row_of(invitation: Invitation) -> list[Any]:
    return list(Draft.objects.filter(invitation=invitation).values_list("tag", flat=True))


@pytest.mark.parametrize("cut", ["**/fill*.js", "**/*.js", "**/*.{js,css}"])
def test_nothing_is_sent_where_what_fills_it_up_has_not_arrived(
    page: Page, lengths: Lengths, cut: str
) -> None:
    page.route(cut, lambda route: route.abort())
    begin(page, invitations(live_round(), Side.CLIENT)[0])
    lengths.clear()
    expect(page.locator("#unfilled")).to_have_text(
        "This page has not arrived completely, and saves nothing. Please load it again."
    )
    expect(page.locator("#unfilled")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    if "css" not in cut:
        expect(page.locator("#saved")).to_be_hidden()
    radio = page.locator("#T1").get_by_role("radio", name="In between", exact=True)
    radio.check(force=True)
    radio.press("Enter")
    page.unroute(cut)
    page.reload()
    part_is(page, "trust")
    is_open(page, "T1")
    assert not lengths
    place(page, "T1", "In between")
    is_saved(page, 1)


def test_a_form_has_the_length_of_what_a_script_sends(page: Page, lengths: Lengths) -> None:
    """Where somebody goes on before the script that saves has arrived."""
    page.route("**/answer*.js", lambda route: route.abort())
    begin(page, invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0])
    lengths.clear()
    page.goto("/answer/words/")
    page.get_by_role("textbox").first.fill("Thanks\n\nto all")
    press(page, "Continue")
    part_is(page, "check")
    assert lengths == {40 * 1024: {"/answer/words/"}}


def test_without_script_answering_goes_on(open_context: OpenContext, lengths: Lengths) -> None:
    page = open_context(script=False).new_page()
    begin(page, invitations(live_round(), Side.CLIENT)[0])
    place(page, "T1", "In between")
    go_on(page)
    part_is(page, "values")
    expect(page.locator("[name=base]")).to_have_value("1")
    assert max(lengths) < 1024
