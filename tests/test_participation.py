"""Nothing on any page, mail, count or in any time tells whether a named person has answered."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.links import link_path
from assessments.models import Invitation, Outbox, Round
from assessments.services.counting import seal_round
from assessments.services.delivery import send_due
from assessments.services.releasing import turn_key
from assessments.services.response import record_counts
from partnerships.models import Side
from tests import IS_LONG
from tests.access_table import ADMIN, PAGES
from tests.access_world import HERE, INSIDE, NEUTRAL, OWNER, World, build_world, person
from tests.factories import everything_stored
from tests.live_round import (
    DAY,
    START,
    alliance,
    answer,
    closed_early,
    everything,
    invitations,
    opened,
)
from tests.test_access_matrix import address, ids_of

pytestmark = pytest.mark.django_db

LOOKING = (*INSIDE, NEUTRAL, OWNER) if IS_LONG else ("facilitator.client", "leader.contractor")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|(?<=/)\?[\w-]{16}(?=")')
Seen = dict[str, tuple[int, int, bytes]]


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(START, tick=False):
        yield build_world()


@pytest.fixture
def round(world: World) -> Round:
    return Round.objects.get(partnership__slug="here", number=2)


def of(round: Round, name: str) -> Invitation:
    return next(
        one
        for side in Side
        for one in invitations(round, side)
        if str(one.membership).startswith(f"{name} ")
    )


def paths(world: World, round: Round, who: str) -> Iterator[str]:
    """What is shown to somebody, and with it the pages of the people concerned."""
    for route, cases in (PAGES | (ADMIN if who == OWNER else {})).items():
        for case in cases:
            is_near = IS_LONG or case.at in {"", "first", "open"}
            if is_near and case.expected("get")[who] in {200, 302}:
                yield address(route, ids_of(world, route, case))
    yield f"/p/here/rounds/{round.number}/dashboard/"
    for name in ("oakum1", "tarn1", "tarn2"):
        one = of(round, name)
        yield f"/p/here/rounds/{round.number}/people/{one.pk}/"
        yield f"/p/here/rounds/{round.number}/people/{one.pk}/remove/"
        yield link_path(one)


def look(world: World, round: Round) -> Seen:
    """Status, number of questions to the database and every byte, by actor and address."""
    seen: Seen = {}
    for who in LOOKING:
        browser = world.clients[who]
        for path in dict.fromkeys(paths(world, round, who)):
            with CaptureQueriesContext(connection) as queries:
                reply = browser.get(path)
            content = TOKEN.sub(b"", reply.content)
            seen[f"{who} {path}"] = (reply.status_code, len(queries), content)
    return seen


def differences(one: Seen, other: Seen) -> list[str]:
    assert one.keys() == other.keys()
    return [place for place in one if one[place] != other[place]]


@pytest.mark.parametrize("name", ["oakum1", "tarn1"])
def test_every_page_is_the_same_before_and_after_somebody_has_answered(
    world: World, round: Round, name: str
) -> None:
    """Also where it is the fifth answer of the side, with which there are enough."""
    for side in ("oakum", "tarn"):
        for number in (0, 2, 3, 4):
            answer(of(round, f"{side}{number}"), everything(2), now=START)
    with time_machine.travel(START + DAY, tick=False):
        assert record_counts(round=round, now=START + DAY)
        look(world, round)  # values that never change are read once
        before = look(world, round)
        assert sum(status == 200 for status, _queries, _content in before.values()) > 20
        answer(of(round, name), everything(2), comments={"Q1": "A word of my own"})
        assert differences(look(world, round), before) == []


def test_an_answer_changes_nothing_stored_but_the_ballot_and_its_mark() -> None:
    one = invitations(opened(alliance(), comments=True), "client")[1]
    before = everything_stored()
    answer(one, everything(2), now=START, comments={"Q1": "A word of my own"})
    after = everything_stored()
    assert {name for name in after if after[name] != before[name]} == {"Ballot", "Invitation"}
    marked = [row.replace("'submitted': True", "'submitted': False") for row in after["Invitation"]]
    assert marked == before["Invitation"]


def test_no_mail_goes_to_anybody_because_somebody_has_answered() -> None:
    one = invitations(opened(alliance()), "client")[1]
    send_due(now=START)
    answer(one, everything(2), now=START)
    assert send_due(now=START) == 0


def test_whoever_it_was_that_answered_the_results_look_the_same(world: World, round: Round) -> None:
    """Two worlds with the same answers, in which one of two people has answered."""
    crew = [of(round, f"{side}{number}") for side in ("oakum", "tarn") for number in (0, 3, 4)]
    crew += [of(round, f"leader.{side}") for side in Side]
    first, second = of(round, "tarn1"), of(round, "tarn2")
    for one in [*crew, of(round, "oakum1")]:
        answer(one, everything(2), now=START)
    look(world, round)  # values that never change are read once
    worlds = []
    for who in (first, second):
        point = transaction.savepoint()
        answer(who, everything(2), now=START)
        closed_early(round, by=person(HERE, NEUTRAL), now=START)
        seal_round(round_id=round.pk, now=START)
        for side in Side:
            turn_key(round=round, side=side, by=person(HERE, f"leader.{side}"), now=START)
        worlds.append(look(world, round))
        transaction.savepoint_rollback(point)
    assert differences(worlds[0], worlds[1]) == []
    assert worlds[0][f"{LOOKING[0]} /p/here/rounds/{round.number}/dashboard/"][0] == 200


def test_what_a_facilitator_does_for_somebody_looks_the_same(world: World, round: Round) -> None:
    one = of(round, "tarn1")
    send_due(now=START)
    steps = {"link/": 1, "remove/": 0}
    before = {step: act(world, round, one, step) for step in steps}
    answer(one, everything(2), now=START)
    assert {step: act(world, round, one, step) for step in steps} == before
    assert {step: waiting for step, (_status, _page, waiting) in before.items()} == steps


def act(world: World, round: Round, invitation: Invitation, step: str) -> tuple[int, bytes, int]:
    """The status and the page after it, and the mails that wait; then all is as it was."""
    point = transaction.savepoint()
    reply = world.clients["facilitator.client"].post(
        f"/p/here/rounds/{round.number}/people/{invitation.pk}/{step}", {"new": "yes"}, follow=True
    )
    waiting = Outbox.objects.filter(sent_on=None).count()
    transaction.savepoint_rollback(point)
    return reply.status_code, TOKEN.sub(b"", reply.content), waiting
