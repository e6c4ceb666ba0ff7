"""What the row of a draft shows, state by state, of somebody who answers: nothing of words."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Draft, Invitation, Round
from partnerships.models import Side
from tests.assessments.respond.browsing import FAR, begun, page_of
from tests.factories import plain
from tests.live_round import alliance, invitations, opened

pytestmark = pytest.mark.django_db

WRITES = ('INSERT INTO "assessments_draft"', 'UPDATE "assessments_draft"')
RANDOM = ("invitation_id", "origin", "blob", "tag")


@pytest.fixture
def round(db: None) -> Round:
    return opened(alliance(), closes=FAR, comments=True)


def row_of(invitation: Invitation) -> dict[str, Any]:
    return plain(Draft.objects.filter(invitation=invitation).values().first() or {})


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is random the length alone, and nothing of whose row it is."""
    found = {name: len(value) if name in RANDOM[1:] else value for name, value in row.items()}
    return {name: value for name, value in found.items() if name != RANDOM[0]}


def post(browser: Client, path: str, fields: Mapping[str, str]) -> int:
    """How often it writes the draft."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.post(path, fields).status_code in {200, 302}
    return sum(one["sql"].startswith(WRITES) for one in asked)


def walk(
    invitation: Invitation, placed: str, words: str, ending: str
) -> list[tuple[int, bool, dict[str, Any]]]:
    """Through all parts and back to some: of each form how often it writes the draft, whether the
    row changes, and what it shows then.
    """
    browser, left = begun(invitation), []
    parts = browser.get("/answer/trust/").context["respondent"].parts
    for part in (*parts, parts[-1], parts[-2], parts[-1]):
        fields = page_of(browser, part.slug) | dict.fromkeys(part.codes, placed)
        fields |= dict.fromkeys(part.prompt_codes, words)
        before = row_of(invitation)
        writes = post(browser, f"/answer/{part.slug}/{ending}", fields)
        after = row_of(invitation)
        left.append((writes, before != after, shown(after)))
    return left


@pytest.mark.parametrize("ending", ["", "save/"])
@pytest.mark.parametrize("placed", ["3", ""])
def test_no_state_of_a_row_tells_whether_its_person_writes_words(
    round: Round, placed: str, ending: str
) -> None:
    one, other = invitations(round, Side.CLIENT)[:2]
    silent = walk(one, placed, "", ending)
    assert walk(other, placed, "Plain words", ending) == silent
    assert [(writes, changes) for writes, changes, _ in silent] == [(1, True)] * 13


@pytest.mark.parametrize("go", ["next", "back", ""])
def test_each_button_writes_once_where_nothing_has_changed(
    invitation: Invitation, browser: Client, go: str
) -> None:
    for _ in range(3):
        before = row_of(invitation)
        assert post(browser, "/answer/words/", {**page_of(browser, "words"), "go": go}) == 1
        assert row_of(invitation) != before


def test_looking_writes_nothing(invitation: Invitation, browser: Client) -> None:
    for path in ("/answer/words/", "/answer/trust/", "/answer/check/"):
        browser.get(path)
        assert row_of(invitation) == {}
    post(browser, "/answer/words/", {**page_of(browser, "words"), "Q1": "Plain words"})
    before = row_of(invitation)
    for path in ("/answer/words/", "/answer/trust/", "/answer/check/"):
        browser.get(path)
        browser.head(path)
    assert row_of(invitation) == before
