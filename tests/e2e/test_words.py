"""In one's own words, in a browser: counted, saved by the clock, never lost."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Draft, Invitation, Round
from assessments.services.drafts import content_of
from assessments.views.respond import parts
from partnerships.models import Side
from tests.conftest import OpenContext
from tests.e2e.answering import FAR, begin, fits, go_on, part_is
from tests.guards import force
from tests.live_round import alliance, invitations, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

HOUR = 3600
FIRST = "Which success should we celebrate and build on?"


@pytest.fixture
def invitation(live_server: object) -> Invitation:
    return invitations(opened(alliance(), closes=FAR, comments=True), Side.CLIENT)[0]


def written(invitation: Invitation) -> Mapping[str, str]:
    draft = Draft.objects.filter(invitation=invitation).first()
    return content_of(invitation, draft).answers.comments


def all_is_saved(page: Page) -> None:
    """Whatever has been written: with each key the page says again when it will be."""
    expect(page.get_by_role("status")).to_contain_text("Saved. On another device you need code")


def test_words_are_counted_saved_and_sent(
    page: Page, invitation: Invitation, axe: Callable[[Page], None]
) -> None:
    begin(page, invitation)
    page.goto("/answer/words/")
    box = page.get_by_label(FIRST)
    box.press_sequentially("The move \N{PARTY POPPER}")
    expect(page.locator("#Q1-count")).to_have_text("10 of 1,000 characters")
    all_is_saved(page)
    assert written(invitation) == {"Q1": "The move \N{PARTY POPPER}"}
    axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page)
    page.reload()
    expect(box).to_have_value("The move \N{PARTY POPPER}")
    go_on(page)
    part_is(page, "check")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your answers have arrived")


def test_nothing_is_sent_by_the_clock_once_the_round_has_closed(
    page: Page, invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of the server would tell how many pages of people stay open who have not sent."""
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    begin(page, invitation)
    page.clock.install()
    page.goto("/answer/words/")
    force(Round.objects, state="sealing")
    with page.expect_response("**/words/save/"):
        page.clock.run_for(HOUR * 1000)
    expect(page.get_by_role("alert")).to_contain_text("the round has closed")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.clock.run_for(2 * HOUR * 1000)
    page.goto("about:blank")
    assert [one for one in asked if "save" in one] == []


def test_a_text_that_is_too_long_says_so_and_is_kept(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    page.goto("/answer/words/")
    box = page.get_by_label(FIRST)
    box.fill("a" * 1001)
    expect(page.locator("#Q1-count")).to_have_text("1,001 of 1,000 characters")
    expect(page.get_by_role("status")).to_have_text("Not saved yet: a text is too long.")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("this one has 1,001: shorten it.")
    expect(box).to_have_value("a" * 1001)
    box.press("Backspace")
    all_is_saved(page)
    expect(page.get_by_role("alert")).to_be_hidden()
    go_on(page)
    part_is(page, "check")
    assert written(invitation) == {"Q1": "a" * 1000}


def test_leaving_before_the_clock_saves_them_loses_no_words(
    page: Page, invitation: Invitation
) -> None:
    begin(page, invitation)
    page.goto("/answer/words/")
    page.get_by_label(FIRST).fill("On the way out")
    for _ in range(50):
        page.goto("/answer/trust/")
        if written(invitation):
            break
    assert written(invitation) == {"Q1": "On the way out"}


@pytest.mark.parametrize("closes", [False, True])
def test_leaving_this_device_waits_until_words_are_saved_or_refused(
    page: Page, invitation: Invitation, monkeypatch: pytest.MonkeyPatch, closes: bool
) -> None:
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    begin(page, invitation)
    page.goto("/answer/words/")
    page.get_by_label(FIRST).fill("On the way out")
    if closes:
        force(Round.objects, state="sealing")
    leaving = page.get_by_role("button", name="Leave this device")
    leaving.click()
    if closes:
        expect(page.get_by_role("alert")).to_contain_text("closed")
        leaving.click()
    part_is(page, "left")
    assert written(invitation) == ({} if closes else {"Q1": "On the way out"})


def test_two_tabs_lose_no_words(
    open_context: OpenContext, invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = open_context()
    one, two = context.new_page(), context.new_page()
    begin(one, invitation)
    one.goto("/answer/words/")
    monkeypatch.setattr(parts, "BEAT_SECONDS", HOUR)
    two.clock.install()
    two.goto("/answer/words/")
    one.get_by_label(FIRST).fill("From one tab")
    all_is_saved(one)
    two.get_by_label(FIRST).fill("From the other")
    two.clock.run_for(HOUR * 1000)
    expect(two.get_by_role("alert")).to_contain_text("nothing was overwritten")
    expect(two.get_by_label(FIRST)).to_have_value("From one tab")
    expect(two.locator("#Q1 .written")).to_have_text("From the other")
    assert written(invitation) == {"Q1": "From one tab"}


def test_a_tab_that_was_left_open_gets_what_another_has_saved(
    open_context: OpenContext, invitation: Invitation
) -> None:
    context = open_context()
    one, two = context.new_page(), context.new_page()
    begin(one, invitation)
    for page in (two, one):
        page.goto("/answer/words/")
    one.get_by_label(FIRST).fill("From one tab")
    expect(two.get_by_label(FIRST)).to_have_value("From one tab")
    expect(two.locator("#Q1 .beside")).to_be_hidden()
    all_is_saved(one)
    assert written(invitation) == {"Q1": "From one tab"}


def test_without_script(open_context: OpenContext, invitation: Invitation) -> None:
    page = open_context(script=False).new_page()
    begin(page, invitation)
    page.goto("/answer/words/")
    expect(page.locator("#Q1-count")).to_have_text("Up to 1,000 characters.")
    page.get_by_label(FIRST).fill("By hand")
    go_on(page)
    part_is(page, "check")
    expect(page.locator(".checks")).to_contain_text("1 text written")
    assert written(invitation) == {"Q1": "By hand"}
