"""What somebody who answers does in a browser."""

import re
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from assessments.ballots import open_ballot, open_private_key
from assessments.links import link_path
from assessments.models import Ballot, Draft, Invitation, Round, RoundKey
from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import CANNOT_SAY
from assessments.services.drafts import content_of
from partnerships.models import Side
from tests.live_round import alliance, invitations, opened

expect.set_options(timeout=20_000)

FAR = datetime(2100, 12, 5, 18, 0)  # noqa: DTZ001  a wall-clock time
PLACES = ("Just like the first", "More like the first", "In between", "More like the second")
EXTENTS = ("Not at all", "A little", "Partly", "Mostly")
PARTS = ("trust", "values", "culture", "resources", "learning", "systems")
ALL_PARTS = (*PARTS, "practices-1", "practices-2", "stance")
TOO_SMALL = """() => [...document.querySelectorAll(
    "main .place input, main .unplaced label, main .btn, main .form-control")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 43.9 || box.height < 43.9))
  .map(([html]) => html)"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FIRSTS = ("T1", "S1", "C1", "R1", "L1", "A1", "P1.own", "P6.own", "M1")
ALL_ANSWERS = dict.fromkeys(breakthrough_1().codes, 3) | dict.fromkeys(FIRSTS, CANNOT_SAY)
COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !document.activeElement.closest("label, .btn, a").contains(top);
}"""


def live_round() -> Round:
    return opened(alliance(), closes=FAR)


def invitation_of(side: Side = Side.CLIENT, number: int = 0) -> Invitation:
    return invitations(live_round(), side)[number]


def follow(page: Page, way: Locator) -> None:
    """Press it, and wait for the page that it leads to."""
    with page.expect_navigation():
        way.click()


def begin(page: Page, invitation: Invitation) -> None:
    page.goto(link_path(invitation))
    # What is done to the network while the next page is still coming may not reach that page
    follow(page, page.get_by_role("button", name="Answer").first)


def part_is(page: Page, slug: str) -> None:
    """It has been loaded, too: what is counted or chosen at once would else miss its end."""
    expect(page).to_have_url(re.compile(rf"/answer/{slug}/(\?|$)"))
    page.wait_for_load_state()


def place(page: Page, code: str, words: str) -> None:
    page.locator(f"[id='{code}']").get_by_role("radio", name=words, exact=True).check()


def is_placed(page: Page, code: str, words: str) -> None:
    radio = page.locator(f"[id='{code}']").get_by_role("radio", name=words, exact=True)
    expect(radio).to_be_checked()


def is_open(page: Page, code: str) -> None:
    """This statement has no answer."""
    expect(page.locator(f"[id='{code}'] input:checked")).to_have_count(0)


def is_saved(page: Page, version: int) -> None:
    """So many saves have changed something."""
    expect(page.locator("[name=base]")).to_have_value(str(version))
    expect(page.get_by_role("status")).to_contain_text("Saved. On another device you need code")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").last.click()


def answer_all(page: Page) -> None:
    """Every part as ALL_ANSWERS: of each the first with "I can't say", the others fourth."""
    for slug in ALL_PARTS:
        part_is(page, slug)
        words = EXTENTS[3] if slug.startswith("practices") else PLACES[3]
        groups = page.get_by_role("group")
        groups.first.get_by_role("radio", name="I can't say").check()
        for number in range(1, groups.count()):
            groups.nth(number).get_by_role("radio", name=words, exact=True).check()
        go_on(page)
    part_is(page, "check")


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you: your answers have arrived"
    )


def stored(invitation: Invitation) -> dict[str, int]:
    draft = Draft.objects.filter(invitation=invitation).first()
    return dict(content_of(invitation, draft).answers.placed)


def sent(invitation: Invitation) -> dict[str, int]:
    """The one ballot of the round, opened; it is of the invitation's side."""
    key = RoundKey.objects.get(round=invitation.round)
    row = Ballot.objects.get(round=invitation.round)
    private = open_private_key(key)
    opened_ballot = open_ballot(private, invitation.round_id, row.pk, row.blob, 2048)
    assert opened_ballot.side.value == invitation.side
    return dict(opened_ballot.answers.placed)


def fits(page: Page) -> None:
    """Nothing to scroll sideways, nothing too small for a finger."""
    page.wait_for_load_state()
    assert not page.evaluate(SIDEWAYS), page.url
    assert page.evaluate(TOO_SMALL) == [], page.url


def focus_is_in_view(page: Page) -> None:
    assert not page.evaluate(COVERED), page.url
