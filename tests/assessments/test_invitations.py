from datetime import timedelta

import pytest
from django.core import mail

from assessments.links import invitation_of, link_path
from assessments.models import Invitation, Round
from assessments.services.invitations import remind, remove_invitation, resend_link
from assessments.services.letters import Kind
from assessments.services.releasing import extend_round
from assessments.services.rounds import RoundError
from partnerships.models import Event
from tests.guards import force
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    links_arrived,
    neutral,
    opened,
    send_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    round = opened(alliance())
    links_arrived(round)
    return round


@pytest.fixture
def large() -> Round:
    """Large enough that one of each side can be removed."""
    round = opened(alliance(11, 11))
    links_arrived(round)
    return round


def token(invitation: Invitation) -> str:
    invitation.refresh_from_db()
    return link_path(invitation).removeprefix("/a/")


def test_the_same_link_again(round: Round) -> None:
    invitation = invitations(round, "client")[0]
    before = token(invitation)
    resend_link(invitation=invitation, new_link=False, by=neutral(), now=START)
    resend_link(invitation=invitation, new_link=False, by=neutral(), now=START)
    assert token(invitation) == before
    assert [mail.kind for mail in invitation.mails.all()] == [Kind.INVITATION]


def test_a_new_link_kills_the_old_one(round: Round) -> None:
    invitation = invitations(round, "client")[0]
    before = token(invitation)
    resend_link(invitation=invitation, new_link=True, by=neutral(), now=START)
    assert invitation_of(before) is None
    assert invitation_of(token(invitation)) == invitation


@pytest.mark.parametrize("has_answered", [False, True])
@pytest.mark.parametrize(
    ("action", "revoked", "version", "mails", "events"),
    [
        ("resend", False, 1, 1, [("link-sent-again", "client", {"round": 1})]),
        ("new link", False, 2, 1, [("link-renewed", "client", {"round": 1})]),
        ("remove", True, 1, 0, [("invitation-removed", "client", {"round": 1})]),
    ],
)
def test_it_looks_the_same_whether_or_not_somebody_has_answered(
    large: Round,
    has_answered: bool,
    action: str,
    revoked: bool,
    version: int,
    mails: int,
    events: list[object],
) -> None:
    invitation = invitations(large, "client")[0]
    if has_answered:
        answer(invitation, everything(2))
    last = Event.objects.latest("pk").pk
    if action == "remove":
        remove_invitation(invitation=invitation, by=neutral(), now=START)
    else:
        resend_link(invitation=invitation, new_link=action == "new link", by=neutral(), now=START)
    invitation.refresh_from_db()
    assert (invitation.revoked, invitation.link_version) == (revoked, version)
    assert invitation.mails.count() == mails
    written = Event.objects.filter(pk__gt=last)
    assert [(one.kind, one.side, one.parameters) for one in written] == events


def test_removing_kills_link_and_reminders_and_keeps_count_and_ballot(large: Round) -> None:
    round = large
    silent, spoken = invitations(round, "client")[:2]
    answer(spoken, everything(2))
    for invitation in (silent, spoken):
        resend_link(invitation=invitation, new_link=False, by=neutral(), now=START)
        remove_invitation(invitation=invitation, by=neutral(), now=START)
        assert not invitation.mails.exists()
    round.refresh_from_db()
    assert (round.promise or {})["invited"]["client"] == 11
    assert round.ballots.count() == 1
    assert Invitation.objects.get(pk=spoken.pk).submitted
    assert remind(round=round, now=CLOSED - 2 * DAY)
    assert {mail.invitation_id for mail in round.mails.all()}.isdisjoint({silent.pk, spoken.pk})


def test_nothing_more_for_somebody_removed(large: Round) -> None:
    invitation = invitations(large, "client")[0]
    remove_invitation(invitation=invitation, by=neutral(), now=START)
    with pytest.raises(RoundError, match="has been removed"):
        resend_link(invitation=invitation, new_link=True, by=neutral(), now=START)
    with pytest.raises(RoundError, match="has been removed"):
        remove_invitation(invitation=invitation, by=neutral(), now=START)


def test_nothing_more_after_closing(round: Round) -> None:
    invitation = invitations(round, "client")[0]
    for now in (CLOSED, CLOSED + DAY):
        with pytest.raises(RoundError, match="has closed"):
            resend_link(invitation=invitation, new_link=True, by=neutral(), now=now)
        with pytest.raises(RoundError, match="has closed"):
            remove_invitation(invitation=invitation, by=neutral(), now=now)
    assert not round.mails.exists()


TUESDAY = CLOSED.replace(hour=9) - 3 * DAY
THURSDAY = CLOSED.replace(hour=9) - DAY
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("so_many", [0, 2])
def test_reminders_go_three_working_days_and_one_before_closing_to_who_has_not_answered(
    round: Round, so_many: int
) -> None:
    """One waits for everybody, whatever they have done; it is dropped when it would be sent."""
    answered(round, contractor=so_many, client=so_many)
    assert not remind(round=round, now=TUESDAY - MINUTE)
    assert remind(round=round, now=TUESDAY)
    assert not remind(round=round, now=THURSDAY - MINUTE)
    asked = set(round.invitations.values_list("pk", flat=True))
    assert {mail.invitation_id for mail in round.mails.all()} == asked
    assert round.mails.count() == 12
    assert send_all(now=TUESDAY) == 12
    assert len(mail.outbox) == 12 - 2 * so_many
    assert remind(round=round, now=THURSDAY)
    assert not remind(round=round, now=CLOSED - MINUTE)
    assert round.mails.count() == 24
    first, second = Event.objects.filter(kind="reminders-sent").order_by("pk")
    assert first.parameters == {"round": 1, "occasion": "closing", "days": 3}
    assert second.parameters == {"round": 1, "occasion": "closing", "days": 1}
    assert first.side is None


def test_of_two_reminders_that_are_late_one_goes(round: Round) -> None:
    assert remind(round=round, now=THURSDAY)
    assert not remind(round=round, now=THURSDAY + MINUTE)
    assert round.mails.count() == 12


@pytest.mark.parametrize("days", [[], [5, 2]])
def test_reminders_go_on_the_days_of_the_round(round: Round, days: list[int]) -> None:
    force(Round.objects.filter(pk=round.pk), reminder_days=days)
    went = [day for day in range(18) if remind(round=round, now=START + day * DAY)]
    # Friday the 13th and Wednesday the 18th, of a round that was opened on the 2nd
    assert went == [11, 16][: len(days)]


def test_no_reminder_for_a_round_that_has_just_been_opened() -> None:
    closes = START.replace(tzinfo=None) + DAY
    round = opened(alliance(), closes=closes)
    assert not remind(round=round, now=START + DAY - MINUTE)


def test_an_extension_reminds_at_once_and_before_its_end(round: Round) -> None:
    answered(round, contractor=5, client=1)
    assert remind(round=round, now=CLOSED - DAY)
    assert extend_round(round=round, now=CLOSED)
    assert not remind(round=round, now=CLOSED + 3 * DAY)
    assert remind(round=round, now=CLOSED + 4 * DAY)
    assert not remind(round=round, now=CLOSED + 5 * DAY)
    assert remind(round=round, now=CLOSED + 6 * DAY)
    occasions = [
        event.parameters["occasion"]
        for event in Event.objects.filter(kind="reminders-sent").order_by("pk")
    ]
    assert occasions == ["closing", "extension", "closing-again", "closing-again"]
