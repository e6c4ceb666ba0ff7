"""What a browser tells other requests about the address of a personal link."""

import pytest
from playwright.sync_api import Page, Request

from assessments.links import link_path
from tests.e2e.answering import begin, invitation_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_request_carries_the_link_in_its_referer(page: Page) -> None:
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    invitation = invitation_of()
    begin(page, invitation)
    page.goto("/answer/check/")
    told = [one.headers.get("referer", "") for one in asked]
    assert len([one for one in told if one]) > 3
    path = link_path(invitation)
    assert not [one for one in told if "/a/" in one or path.partition(".")[2] in one]
    urls = [one.url for one in asked if one.method == "GET"]
    assert [url.endswith(path) for url in urls].count(True) == 1
    assert path.partition(".")[2] not in page.url + page.content()
