from datetime import timedelta
from itertools import product

import pytest

from assessments.models import Consent, Round
from assessments.services.releasing import cancel_round
from assessments.services.rounds import (
    ALLOWED_CHANGES,
    RoundError,
    agree_to_key_holder,
    change_state,
    choose_people,
    chosen_of,
    create_round,
    edit_round,
    eligible,
    set_promise,
    sides_agreed,
)
from partnerships.models import Event, Side
from partnerships.services import add_member, end_membership
from tests.guards import force
from tests.live_round import CLOSES, START, alliance, drafted, neutral, opened, person

pytestmark = pytest.mark.django_db

FORWARD = [
    ("draft", "open"),
    ("open", "sealing"),
    ("sealing", "sealed"),
    ("sealed", "released"),
    ("draft", "cancelled"),
    ("open", "cancelled"),
]


def test_only_forward() -> None:
    allowed = [(a, b) for a, ends in ALLOWED_CHANGES.items() for b in ends]
    assert sorted(allowed) == sorted(FORWARD)
    assert set(ALLOWED_CHANGES) == set(Round.State)


@pytest.mark.parametrize(
    ("state", "then"), sorted(set(product(Round.State.values, repeat=2)) - set(FORWARD))
)
def test_every_other_change_is_refused(state: str, then: str) -> None:
    round = drafted(alliance())
    force(Round.objects.filter(pk=round.pk), state=state)
    round.refresh_from_db()
    with pytest.raises(RoundError, match="cannot become"):
        change_state(round, then)
    round.refresh_from_db()
    assert round.state == state


def test_a_draft_takes_the_next_number_and_its_time_from_its_zone() -> None:
    partnership = alliance()
    round = drafted(partnership, zone="America/New_York")
    assert (round.number, round.state) == (1, Round.State.DRAFT)
    assert round.closes_at is not None
    assert round.closes_at.isoformat() == "2026-03-20T21:00:00+00:00"
    assert Event.objects.filter(partnership=partnership, kind="round-created").count() == 1
    cancel_round(round=round, by=neutral(), now=START)
    assert drafted(partnership).number == 2


def test_one_round_after_the_other() -> None:
    partnership = alliance()
    drafted(partnership)
    with pytest.raises(RoundError, match="“Spring” is not finished"):
        drafted(partnership)
    assert partnership.rounds.count() == 1


def test_a_closing_time_in_the_past_is_refused() -> None:
    partnership = alliance()
    with pytest.raises(RoundError, match="has passed"):
        create_round(
            partnership=partnership,
            title="Spring",
            closes=START.replace(tzinfo=None),
            time_zone="UTC",
            by=neutral(),
            now=START,
        )
    assert not partnership.rounds.exists()


def test_a_draft_can_be_edited_and_an_open_round_not() -> None:
    round = drafted(alliance())
    later = CLOSES + timedelta(days=1)
    edit_round(round=round, title="Early spring", closes=later, time_zone="UTC", now=START)
    round.refresh_from_db()
    assert round.title == "Early spring"
    assert round.closes_at is not None
    assert round.closes_at.replace(tzinfo=None) == later
    force(Round.objects.filter(pk=round.pk), state="open")
    with pytest.raises(RoundError, match="no longer possible"):
        edit_round(round=round, title="Late", closes=later, time_zone="UTC", now=START)
    with pytest.raises(RoundError, match="no longer possible"):
        set_promise(round=round, key_holder=None, now=START)
    round.refresh_from_db()
    assert round.title == "Early spring"


def test_choosing_replaces_one_side_and_leaves_the_other() -> None:
    partnership = alliance()
    round = drafted(partnership)
    few = list(eligible(partnership, [Side.CLIENT]))[:2]
    choose_people(round=round, sides=[Side.CLIENT], memberships=few)
    chosen = chosen_of(round)
    assert chosen["client"] == few
    assert len(chosen["contractor"]) == 6


def test_people_of_another_side_or_partnership_or_who_left_cannot_be_chosen() -> None:
    partnership = alliance()
    round = drafted(partnership)
    before = chosen_of(round)
    own = list(eligible(partnership, [Side.CONTRACTOR]))
    own[0].ended_on = START.date()
    own[0].save()
    facilitator = partnership.memberships.get(side=None)
    for wrong in ([own[0]], list(eligible(partnership, [Side.CLIENT])), [facilitator]):
        with pytest.raises(RoundError, match="not on this side any more"):
            choose_people(round=round, sides=[Side.CONTRACTOR], memberships=wrong)
    assert len(chosen_of(round)["contractor"]) == len(before["contractor"]) - 1


def test_nobody_can_be_added_to_an_open_round() -> None:
    partnership = alliance()
    round = opened(partnership)
    late = add_member(partnership=partnership, email="late@example.org", side="client")
    with pytest.raises(RoundError, match="ask the other side to add"):
        choose_people(round=round, sides=[Side.CLIENT], memberships=[late])
    assert round.invitations.count() == 12


def test_both_keys_need_a_leader_of_each_side() -> None:
    round = set_promise(round=drafted(alliance()), key_holder=neutral(), now=START)
    leaders = {"contractor0@example.org", "client0@example.org"}
    assert {mail.recipient for mail in round.mails.all()} == leaders
    agree_to_key_holder(round=round, side="client", by=person("client"), now=START)
    agree_to_key_holder(round=round, side="client", by=person("client"), now=START)
    assert sides_agreed(round) == {"client"}
    assert Event.objects.filter(kind="key-holder-agreed").count() == 1


def test_only_a_leader_of_the_side_agrees_and_only_to_a_neutral_facilitator() -> None:
    round = drafted(alliance())
    with pytest.raises(RoundError, match="Only a neutral facilitator"):
        set_promise(round=round, key_holder=person("client"), now=START)
    with pytest.raises(RoundError, match="any more"):
        agree_to_key_holder(round=round, side="client", by=person("client"), now=START)
    set_promise(round=round, key_holder=neutral(), now=START)
    for wrong in (person("client", 1), person("contractor"), neutral()):
        with pytest.raises(RoundError, match="Only a leader"):
            agree_to_key_holder(round=round, side="client", by=wrong, now=START)
    assert not Consent.objects.exists()


def test_who_has_agreed_for_one_side_does_not_for_the_other_one_and_while_leading_it() -> None:
    """Else whoever chooses people made one of them a leader here, then there."""
    partnership = alliance()
    round = set_promise(round=drafted(partnership), key_holder=neutral(), now=START)
    moved = person("contractor")
    agree_to_key_holder(round=round, side="contractor", by=moved, now=START)
    end_membership(membership=moved.memberships.get(), by=neutral(), at=START)
    assert sides_agreed(round) == set()
    add_member(partnership=partnership, email=moved.email, side="client", role="leader")
    with pytest.raises(RoundError, match="agreed for the other side"):
        agree_to_key_holder(round=round, side="client", by=moved, now=START)
    assert sides_agreed(round) == set()


def test_another_leader_agrees_in_place_of_one_who_left() -> None:
    partnership = alliance()
    round = set_promise(round=drafted(partnership), key_holder=neutral(), now=START)
    agree_to_key_holder(round=round, side="client", by=person("client"), now=START)
    end_membership(membership=person("client").memberships.get(), by=neutral(), at=START)
    new = add_member(
        partnership=partnership, email="new@example.org", side="client", role="leader"
    ).person
    agree_to_key_holder(round=round, side="client", by=new, now=START)
    assert sides_agreed(round) == {"client"}
    assert Consent.objects.get().person == new


def test_naming_somebody_else_needs_new_consent() -> None:
    partnership = alliance()
    round = set_promise(round=drafted(partnership), key_holder=neutral(), now=START)
    agree_to_key_holder(round=round, side="client", by=person("client"), now=START)
    other = add_member(
        partnership=partnership, email="other@example.org", side=None, role="facilitator"
    )
    round = set_promise(round=round, key_holder=other.person, now=START)
    assert sides_agreed(round) == set()
    round = set_promise(round=round, key_holder=neutral(), now=START)
    assert sides_agreed(round) == {"client"}


def test_cancelling_a_draft_tells_nobody() -> None:
    round = drafted(alliance())
    cancel_round(round=round, by=neutral(), now=START)
    round.refresh_from_db()
    assert round.state == Round.State.CANCELLED
    assert not round.mails.exists()
