"""A new facilitator by mouse and keyboard: from an account to an open round, and to the next one.

What is asserted is how many pages and presses it takes: times depend on the machine, and
`benchmarks/walk.py` reckons those of a person.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page

from assessments.models import Outbox, Round
from tests.e2e.walking import (
    Hand,
    first_round,
    hold,
    new_facilitator,
    next_round,
    sign_in_by_mail,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.stores,
]

PICTURES = os.environ.get("PICTURES", "")
"""A folder for a picture of each page, wide and narrow, to look at."""
WIDE, NARROW = (1280, 800), (390, 844)


class Photographer(Hand):
    """Takes the pictures. `way`: what their names begin with."""

    way = "sign-in"

    def look(self) -> None:
        for width, height in (NARROW, WIDE) if PICTURES else ():
            self.page.set_viewport_size({"width": width, "height": height})
            file = Path(PICTURES) / f"{self.way}-{self.presses}-{width}.png"
            self.page.screenshot(path=str(file), full_page=True)

    def begin(self, way: str) -> None:
        self.way, self.presses = way, 0


@pytest.fixture
def hand(page: Page, mailoutbox: Sequence[EmailMessage]) -> Photographer:
    """Somebody whom the owner lets set up partnerships, signed in by the mailed code."""
    new_facilitator()
    hand = Photographer(page)
    sign_in_by_mail(hand, mailoutbox)
    hand.begin("first")
    return hand


def test_from_nothing_to_an_open_round_with_24_people(hand: Photographer) -> None:
    round = first_round(hand)
    assert round.state == Round.State.OPEN
    assert round.invitations.count() == 24
    assert Outbox.objects.filter(kind="invitation").count() == 24
    assert hand.presses == 6


def test_the_next_round_in_three_presses(hand: Photographer) -> None:
    hold(first_round(hand))
    hand.begin("next")
    next_round(hand)
    last = Round.objects.order_by("number").last()
    assert last is not None
    assert (last.number, last.state) == (2, Round.State.OPEN)
    assert last.invitations.count() == 24
    assert hand.presses == 3
