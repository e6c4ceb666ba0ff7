"""People added to an open round: both sides agree to exactly that, and it counts everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from assessments.additions import added_to, told_of
from assessments.frozen import promise_of
from assessments.models import Addition, Consent, Invitation, Outbox, Round
from assessments.queries import snapshot_for
from assessments.services.additions import (
    addable,
    consent_to_addition,
    decline_addition,
    propose_addition,
    sides_asked,
    withdraw_addition,
)
from assessments.services.counting import close_early, seal_round
from assessments.services.invitations import remind
from assessments.services.letters import Kind
from assessments.services.releasing import cancel_round, extend_round, turn_key
from assessments.services.response import latest_response, record_counts
from assessments.services.rounds import RoundError
from assessments.services.slips import MOST_SLIPS, print_slips
from partnerships.models import Event, Membership, Person, Side
from partnerships.services import add_member, change_member, end_membership
from tests.at_once import together
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
    note_counts,
    opened,
    person,
    send_all,
)

pytestmark = pytest.mark.django_db


def with_newcomers(newcomers: int = 2) -> Round:
    """Six and six are asked; so many more of the contractor came after the opening."""
    partnership = alliance()
    place = partnership.memberships.get(person=person("contractor", 1))
    change_member(
        membership=place, name=place.name, side="contractor", role="facilitator", by=None, at=START
    )
    round = opened(partnership)
    for number in range(6, 6 + newcomers):
        newcomer(round, number)
    Outbox.objects.all().delete()
    return round


@pytest.fixture
def round() -> Round:
    return with_newcomers()


def newcomer(round: Round, number: int, role: str = "member") -> Membership:
    return add_member(
        partnership=round.partnership,
        email=f"contractor{number}@example.org",
        name=f"Contractor {number}",
        side="contractor",
        role=role,
        at=START,
    )


def propose(round: Round, *, slips: int = 0, by: Person | None = None, **others: Any) -> Addition:
    """The contractor's facilitator proposes whoever is new there."""
    wanted: dict[str, Any] = {
        "side": "contractor",
        "memberships": list(addable(round, "contractor")),
        "place": "contractor",
        "now": START,
    }
    return propose_addition(
        round=round, slips=slips, by=by or person("contractor", 1), **(wanted | others)
    )


def consent(round: Round, addition: Addition, **others: Any) -> Addition:
    """The client's leader, who holds its key, consents."""
    wanted: dict[str, Any] = {"side": "client", "by": person("client"), "now": START}
    return consent_to_addition(round=round, number=addition.pk, **(wanted | others))


def asked(round: Round, side: str = "contractor") -> int:
    return round.invitations.filter(side=side).count()


def test_with_consent_people_are_invited_in_the_same_transaction(round: Round) -> None:
    frozen = (round.promise, round.promise_sha256)
    addition = propose(round, slips=2)
    assert (asked(round), sides_asked(addition)) == (6, ["client"])
    consent(round, addition)
    assert asked(round) == 10
    new = list(round.invitations.order_by("pk"))[12:]
    assert [one.membership_id is None for one in new] == [False, False, True, True]
    invited = Outbox.objects.filter(kind=Kind.INVITATION)
    assert {mail.invitation_id for mail in invited} == {one.pk for one in new[:2]}
    round.refresh_from_db()
    assert (round.promise, round.promise_sha256) == frozen
    (told,) = told_of(round, promise_of(round))
    assert (told.number, told.organization, told.other) == (
        4,
        "Brightline Services",
        "Northgate Council",
    )
    addition.refresh_from_db()
    assert (addition.members, addition.added_at) == ([], START)
    assert (
        len(print_slips(round=round, side="contractor", by=person("contractor", 1), now=START)) == 2
    )


def test_the_shared_log_tells_how_many_and_nobody_who(round: Round) -> None:
    last = Event.objects.latest("pk").pk
    consent(round, propose(round))
    lines = Event.objects.filter(pk__gt=last).order_by("pk")
    assert [(one.kind, one.side, one.parameters) for one in lines] == [
        ("addition-proposed", "contractor", {"round": 1, "number": 2}),
        ("addition-agreed", "client", {"round": 1, "number": 2}),
        ("people-added", "contractor", {"round": 1, "number": 2, "people": 2}),
    ]
    assert list(lines.values_list("person", flat=True)) == [
        person("contractor", 1).pk,
        person("client").pk,
        None,
    ]


def test_those_who_can_consent_and_those_who_asked_are_told_without_a_name(round: Round) -> None:
    consent(round, propose(round))
    notices = Outbox.objects.filter(kind=Kind.NOTICE).order_by("pk")
    first, *others = [mail.recipient for mail in notices]
    assert first == "client0@example.org"
    assert set(others) == {"contractor1@example.org", "nora@neutral.example"}
    assert "2 people of Brightline Services are to be added" in notices[0].body
    assert "2 people of Brightline Services have been added" in notices[1].body
    assert not [mail for mail in notices if "Contractor 6" in mail.body]


def test_they_count_in_the_morning_and_in_the_results(round: Round) -> None:
    consent(round, propose(round, slips=1))
    answered(round, 7, 5, now=START)
    record_counts(round=round, now=START + DAY)
    record_counts(round=round, now=START + 2 * DAY)
    found = latest_response(round)
    assert found is not None
    assert [(one.invited, one.answered) for one in found.sides] == [(9, 7), (6, 5)]
    close_early(round=round, by=neutral(), now=START + 2 * DAY)
    seal_round(round_id=round.pk, now=START + 2 * DAY)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=START + 2 * DAY)
    round.refresh_from_db()
    response = snapshot_for(round).response
    assert (response.contractor.invited, response.client.invited) == (9, 6)


def test_they_answer_and_get_the_reminders_that_are_still_due(round: Round) -> None:
    consent(round, propose(round))
    sixth, seventh = invitations(round, "contractor")[6:]
    answer(sixth, everything(3), now=START)
    links_arrived(round)
    assert remind(round=round, now=CLOSED - 3 * DAY)
    send_all(now=CLOSED - 3 * DAY)
    silent = round.invitations.exclude(pk=sixth.pk)
    assert seventh in silent
    waiting = set(silent.values_list("membership__person__email", flat=True))
    assert {one.to[0] for one in mail.outbox} == waiting


def test_nothing_depends_on_who_has_answered(round: Round) -> None:
    before = {one.pk for one in addable(round, "contractor")}
    answered(round, 6, 3, now=START)
    assert {one.pk for one in addable(round, "contractor")} == before
    consent(round, propose(round))
    assert asked(round) == 8


def test_who_was_ever_asked_is_not_asked_again(round: Round) -> None:
    """Neither removed, nor ended and come back, under a tag too, nor moved to the other side, or
    chosen there after they had left."""
    gone, moved = (round.partnership.memberships.get(name=f"Contractor {n}") for n in (4, 5))
    removed = invitations(round, "contractor")[3]
    Invitation.objects.filter(pk=removed.pk).update(revoked=True)
    end_membership(membership=gone, by=None, at=START)
    newcomer(round, 4)
    end_membership(
        membership=round.partnership.memberships.get(name="Contractor 2"), by=None, at=START
    )
    add_member(
        partnership=round.partnership,
        email="contractor2+twin@example.org",
        name="Twin",
        side="contractor",
        at=START,
    )
    change_member(
        membership=moved, name=moved.name, side="client", role="member", by=None, at=START
    )
    left = round.partnership.memberships.get(name="Contractor 3")
    end_membership(membership=left, by=None, at=START)
    add_member(
        partnership=round.partnership, email="contractor3@example.org", side="client", at=START
    )
    names = {one.name for one in addable(round, "contractor")}
    assert names == {"Contractor 6", "Contractor 7"}
    assert list(addable(round, "client")) == []


def test_a_side_is_asked_by_its_facilitator_or_both_by_a_neutral_one(round: Round) -> None:
    addition = propose(round, by=neutral(), place=None)
    assert sides_asked(addition) == ["contractor", "client"]
    consent(round, addition)
    assert asked(round) == 6
    consent(round, addition, side="contractor", by=person("contractor"))
    assert asked(round) == 8


def test_only_who_holds_the_key_of_that_side_since_the_opening_consents(round: Round) -> None:
    addition = propose(round)
    late = add_member(
        partnership=round.partnership,
        email="late@example.org",
        side="client",
        role="leader",
        at=START,
    )
    for by in (late.person, person("client", 3), person("contractor"), neutral()):
        with pytest.raises(RoundError, match="hold its key"):
            consent(round, addition, by=by)
    with pytest.raises(RoundError, match="no longer open"):
        consent(round, addition, side="contractor", by=person("contractor"))
    assert asked(round) == 6


@pytest.mark.parametrize("is_twin", [False, True])
def test_nobody_consents_to_their_own_proposal(round: Round, is_twin: bool) -> None:
    """Moved to the other side, under one address or another one of the mailbox."""
    proposer = person("contractor", 1) if is_twin else person("client")
    Person.objects.filter(pk=person("client").pk).update(twin_key=proposer.twin_key)
    with pytest.raises(RoundError, match="for somebody else"):
        consent(round, propose(round, by=proposer))
    assert asked(round) == 6


def test_a_changed_proposal_needs_new_consent(round: Round) -> None:
    first = propose(round, by=neutral(), place=None)
    consent(round, first)
    second = propose(round, slips=1, by=neutral(), place=None)
    assert sides_asked(second) == ["contractor", "client"]
    with pytest.raises(RoundError, match="no longer open"):
        consent(round, first, side="contractor", by=person("contractor"))
    assert Addition.objects.count() == 1
    hashes = set(Consent.objects.values_list("payload_sha256", flat=True))
    consent(round, second)
    assert len(set(Consent.objects.values_list("payload_sha256", flat=True)) - hashes) == 1


def test_the_same_number_of_slips_can_be_added_twice(round: Round) -> None:
    for _time in range(2):
        consent(round, propose(round, memberships=[], slips=2))
    assert asked(round) == 10
    assert [one.number for one in added_to(round)] == [2, 2]


def test_declined_or_withdrawn_it_is_gone(round: Round) -> None:
    first = propose(round)
    decline_addition(round=round, number=first.pk, side="client", by=person("client"), now=START)
    assert "was declined" in Outbox.objects.latest("pk").body
    second = propose(round)
    withdraw_addition(round=round, side="contractor", by=person("contractor", 1), now=START)
    with pytest.raises(RoundError, match="no longer open"):
        consent(round, second)
    with pytest.raises(RoundError, match="No proposal is waiting"):
        withdraw_addition(round=round, side="contractor", by=neutral(), now=START)
    assert (asked(round), Addition.objects.count()) == (6, 0)


def test_somebody_who_has_left_meanwhile_makes_it_another_proposal(round: Round) -> None:
    addition = propose(round)
    place = round.partnership.memberships.get(name="Contractor 7")
    end_membership(membership=place, by=None, at=START)
    with pytest.raises(RoundError, match="Brightline Services has to propose anew"):
        consent(round, addition)
    assert (asked(round), sides_asked(addition)) == (6, ["client"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"memberships": []}, "at least one person"),
        ({"slips": MOST_SLIPS + 1}, "can have 500 slips"),
        ({"side": "client"}, "not there any more or invited already"),
        ({"now": CLOSED}, "has closed"),
    ],
)
def test_what_cannot_be_proposed(round: Round, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(RoundError, match=words):
        propose(round, **wrong)
    assert not Addition.objects.exists()


def test_not_after_the_closing_moment_but_while_it_is_extended(round: Round) -> None:
    addition = propose(round)
    with pytest.raises(RoundError, match="has closed"):
        consent(round, addition, now=CLOSED)
    assert extend_round(round=round, now=CLOSED)
    morning = CLOSED.replace(hour=6) + DAY
    record_counts(round=round, now=morning)
    consent(round, addition, now=morning)
    assert asked(round) == 8


@pytest.mark.parametrize("end", ["sealed", "cancelled"])
def test_nothing_is_left_of_what_nobody_consented_to(round: Round, end: str) -> None:
    addition = propose(round)
    answered(round, 5, 5, now=START)
    if end == "sealed":
        seal_round(round_id=round.pk, now=CLOSED)
    else:
        cancel_round(round=round, by=neutral(), now=START)
    assert not Addition.objects.exists()
    with pytest.raises(RoundError, match=f"is {end} by now"):
        consent(round, addition)


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_leave_one(round: Round) -> None:
    made = together(*(lambda n=n: propose(round, slips=n) for n in (1, 2)))
    assert len({one.pk for one in made}) == 2
    assert Addition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_consent_given_twice_at_once_invites_once(round: Round) -> None:
    addition = propose(round)

    def try_it() -> str:
        try:
            consent(round, addition)
        except RoundError as problem:
            return str(problem)
        return ""

    outcomes = together(try_it, try_it)
    assert sorted(bool(one) for one in outcomes) == [False, True]
    assert asked(round) == 8
    assert Outbox.objects.filter(kind=Kind.INVITATION).count() == 2


@pytest.mark.django_db(transaction=True)
def test_consent_against_closing_is_before_it_or_not_at_all(round: Round) -> None:
    answered(round, 5, 5, now=START)
    addition = propose(round)

    def consented() -> bool:
        try:
            consent(round, addition, now=START + timedelta(hours=1))
        except RoundError:
            return False
        return True

    def closed() -> bool:
        try:
            close_early(round=round, by=neutral(), now=START + timedelta(hours=1))
        except RoundError:
            return False
        return True

    note_counts(round, now=START)
    assert sorted(together(consented, closed)) == [False, True]
    round.refresh_from_db()
    invited = 6 if round.state == "sealing" else 8
    assert Invitation.objects.filter(side="contractor").count() == invited
    assert extend_round(round=round, now=CLOSED) == (round.state == "open")
    seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED + 8 * DAY)
    round.refresh_from_db()
    assert snapshot_for(round).response.contractor.invited == invited
