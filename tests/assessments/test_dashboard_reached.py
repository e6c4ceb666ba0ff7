"""The dashboard on paper and by keyboard."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page

from assessments.models import Round
from assessments.services.demo import load_demo
from tests.assessments.test_dashboard_page import SignIn, live, opened, two_rounds

PRINTED = ("standing", "elements", "practices", "trend-index")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_paper_gets_the_drawings_on_two_pages(page: Page, sign_in: SignIn) -> None:
    """That of the demo, which has everything: six rounds, wins, promises, measures, comments."""
    load_demo(today=date(2026, 11, 22))
    latest = Round.objects.filter(partnership__slug="northgate-facilities").latest("number")
    opened(page, sign_in, latest)
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
