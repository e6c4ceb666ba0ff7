"""A device that several people use: typing the code of a slip, and going back in the tab after."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from assessments.links import slip_code
from assessments.services.opening import open_round
from assessments.services.slips import draw_slips
from partnerships.models import Side
from tests.conftest import OpenContext
from tests.e2e.answering import ALL_PARTS, FAR, begin, fits, follow, go_on, part_is
from tests.live_round import START, alliance, drafted, invitations, neutral, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def code(live_server: object) -> str:
    draft = drafted(alliance(), closes=FAR)
    draw_slips(round=draft, side=Side.CLIENT, number=1, by=neutral(), now=START)
    round = open_round(round=draft, by=neutral(), now=START)
    return slip_code(round.invitations.get(by_slip=True))


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
