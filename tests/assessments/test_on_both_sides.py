"""Whoever has a place on each side is asked by both, and answers a round once."""

from collections.abc import Iterator
from functools import partial

import pytest
import time_machine

from assessments.links import link_path
from assessments.models import Ballot, Draft, Invitation, Round
from assessments.queries import snapshot_for
from assessments.services.answering import Refusal, RefusedError
from assessments.services.counting import seal_round
from assessments.services.drafts import Edit, save_part
from assessments.services.invitations import queue_reminders
from assessments.services.opening import open_round
from assessments.services.reminders import due_reminders, send_reminders
from assessments.services.submission import submit
from partnerships.models import Side
from partnerships.services import add_member
from tests.assessments.respond.browsing import begun, text_of
from tests.at_once import together
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    drafted,
    everything,
    links_arrived,
    neutral,
    person,
)
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db

BOTH = "contractor1@example.org"


def asked(both: int) -> Round:
    """Ten of the contractor, so many of whom the client asks beside five others."""
    partnership = alliance(10, 5)
    for number in range(1, both + 1):
        add_member(
            partnership=partnership,
            email=f"contractor{number}@example.org",
            name=f"Both {number}",
            side="client",
            role="member",
            by=person("contractor"),  # who does not see whom the other side has
            at=START,
        )
    return open_round(round=drafted(partnership), by=neutral(), now=START)


@pytest.fixture
def round(clock: None) -> Round:
    return asked(1)


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(START + DAY, tick=False):
        yield


def links_of(round: Round, number: int = 1) -> list[Invitation]:
    found = round.invitations.filter(membership__person=person("contractor", number))
    return sorted(found, key=lambda one: one.side == Side.CLIENT)


def draft(invitation: Invitation, value: int) -> None:
    edit = Edit("all", list(everything(value)), everything(value), base=0, page="page")
    save_part(invitation=invitation, origin="origin", edit=edit, now=START + DAY)


def send(invitation: Invitation) -> Refusal | None:
    try:
        submit(invitation=invitation, origin="origin", now=START + DAY)
    except RefusedError as error:
        return error.refusal
    return None


@pytest.mark.parametrize("first", [0, 1])
def test_whichever_link_sends_first_counts(round: Round, first: int) -> None:
    links = links_of(round)
    for value, link in enumerate(links):
        draft(link, value)
    assert send(links[first]) is None
    assert send(links[1 - first]) is Refusal.SENT
    assert Ballot.objects.count() == 1
    assert list(round.invitations.filter(submitted=True)) == [links[first]]
    assert Draft.objects.get().invitation == links[1 - first]


@pytest.mark.parametrize("first", [0, 1])
def test_by_the_other_link_they_are_thanked_and_told_why(round: Round, first: int) -> None:
    links = links_of(round)
    browser = begun(links[1 - first])
    assert browser.get("/answer/trust/").status_code == 200
    answer(links[first], everything(3))
    own = ("Brightline Services", "Northgate Council")[first]
    for reply in (
        browser.get("/answer/trust/", follow=True),
        begun(links[1 - first]).get("/answer/sent/"),
        browser.post(link_path(links[1 - first]), follow=True),
    ):
        assert "Thank you: your answers have arrived" in text_of(reply)
        assert f"You answered for {own}. Everybody answers a round once" in text_of(reply)
    assert "You answered for" not in text_of(begun(links[first]).get("/answer/sent/"))


def test_nobody_else_is_taken_for_them(round: Round) -> None:
    answer(links_of(round)[0], everything(3))
    own = set(links_of(round))
    for one in set(round.invitations.all()) - own:
        answer(one, everything(2))
    assert Ballot.objects.count() == 15


@pytest.mark.django_db(transaction=True)
def test_by_both_links_at_the_same_moment_one_ballot_is_sent() -> None:
    round = asked(9)
    for number in range(1, 10):
        links = links_of(round, number)
        for link in links:
            draft(link, number % 5)
        outcomes = together(*(partial(send, link) for link in links))
        assert sorted(outcomes, key=str) == [None, Refusal.SENT]
        assert Ballot.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_whoever_has_answered_is_reminded_by_neither_side(round: Round, server: MailServer) -> None:
    answer(links_of(round)[0], everything(3))
    links_arrived(round)
    queue_reminders(round=round, occasion="closing", now=START + DAY)
    while due_reminders(now=START + DAY):
        send_reminders(now=START + DAY)
    reminded = [one["To"] for one in server.received]
    assert len(reminded) == 14
    assert BOTH not in reminded


def test_the_round_is_added_up(round: Round) -> None:
    both = links_of(round)
    for one in [both[1], *(set(round.invitations.all()) - set(both))]:
        answer(one, everything(3))
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    response = snapshot_for(round).response
    assert (response.contractor.answered, response.client.answered) == (9, 6)
