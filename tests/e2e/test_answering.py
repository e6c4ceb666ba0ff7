import io
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from assessments.links import link_path
from assessments.models import Ballot, Invitation, Round
from tests.conftest import OpenContext
from tests.e2e.answering import (
    ALL_ANSWERS,
    ALL_PARTS,
    answer_all,
    begin,
    fits,
    focus_is_in_view,
    follow,
    go_on,
    invitation_of,
    is_placed,
    is_saved,
    part_is,
    place,
    send,
    sent,
    stored,
)
from tests.guards import force

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Look = Callable[[Page], None]


@pytest.fixture
def invitation(live_server: object) -> Invitation:
    return invitation_of()


def test_the_whole_way_on_a_small_phone(open_context: OpenContext, invitation: Invitation) -> None:
    page = open_context(width=320, height=640).new_page()
    page.on("framenavigated", lambda _: page.wait_for_load_state())
    begin(page, invitation)
    for slug in ALL_PARTS:
        page.goto(f"/answer/{slug}/")
        fits(page)
    page.goto("/answer/trust/")
    answer_all(page)
    fits(page)
    expect(page.get_by_text("all answered")).to_have_count(9)
    send(page)
    fits(page)
    assert sent(invitation) == ALL_ANSWERS
    begin(page, invitation)
    expect(page.get_by_text("your answers have arrived")).to_be_visible()


def test_the_promise_begins_on_the_first_sheet_that_is_printed(
    open_context: OpenContext, invitation: Invitation
) -> None:
    page = open_context(width=1280).new_page()
    page.goto(link_path(invitation))
    first = PdfReader(io.BytesIO(page.pdf(format="A5"))).pages[0].extract_text()
    assert "You answer as one of" in first
    assert "Who asks" in first


def test_without_script(open_context: OpenContext, invitation: Invitation) -> None:
    page = open_context(width=390, script=False).new_page()
    begin(page, invitation)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_text("This page has not arrived completely")).to_be_hidden()
    expect(page.locator("#saved")).to_have_css("display", "block")
    place(page, "T1", "In between")
    assert width_of(page.locator("#T1").get_by_text("In between", exact=True)) > 50
    assert width_of(page.locator("#T2").get_by_text("In between", exact=True)) <= 1
    go_on(page)
    part_is(page, "values")
    assert stored(invitation) == {"T1": 2}
    page.get_by_role("button", name="Back").click()
    is_placed(page, "T1", "In between")
    answer_all(page)
    send(page)
    assert sent(invitation) == ALL_ANSWERS


def test_by_keyboard_alone(open_context: OpenContext, invitation: Invitation) -> None:
    page = open_context(width=1280, height=600).new_page()
    page.goto(link_path(invitation))
    focus_button(page, "Answer")
    for slug in ALL_PARTS:
        part_is(page, slug)
        page.locator("main").focus()
        for _ in range(page.get_by_role("group").count()):
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
            focus_is_in_view(page)
        focus_button(page, "Continue")
    part_is(page, "check")
    focus_button(page, "Send my answers")
    expect(page.get_by_text("your answers have arrived")).to_be_visible()
    assert set(sent(invitation).values()) == {1}
    assert len(sent(invitation)) == 52


def focus_button(page: Page, name: str) -> None:
    """Go on with the tabulator until this button has the focus, and press it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"The keyboard does not reach {name}.")


def test_the_chosen_place_is_told_in_words(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    seen = page.locator("#T1").get_by_text("More like the second", exact=True)
    assert width_of(seen) <= 1
    place(page, "T1", "More like the second")
    assert width_of(seen) > 80
    place(page, "T1", "I can't say")
    assert width_of(seen) <= 1


def test_what_is_chosen_is_printed_in_its_colour(page: Page, invitation: Invitation) -> None:
    """Browsers print no background, and make pale what would be white."""
    begin(page, invitation)
    place(page, "T1", "In between")
    place(page, "T2", "I can't say")
    page.emulate_media(media="print")
    for chosen in ("#T1 input:checked", "#T2 input:checked + span"):
        expect(page.locator(chosen).last).to_have_css("print-color-adjust", "exact")


def width_of(seen: Locator) -> float:
    box = seen.bounding_box()
    assert box
    return box["width"]


def test_nothing_is_kept_in_the_browsers_storage(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    place(page, "T1", "In between")
    is_saved(page, 1)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, document.cookie]"
    )
    assert kept == [0, 0, 0, ""]


def open_every_page(context: BrowserContext, look: Look, invitation: Invitation) -> None:
    """Every page that a respondent can come to, each in a browser of its own making."""
    page = context.new_page()
    page.goto("/answer/trust/")
    look(page)
    page.goto("/a/wrong.link")
    look(page)
    page.goto(link_path(invitation))
    look(page)
    page.get_by_role("button", name="Answer").first.click()
    place(page, "T1", "In between")
    is_saved(page, 1)
    for name in ("trust", "practices-1", "stance", "check", "promise"):
        page.goto(f"/answer/{name}/")
        look(page)
    context.clear_cookies()
    begin(page, invitation)
    look(page)
    page.get_by_role("button", name="Go on here").click()
    look(page)
    follow(page, page.get_by_role("link", name="Start anew here"))
    look(page)
    follow(page, page.get_by_role("button", name="Yes, delete and start anew"))
    page.goto("/answer/check/")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("alert")).to_contain_text("not answered anything yet")
    look(page)
    page.goto("/answer/stance/")
    place(page, "M1", "In between")
    is_saved(page, 3)
    page.goto("/answer/check/")
    send(page)
    look(page)
    page.goto("/answer/left/")
    look(page)
    force(Round.objects, state="sealing")
    page.goto(link_path(invitation))
    look(page)


@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_every_page(
    open_context: OpenContext, axe: Look, invitation: Invitation, dark: bool
) -> None:
    open_every_page(open_context(width=320, height=640, dark=dark), axe, invitation)


def test_every_page_fits_a_small_phone(open_context: OpenContext, invitation: Invitation) -> None:
    open_every_page(open_context(width=320, height=640), fits, invitation)
    assert Ballot.objects.count() == 1
