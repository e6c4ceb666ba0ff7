from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from assessments.models import Invitation
from assessments.services.counting import seal_round
from assessments.services.delivery import send_due
from assessments.services.opening import open_round
from assessments.services.response import record_counts
from assessments.services.rounds import set_promise
from partnerships.models import Partnership, Side
from partnerships.services import add_member, end_membership
from tests.assessments.manage.desk import PAGE, ROUNDS, as_, counted, next_step, text, the_round
from tests.factories import make_released_round
from tests.guards import force_deletion
from tests.live_round import (
    CLOSED,
    CLOSES,
    DAY,
    START,
    answer,
    answered,
    drafted,
    everything,
    invitations,
    neutral,
    opened,
    person,
)

pytestmark = pytest.mark.django_db


def test_sending_a_link_again_or_anew_and_removing(nora: Client, partnership: Partnership) -> None:
    for number in range(6, 11):
        add_member(partnership=partnership, email=f"client{number}@example.org", side="client")
    round = opened(partnership)
    one = invitations(round, "client")[0]
    address = f"{PAGE}people/{one.pk}/"
    assert "on its way" in text(nora.post(f"{address}link/", follow=True))
    nora.post(f"{address}link/", {"new": "yes"})
    one.refresh_from_db()
    assert one.link_version == 2
    send_due(now=START)
    assert "Remove Client 0 from the round?" in text(nora.get(f"{address}remove/"))
    nora.post(f"{address}remove/")
    one.refresh_from_db()
    assert one.revoked
    assert "has been removed" in text(nora.post(f"{address}link/", follow=True))
    assert "removed" in text(nora.get(f"{PAGE}people/"))
    assert "Invited: Brightline Services 6, Northgate Council 11." in text(nora.get(PAGE))


def test_the_page_that_opens_a_round_says_who_can_be_removed_later(
    nora: Client, partnership: Partnership
) -> None:
    drafted(partnership)
    page = text(nora.get(f"{PAGE}open/"))
    assert "of a side of fewer than 10 people nobody can be removed afterwards" in page


def test_no_button_to_open_a_round_within_six_weeks_after_the_last_one(
    nora: Client, partnership: Partnership, clock: time_machine.Traveller
) -> None:
    earlier = make_released_round(partnership, title="Winter", closed=START.date())
    assert earlier.closed_at is not None
    round = drafted(partnership, closes=CLOSES + timedelta(weeks=9))
    page = f"{ROUNDS}{round.number}/"
    waiting = next_step(text(nora.get(page)))
    assert "“Winter” closed less than six weeks ago" in waiting
    assert f"{page}open/" not in waiting
    clock.move_to(earlier.closed_at + timedelta(weeks=6))
    assert f"{page}open/" in next_step(text(as_(neutral()).get(page)))


@pytest.mark.parametrize("has_answered", [False, True])
def test_nobody_is_removed_where_too_few_others_can_answer(
    nora: Client, partnership: Partnership, has_answered: bool
) -> None:
    round = opened(partnership)
    one = invitations(round, "client")[3]
    if has_answered:
        answer(one, everything(2), now=START)
    address = f"{PAGE}people/{one.pk}/"
    for path in (address, f"{address}remove/"):
        page = text(nora.get(path))
        assert "Nobody of this side can be removed now: too few others are left" in page
        assert "Remove from the round" not in page
    reply = text(nora.post(f"{address}remove/", follow=True))
    assert "Too few others are left who can still answer" in reply
    one.refresh_from_db()
    assert not one.revoked


def test_whoever_has_left_is_mailed_no_link_and_told_so(
    nora: Client, partnership: Partnership
) -> None:
    one = invitations(opened(partnership), "client")[3]
    end_membership(membership=person("client", 3).memberships.get(), by=None, at=START)
    assert text(nora.get(f"{PAGE}people/")).count("has left") == 1
    page = text(nora.get(f"{PAGE}people/{one.pk}/"))
    assert "This person has left the partnership" in page
    assert "Send a" not in page
    reply = text(nora.post(f"{PAGE}people/{one.pk}/link/", follow=True))
    assert "This person has left the partnership: no mail goes there any more." in reply


@pytest.mark.parametrize("too_late", [False, True])
def test_a_link_that_never_arrived_can_be_sent_or_the_page_says_why_not(
    nora: Client, partnership: Partnership, too_late: bool
) -> None:
    one = invitations(opened(partnership), "client")[5]
    Invitation.objects.filter(pk=one.pk).update(refused=True)
    day = START.replace(hour=6) + DAY
    if too_late:
        answered(the_round(), contractor=5, client=5, now=START)
        record_counts(round=the_round(), now=day)
    with time_machine.travel(day if too_late else START, tick=False):
        page = text(nora.get(f"{PAGE}people/{one.pk}/"))
    assert ("The link has not arrived" in page) is too_late
    assert ("Send the link again" in page) is not too_late
    assert ("Should this person not be asked?" in page) is False
    assert "can be removed now" not in page


def test_sealing_early_asks_first_and_waits_for_enough_answers(
    nora: Client, partnership: Partnership
) -> None:
    opened(partnership)
    assert "Seal the round now" not in text(nora.get(PAGE))
    refused = text(nora.post(f"{PAGE}seal/", follow=True))
    assert "One side does not have enough answers yet" in refused
    assert the_round().state == "open"


def test_from_enough_answers_to_results_with_two_keys(
    nora: Client, partnership: Partnership
) -> None:
    counted(partnership, 5, 5)
    assert "Seal the round now" in next_step(text(nora.get(PAGE)))
    question = text(nora.get(f"{PAGE}seal/"))
    assert "no more answers are accepted" in question
    assert "Answers that were begun and not sent are lost: they are deleted unread." in question
    assert the_round().state == "open"
    nora.post(f"{PAGE}seal/")
    assert the_round().state == "sealed"
    leader, facilitator = as_(person("client")), as_(person("contractor", 1))
    member = as_(person("client", 3))
    page = text(member.get(PAGE))
    assert "Both sides will see them at the same moment." in page
    assert "key" not in page.split("<main")[1]
    assert "The key of Northgate Council is missing." in text(leader.get(PAGE))
    assert "Turn the key" not in text(nora.get(PAGE))
    assert "Turn the key of Brightline Services" in next_step(text(facilitator.get(PAGE)))
    for wrong in (nora, member, facilitator):
        assert wrong.post(f"{PAGE}key/client/").status_code == 403
    assert leader.post(f"{PAGE}key/everybody/").status_code == 404
    leader.get(f"{PAGE}key/client/")
    assert the_round().release_keys.count() == 0
    leader.post(f"{PAGE}key/client/")
    assert "The key of Northgate Council is missing." not in text(leader.get(PAGE))
    assert leader.get(f"{PAGE}dashboard/").status_code == 404
    assert "With this one the results are released" in text(
        facilitator.get(f"{PAGE}key/contractor/")
    )
    facilitator.post(f"{PAGE}key/contractor/")
    assert the_round().state == "released"
    for one in (leader, facilitator, nora, member):
        assert one.get(f"{PAGE}dashboard/").status_code == 200
        assert "See the results" in text(one.get(PAGE))


def test_one_hand_turns_both_keys_if_the_leaders_agreed(
    nora: Client, partnership: Partnership
) -> None:
    drafted(partnership)
    set_promise(round=the_round(), key_holder=neutral(), now=START)
    for side in Side:
        as_(person(side)).post(f"{PAGE}agree/")
    round = open_round(round=the_round(), by=neutral(), now=START)
    answered(round, 5, 5, now=START)
    seal_round(round_id=round.pk, now=CLOSED)
    for side in Side:
        assert "Turn the key" in next_step(text(nora.get(PAGE)))
        nora.post(f"{PAGE}key/{side}/")
    assert the_round().state == "released"


def test_a_round_past_its_time_can_be_added_up_by_hand(
    partnership: Partnership, clock: time_machine.Traveller
) -> None:
    answered(opened(partnership), 5, 5, now=START)
    clock.move_to(CLOSED)
    nora = as_(neutral())
    assert "Add it up now" in next_step(text(nora.get(PAGE)))
    nora.post(f"{PAGE}seal/")
    assert the_round().state == "sealed"


def test_a_short_round_past_its_time_is_extended(
    partnership: Partnership, clock: time_machine.Traveller
) -> None:
    answered(opened(partnership), 5, 4, now=START)
    clock.move_to(CLOSED)
    nora = as_(neutral())
    nora.post(f"{PAGE}seal/")
    assert (the_round().state, the_round().extended) == ("open", True)
    page = text(nora.get(PAGE))
    assert "Friday 27 March 2026, 17:00 (UTC)" in page
    assert "One side had too few counted answers, so the round stays open" in page


def test_a_failed_sealing_says_so_and_tells_nothing(
    partnership: Partnership, clock: time_machine.Traveller
) -> None:
    round = opened(partnership)
    answered(round, 5, 5, now=START)
    force_deletion(round.ballots.filter(pk=round.ballots.all()[0].pk))
    clock.move_to(CLOSED)
    nora = as_(neutral())
    assert "The round could not be sealed. It will be tried again." in text(
        nora.post(f"{PAGE}seal/", follow=True)
    )
    assert "Try again now" in next_step(text(nora.get(PAGE)))
    assert "The answers are being added up." in text(as_(person("client", 3)).get(PAGE))


def test_cancelling_asks_first(nora: Client, partnership: Partnership) -> None:
    opened(partnership)
    assert "deleted unread" in text(nora.get(f"{PAGE}cancel/"))
    assert the_round().state == "open"
    nora.post(f"{PAGE}cancel/")
    assert the_round().state == "cancelled"
    assert "This round was cancelled" in text(nora.get(PAGE))
    assert nora.post(f"{PAGE}cancel/").headers["Location"] == PAGE
