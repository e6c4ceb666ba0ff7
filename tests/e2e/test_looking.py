"""Signing in and looking around: readable on a phone, by everybody, light and dark."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from pytest_django import Settings

from partnerships.models import Person
from partnerships.viewer import Role
from tests import demo_urls
from tests.conftest import OpenContext
from tests.e2e.answering import fits
from tests.factories import make_member, make_partnership, make_released_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Look = Callable[[Page], None]
SignIn = Callable[[Page, Person], None]
PAGES = (
    "/",
    "/p/harbour-alliance/rounds/",
    "/p/harbour-alliance/rounds/2/topics/trust/",
    "/p/harbour-alliance/commitments/",
    "/p/harbour-alliance/commitments/new/",
    "/p/harbour-alliance/targets/",
    "/p/harbour-alliance/rounds/1/dashboard/",
)


@pytest.fixture
def leader(live_server: object) -> Person:
    harbour = make_partnership()
    make_released_round(harbour)
    make_released_round(harbour, title="Autumn", closed=date(2026, 9, 30))
    return make_member(harbour, Role.LEADER, "client", "ann@northgate.example")


def look_at(page: Page, axe: Look) -> None:
    page.wait_for_load_state()
    fits(page)
    axe(page)


@pytest.mark.parametrize("dark", [False, True])
def test_lists_and_results(
    open_context: OpenContext, sign_in: SignIn, axe: Look, leader: Person, dark: bool
) -> None:
    page = open_context(width=320, height=640, dark=dark).new_page()
    sign_in(page, leader)
    for path in PAGES:
        page.goto(path)
        look_at(page, axe)


@pytest.mark.parametrize("dark", [False, True])
def test_signing_in_by_a_code(
    open_context: OpenContext,
    axe: Look,
    leader: Person,
    mailoutbox: list[EmailMessage],
    dark: bool,
) -> None:
    page = open_context(width=320, height=640, dark=dark).new_page()
    page.goto("/p/harbour-alliance/rounds/")
    look_at(page, axe)
    page.get_by_label("E-mail address").fill("Ann@Northgate.example")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    look_at(page, axe)
    code = re.search(r"^\d{8}$", str(mailoutbox[0].body), re.MULTILINE)
    assert code is not None
    page.get_by_label("Code").fill("0" * 6 if code[0] != "0" * 6 else "1" * 6)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    look_at(page, axe)
    page.get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Rounds")).to_be_visible()
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible()
    look_at(page, axe)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_door_of_the_demo(
    open_context: OpenContext, axe: Look, leader: Person, settings: Settings
) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = demo_urls.__name__
    page = open_context(width=320, height=640).new_page()
    page.goto("/")
    look_at(page, axe)
    page = open_context(script=False).new_page()
    page.goto("/")
    page.get_by_role("button", name=f"Enter as {leader}").click()
    expect(page.get_by_role("heading", name="My partnerships")).to_be_visible()


def test_saving_the_figures(open_context: OpenContext, sign_in: SignIn, leader: Person) -> None:
    page = open_context().new_page()
    sign_in(page, leader)
    page.goto(PAGES[-1])
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("JSON")).click()
    assert download.value.suggested_filename == "harbour-alliance-round-1-results.json"
