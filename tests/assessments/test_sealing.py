from collections.abc import Sequence
from random import Random

import pytest

from assessments.comments import WrittenComment
from assessments.models import Ballot, Comment, Draft, Invitation, Outbox, Round, RoundKey, Snapshot
from assessments.promise import Promise
from assessments.scoring.terms import Sheet, Side
from assessments.sealed_moments import open_moments
from assessments.sealed_words import words_of
from assessments.services.sealing import SealingError, compute_results, store_results
from assessments.snapshot import codec
from tests.factories import NOW, everything_stored
from tests.guards import force
from tests.live_round import CLOSED, alliance, answered, opened

pytestmark = pytest.mark.django_db

CODES = ("T1", "T2", "T3", "T4", "T5", "M3")


def closed_round(contractor: int = 12, client: int = 12) -> Round:
    """A round with ballots on both sides that has just been closed."""
    round = opened(alliance(contractor, client))
    answered(round, contractor, client)
    force(Round.objects.filter(pk=round.pk), state="sealing", closed_at=CLOSED)
    round.refresh_from_db()
    return round


def sheets(contractor: int = 12, client: int = 12) -> list[Sheet]:
    draw = Random(7)
    sides = [Side.CONTRACTOR] * contractor + [Side.CLIENT] * client
    return [Sheet(side, {code: draw.randint(-1, 4) for code in CODES}) for side in sides]


def write_results(
    round: Round, people: list[Sheet], comments: Sequence[WrittenComment] = ()
) -> Snapshot:
    results = compute_results(round=round, sheets=people, comments=comments)
    return store_results(round=round, results=results, now=NOW)


def with_comments(round: Round) -> Round:
    """The same round, had its promise turned comments on."""
    promise = Promise.from_json((round.promise or {}) | {"comments": True})
    force(Round.objects, promise=promise.to_json(), promise_sha256=promise.sha256)
    return Round.objects.get(pk=round.pk)


def test_sealing_keeps_results_and_forgets_answers() -> None:
    round = closed_round()
    row = write_results(round, sheets())
    round.refresh_from_db()
    assert (round.state, round.sealed_at) == ("sealed", NOW)
    assert codec.sha256(codec.from_json(row.data)) == row.sha256
    assert row.promise_sha256 == round.promise_sha256
    # of twelve people one answer in six is a "can't say"; five statements have 47 in all
    assert open_moments(round.moments).contractor.elements["trust"].n == 9
    for model in (Ballot, Draft, RoundKey):
        assert not model.objects.exists()
    assert not Invitation.objects.filter(submitted=True).exists()
    assert not Outbox.objects.filter(kind__in=("invitation", "reminder")).exists()


def test_the_same_sheets_in_any_order_give_the_same_results() -> None:
    round = closed_round()
    people = sheets()
    first = compute_results(round=round, sheets=people, comments=[])
    second = compute_results(round=round, sheets=people[::-1], comments=[])
    assert codec.sha256(first.snapshot) == codec.sha256(second.snapshot)
    assert codec.to_json(first.moments) == codec.to_json(second.moments)


@pytest.mark.parametrize("state", ["draft", "open", "sealed", "released", "cancelled"])
def test_only_a_round_that_is_being_sealed_gets_results(state: str) -> None:
    round = closed_round(5, 5)
    results = compute_results(round=round, sheets=sheets(5, 5), comments=[])
    force(Round.objects.filter(pk=round.pk), state=state)
    before = everything_stored()
    with pytest.raises(SealingError, match="not being sealed"):
        store_results(round=round, results=results, now=NOW)
    assert everything_stored() == before


def test_results_are_written_once() -> None:
    round = closed_round(5, 5)
    write_results(round, sheets(5, 5))
    before = everything_stored()
    with pytest.raises(SealingError):
        write_results(round, sheets(5, 5))
    assert everything_stored() == before


@pytest.mark.parametrize(("client", "sides"), [(12, {"client", "contractor"}), (9, {None})])
def test_comments_stand_in_an_order_of_their_own(client: int, sides: set[str | None]) -> None:
    round = with_comments(closed_round(12, client))
    written = [WrittenComment(Side.CONTRACTOR, "Q1", f"first {n}") for n in range(12)]
    written += [WrittenComment(Side.CLIENT, "Q2", f"second {n}") for n in range(client)]
    write_results(round, sheets(12, client), written)
    found = list(Comment.objects.order_by("position"))
    said = [*words_of(round, found).values()]
    assert sorted(said) == sorted(c.text for c in written)
    assert said != [c.text for c in written]
    assert {comment.side for comment in found} == sides
    assert [comment.position for comment in found] == list(range(1, len(written) + 1))
