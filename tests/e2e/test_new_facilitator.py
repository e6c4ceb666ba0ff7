"""A new facilitator by mouse and keyboard: from an account to an open round, and to the next one.

What is asserted is how many pages and presses it takes: times depend on the machine.
"""

import os
import re
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from assessments.models import Outbox, Round
from assessments.services.counting import seal_round
from assessments.services.releasing import turn_key
from partnerships.models import Person, Side
from partnerships.services import ensure_person
from tests.live_round import (
    answered,
    closed_early,
    person,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.stores,
]

FAY = "fay@example.org"
PICTURES = os.environ.get("PICTURES", "")
"""A folder for a picture of each page, to look at."""


class Hand:
    """Presses and types as a person does, and counts the presses; each leads to another page."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, name: str, role: str = "button") -> None:
        self.look()
        self.presses += 1
        before = self.page.evaluate("performance.timeOrigin")
        target = self.page.get_by_role(role, name=name)  # type: ignore[arg-type]
        target.first.click()
        self.page.wait_for_function("before => performance.timeOrigin > before", arg=before)
        self.page.wait_for_load_state()

    def look(self) -> None:
        if PICTURES:
            file = Path(PICTURES) / f"{self.presses:02}.png"
            self.page.screenshot(path=str(file), full_page=True)


def spreadsheet() -> FilePayload:
    """Twelve people a side, each side with a leader, as somebody keeps them."""
    rows = ["Name;E-mail;Side;Role"]
    for side, organization in (("contractor", "Brightline"), ("client", "Northgate")):
        for number in range(12):
            role = "leader" if number == 0 else ""
            address = f"{side}{number}@example.org"
            rows.append(f"{organization} Person {number};{address};{side};{role}")
    content = "\r\n".join(rows).encode()
    return {"name": "people.csv", "mimeType": "text/csv", "buffer": content}


def sign_in_by_mail(page: Page, mails: list[EmailMessage]) -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill(FAY)
    page.get_by_label("E-mail").press("Enter")
    expect(page.get_by_label("Code")).to_be_visible()
    code = re.search(r"^\s*(\d{6})\s*$", str(mails[-1].body), re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[1])
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_role("heading", name="My partnerships")).to_be_visible()


@pytest.fixture
def hand(page: Page, mailoutbox: list[EmailMessage]) -> Hand:
    """Somebody whom the owner lets set up partnerships, signed in by the mailed code."""
    fay = ensure_person(email=FAY, name="Fay Facilitator")
    Person.objects.filter(pk=fay.pk).update(may_create_partnerships=True)
    sign_in_by_mail(page, mailoutbox)
    return Hand(page)


def first_round(hand: Hand) -> Round:
    page = hand.page
    hand.press("Set up your first partnership", "link")
    page.get_by_label("Name of the partnership").fill("Harbour Alliance")
    page.locator("[name=contractor]").fill("Brightline Services")
    page.locator("[name=client]").fill("Northgate Council")
    hand.press("Set up the partnership")
    hand.press("Import a spreadsheet of people", "link")
    page.locator("[name=file]").set_input_files(spreadsheet())
    hand.press("Look at what would happen")
    hand.press("Import")
    hand.press("Plan the first round", "link")
    hand.press("Plan the round")
    hand.press("Open the round", "link")
    hand.press("Open the round and send the invitations")
    hand.look()
    return Round.objects.get()


def hold(round: Round) -> None:
    """Answers, sealing and both keys, as they come while nobody looks."""
    now = timezone.now()
    answered(round, 6, 6, now=now)
    closed_early(round, by=Person.objects.get(email=FAY), now=now)
    seal_round(round_id=round.pk, now=now)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=now)


def test_from_nothing_to_an_open_round_with_24_people(hand: Hand) -> None:
    round = first_round(hand)
    assert round.state == Round.State.OPEN
    assert round.invitations.count() == 24
    assert Outbox.objects.filter(kind="invitation").count() == 24
    assert hand.presses == 9


def test_the_next_round_in_three_presses(hand: Hand) -> None:
    hold(first_round(hand))
    hand.page.goto("/")
    hand.presses = 0
    hand.press("Plan a round", "link")
    hand.press("Plan the round")
    hand.press("Open the round and send the invitations")
    hand.look()
    last = Round.objects.order_by("number").last()
    assert last is not None
    assert (last.number, last.state) == (2, Round.State.OPEN)
    assert last.invitations.count() == 24
    assert hand.presses == 3
