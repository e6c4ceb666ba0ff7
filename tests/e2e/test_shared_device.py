"""A device that several people use: typing the code of a slip, and going back in the tab after."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from assessments.links import slip_code
from assessments.models import Invitation
from assessments.services.opening import open_round
from assessments.services.slips import draw_slips
from partnerships.models import Side
from tests.conftest import OpenContext
from tests.e2e.answering import (
    ALL_PARTS,
    FAR,
    begin,
    fits,
    follow,
    go_on,
    invitation_of,
    is_saved,
    part_is,
    place,
    send,
)
from tests.live_round import START, alliance, drafted, invitations, neutral, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def code(live_server: object) -> str:
    draft = drafted(alliance(), closes=FAR)
    draw_slips(round=draft, side=Side.CLIENT, number=1, by=neutral(), now=START)
    round = open_round(round=draft, by=neutral(), now=START)
    return slip_code(round.invitations.get(by_slip=True))


@pytest.fixture
def invitation(live_server: object) -> Invitation:
    return invitation_of()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code of your slip").fill(code)
    follow(page, page.get_by_role("button", name="Continue"))


@pytest.mark.parametrize("script", [True, False])
def test_who_goes_back_in_the_tab_sends_no_code_again(
    open_context: OpenContext, code: str, script: bool
) -> None:
    """Nor one that was mistyped, of which the right one could be guessed."""
    page = open_context(script=script).new_page()
    page.goto("/answer/slip/")
    type_code(page, code[:-1])
    expect(page.get_by_text("No slip has this code")).to_be_visible()
    type_code(page, code)
    follow(page, page.get_by_role("button", name="Answer").first)
    part_is(page, "trust")
    page.go_back()
    follow(page, page.get_by_role("button", name="Answer").first)
    part_is(page, "trust")
    follow(page, page.get_by_role("button", name="Leave this device"))
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    for heading in ("Please open your personal link", *["The code of your slip"] * 3):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert code[:-1] not in page.content()
        page.reload()
    assert len(asked) > 7
    assert {one.method for one in asked} == {"GET"}


def test_no_browser_keeps_in_its_tabs_what_is_written(page: Page, live_server: object) -> None:
    """Some keep what stands in a field, unless itself says that they may not, and give it back to
    whoever opens a closed tab again; and what a form has sent, with the page that came of it.
    """
    begin(page, invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0])
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method) if one.is_navigation_request() else None)
    for slug in ALL_PARTS:
        part_is(page, slug)
        go_on(page)
    part_is(page, "words")
    boxes = page.get_by_role("textbox").all()
    assert [box.get_attribute("autocomplete") for box in boxes] == ["off"] * 3
    for box in boxes:
        box.fill("Nobody else reads this in what a browser keeps.")
    go_on(page)
    part_is(page, "check")
    assert sent == ["GET"] * 10
    page.goto("/answer/slip/")
    expect(page.get_by_role("textbox")).to_have_attribute("autocomplete", "off")


def test_everybody_can_type_a_code(
    open_context: OpenContext, axe: Callable[[Page], None], code: str
) -> None:
    page = open_context(width=320, height=640).new_page()
    page.goto("/answer/slip/begin/")
    expect(page.get_by_role("alert")).to_contain_text("keeps no code of a slip now")
    for typed in ("", code[:-1], code):
        if typed:
            type_code(page, typed)
        axe(page)
        fits(page)
    expect(page.get_by_text("Your slip has no name on it")).to_be_visible()


def tabs_with_answers(context: BrowserContext, invitation: Invitation) -> list[Page]:
    """Something is chosen in the first; all of them show what opens the answers elsewhere."""
    one, *others = (context.new_page() for _ in range(3))
    begin(one, invitation)
    place(one, "T1", "In between")
    is_saved(one, 1)
    for page, part in zip(others, ("trust", "check"), strict=True):
        page.goto(f"/answer/{part}/")
        expect(page.get_by_text("On another device you need code")).to_be_visible()
    return [one, *others]


def test_no_other_tab_shows_answers_once_the_device_is_left(
    open_context: OpenContext, invitation: Invitation
) -> None:
    context = open_context()
    tabs = tabs_with_answers(context, invitation)
    asked: list[str] = []
    tabs[0].on("dialog", lambda one: asked.append(one.type))
    last = context.new_page()
    last.goto("/answer/values/")
    last.get_by_role("button", name="Leave this device").click()
    for page in (last, *tabs):
        part_is(page, "left")
        page.go_back()
        assert "In between" not in page.content()
    assert asked == []


def test_no_other_tab_shows_answers_once_they_are_sent(
    open_context: OpenContext, invitation: Invitation
) -> None:
    """Only those of whoever has sent them: what a page of somebody else holds may not be saved."""
    context = open_context()
    colleague = context.new_page()
    begin(colleague, invitations(invitation.round, Side.CLIENT)[1])
    one, two, last = tabs_with_answers(context, invitation)
    send(last)
    for page in (one, two):
        part_is(page, "sent")
    part_is(colleague, "trust")


def test_no_other_tab_shows_answers_once_a_slip_is_finished(
    open_context: OpenContext, code: str
) -> None:
    context = open_context()
    one, two, last = tabs_with_answers(context, Invitation.objects.get(by_slip=True))
    send(last)
    for page in (one, two):
        part_is(page, "sent")
    last.get_by_role("button", name="Finish, and make this browser forget me").click()
    for page in (last, one, two):
        part_is(page, "finished")


def test_without_script_the_page_says_to_close_the_other_tabs(
    open_context: OpenContext, invitation: Invitation
) -> None:
    page = open_context(script=False).new_page()
    begin(page, invitation)
    follow(page, page.get_by_role("button", name="Leave this device"))
    expect(page.locator("noscript p")).to_have_text(re.compile("^Close every other tab"))
