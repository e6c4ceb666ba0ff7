from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from nacl.bindings import crypto_box_SEALBYTES
from nacl.public import PublicKey, SealedBox

from assessments.ballots import padded
from assessments.frozen import promise_of
from assessments.keys import Purpose, keyed_hash
from assessments.models import Ballot, Draft, Moments, Round, RoundKey, Snapshot
from assessments.scoring.terms import Sheet, Side
from assessments.services import counting
from assessments.services.counting import close_early, seal_round
from assessments.services.drafts import Edit, save_part
from assessments.services.releasing import extend_round
from assessments.services.response import record_counts
from assessments.services.rounds import RoundError, log_round
from assessments.services.sealing import SealingError, compute_results
from assessments.services.submission import submit
from assessments.shared_log import lines_about
from assessments.snapshot import codec
from partnerships.models import Event
from partnerships.services import add_member
from tests.at_once import together
from tests.guards import force, unguarded
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    everything,
    invitations,
    neutral,
    opened,
)

STEPS = ("key opened", "ballot opened", "computed", "stored")
SHEETS = [
    *[Sheet(Side.CONTRACTOR, everything(3))] * 6,
    *[Sheet(Side.CLIENT, everything(2))] * 5,
]


@pytest.fixture
def round(db: None) -> Round:
    round = opened(alliance())
    answered(round, contractor=6, client=5)
    return round


def expected_hash(round: Round) -> str:
    """The hash of the results of the very same answers, without ballots in between."""
    round.closed_at = CLOSED
    return codec.sha256(compute_results(round=round, sheets=SHEETS, comments=[]).snapshot)


def assert_sealed(round: Round) -> None:
    wanted = expected_hash(round)
    round.refresh_from_db()
    assert (round.state, round.closed_at) == (Round.State.SEALED, CLOSED)
    assert round.snapshot.sha256 == wanted
    assert Moments.objects.count() == Snapshot.objects.count() == 1
    assert not any(model.objects.exists() for model in (Ballot, Draft, RoundKey))
    assert not round.invitations.filter(submitted=True).exists()
    assert Event.objects.filter(kind="round-sealed").count() == 1


def assert_nothing_stored(round: Round, *, state: str, ballots: int = 11) -> None:
    round.refresh_from_db()
    assert (round.state, round.sealed_at) == (state, None)
    assert Ballot.objects.count() == ballots
    assert round.invitations.filter(submitted=True).count() == 11
    assert not Snapshot.objects.exists()
    assert not Moments.objects.exists()
    assert not Event.objects.filter(kind="round-sealed").exists()


def test_ballots_become_results_and_are_gone(round: Round) -> None:
    seal_round(round_id=round.pk, now=CLOSED)
    assert_sealed(round)
    trust = codec.from_json(round.snapshot.data).elements["trust"]
    assert (trust.contractor, trust.client, trust.joint) == (
        Fraction(75),
        Fraction(50),
        Fraction(125, 2),
    )
    assert {mail.kind for mail in round.mails.all()} == {"notice"}


@pytest.mark.parametrize(
    ("took", "waits"), [(0.25, 4.774), (5.0, 0.024), (5.03, 5.018), (12.0, 3.072)]
)
def test_it_takes_a_whole_time_whatever_was_answered(
    round: Round, monkeypatch: pytest.MonkeyPatch, took: float, waits: float
) -> None:
    """Five seconds, and 2 ms for each of 12 people, or the double, and so on."""
    assert round.invitations.count() == 12
    clock, waited = iter([100.0, 100.0 + took]), list[float]()
    monkeypatch.setattr(counting, "monotonic", lambda: next(clock))
    monkeypatch.setattr(counting, "sleep", waited.append)
    seal_round(round_id=round.pk, now=CLOSED)
    assert_sealed(round)
    assert waited == pytest.approx([waits], abs=1e-6)


def test_again_changes_nothing(round: Round) -> None:
    seal_round(round_id=round.pk, now=CLOSED)
    seal_round(round_id=round.pk, now=CLOSED + DAY)
    assert_sealed(round)
    assert round.sealed_at == CLOSED


def test_not_before_its_closing_moment(round: Round) -> None:
    seal_round(round_id=round.pk, now=CLOSED - DAY)
    assert_nothing_stored(round, state="open")


@pytest.mark.django_db
def test_a_short_side_first_gets_its_extension() -> None:
    round = opened(alliance(10))
    answered(round, contractor=10, client=4)
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    assert round.state == "open"
    assert extend_round(round=round, now=CLOSED)
    seal_round(round_id=round.pk, now=CLOSED + 6 * DAY)
    round.refresh_from_db()
    assert round.state == "open"
    seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    round.refresh_from_db()
    assert (round.state, round.closed_at) == ("sealed", CLOSED + 7 * DAY)
    assert codec.from_json(round.snapshot.data).view == "nothing"


@pytest.mark.django_db
def test_a_promise_of_everyone_together_shows_nothing_either() -> None:
    """Whoever knows what all of the larger side have said would read the few of the other one."""
    round = opened(alliance(10))
    promise = replace(promise_of(round), everyone=True)
    force(
        Round.objects.filter(pk=round.pk), promise=promise.to_json(), promise_sha256=promise.sha256
    )
    answered(round, contractor=10, client=4)
    assert extend_round(round=round, now=CLOSED)
    seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    round.refresh_from_db()
    snapshot = codec.from_json(round.snapshot.data)
    assert (snapshot.view, snapshot.everyone) == ("nothing", None)


def test_early_by_a_facilitator(round: Round) -> None:
    morning = START.replace(hour=6) + 2 * DAY
    record_counts(round=round, now=morning)
    close_early(round=round, by=neutral(), now=morning + DAY)
    round.refresh_from_db()
    assert (round.state, round.closed_at) == ("sealing", morning + DAY)
    seal_round(round_id=round.pk, now=morning + DAY)
    round.refresh_from_db()
    assert round.state == "sealed"


@pytest.mark.django_db
def test_not_early_while_a_side_is_short() -> None:
    round = opened(alliance())
    answered(round, contractor=5, client=4)
    refuse_early(round, now=START + DAY)
    record_counts(round=round, now=START + DAY)
    refuse_early(round, now=START + DAY)
    last = invitations(round, "client")[4]
    save(last)
    submit(invitation=last, origin="origin", now=START + DAY)
    record_counts(round=round, now=START + 2 * DAY)
    close_early(round=round, by=neutral(), now=START + 2 * DAY)
    round.refresh_from_db()
    assert (round.state, round.closed_at) == ("sealing", START + 2 * DAY)


@pytest.mark.django_db
def test_trying_to_seal_early_shows_no_answer_that_arrives() -> None:
    """It goes by the last morning, and each day's first try stands in the log."""
    round = opened(alliance())
    answered(round, contractor=5, client=4)
    record_counts(round=round, now=START + DAY)
    refuse_early(round, now=START + DAY)
    last = invitations(round, "client")[4]
    save(last)
    submit(invitation=last, origin="origin", now=START + DAY)
    refuse_early(round, now=START + DAY)
    refuse_early(round, now=START + 2 * DAY)
    tries = Event.objects.filter(kind="sealing-refused", person=neutral())
    assert list(tries.values_list("at", flat=True)) == [START + 2 * DAY, START + DAY]
    said = "Nora Neutral tried to seal the round before both sides had enough answers."
    assert [line.text for line in lines_about(round)].count(said) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 5])
def test_sealing_early_does_not_tell_whether_a_deleted_account_had_answered(number: int) -> None:
    """The first of five who have, or the sixth person, who has not."""
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    record_counts(round=round, now=START + DAY)
    invitations(round, "client")[number].membership.delete()  # type: ignore[union-attr]
    assert close_early(round=round, by=neutral(), now=START + DAY).state == "sealing"
    seal_round(round_id=round.pk, now=START + DAY)
    round.refresh_from_db()
    assert round.snapshot.data["response"]["client"] == {"invited": 6, "answered": 5}


def refuse_early(round: Round, *, now: datetime) -> None:
    with pytest.raises(RoundError, match="One side does not have enough answers yet"):
        close_early(round=round, by=neutral(), now=now)


def save(invitation: object) -> None:
    edit = Edit("trust", ["T1"], {"T1": 2}, base=0, page="page")
    save_part(invitation=invitation, origin="origin", edit=edit, now=START)  # type: ignore[arg-type]


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_stores_nothing_and_tells_nothing(
    round: Round, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(reached: str) -> None:
        if reached == step:
            raise RuntimeError("client0@example.org said 3")

    for _again in range(2):
        with pytest.raises(SealingError) as failure:
            seal_round(round_id=round.pk, now=CLOSED, checkpoint=fail)
        assert failure.value.__cause__ is None
        assert_nothing_stored(round, state="sealing")
    assert "RuntimeError" in caplog.text
    assert "said 3" not in caplog.text
    (event,) = Event.objects.filter(kind="sealing-failed")
    assert event.parameters == {"round": 1}
    seal_round(round_id=round.pk, now=CLOSED + DAY)
    assert_sealed(round)


def one_lost(round: Round) -> None:
    round.ballots.all()[0].delete()


def one_of_another_side(round: Round) -> None:
    """As many ballots as marks, but not of the same side."""
    moved = round.invitations.filter(side="contractor", submitted=True).first()
    assert moved is not None
    moved.side = "client"
    moved.save()


def one_damaged(round: Round) -> None:
    ballot = round.ballots.all()[0]
    ballot.blob = bytes(ballot.blob)[:-1] + b"\0"
    ballot.save()


def one_stuffed(round: Round) -> None:
    Ballot.objects.create(round=round, blob=bytes(round.ballots.all()[0].blob))


def one_invited_in_silence(round: Round) -> None:
    email = "another@example.org"
    another = add_member(partnership=round.partnership, email=email, side=Side.CLIENT)
    round.invitations.create(side="client", selector="another", membership=another)


def some_added_in_silence(round: Round) -> None:
    """As many as an addition says to which nobody has consented."""
    round.additions.create(side="client", number=1, proposed_at=START, added_at=START)
    one_invited_in_silence(round)


def key_lost(round: Round) -> None:
    round.key.delete()


@pytest.mark.parametrize(
    ("spoil", "ballots"),
    [
        (one_lost, 10),
        (one_of_another_side, 11),
        (one_damaged, 11),
        (one_stuffed, 12),
        (one_invited_in_silence, 11),
        (some_added_in_silence, 11),
        (key_lost, 11),
    ],
)
def test_anything_wrong_with_the_ballots_aborts(
    round: Round, spoil: Callable[[Round], None], ballots: int
) -> None:
    with unguarded():
        spoil(round)
    with pytest.raises(SealingError):
        seal_round(round_id=round.pk, now=CLOSED)
    assert_nothing_stored(round, state="sealing", ballots=ballots)


def test_no_results_where_somebody_was_removed_in_silence(round: Round) -> None:
    """As somebody does who can write to the database and chooses who can answer."""
    round.invitations.filter(pk=invitations(round, "contractor")[0].pk).update(revoked=True)
    extend_round(round=round, now=CLOSED)
    with pytest.raises(SealingError):
        seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    assert_nothing_stored(round, state="sealing")
    log_round(round=round, kind="invitation-removed", now=CLOSED, by=neutral(), side="contractor")
    seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    round.refresh_from_db()
    assert round.state == "sealed"


def make_up_a_ballot(round: Round) -> None:
    """As somebody does who can write to the database, and has no key."""
    one = round.invitations.filter(side="client", submitted=False)[0]
    round.invitations.filter(pk=one.pk).update(submitted=True)
    content = {"round": round.pk, "side": "client", "placed": {"T1": 0}, "comments": {}}
    plain = padded(content, round.ballot_bytes - crypto_box_SEALBYTES)
    box = SealedBox(PublicKey(bytes(round.key.public)))
    Ballot.objects.create(round=round, blob=box.encrypt(plain))


def test_no_results_with_a_ballot_that_was_made_up(round: Round) -> None:
    """Whoever makes up all ballots of a side but one subtracts them."""
    make_up_a_ballot(round)
    with pytest.raises(SealingError):
        seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    assert round.state == Round.State.SEALING
    assert not Snapshot.objects.exists()


@pytest.mark.django_db
def test_no_ballot_counts_twice_however_its_number_is_written() -> None:
    """SQLite takes another writing for another number, PostgreSQL does not take it at all."""
    round = opened(alliance(8, 8))
    answered(round, contractor=4, client=4)
    copy = "SELECT '-' || id, round_id, blob FROM assessments_ballot"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"INSERT INTO assessments_ballot (id, round_id, blob) {copy}")
            return
        cursor.execute(f"INSERT INTO assessments_ballot (id, round_id, blob) {copy}")
    round.invitations.update(submitted=True)
    with pytest.raises(SealingError):
        seal_round(round_id=round.pk, now=CLOSED)
    assert not Snapshot.objects.exists()


def test_a_round_that_was_opened_before_ballots_were_proved_is_sealed(round: Round) -> None:
    make_up_a_ballot(round)
    signature = keyed_hash(Purpose.SIGN, round.pk, bytes(round.key.public).hex())
    force(RoundKey.objects, signature=signature)
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    assert round.state == Round.State.SEALED
    assert codec.from_json(round.snapshot.data).response.client.answered == 6


@pytest.mark.django_db(transaction=True)
def test_twice_at_once(round: Round) -> None:
    together(*[lambda: seal_round(round_id=round.pk, now=CLOSED)] * 3)
    assert_sealed(round)
    assert not Event.objects.filter(kind="sealing-failed").exists()
