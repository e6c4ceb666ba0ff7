"""A facilitator's way by mouse and keyboard: from an account to an open round, and to the next."""

import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page, expect

from assessments.models import Round
from assessments.services.counting import seal_round
from assessments.services.opening import APART
from assessments.services.releasing import turn_key
from partnerships.models import Person, Side
from partnerships.services import ensure_person
from tests.guards import force
from tests.live_round import answered, closed_early, person

FAY = "fay@example.org"


class Hand:
    """Presses and types as a person does, and counts the presses; each leads to another page."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def field(self, label: str) -> Locator:
        """By its whole label, but for the star of one that is required."""
        return self.page.get_by_label(re.compile(rf"^\s*{label}\W*$"))

    def write(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def attach(self, label: str, file: FilePayload) -> None:
        self.field(label).set_input_files(file)

    def press(self, name: str, role: str = "button") -> None:
        self.look()
        self.presses += 1
        before = self.page.evaluate("performance.timeOrigin")
        target = self.page.get_by_role(role, name=name)  # type: ignore[arg-type]
        target.first.click()
        self.page.wait_for_function("before => performance.timeOrigin > before", arg=before)
        self.page.wait_for_load_state()

    def look(self) -> None:
        """At a page that is about to be left, or at the last one."""


def new_facilitator() -> Person:
    """Somebody whom the owner lets set up partnerships."""
    fay = ensure_person(email=FAY, name="Fay Facilitator")
    Person.objects.filter(pk=fay.pk).update(may_create_partnerships=True)
    return fay


def sign_in_by_mail(hand: Hand, mails: Sequence[EmailMessage]) -> None:
    hand.page.goto("/")
    hand.write("E-mail address", FAY)
    hand.press("Send me a code")
    code = re.search(r"^\s*(\d{8})\s*$", str(mails[-1].body), re.MULTILINE)
    assert code
    hand.write("Code", code[1])
    hand.press("Sign in")
    expect(hand.page.get_by_role("heading", name="My partnerships")).to_be_visible()


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


def first_round(hand: Hand) -> Round:
    """From the home page of somebody without a partnership."""
    hand.press("Set up your first partnership", "link")
    hand.write("Name of the partnership", "Harbour Alliance")
    hand.write("Contractor", "Brightline Services")
    hand.write("Client", "Northgate Council")
    hand.press("Set up the partnership")
    hand.attach("File", spreadsheet())
    hand.press("Look at what would happen")
    hand.press("Import")
    hand.press("Plan the round")
    hand.press("Open the round and send the invitations")
    hand.look()
    return Round.objects.get()


def hold(round: Round) -> None:
    """Answers, sealing and both keys, as they come while nobody looks, and six weeks go by."""
    now = timezone.now()
    answered(round, 6, 6, now=now)
    closed_early(round, by=Person.objects.get(email=FAY), now=now)
    seal_round(round_id=round.pk, now=now)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=now)
    force(Round.objects, closed_at=now - APART)


def next_round(hand: Hand) -> None:
    """From the home page of somebody whose partnership has held a round."""
    hand.page.goto("/")
    hand.press("Plan a round", "link")
    hand.press("Plan the round")
    hand.press("Open the round and send the invitations")
    hand.look()
