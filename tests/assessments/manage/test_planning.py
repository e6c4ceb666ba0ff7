import pytest
from django.test import Client

from assessments.models import Invitation, Round
from assessments.services.counting import seal_round
from assessments.services.opening import APART, open_round
from assessments.services.releasing import cancel_round, turn_key
from assessments.services.response import record_counts
from assessments.services.rounds import log_round, set_mail
from partnerships.models import Partnership, Person, Side
from partnerships.services import add_member, end_membership
from tests.assessments.manage.desk import PAGE, PLAN, ROUNDS, as_, next_step, text, the_round
from tests.guards import force
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    answered,
    drafted,
    invitations,
    neutral,
    person,
)

pytestmark = pytest.mark.django_db


def test_planning_a_round(nora: Client) -> None:
    response = nora.post(f"{ROUNDS}new/", PLAN)
    assert response.headers["Location"] == f"{PAGE}open/"
    assert the_round().closes_at == CLOSED
    assert "Open the round" in next_step(text(nora.get(PAGE)))


@pytest.mark.parametrize("opens", [{"opens_day": "2026-03-10", "opens_time": "08:00"}, {}])
def test_a_plan_that_is_not_to_be_opened_now_leads_to_its_steps(
    nora: Client, partnership: Partnership, opens: dict[str, str]
) -> None:
    if not opens:
        for one in partnership.memberships.filter(side="client", role="member")[:2]:
            end_membership(membership=one, by=neutral(), at=START)
    response = nora.post(f"{ROUNDS}new/", PLAN | opens)
    assert response.headers["Location"] == PAGE
    assert "“Spring” is planned, with 1" in text(nora.get(PAGE))


def test_a_first_round_asks_the_people_of_those_who_plan_it(partnership: Partnership) -> None:
    as_(person("client", 1)).post(f"{ROUNDS}new/", PLAN)
    assert {one.membership.side for one in the_round().invitees.all()} == {"client"}
    assert the_round().invitees.count() == 6


def test_the_next_round_is_like_the_last_one_and_ready_to_be_opened(
    nora: Client, partnership: Partnership
) -> None:
    last = set_mail(round=drafted(partnership), note="", reminder_days=[5])
    last = open_round(round=last, by=neutral(), now=START)
    answered(last, 6, 5, now=START)
    record_counts(round=last, now=START.replace(hour=6) + DAY)
    removed = invitations(last, "client")[5]
    Invitation.objects.filter(pk=removed.pk).update(revoked=True)
    log_round(round=last, kind="invitation-removed", now=START, side="client")
    add_member(partnership=partnership, email="new@example.org", side="client", at=START)
    seal_round(round_id=last.pk, now=CLOSED)
    for side in Side:
        turn_key(round=last, side=side, by=person(side), now=CLOSED)
    force(Round.objects, closed_at=START - APART)
    page = text(nora.get(f"{ROUNDS}new/"))
    assert 'value="March 2026"' in page
    assert 'value="2026-03-16"' in page
    response = nora.post(f"{ROUNDS}new/", PLAN | {"title": "Next"})
    assert response.headers["Location"] == f"{ROUNDS}2/open/"
    draft = Round.objects.get(title="Next")
    assert draft.invitees.count() == 11
    assert draft.reminder_days == [5]


def test_what_was_saved_is_said(nora: Client, partnership: Partnership) -> None:
    nora.post(f"{ROUNDS}new/", PLAN)
    wanted = [one.pk for one in partnership.memberships.filter(side="client")]
    for path, data, words in (
        ("edit/", PLAN, "The plan is saved."),
        ("people/", {"client": wanted}, "The choice of people is saved."),
        ("promise/", {"key_holder": ""}, "The promise is saved."),
    ):
        assert words in text(nora.post(f"{PAGE}{path}", data, follow=True))
        assert words not in text(nora.get(PAGE))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "  "}, "This field is required."),
        ({"title": "x" * 121}, "at most 120 characters"),
        ({"day": "2026-03-02", "time": "08:59"}, "The closing time has passed"),
        ({"day": "2026-02-30"}, "Enter a valid date."),
        ({"day": "0001-01-01", "time_zone": "Asia/Tokyo"}, "Choose a day in this century."),
        ({"day": "9999-12-31", "time_zone": "America/New_York"}, "Choose a day in this century."),
        ({"time": "25:00"}, "Enter a valid time."),
        ({"time_zone": "Europe/Atlantis"}, "Select a valid choice."),
    ],
)
def test_a_wrong_plan_is_named_and_kept(nora: Client, change: dict[str, str], words: str) -> None:
    response = nora.post(f"{ROUNDS}new/", PLAN | change)
    assert response.status_code == 200
    assert words in text(response)
    assert 'value="Spring"' in text(response) or "title" in change
    assert not Round.objects.exists()
    drafted(Partnership.objects.get())
    assert words in text(nora.post(f"{PAGE}edit/", PLAN | change))
    assert the_round().closes_at == CLOSED


def test_the_time_zone_of_the_last_round_or_else_ones_own_is_proposed(
    nora: Client, partnership: Partnership
) -> None:
    page = text(nora.get(f"{ROUNDS}new/"))
    assert '<option value="UTC" selected>' in page
    assert "data-propose-zone" in page
    assert "data-propose-zone" not in text(nora.post(f"{ROUNDS}new/", {"title": ""}))
    Person.objects.filter(pk=neutral().pk).update(time_zone="Europe/Paris")
    page = text(nora.get(f"{ROUNDS}new/"))
    assert '<option value="Europe/Paris" selected>' in page
    assert "data-propose-zone" not in page
    cancel_round(round=drafted(partnership, zone="Asia/Tokyo"), by=neutral(), now=START)
    assert '<option value="Asia/Tokyo" selected>' in text(nora.get(f"{ROUNDS}new/"))


def test_a_second_plan_waits_for_the_first(nora: Client) -> None:
    nora.post(f"{ROUNDS}new/", PLAN)
    assert "“Spring” is not finished" in text(nora.post(f"{ROUNDS}new/", PLAN)).replace(
        "&#x27;", "'"
    )


def test_everybody_is_proposed_and_the_choice_is_kept(
    nora: Client, partnership: Partnership
) -> None:
    nora.post(f"{ROUNDS}new/", PLAN)
    page = text(nora.get(f"{PAGE}people/"))
    assert page.count("checked") == 12
    wanted = [one.pk for one in partnership.memberships.filter(side="client")][:5]
    nora.post(f"{PAGE}people/", {"client": wanted})
    assert the_round().invitees.count() == 5
    assert text(nora.get(f"{PAGE}people/")).count("checked") == 11


def test_a_sides_facilitator_chooses_the_own_side_and_learns_of_the_other_in_words(
    partnership: Partnership, nora: Client
) -> None:
    round = drafted(partnership)
    client = as_(person("client", 1))
    page = text(client.get(f"{PAGE}people/"))
    assert "Client 3" in page
    assert "Contractor" not in page
    mine = [one.pk for one in partnership.memberships.filter(side="client")][:5]
    foreign = partnership.memberships.filter(side="contractor").first()
    assert foreign is not None
    client.post(f"{PAGE}people/", {"client": [*mine], "contractor": []})
    assert round.invitees.count() == 5 + 6
    response = client.post(f"{PAGE}people/", {"client": [*mine, foreign.pk]})
    assert "Somebody is not on this side any more" in text(response)
    assert round.invitees.count() == 5 + 6
    nora.post(f"{PAGE}people/", {"client": mine, "contractor": []})
    waiting = next_step(text(client.get(PAGE)))
    assert "Waiting for a facilitator of Brightline Services" in waiting
    assert "href" not in waiting


def test_opening_asks_first_and_says_what_is_missing(
    nora: Client, partnership: Partnership
) -> None:
    drafted(partnership)
    four = [one.pk for one in partnership.memberships.filter(side="client")][:4]
    nora.post(f"{PAGE}people/", {"client": four, "contractor": []})
    page = text(nora.get(f"{PAGE}open/"))
    assert "Fewer than five people of Brightline Services are chosen." in page
    assert "<form" not in page.split("<main")[1]
    refused = text(nora.post(f"{PAGE}open/", follow=True))
    assert "With five, one skipped answer hides a statement. Invite at least eight." in refused
    assert the_round().state == "draft"


def test_opening(nora: Client, partnership: Partnership) -> None:
    drafted(partnership)
    page = text(nora.get(f"{PAGE}open/"))
    assert (
        "Invited by mail: <bdi>Brightline Services</bdi> 6, <bdi>Northgate Council</bdi> 6." in page
    )
    assert "Each side turns its own key:" in page
    assert "<bdi>Northgate Council</bdi>: <bdi>Client 0</bdi>, <bdi>Client 1</bdi></li>" in page
    assert "<summary>The invitation</summary>" in page
    assert f"{PAGE}try/" in page
    assert the_round().state == "draft"
    assert "Open the round" in next_step(text(nora.get(PAGE)))
    nora.post(f"{PAGE}open/")
    assert the_round().state == "open"
    assert Invitation.objects.count() == 12
    assert "See the invitations" in next_step(text(nora.get(PAGE)))
    assert nora.post(f"{PAGE}open/").headers["Location"] == PAGE
    assert nora.post(f"{PAGE}edit/", PLAN).status_code == 200
    assert nora.get(f"{PAGE}promise/").headers["Location"] == PAGE


def test_the_keys_of_both_sides_in_one_hand(nora: Client, partnership: Partnership) -> None:
    drafted(partnership)
    leader, other = as_(person("client")), as_(person("contractor"))
    assert leader.get(PAGE).status_code == 404
    assert leader.post(f"{PAGE}agree/").status_code == 403
    holder = partnership.memberships.get(person=neutral())
    nora.post(f"{PAGE}promise/", {"key_holder": holder.pk})
    assert the_round().key_holder == neutral()
    waiting = next_step(text(nora.get(PAGE)))
    assert "Asked to agree who turns the keys: a leader of Brightline Services" in waiting
    assert "I agree" in text(leader.get(PAGE))
    for one in (leader, other):
        assert "You have agreed" in text(one.post(f"{PAGE}agree/", follow=True))
    assert "I agree" not in text(leader.get(PAGE))
    assert "Open the round" in next_step(text(nora.get(PAGE)))


def test_a_wrong_promise_is_refused(nora: Client, partnership: Partnership) -> None:
    drafted(partnership)
    assert "Select a valid choice." in text(nora.post(f"{PAGE}promise/", {"key_holder": "0"}))
    assert the_round().key_holder is None


def test_a_round_planned_to_open_by_itself_says_so(nora: Client) -> None:
    opening = {"opens_day": "2026-03-05", "opens_time": "08:30"}
    nora.post(f"{ROUNDS}new/", PLAN | opening)
    assert "Opens by itself Thursday 5 March 2026, 08:30 (Europe/London)" in text(nora.get(PAGE))
    assert 'value="2026-03-05"' in nora.get(f"{PAGE}edit/").content.decode()
    for wrong, words in (
        ({"opens_time": ""}, "Say at what time it opens."),
        ({"opens_day": ""}, "Say on which day it opens, or clear the time."),
        ({"opens_day": "2026-03-01"}, "The opening time has passed"),
    ):
        assert words in text(nora.post(f"{PAGE}edit/", PLAN | opening | wrong))
    nora.post(f"{PAGE}edit/", PLAN)
    assert the_round().opens_at is None


def test_comments_are_asked_for_by_a_tick_and_told_to_both_sides(
    nora: Client, partnership: Partnership
) -> None:
    drafted(partnership)
    assert "There are no comments in this round." in text(nora.get(f"{PAGE}promise/"))
    nora.post(f"{PAGE}promise/", {"asks_comments": "on"})
    page = text(nora.get(f"{PAGE}promise/"))
    assert "People can also write in their own words. A facilitator reads every comment" in page
    assert "checked" in page.split('name="asks_comments"')[1].split(">")[0]
    assert "you read them between sealing and release" in text(nora.get(f"{PAGE}open/"))
    assert "In your own words" in text(nora.get(f"{PAGE}statements/"))
    nora.post(f"{PAGE}open/")
    leader = as_(person("client"))
    assert "People can also write in their own words." in text(leader.get(PAGE))
