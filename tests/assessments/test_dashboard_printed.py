"""The dashboard on paper."""

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
