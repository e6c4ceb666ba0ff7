import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import Ballot
from tests.conftest import OpenContext
from tests.e2e.answering import begin, invitation_of, is_saved, part_is, place, sent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.stores,
]


def is_thanked(page: Page) -> None:
    part_is(page, "sent")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you: your answers have arrived"
    )


def test_a_lost_reply_a_double_click_in_another_tab_and_back(open_context: OpenContext) -> None:
    def lose_reply(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    context = open_context()
    one, two = context.new_page(), context.new_page()
    invitation = invitation_of()
    begin(one, invitation)
    place(one, "T1", "In between")
    is_saved(one, 1)
    for tab in (one, two):
        tab.goto("/answer/check/")
    one.route("**/answer/send/", lose_reply)
    with one.expect_event("requestfailed"):
        one.get_by_role("button", name="Send my answers").click(no_wait_after=True)
    assert Ballot.objects.count() == 1
    two.get_by_role("button", name="Send my answers").dblclick()
    is_thanked(two)
    two.go_back()
    is_thanked(two)
    again = context.new_page()
    again.goto("/answer/check/")
    is_thanked(again)
    assert sent(invitation) == {"T1": 2}
