"""Running a round in a browser: readable on a phone, light and dark, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Round
from assessments.services.releasing import cancel_round
from partnerships.models import Membership, Partnership, Person
from tests.conftest import OpenContext
from tests.e2e.answering import fits
from tests.live_round import (
    CLOSES,
    START,
    alliance,
    drafted,
    invitations,
    neutral,
    opened,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Look = Callable[[Page], None]
SignIn = Callable[[Page, Person], None]
HARBOUR = "/p/harbour-alliance/"
PEOPLE = (
    "people/",
    "people/add/",
    "people/add-several/",
    "people/import/",
    "people/{place}/",
    "people/{place}/end/",
)
DRAFT = ("", "edit/", "people/", "promise/", "open/", "cancel/")
OPEN = ("", "people/", "people/{invited}/", "people/{invited}/remove/", "seal/", "cancel/")
LATER = CLOSES.replace(year=2099)


@pytest.fixture
def partnership(live_server: object) -> Partnership:
    person = alliance()
    neutral_person = neutral()
    neutral_person.may_create_partnerships = True
    neutral_person.save()
    return person


@pytest.mark.parametrize("dark", [False, True])
def test_every_page_fits_a_phone_and_is_readable_by_everybody(
    open_context: OpenContext,
    sign_in: SignIn,
    axe: Look,
    partnership: Partnership,
    dark: bool,
) -> None:
    page = open_context(width=320, height=640, dark=dark).new_page()
    sign_in(page, neutral())

    def look(*paths: str) -> None:
        for path in paths:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            fits(page)
            axe(page)

    place = Membership.objects.filter(side="client")[0].pk
    look("/partnerships/new/", f"{HARBOUR}rounds/new/")
    look(*(HARBOUR + path.format(place=place) for path in PEOPLE))
    draft = drafted(partnership, closes=LATER)
    look(*(f"{HARBOUR}rounds/1/{path}" for path in DRAFT))
    cancel_round(round=draft, by=neutral(), now=START)
    invited = invitations(opened(partnership, closes=LATER), "client")[0].pk
    look(*(f"{HARBOUR}rounds/2/{path.format(invited=invited)}" for path in OPEN))


@pytest.mark.parametrize(("dark", "green"), [(False, "11, 107, 93"), (True, "108, 201, 182")])
def test_a_mail_is_shown_in_its_own_style(
    open_context: OpenContext,
    sign_in: SignIn,
    partnership: Partnership,
    dark: bool,
    green: str,
) -> None:
    drafted(partnership, closes=LATER)
    page = open_context(width=320, dark=dark).new_page()
    sign_in(page, neutral())
    page.goto(f"{HARBOUR}rounds/1/mail/invitation/")
    expect(page.locator(".button")).to_have_css("background-color", f"rgb({green})")


def test_a_wrong_form_says_so_beside_the_field_and_keeps_what_was_typed(
    page: Page, sign_in: SignIn, axe: Look, partnership: Partnership
) -> None:
    sign_in(page, neutral())
    page.goto(f"{HARBOUR}people/add/?side=client")
    page.get_by_label("Name").fill("Ada Byron")
    page.get_by_label("E-mail address").fill("client1@example.org")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_text("client1@example.org is already part of this")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada Byron")
    expect(page.get_by_label("Side")).to_have_value("client")
    axe(page)


def test_what_is_folded_away_is_printed_and_seen_where_it_is_wrong(
    open_context: OpenContext, sign_in: SignIn, partnership: Partnership
) -> None:
    page = open_context(script=False).new_page()
    sign_in(page, neutral())
    page.goto("/partnerships/new/")
    smallest = page.get_by_label("Smallest group")
    expect(smallest).to_be_hidden()
    page.get_by_text("Short names, smallest group").click()
    smallest.fill("3")
    page.get_by_text("Short names, smallest group").click()
    expect(smallest).to_be_visible()
    drafted(partnership, closes=LATER)
    page.goto(f"{HARBOUR}rounds/1/open/")
    promised = page.get_by_text("Nobody sees who has answered and who has not.")
    expect(promised).to_be_hidden()
    page.emulate_media(media="print")
    expect(promised).to_be_visible()


def test_from_plan_to_open_without_script(
    open_context: OpenContext, sign_in: SignIn, partnership: Partnership
) -> None:
    page = open_context(width=390, script=False).new_page()
    sign_in(page, neutral())
    page.goto(f"{HARBOUR}rounds/")
    page.get_by_role("link", name="Plan a round").click()
    page.get_by_label("Title").fill("Spring")
    page.get_by_label("Last day").fill("2099-03-20")
    page.get_by_label("Until").fill("17:00")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Plan the round").click()
    page.get_by_role("button", name="Open the round and send the invitations").click()
    expect(page.locator(".next")).to_contain_text("Friday 20 March 2099, 17:00 (Europe/London)")
    round = Round.objects.get()
    assert round.state == "open"
    assert round.invitations.count() == 12


def test_a_browser_proposes_its_own_time_zone(
    open_context: OpenContext, sign_in: SignIn, partnership: Partnership
) -> None:
    page = open_context(zone="Europe/Helsinki").new_page()
    sign_in(page, neutral())
    page.goto(f"{HARBOUR}rounds/new/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Helsinki")


def test_sealing_shows_that_it_has_begun_and_is_sent_once(
    open_context: OpenContext, sign_in: SignIn, axe: Look, partnership: Partnership
) -> None:
    opened(partnership, closes=LATER)
    page = open_context(width=320, height=640).new_page()
    sign_in(page, neutral())
    page.goto(f"{HARBOUR}rounds/1/seal/")
    page.evaluate(
        "window.sent = 0; document.addEventListener('submit', (event) => {"
        " window.sent += Number(!event.defaultPrevented); event.preventDefault(); })"
    )
    for _press in range(2):
        page.get_by_role("button", name="Seal the round").click()
        expect(page.get_by_role("status")).to_have_text("Adding up, which takes some seconds …")
    fits(page)
    axe(page)
    assert page.evaluate("window.sent") == 1
