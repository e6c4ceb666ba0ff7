import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from assessments.ballots import open_private_key
from assessments.models import Invitation, Outbox, Round
from assessments.promise import Promise
from assessments.questionnaire.load import breakthrough_1, from_json
from assessments.questionnaire.schema import sha256_of
from assessments.services.opening import open_round, operator
from assessments.services.rounds import (
    RoundError,
    agree_to_key_holder,
    choose_people,
    eligible,
    set_promise,
)
from partnerships.models import Event, Organization, Person, Side, Target
from partnerships.services import add_member
from tests.factories import make_released_round
from tests.guards import force, force_deletion
from tests.live_round import CLOSED, CLOSES, START, alliance, drafted, neutral, opened, person

pytestmark = pytest.mark.django_db

FIVE = (
    "Fewer than five people of Northgate Council are chosen. With five, one skipped answer hides "
    "a statement. Invite at least eight."
)
TWENTY = (
    "Fewer than 20 people of Northgate Council are chosen. With 20, one skipped answer hides "
    "a statement. Invite at least 23."
)


def assert_nothing_happened(round: Round) -> None:
    round.refresh_from_db()
    assert (round.state, round.promise, round.questionnaire) == ("draft", None, None)
    assert not Invitation.objects.exists()
    assert not Outbox.objects.exclude(kind="notice").exists()
    assert not Event.objects.filter(kind="round-opened").exists()


@pytest.mark.parametrize(("client", "k", "words"), [(4, 5, FIVE), (19, 20, TWENTY), (0, 5, FIVE)])
def test_a_side_that_is_too_small_is_refused(client: int, k: int, words: str) -> None:
    round = drafted(alliance(20, client, k=k))
    with pytest.raises(RoundError) as refused:
        open_round(round=round, by=neutral(), now=START)
    assert str(refused.value) == words
    assert_nothing_happened(round)


@pytest.mark.parametrize("other", ["client5", "contractor5"])
def test_two_addresses_of_one_mailbox_are_not_both_asked(other: str) -> None:
    """Both places may be of a time when each was somebody else's."""
    partnership = alliance(6, 7)
    round = drafted(partnership)
    force(Person.objects.filter(pk=person("client", 6).pk), twin_key=f"{other}@example.org")
    with pytest.raises(RoundError) as refused:
        open_round(round=round, by=neutral(), now=START)
    assert str(refused.value) == (
        "Two of the people who are chosen have addresses of one mailbox: choose one of them."
    )
    assert_nothing_happened(round)


def test_somebody_who_left_after_being_chosen_does_not_count() -> None:
    partnership = alliance(6, 5)
    round = drafted(partnership)
    partnership.memberships.filter(person=person("client", 4)).update(ended_on=START.date())
    with pytest.raises(RoundError, match="Northgate Council"):
        open_round(round=round, by=neutral(), now=START)
    assert_nothing_happened(round)


def test_opening_freezes_what_is_promised() -> None:
    partnership = alliance(6, 5)
    round = drafted(partnership, zone="Europe/London")
    set_promise(round=round, key_holder=None, now=START)
    found = open_round(round=round, by=neutral(), now=START)
    promise = Promise.from_json(found.promise or {})
    assert promise == Promise(
        partnership="Harbour Alliance",
        contractor="Brightline Services",
        client="Northgate Council",
        scope="cleaning contract 2024",
        customer="patients and ward staff",
        server="localhost",
        k=5,
        comments=False,
        everyone=False,
        neutral_keys=False,
        closes_at="2026-03-20T17:00:00+00:00",
        time_zone="Europe/London",
        invited=promise.invited,
        holders=promise.holders,
    )
    assert (promise.invited.contractor, promise.invited.client) == (6, 5)
    assert found.promise_sha256 == promise.sha256 == sha256_of(found.promise)
    partnership.name, partnership.k = "Renamed", 9
    partnership.save()
    round.refresh_from_db()
    assert round.promise == found.promise


def test_comments_are_promised_and_get_larger_ballots_only_where_they_are_asked_for() -> None:
    asked = opened(alliance(), comments=True)
    assert Promise.from_json(asked.promise or {}).comments
    assert asked.ballot_bytes == 16 * 1024
    force_deletion(Round.objects.all())
    silent = opened(asked.partnership)
    assert not Promise.from_json(silent.promise or {}).comments
    assert silent.ballot_bytes == 2 * 1024


def test_opening_freezes_what_is_asked_with_the_targets() -> None:
    partnership = alliance()
    Target.objects.create(partnership=partnership, element="trust", value=80)
    round = opened(partnership)
    questionnaire = from_json(round.questionnaire or {})
    assert questionnaire.targets == {"trust": 80}
    assert questionnaire.codes == breakthrough_1().codes
    assert round.questionnaire_sha256 == sha256_of(round.questionnaire)


def test_everybody_chosen_is_invited_once_by_a_mail_without_a_link() -> None:
    partnership = alliance(6, 6)
    round = drafted(partnership)
    choose_people(
        round=round, sides=[Side.CLIENT], memberships=list(eligible(partnership, ["client"]))[:5]
    )
    open_round(round=round, by=neutral(), now=START)
    invited = list(round.invitations.all())
    assert sorted(one.side for one in invited) == ["client"] * 5 + ["contractor"] * 6
    assert len({one.selector for one in invited}) == 11
    mails = list(Outbox.objects.all())
    assert {mail.invitation_id for mail in mails} == {one.pk for one in invited}
    assert all(mail.body == mail.recipient == mail.subject == "" for mail in mails)
    assert not round.invitees.exists()
    assert open_private_key(round.key)


def test_a_round_opens_once() -> None:
    round = opened(alliance())
    with pytest.raises(RoundError, match="open by now"):
        open_round(round=round, by=neutral(), now=START)
    assert round.invitations.count() == 12


def test_a_closing_time_that_passed_while_drafting_is_refused() -> None:
    round = drafted(alliance())
    with pytest.raises(RoundError, match="closing time has passed"):
        open_round(round=round, by=neutral(), now=CLOSED)
    assert_nothing_happened(round)


def test_a_round_imported_meanwhile_is_in_the_way() -> None:
    round = drafted(alliance())
    Round.objects.create(
        partnership=round.partnership,
        instrument=round.instrument,
        number=2,
        title="Imported",
        state=Round.State.RELEASED,
    )
    with pytest.raises(RoundError, match="later round has been imported"):
        open_round(round=round, by=neutral(), now=START)
    assert_nothing_happened(round)


def test_six_weeks_lie_between_the_end_of_a_round_and_the_next_one() -> None:
    """Else a facilitator leaves one person out of the next one, and subtracts."""
    partnership = alliance()
    earlier = make_released_round(partnership, title="Winter", closed=START.date())
    assert earlier.closed_at is not None
    round = drafted(partnership, closes=CLOSES + timedelta(weeks=9))
    soonest = earlier.closed_at + timedelta(weeks=6)
    with pytest.raises(RoundError, match="“Winter” closed less than six weeks ago"):
        open_round(round=round, by=neutral(), now=soonest - timedelta(seconds=1))
    assert_nothing_happened(round)
    open_round(round=round, by=neutral(), now=soonest)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    "address",
    [
        *("http://a.example", "WWW.a", "see a.example/b", "a.b.example:80?x", "me@a.example"),
        *("https:\u200b//a", "a.b\u3002example", "a\uff0eexample", "10.0.0.5/x", "\\\\a\\x"),
        *("call +49 30 901820", "type ⑩①②③④⑤", "😀.ws", "भारती.com", "shop.कॉम", "evil.भारत"),
    ],
)
def test_no_web_address_stands_in_what_reminders_tell(side: str, address: str) -> None:
    """Whoever owns it would count who opens it, and so who has not answered."""
    partnership = alliance()
    round = drafted(partnership)
    organization = Organization.objects.filter(pk=partnership.organization_of(side).pk)
    organization.update(name=f"Cleaning, {address}")
    with pytest.raises(RoundError, match=re.escape(f"“Cleaning, {address}” holds a web address")):
        open_round(round=round, by=neutral(), now=START)
    assert_nothing_happened(round)
    organization.update(name="Cleaning 24/7, e.g. 5 % of J.P. St. Brendan's, U.S.A.")
    open_round(round=round, by=neutral(), now=START)


def test_a_round_that_is_opened_was_not_held_elsewhere() -> None:
    """Else its comments would lie in the clear, and it would be released without a key."""
    round = drafted(alliance())
    Round.objects.update(imported=True)
    assert not open_round(round=round, by=neutral(), now=START).imported
    assert not Round.objects.get().imported


def test_one_holder_of_both_keys_only_if_both_sides_agreed() -> None:
    round = drafted(alliance())
    set_promise(round=round, key_holder=neutral(), now=START)
    agree_to_key_holder(round=round, side="client", by=person("client"), now=START)
    with pytest.raises(RoundError, match="A leader of Brightline Services has not agreed"):
        open_round(round=round, by=neutral(), now=START)
    assert_nothing_happened(round)
    agree_to_key_holder(round=round, side="contractor", by=person("contractor"), now=START)
    assert (open_round(round=round, by=neutral(), now=START).promise or {})["neutral_keys"]


def test_a_holder_who_is_not_neutral_any_more_is_refused() -> None:
    partnership = alliance()
    round = drafted(partnership)
    set_promise(round=round, key_holder=neutral(), now=START)
    add_member(partnership=partnership, email="other@example.org", side=None, role="facilitator")
    partnership.memberships.filter(person=neutral()).update(ended_on=START.date())
    with pytest.raises(RoundError, match="no neutral facilitator any more"):
        open_round(round=round, by=neutral(), now=START + timedelta(hours=1))
    assert_nothing_happened(round)


@pytest.mark.parametrize(
    ("name", "demo", "told"),
    [
        ("Northgate Council, IT department", True, "Northgate Council, IT department"),
        ("", True, "A demo of Alongside, with invented people"),
        ("", False, "localhost"),
    ],
)
def test_the_promise_names_who_runs_the_server(
    settings: Settings, name: str, demo: bool, told: str
) -> None:
    settings.OPERATOR, settings.DEMO = name, demo
    assert operator() == told
