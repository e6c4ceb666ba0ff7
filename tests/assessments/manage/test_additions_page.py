"""Adding people to an open round, page by page: who sees how many, and who sees whom."""

import re
from typing import Any

import pytest
from django.test import Client

from assessments.links import link_path
from assessments.models import Addition, Invitation, Round
from partnerships.models import Partnership
from partnerships.services import add_member
from tests.assessments.manage.desk import PAGE, as_, text, the_round
from tests.live_round import CLOSED, START, answered, invitations, opened, person

pytestmark = pytest.mark.django_db

ADD = f"{PAGE}add/contractor/"
TO_BE_ADDED = "1 person of Brightline Services to be added"


@pytest.fixture
def round(partnership: Partnership) -> Round:
    """Open; one more of the contractor came after the opening."""
    round = opened(partnership)
    add_member(
        partnership=partnership,
        email="zoe@example.org",
        name="Zoe Late",
        side="contractor",
        at=START,
    )
    return round


@pytest.fixture
def fay(round: Round) -> Client:
    """A facilitator of the contractor, whose proposal waits."""
    fay = as_(person("contractor", 1))
    page = text(fay.get(f"{PAGE}people/"))
    assert "Add people of Brightline Services" in page
    assert "Add people of Northgate Council" not in page
    assert "Zoe Late" in text(fay.get(ADD))
    zoe = round.partnership.memberships.get(name="Zoe Late")
    reply = fay.post(ADD, {"people": [zoe.pk], "slips": "0"}, follow=True)
    assert "The consent is asked for" in text(reply)
    return fay


def settle(leader: Client, answer: str = "consent") -> Any:
    proposal = Addition.objects.get().pk
    address = f"{PAGE}add/client/answer/"
    return leader.post(address, {"proposal": proposal, answer: "yes"}, follow=True)


def test_the_other_side_sees_how_many_and_consents(fay: Client) -> None:
    leader = as_(person("client"))
    page = text(leader.get(PAGE))
    assert TO_BE_ADDED in page
    assert "Zoe" not in page
    assert "Withdraw" not in page
    after = text(settle(leader))
    assert "You have consented." in after
    assert TO_BE_ADDED not in after
    assert "People of Brightline Services were added, as both sides agreed: 1." in after
    assert "Zoe Late" in text(fay.get(f"{PAGE}people/"))
    assert "Invited: Brightline Services 7, Northgate Council 6." in text(fay.get(PAGE))


def test_the_own_side_waits_changes_or_withdraws(fay: Client) -> None:
    page = text(fay.get(PAGE))
    assert "Waiting for the consent of Northgate Council" in page
    assert 'name="decline"' not in page
    assert "checked" in fay.get(ADD).content.decode()
    assert "withdrawn" in text(fay.post(f"{ADD}withdraw/", follow=True))
    assert TO_BE_ADDED not in text(fay.get(PAGE))


def test_declining(fay: Client) -> None:
    leader = as_(person("client"))
    assert "You have declined" in text(settle(leader, "decline"))
    assert the_round().invitations.count() == 12
    gone = {"proposal": "9" * 5000}
    assert "no longer open" in text(leader.post(f"{PAGE}add/client/answer/", gone, follow=True))


def without_ways(reply: Any) -> str:
    """Without what is drawn by chance for each page."""
    return re.sub(r"(?<=/)\?[\w-]{16}", "", text(reply))


def test_everybody_asked_reads_it_beside_a_promise_that_stays(fay: Client, round: Round) -> None:
    one = invitations(round, "client")[2]
    before = without_ways(Client().get(link_path(one)))
    settle(as_(person("client")))
    page = without_ways(Client().get(link_path(one)))
    told = (
        " Added on 2 March 2026 with the consent of Northgate Council: 1 person of Brightline "
        "Services."
    )
    assert told in page
    assert page.replace(told, "") == before
    assert round.promise_sha256 in page
    browser = Client()
    browser.post(link_path(one))
    assert told in text(browser.get("/answer/promise/"))


def test_members_see_nothing_of_it(fay: Client) -> None:
    member = as_(person("contractor", 3))
    assert "to be added" not in text(member.get(PAGE))
    assert member.get(ADD).status_code == 403


def test_the_pages_are_the_same_whoever_has_answered(fay: Client, round: Round) -> None:
    leader = as_(person("client"))
    pages = [(fay, ADD), (fay, PAGE), (leader, PAGE), (fay, f"{PAGE}people/")]
    before = [text(who.get(path)) for who, path in pages]
    answered(round, 5, 4, now=START)
    assert [text(who.get(path)) for who, path in pages] == before
    settle(leader)
    assert Invitation.objects.filter(submitted=False).count() == 4


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"slips": "0"}, "Choose at least one person, or a slip."),
        ({"slips": "0", "people": ["0"]}, "Somebody is not on this side any more"),
        ({"slips": "501"}, "less than or equal to 500"),
        ({"slips": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_kept(round: Round, wrong: dict[str, Any], words: str) -> None:
    assert words in text(as_(person("contractor", 1)).post(ADD, wrong))
    assert not Addition.objects.exists()


def test_nothing_is_asked_for_once_the_round_has_closed(fay: Client, clock: Any) -> None:
    clock.move_to(CLOSED)
    leader, fay = as_(person("client")), as_(person("contractor", 1))
    assert TO_BE_ADDED not in text(leader.get(PAGE))
    assert "has closed" in text(settle(leader))
    assert "has closed" in text(fay.post(ADD, {"slips": "1"}))
    assert the_round().invitations.count() == 12
