"""Times by the round's clock and, where that differs, by the reader's own."""

from collections.abc import Callable
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from assessments.services.rhythms import set_rhythm
from partnerships.models import Person
from tests.conftest import OpenContext
from tests.live_round import START, alliance, neutral

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("Asia/Tokyo", "where you are: Monday, January 7 at 18:00"),
        ("Europe/London", None),
        ("Africa/Abidjan", None),
    ],
)
def test_a_moment_is_told_by_the_readers_clock_where_that_differs(
    open_context: OpenContext,
    sign_in: Callable[[Page, Person], None],
    own: str,
    shown: str | None,
) -> None:
    set_rhythm(
        partnership=alliance(),
        by=neutral(),
        now=START,
        kind="yearly",
        first_on=date(2097, 1, 7),
        opens=time(9),
        days_open=14,
        closes=time(17),
        time_zone="Europe/London",
    )
    page = open_context(zone=own).new_page()
    sign_in(page, neutral())
    page.goto("/p/harbour-alliance/rounds/")
    first = page.locator(".coming li").first
    expect(first).to_contain_text("Monday 7 January 2097, 09:00 (Europe/London)")
    if shown:
        expect(first).to_contain_text(shown)
    else:
        expect(first).not_to_contain_text("where you are")
