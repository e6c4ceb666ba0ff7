"""The dashboard on paper and by keyboard."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page

from assessments.services.wins import add_win
from partnerships.viewer import Role
from tests.assessments.test_dashboard_page import SignIn, live, opened, two_rounds
from tests.factories import NOW, make_member

PRINTED = ("standing", "elements", "practices", "trend-index")
WINS = ("A letter from the citizens' hall", "The shared tablet rounds failed")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_paper_gets_the_drawings_on_two_pages(page: Page, sign_in: SignIn) -> None:
    released = two_rounds()
    writer = make_member(released.partnership, Role.LEADER, "contractor")
    for title in WINS:
        add_win(
            partnership=released.partnership,
            kind="bold",
            day=date(2026, 9, 1),
            title=title,
            text="",
            side="contractor",
            by=writer,
            now=NOW,
        )
    opened(page, sign_in, released)
    live(page)
    page.emulate_media(media="print")
    assert page.locator(".drawing.desk:visible").count() == len(PRINTED)
    assert page.locator(".live:visible").count() == 0
    assert page.locator("nav:visible, form:visible").count() == 0
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_arrow_keys_reach_every_point_of_a_chart(page: Page, sign_in: SignIn) -> None:
    opened(page, sign_in, two_rounds())
    for code, number in (("elements", 12), ("practices", 40)):
        chart = page.locator(f"[data-chart={code}]")
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg[role=img]").wait_for()
        chart.locator(".live").focus()
        told = set()
        for _ in range(60):
            page.keyboard.press("ArrowRight")
            told.add(chart.get_by_role("status").text_content())
        assert chart.locator(".hovertext").count() == 1
        now = [one for one in told if one and "Spring" not in one]
        assert len(now) == number
    page.keyboard.press("Escape")
    assert chart.locator(".hovertext").count() == 0
    page.keyboard.press("ArrowLeft")
    assert chart.get_by_role("status").text_content() in told
