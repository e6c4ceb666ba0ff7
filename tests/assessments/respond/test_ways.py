"""No page for answering has an address that another site could ask a browser for."""

import re

import pytest
from django.test import Client

from assessments.models import Invitation
from tests.assessments.respond.browsing import begun, page_of

pytestmark = pytest.mark.django_db
WAYS = re.compile(r'(?:href|data-goal)="(/answer/[^"]*)"')
GUESSED = re.compile(r"/answer/[a-z0-9/-]*\?[\w-]{16}")


def ways_in(browser: Client, path: str) -> list[str]:
    return WAYS.findall(browser.get(path).content.decode())


def test_nobody_can_guess_where_somebody_has_been(invitation: Invitation, browser: Client) -> None:
    fields = page_of(browser)
    second = begun(invitation)
    replies = [
        begun(invitation).get("/answer/"),
        browser.post("/answer/trust/", {**fields, "T1": "3"}),
        browser.post("/answer/values/", {**page_of(browser, "values"), "go": "back"}),
        second.get("/answer/trust/"),
        Client().post("/answer/leave/"),
        browser.get("/answer/sent/"),
    ]
    found = [
        way for path in ("trust", "values", "check") for way in ways_in(browser, f"/answer/{path}/")
    ]
    found += ways_in(begun(invitation), "/answer/code/") + ways_in(second, "/answer/anew/")
    assert len(found) > 20
    replies.append(browser.post("/answer/send/", {"invitation": fields["invitation"]}))
    replies += [browser.get(f"/answer/{path}/") for path in ("trust", "check", "code")]
    late = browser.post("/answer/trust/save/", {**fields, "T1": "0"})
    found += [late.json()["goal"], *(reply["Location"] for reply in replies)]
    found += ways_in(browser, "/answer/sent/")
    assert [way for way in found if not GUESSED.fullmatch(way)] == []
    assert len({reply["Location"] for reply in replies}) == len(replies)
