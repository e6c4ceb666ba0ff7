from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction
from nacl.public import PrivateKey

from assessments.ballots import RoundKeyError, open_ballot, open_private_key
from assessments.models import Ballot, Draft, Invitation, Round, RoundKey
from assessments.scoring.terms import CANNOT_SAY
from assessments.services.answering import Refusal, RefusedError
from assessments.services.counting import close_on_time
from assessments.services.drafts import Edit, save_part, start_anew
from assessments.services.rounds import change_state, locked_round
from assessments.services.submission import submit
from partnerships.models import Membership, Side
from tests.at_once import begin, together
from tests.guards import force
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    invitations,
    opened,
)

NOW = START + DAY
FAR = datetime(2100, 12, 5, 18, 0)  # noqa: DTZ001  a wall-clock time
TRUST = ("T1", "T2", "T3", "T4", "T5")


def draft(invitation: Invitation, *, origin: str = "origin", **placed: int) -> None:
    edit = Edit("trust", TRUST, placed, base=0, page="page")
    save_part(invitation=invitation, origin=origin, edit=edit, now=NOW)


def send(invitation: Invitation, *, origin: str = "origin", now: datetime = NOW) -> None:
    submit(invitation=invitation, origin=origin, now=now)


def outcome(call: Callable[..., None], *args: object, **kwargs: object) -> Refusal | None:
    """Why a call was refused, or None if it was not."""
    try:
        call(*args, **kwargs)
    except RefusedError as error:
        return error.refusal
    return None


def refusal(invitation: Invitation, *, origin: str = "origin", now: datetime = NOW) -> Refusal:
    """Why sending is refused; nothing has changed."""
    before = everything_stored()
    with pytest.raises(RefusedError) as error:
        send(invitation, origin=origin, now=now)
    assert everything_stored() == before
    return error.value.refusal


def everything_stored() -> Sequence[object]:
    rows = (Invitation.objects.order_by("pk"), Draft.objects.all(), Ballot.objects.order_by("pk"))
    return [list(found.values()) for found in rows]


@pytest.fixture
def invitation(db: None) -> Invitation:
    return invitations(opened(alliance()), Side.CLIENT)[0]


def test_sending_turns_the_draft_into_a_ballot(invitation: Invitation) -> None:
    draft(invitation, T1=3, T2=CANNOT_SAY)
    send(invitation)
    invitation.refresh_from_db()
    assert invitation.submitted
    assert not Draft.objects.exists()
    ballot = Ballot.objects.get()
    assert len(ballot.blob) == 2048
    private = open_private_key(RoundKey.objects.get())
    opened_ballot = open_ballot(private, invitation.round_id, ballot.pk, ballot.blob, 2048)
    assert opened_ballot.side.value == "client"
    assert opened_ballot.answers.placed == {"T1": 3, "T2": CANNOT_SAY}


def test_a_ballot_knows_neither_person_nor_time(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    send(invitation)
    assert set(Ballot.objects.values().get()) == {"id", "round_id", "blob"}


def test_only_cannot_say_is_an_answer_too(invitation: Invitation) -> None:
    draft(invitation, T1=CANNOT_SAY)
    send(invitation)
    assert Ballot.objects.count() == 1


def test_nothing_is_sealed_to_a_key_that_somebody_put_into_the_database(
    invitation: Invitation,
) -> None:
    """Whoever can write there, but has no master key, cannot read what is sent from then on."""
    draft(invitation, T1=3)
    force(RoundKey.objects, public=bytes(PrivateKey.generate().public_key))
    before = everything_stored()
    with pytest.raises(RoundKeyError), transaction.atomic():
        send(invitation)
    assert everything_stored() == before


def test_nobody_sends_twice(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    send(invitation)
    assert refusal(invitation) is Refusal.SENT


def test_a_revoked_invitation_sends_nothing(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    Invitation.objects.update(revoked=True)
    assert refusal(invitation) is Refusal.REVOKED


def test_whose_account_was_deleted_sends_nothing(invitation: Invitation) -> None:
    """Neither from a page that was read before nor from one read afterwards."""
    draft(invitation, T1=3)
    force(Invitation.objects.filter(pk=invitation.pk), membership=None)
    assert refusal(invitation) is Refusal.REVOKED
    assert refusal(Invitation.objects.get(pk=invitation.pk)) is Refusal.REVOKED


def test_who_has_left_the_partnership_sends(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    assert invitation.membership
    Membership.objects.filter(pk=invitation.membership.pk).update(ended_on=NOW.date())
    send(invitation)
    assert Ballot.objects.count() == 1


def test_without_a_draft_there_is_nothing_to_send(invitation: Invitation) -> None:
    assert refusal(invitation) is Refusal.EMPTY


def test_a_draft_from_which_all_was_taken_back_is_not_sent(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    draft(invitation)
    assert refusal(invitation) is Refusal.EMPTY


def test_a_draft_just_begun_anew_is_not_sent(invitation: Invitation) -> None:
    start_anew(invitation=invitation, origin="second", now=NOW)
    assert refusal(invitation, origin="second") is Refusal.EMPTY


def test_the_draft_of_another_device_is_not_sent(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    assert refusal(invitation, origin="other") is Refusal.ELSEWHERE


def test_the_last_ballot_comes_before_the_closing_moment(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    assert refusal(invitation, now=CLOSED) is Refusal.CLOSED
    send(invitation, now=CLOSED - timedelta(microseconds=1))
    assert Ballot.objects.count() == 1
    assert refusal(invitation, now=CLOSED) is Refusal.SENT


def test_an_extended_round_takes_ballots_for_seven_more_days(invitation: Invitation) -> None:
    draft(invitation, T1=3)
    force(Round.objects, extended=True)
    assert refusal(invitation, now=CLOSED + 7 * DAY) is Refusal.CLOSED
    send(invitation, now=CLOSED + 7 * DAY - timedelta(microseconds=1))
    assert Ballot.objects.count() == 1


def test_seven_days_are_local_days(db: None) -> None:
    """Clocks go forward on 29 March 2026 in London: these seven days have 167 hours."""
    closes = datetime(2026, 3, 25, 17, 0)  # noqa: DTZ001  a wall-clock time
    round = opened(alliance(), closes=closes, zone="Europe/London")
    one = invitations(round, Side.CLIENT)[0]
    draft(one, T1=3)
    force(Round.objects, extended=True)
    closing = datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
    assert refusal(one, now=closing) is Refusal.CLOSED
    send(one, now=closing - timedelta(microseconds=1))


@pytest.mark.parametrize("state", ["sealing", "sealed", "released", "cancelled"])
def test_a_round_that_is_not_open_takes_no_ballots(invitation: Invitation, state: str) -> None:
    draft(invitation, T1=3)
    force(Round.objects, state=state)
    assert refusal(invitation) is Refusal.CLOSED


@pytest.mark.django_db(transaction=True)
def test_nothing_acknowledged_is_missing_when_the_round_closes() -> None:
    round = opened(alliance(10, 10))
    answered(round, 5, 5)
    late = [one for side in Side for one in invitations(round, side)[5:]]
    for one in late:
        draft(one, T1=3)
    last = CLOSED - timedelta(microseconds=1)

    def close() -> None:
        assert close_on_time(round=round, now=CLOSED)

    outcomes = together(*(partial(outcome, send, one, now=last) for one in late), close)
    refused = outcomes.count(Refusal.CLOSED)
    assert set(outcomes) <= {None, Refusal.CLOSED}
    round.refresh_from_db()
    assert round.state == "sealing"
    assert Ballot.objects.count() == 20 - refused
    assert Invitation.objects.filter(submitted=True).count() == 20 - refused
    assert Draft.objects.count() == refused


@pytest.mark.django_db(transaction=True)
def test_a_draft_saved_while_it_is_sent_does_not_come_back() -> None:
    invitation = invitations(opened(alliance()), Side.CLIENT)[0]
    draft(invitation, T1=3)
    saves = [partial(outcome, draft, invitation, T1=value) for value in (0, 1, 2, 4)]
    outcomes = together(*saves, partial(outcome, send, invitation))
    assert set(outcomes) <= {None, Refusal.SENT}
    assert Ballot.objects.count() == 1
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_beginnings_one_wins() -> None:
    invitation = invitations(opened(alliance()), Side.CLIENT)[0]
    begin = partial(outcome, draft, invitation, T1=3)
    outcomes = together(*(partial(begin, origin=f"device {n}") for n in range(8)))
    assert sorted(map(str, outcomes)) == sorted(["None", *[str(Refusal.ELSEWHERE)] * 7])
    assert Draft.objects.count() == 1


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        [(number,)] = cursor.fetchall()
    return bool(number)


@pytest.mark.django_db(transaction=True)
def test_who_locks_a_round_and_who_sends_do_not_wait_for_each_other() -> None:
    """Else a facilitator who tries something again and again sees when answers come. SQLite has one
    writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    round = opened(alliance())
    first, second = invitations(round, "client")[:2]
    draft(first, T1=3)
    draft(second, T1=3)
    with transaction.atomic():
        locked_round(round.pk)
        sending = begin(partial(send, first))
        sending.join(timeout=30)
        assert not sending.is_alive()
    with transaction.atomic():
        send(second)
        looking = begin(partial(transaction.atomic(locked_round), round.pk))
        looking.join(timeout=30)
        assert not looking.is_alive()
    assert Ballot.objects.count() == 2


@transaction.atomic
def close_early(*, round: Round, now: datetime) -> None:
    change_state(locked_round(round.pk), Round.State.SEALING, closed_at=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("close", [close_on_time, close_early])
def test_a_round_ends_after_whoever_is_sending(close: Callable[..., object]) -> None:
    if connection.vendor != "postgresql":
        return
    round = opened(alliance())
    answered(round, contractor=5, client=4)
    last = invitations(round, "client")[4]
    draft(last, T1=3)
    sent, may_end = Event(), Event()

    @transaction.atomic
    def send_slowly() -> None:
        send(last)
        sent.set()
        assert may_end.wait(60)

    sending = begin(send_slowly)
    assert sent.wait(60)
    closing = begin(partial(close, round=round, now=CLOSED))
    while closing.is_alive() and not is_waiting_for_a_lock():
        pass
    assert closing.is_alive()
    may_end.set()
    sending.join()
    closing.join()
    round.refresh_from_db()
    assert (round.state, round.ballots.count()) == (Round.State.SEALING, 10)
