"""From nothing to the joint dashboard, in browsers alone: set up, answer, seal, two keys, read."""

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from assessments.models import Ballot, Round
from partnerships.models import Partnership, Person
from partnerships.services import ensure_person
from tests.conftest import OpenContext
from tests.e2e.answering import (
    ALL_PARTS,
    fits,
    focus_is_in_view,
    follow,
    go_on,
    is_placed,
    is_saved,
    part_is,
    place,
    send,
)
from tests.live_round import note_counts

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.stores,
    pytest.mark.longest,
]

SignIn = Callable[[Page | BrowserContext, Person], None]

# The same option everywhere, by person. Contractor: (100 + 100 + 75 + 75 + 75 + 25) / 6 = 75;
# client: (50 + 50 + 50 + 75 + 25 + 50) / 6 = 50; together (75 + 50) / 2 = 62.5.
# Welch's interval of the difference: 25 -+ 2.306 * sqrt(750 / 6 + 250 / 6), so -4.8 to 54.8:
# the gap of 25 is one that people may perhaps see, and no more.
CONTRACTOR = (4, 4, 3, 3, 3, 1)
CLIENT = (2, 2, 2, 3, 1, 2)
LEDE = (
    "Taken together, the two organizations place the relationship nearer to partnership than to "
    "vendor. Northgate is more reserved than Brightline. This is the first round."
)
CHOOSE_ALL = """value => document.querySelectorAll(`main input[type=radio][value="${value}"]`)
  .forEach((one) => one.click())"""


@pytest.fixture
def facilitator(live_server: object) -> Person:
    person = ensure_person(email="nora@neutral.example", name="Nora Neutral")
    person.may_create_partnerships = True
    person.save()
    return person


def test_the_whole_way(
    open_context: OpenContext, sign_in: SignIn, facilitator: Person, axe: Callable[[Page], None]
) -> None:
    desk = open_context().new_page()
    sign_in(desk, facilitator)
    set_up(desk)
    open_a_round(desk, axe)
    links = mailed_links()
    assert [len(links[side]) for side in ("contractor", "client")] == [6, 6]
    everybody_answers(open_context, links)
    assert Ballot.objects.count() == 12
    note_counts(Round.objects.get(), now=timezone.now())
    seal(desk)
    contractor, client = open_context().new_page(), open_context(width=390).new_page()
    sign_in(contractor, Person.objects.get(email_key="leader@brightline.example"))
    sign_in(client, Person.objects.get(email_key="leader@northgate.example"))
    turn_key(contractor)
    assert Round.objects.get().state == Round.State.SEALED
    contractor.goto(f"{home()}rounds/1/dashboard/")
    expect(contractor.get_by_role("heading", level=1)).to_contain_text("not")
    turn_key(client)
    assert Round.objects.get().state == Round.State.RELEASED
    both_read_the_same(contractor, client)
    assert not Ballot.objects.exists()


def set_up(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_role("link", name="Set up your first partnership").click()
    desk.get_by_text("Short names, smallest group").click()
    for name, text in (
        ("name", "Harbour Alliance"),
        ("contractor", "Brightline Services"),
        ("contractor_short", "Brightline"),
        ("client", "Northgate Council"),
        ("client_short", "Northgate"),
        ("scope", "cleaning contract 2024"),
        ("customer", "patients and ward staff"),
    ):
        desk.locator(f"[name={name}]").fill(text)
    desk.get_by_role("button", name="Set up the partnership").click()
    for organization, domain in (("Brightline Services", "brightline"), ("Northgate", "northgate")):
        add_people(desk, organization, domain)


def home() -> str:
    return f"/p/{Partnership.objects.get().slug}/"


def add_people(desk: Page, organization: str, domain: str) -> None:
    desk.goto(f"{home()}people/")
    desk.get_by_role("link", name=f"Add a person to {organization}").click()
    desk.get_by_label("Name").fill(f"Lea {domain.title()}")
    desk.get_by_label("E-mail address").fill(f"leader@{domain}.example")
    desk.get_by_label("Role").select_option(label="leader")
    desk.get_by_role("button", name="Add this person").click()
    desk.get_by_role("link", name=f"Add several to {organization}").click()
    lines = [f"Pat Number{number}, pat{number}@{domain}.example" for number in range(5)]
    desk.get_by_label("People").fill("\n".join(lines))
    desk.get_by_role("button", name="Add these people").click()


def open_a_round(desk: Page, axe: Callable[[Page], None]) -> None:
    desk.goto(f"{home()}rounds/")
    desk.get_by_role("link", name="Plan a round").click()
    desk.get_by_label("Title").fill("First round")
    desk.get_by_label("Last day").fill("2099-12-04")
    desk.get_by_label("Until").fill("18:00")
    desk.get_by_label("Time zone").select_option("Europe/London")
    desk.get_by_role("button", name="Plan the round").click()
    axe(desk)
    desk.goto(f"{home()}rounds/1/people/")
    for box in desk.get_by_role("checkbox").all():
        box.check()
    desk.get_by_role("button", name="Save the choice").click()
    desk.get_by_role("link", name="Look at the promise").click()
    desk.get_by_role("button", name="Save").click()
    desk.locator(".next").get_by_role("link", name="Open the round").click()
    axe(desk)
    desk.get_by_role("button", name="Open the round and send the invitations").click()
    expect(desk.locator(".page-head .tag")).to_have_text("open")


def mailed_links() -> dict[str, list[str]]:
    """The path of the personal link in each mail, by side, leaders first."""
    call_command("run_due", stdout=StringIO())
    found: dict[str, list[str]] = {"contractor": [], "client": []}
    for letter in sorted(mail.outbox, key=lambda one: one.to):
        link = re.search(r"http\S+/a/\S+", str(letter.body))
        if link:
            side = "contractor" if "@brightline" in letter.to[0] else "client"
            found[side].append(urlsplit(link[0]).path)
    return found


def begin_with(page: Page, path: str) -> None:
    page.goto(path)
    follow(page, page.get_by_role("button", name="Answer").first)


def everybody_answers(open_context: OpenContext, links: dict[str, list[str]]) -> None:
    contractor = list(zip(links["contractor"], CONTRACTOR, strict=True))
    client = list(zip(links["client"], CLIENT, strict=True))
    on_a_small_phone(open_context, *contractor[0])
    without_script(open_context, *contractor[1])
    by_keyboard_alone(open_context, *contractor[2])
    on_another_device_with_the_code(open_context, *client[0])
    in_two_tabs(open_context, *client[1])
    for link, option in (*contractor[3:], *client[2:]):
        page = open_context().new_page()
        begin_with(page, link)
        answer_parts(page, option)
        send(page)


def answer_parts(page: Page, option: int, parts: tuple[str, ...] = ALL_PARTS) -> None:
    for slug in parts:
        part_is(page, slug)
        page.evaluate(CHOOSE_ALL, str(option))
        go_on(page)


def on_a_small_phone(open_context: OpenContext, link: str, option: int) -> None:
    page = open_context(width=320, height=640).new_page()
    begin_with(page, link)
    fits(page)
    answer_parts(page, option)
    part_is(page, "check")
    fits(page)
    send(page)


def without_script(open_context: OpenContext, link: str, option: int) -> None:
    page = open_context(width=390, script=False).new_page()
    begin_with(page, link)
    for slug in ALL_PARTS:
        part_is(page, slug)
        for radio in page.locator(f"main input[type=radio][value='{option}']").all():
            radio.check()
        go_on(page)
    send(page)


def by_keyboard_alone(open_context: OpenContext, link: str, option: int) -> None:
    page = open_context(height=600).new_page()
    page.goto(link)
    press(page, "Answer")
    for slug in ALL_PARTS:
        part_is(page, slug)
        page.locator("main").focus()
        for _ in range(page.get_by_role("group").count()):
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            for _step in range(option):
                page.keyboard.press("ArrowRight")
            focus_is_in_view(page)
        press(page, "Continue")
    part_is(page, "check")
    press(page, "Send my answers")
    expect(page.get_by_text("your answers have arrived")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Go on with the tabulator until this button has the focus, and press it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"The keyboard does not reach {name}.")


def on_another_device_with_the_code(open_context: OpenContext, link: str, option: int) -> None:
    first = open_context().new_page()
    begin_with(first, link)
    place(first, "T1", "In between")
    is_saved(first, 1)
    code = re.search(r"code (\d{3} \d{3})", first.get_by_role("status").inner_text())
    assert code
    second = open_context(width=390).new_page()
    begin_with(second, link)
    second.get_by_label("Code").fill(code[1])
    second.get_by_role("button", name="Go on here").click()
    is_placed(second, "T1", "In between")
    answer_parts(second, option)
    send(second)


def in_two_tabs(open_context: OpenContext, link: str, option: int) -> None:
    context = open_context()
    one, two = context.new_page(), context.new_page()
    begin_with(one, link)
    answer_parts(one, option, ALL_PARTS[:2])
    part_is(one, "culture")
    two.goto("/answer/culture/")
    answer_parts(two, option, ALL_PARTS[2:])
    one.goto("/answer/values/")
    is_placed(one, "S1", "In between")
    send(two)
    expect(one.get_by_text("your answers have arrived")).to_be_visible()


def seal(desk: Page) -> None:
    desk.goto(f"{home()}rounds/1/")
    desk.get_by_role("link", name="Seal the round now").click()
    desk.get_by_role("button", name="Seal the round").click()
    expect(desk.locator(".page-head .tag")).to_have_text("sealed")


def turn_key(page: Page) -> None:
    page.goto(f"{home()}rounds/1/")
    page.get_by_role("link", name=re.compile("key")).first.click()
    page.get_by_role("button", name="Turn the key").click()


def both_read_the_same(contractor: Page, client: Page) -> None:
    """The same sentences and figures on both screens, equal to those made by hand."""
    ledes, files = [], []
    for page in (contractor, client):
        page.goto(f"{home()}rounds/1/dashboard/")
        ledes.append(page.locator(".lede").inner_text())
        words = page.locator("main").inner_text()
        assert "Joint index 63, mostly partnership" in words, words
        assert "Alliance model, 63" in words
        assert "perhaps seen differently" in words
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as JSON").click()
        files.append(json.loads(Path(download.value.path()).read_text(encoding="utf-8")))
    assert ledes[0] == ledes[1] == LEDE
    assert files[0] == files[1]
    figures_are(files[0])


def figures_are(results: dict[str, Any]) -> None:
    everybody = {"invited": 6, "answered": 6}
    assert results["response"] == {"contractor": everybody, "client": everybody}
    index = {"contractor": 75, "client": 50, "joint": 62.5, "gap": 25, "gap_word": "clear"}
    assert {name: results["index"][name] for name in index} == index
    for scores in results["elements"].values():
        assert {name: scores[name] for name in index} == index | {"gap_word": "possible"}
    assert set(map(str, results["statements"].values())) == {
        str({"contractor": 75.0, "client": 50.0, "joint": 62.5})
    }
    for practice in results["practices"].values():
        assert practice == {
            "contractor": {"self": 75, "seen": 50, "gap": 25, "word": "possible"},
            "client": {"self": 50, "seen": 75, "gap": -25, "word": "possible"},
            "joint": 62.5,
        }
