"""The meeting mode in a browser: by keyboard alone, with the network cut, without script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.services.guesses import reveal_profile
from assessments.services.meeting_notes import write_note
from assessments.services.meetings import may_meet, plan_meeting
from partnerships.models import Meeting, Person
from partnerships.viewer import Role
from tests.conftest import OpenContext
from tests.e2e.answering import fits
from tests.factories import make_member, make_partnership, make_released_round, rows, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Look = Callable[[Page], None]
SignIn = Callable[[Page, Person], None]
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
CODES = ("trust", "values", "culture", "resources", "learning", "systems")
VISIBLE = "[...document.querySelectorAll('.stage')].filter((one) => one.checkVisibility()).length"


@pytest.fixture
def meeting(live_server: object) -> Meeting:
    harbour = make_partnership()
    people = rows("contractor", 9, 3, T1=4, T2=1) + rows("client", 8, 2, T3=0)
    make_released_round(harbour, table(people))
    make_member(harbour, Role.LEADER, "contractor", "priya@brightline.example")
    make_member(harbour, Role.LEADER, "client", "ann@northgate.example")
    return plan_meeting(
        partnership=harbour,
        participants=list(may_meet(harbour)),
        starts_at=datetime(2099, 6, 12, 14, tzinfo=UTC),
        time_zone="Europe/London",
        place="Room 4",
        round_number=1,
        by=leader(),
        now=NOW,
    )


def leader() -> Person:
    return Person.objects.get(email="ann@northgate.example")


def start(page: Page, meeting: Meeting, stage: str = "") -> None:
    page.goto(f"/p/harbour-alliance/meetings/{meeting.pk}/mode/{stage and f'?stage={stage}'}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def stands(page: Page, title: str) -> None:
    """One stage is seen, the one with this title."""
    expect(page.locator("h1:visible")).to_have_text(title)
    page.wait_for_load_state()  # a key that is pressed before its script runs does nothing
    assert page.evaluate(VISIBLE) == 1


def guess_everything(page: Page) -> None:
    """From the first field on, by keyboard."""
    for side in ("contractor", "client"):
        page.locator(f"#id_{side}-trust").focus()
        for number in range(len(CODES)):
            page.keyboard.type(str(50 + 5 * number))
            press(page, "Tab")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All is saved")


def test_from_the_start_to_the_minutes_by_keyboard_alone(
    page: Page, sign_in: SignIn, axe: Look, meeting: Meeting
) -> None:
    sign_in(page, leader())
    page.goto(f"/p/harbour-alliance/meetings/{meeting.pk}/")
    page.get_by_role("link", name="Start the meeting").focus()
    press(page, "Enter")
    stands(page, "Welcome")
    press(page, "ArrowRight")
    stands(page, "What we celebrate")
    press(page, " ")
    stands(page, "How do the others see us?")
    axe(page)
    press(page, "End", "PageDown")
    stands(page, "How do the others see us?")
    expect(page.locator("#missing")).to_contain_text("Some guesses are missing")
    expect(page.get_by_role("button", name="Go on without")).to_be_focused()
    guess_everything(page)
    press(page, "PageDown")
    stands(page, "Where we stand")
    axe(page)
    press(page, "PageDown")
    stands(page, "Guessed and found")
    expect(page.locator("[data-guess=client-systems]")).to_have_text("75")
    points = int(page.locator("[data-apart=client-systems]").get_attribute("data-points") or "")
    expect(page.locator("[data-apart=client-systems]")).to_have_text(str(abs(75 - points)))
    axe(page)
    press(page, "Home")
    stands(page, "Welcome")
    press(page, "End", "ArrowLeft")
    stands(page, "What we agree on")
    press(page, "Tab")
    expect(page.locator("#id_trust-text")).to_be_focused()
    page.keyboard.type("We call first, at home and away.")
    saved(page)
    axe(page)
    press(page, "Escape", "ArrowRight")
    stands(page, "Thank you")
    page.get_by_role("link", name="Write the minutes").focus()
    press(page, "Enter")
    page.get_by_label("Minutes").focus()
    page.keyboard.type("A good hour.")
    press(page, "Tab", "Enter")
    expect(page.locator("#minutes + .written")).to_have_text("A good hour.")
    expect(page.get_by_text("We call first, at home and away.")).to_be_visible()
    expect(page.locator("[data-guess=client-systems]")).to_have_text("75")
    assert {one.side: one.values["systems"] for one in meeting.guesses.all()} == {
        "contractor": 75,
        "client": 75,
    }


def test_with_the_network_cut_it_goes_on_and_keeps_what_is_entered(
    page: Page, sign_in: SignIn, meeting: Meeting
) -> None:
    sign_in(page, leader())
    start(page, meeting, "guesses")
    page.context.set_offline(True)
    guess_everything(page)
    waits = expect(page.locator("#saved"))
    waits.to_contain_text("Waits for the network")
    press(page, "PageDown")
    stands(page, "Where we stand")
    expect(page.locator(".stage-profile svg.drawing:visible")).to_have_count(1)
    press(page, "PageDown")
    stands(page, "Guessed and found")
    expect(page.locator("[data-guess=contractor-trust]")).to_have_text("50")
    press(page, "End", "ArrowLeft")
    page.locator("#id_values-text").fill("Said without a network.")
    press(page, "Escape", "End")
    stands(page, "Thank you")
    waits.to_contain_text("Waits for the network")
    assert not meeting.guesses.exists()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.context.set_offline(False)
    saved(page)
    meeting.refresh_from_db()
    assert meeting.revealed_at is not None
    assert meeting.guesses.count() == 2
    assert meeting.notes.get().text == "Said without a network."


def test_a_number_finished_while_its_half_was_refused_is_saved(
    page: Page, sign_in: SignIn, meeting: Meeting
) -> None:
    sign_in(page, leader())
    start(page, meeting, "guesses")
    held: list[Route] = []
    page.route("**/guess/client/", lambda one: one.continue_() if held else held.append(one))
    page.locator("#id_client-trust").focus()
    with page.expect_request("**/guess/client/") as half:
        press(page, "7")
    assert "client-trust=7&" in str(half.value.post_data)
    press(page, "0")
    held[0].continue_()
    saved(page)
    assert meeting.guesses.get().values == {"trust": 70}


def test_two_who_write_at_once_see_each_other(
    page: Page, sign_in: SignIn, meeting: Meeting
) -> None:
    reveal_profile(meeting=meeting, by=leader(), now=NOW)
    sign_in(page, leader())
    start(page, meeting, "agreed")
    write_note(
        meeting=meeting, topic="trust", text="Written elsewhere.", base=0, by=leader(), now=NOW
    )
    form = page.locator("form[action*='/trust/']")
    page.locator("#id_trust-text").fill("Written here.")
    expect(form.locator(".newer")).to_contain_text("Written elsewhere.")
    expect(form.locator(".unit-state")).to_contain_text("Join the two")
    expect(page.locator("#id_trust-text")).to_have_value("Written here.")
    page.locator("#id_trust-text").fill("Written here and elsewhere.")
    assert meeting.notes.get().text == "Written elsewhere."
    form.get_by_role("button", name="Save").click()
    saved(page)
    assert meeting.notes.get().text == "Written here and elsewhere."
    expect(form.locator(".newer")).to_be_hidden()


def test_without_script_each_stage_is_a_page(
    open_context: OpenContext, sign_in: SignIn, axe: Look, meeting: Meeting
) -> None:
    page = open_context(width=320, height=640, script=False).new_page()
    sign_in(page, leader())
    start(page, meeting)
    for title in ("What we celebrate", "How do the others see us?"):
        page.locator("#on").click()
        expect(page.locator("h1:visible")).to_have_text(title)
    expect(page.locator("#on")).to_be_hidden()
    page.locator("#id_client-trust").fill("65")
    page.get_by_role("button", name="Save").nth(1).click()
    expect(page.locator("#id_client-trust")).to_have_value("65")
    page.get_by_role("button", name="Go on without").click()
    expect(page.locator("h1:visible")).to_have_text("Where we stand")
    page.locator("#on").click()
    expect(page.locator("[data-guess=client-trust]")).to_have_text("65")


@pytest.mark.parametrize("dark", [False, True])
def test_each_stage_fits_a_phone(
    open_context: OpenContext, sign_in: SignIn, axe: Look, meeting: Meeting, dark: bool
) -> None:
    page = open_context(width=320, height=640, dark=dark).new_page()
    sign_in(page, leader())
    pages = ("", f"{meeting.pk}/", "new/", f"{meeting.pk}/text/agenda/")
    for path in pages:
        page.goto(f"/p/harbour-alliance/meetings/{path}")
        fits(page)
        axe(page)
    start(page, meeting, "guesses")
    fits(page)
    page.get_by_role("button", name="Go on without").click()
    stands(page, "Where we stand")
    while page.locator("#on").is_visible():
        fits(page)
        axe(page)
        page.locator("#on").click()
    stands(page, "Thank you")
    fits(page)


def test_a_handout_holds_what_is_open(page: Page, sign_in: SignIn, meeting: Meeting) -> None:
    sign_in(page, leader())
    start(page, meeting)
    page.emulate_media(media="print")
    assert page.evaluate(VISIBLE) == 3
    reveal_profile(meeting=meeting, by=leader(), now=NOW)
    start(page, meeting)
    assert page.evaluate(VISIBLE) == page.locator(".stage").count() > 8
    titles = page.locator(".stage h1").all_inner_texts()
    assert re.search("Welcome.*Where we stand.*Thank you", " ".join(titles))
