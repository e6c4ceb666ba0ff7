"""Nobody knows who has a slip: whoever draws slips may fill all of them, and take them away."""

import pytest

from assessments.disclosure.rules import slips_on_top
from assessments.models import Comment, ResponseCount, Round
from assessments.queries import snapshot_for
from assessments.scoring.terms import CANNOT_SAY, MirrorWord
from assessments.services.counting import close_early, seal_round
from assessments.services.opening import open_round
from assessments.services.releasing import extend_round
from assessments.services.response import latest_response, record_counts
from assessments.services.rounds import RoundError
from assessments.services.slips import draw_slips
from assessments.snapshot.value import View
from tests.assessments.figures import HIDDEN_CELL
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    drafted,
    everything,
    invitations,
    neutral,
)

pytestmark = pytest.mark.django_db

EXTENDED = CLOSED + 7 * DAY


def held(slips: int, by_name: int, clients: int = 6) -> Round:
    """So many slips of the contractor, all filled, beside so many of its people."""
    round = drafted(alliance(10, 12), comments=True)
    draw_slips(round=round, side="contractor", number=slips, by=neutral(), now=START)
    round = open_round(round=round, by=neutral(), now=START)
    ours = invitations(round, "contractor")
    by_slip = [one for one in ours if one.membership_id is None]
    named = [one for one in ours if one.membership_id is not None][:by_name]
    for one in by_slip:
        answer(one, everything(1))
    for one in [*named, *invitations(round, "client")[:clients]]:
        answer(one, everything(3), comments={"Q1": "Words"})
    return round


def sealed(round: Round) -> Round:
    extend_round(round=round, now=CLOSED)
    seal_round(round_id=round.pk, now=EXTENDED)
    round.refresh_from_db()
    assert round.state == "sealed"
    return round


@pytest.mark.parametrize("clients", [6, 10])
def test_who_fills_the_slips_does_not_read_the_one_person_who_answered(clients: int) -> None:
    snapshot = snapshot_for(sealed(held(4, 1, clients)))
    assert snapshot.view is View.NOTHING
    assert set(snapshot.statements.values()) == {HIDDEN_CELL}
    assert not Comment.objects.exists()


def test_five_others_are_shown_with_the_slips() -> None:
    snapshot = snapshot_for(sealed(held(4, 5)))
    assert snapshot.view is View.SIDES
    assert snapshot.response.contractor.answered == 9
    assert HIDDEN_CELL not in snapshot.statements.values()
    assert "slip" not in str(Round.objects.get().snapshot.data)


@pytest.mark.parametrize("answers", [5, 6, 9, 10])
@pytest.mark.parametrize("drawn", [1, 3])
def test_nothing_tells_whether_few_slips_were_used(drawn: int, answers: int) -> None:
    """Whoever handed them out would know who has answered. Somebody leaves a statement blank."""
    found = []
    for used in (0, drawn):
        round = drafted(alliance(10, 12), comments=True)
        draw_slips(round=round, side="contractor", number=drawn, by=neutral(), now=START)
        round = open_round(round=round, by=neutral(), now=START)
        ours = invitations(round, "contractor")
        slips = [one for one in ours if one.by_slip][:used]
        named = [one for one in ours if not one.by_slip][: answers - used]
        for one in (*slips, *named):
            answer(one, everything(3), comments={"Q1": "Words"})
        for one in invitations(round, "client")[:10]:
            answer(one, everything(1) | {"T1": CANNOT_SAY}, comments={"Q1": "Words"})
        record_counts(round=round, now=START + DAY)
        counted = list(ResponseCount.objects.filter(round=round).values_list("side", "answered"))
        kept = sealed(round)
        said = sorted(str(side) for side in kept.comments.values_list("side", flat=True))
        found.append((kept.snapshot.data, counted, said))
    assert found[0] == found[1]


def test_of_many_slips_as_many_as_the_smallest_group_come_on_top() -> None:
    assert [slips_on_top(5, drawn=8, used=used) for used in (0, 5, 6, 8)] == [5, 5, 6, 8]
    assert [slips_on_top(6, drawn=8, used=used) for used in (0, 6, 8)] == [6, 6, 8]
    assert slips_on_top(5, drawn=2, used=0) == 2


@pytest.mark.parametrize(("drawn", "word"), [(0, MirrorWord.POSSIBLE), (1, MirrorWord.SELF_HIGHER)])
def test_a_mirror_goes_by_slips_that_were_drawn_so_it_does_not_tell_of_their_use(
    drawn: int, word: MirrorWord
) -> None:
    """62.5 and 37.5: with slips the 25 points alone decide."""
    round = drafted(alliance(10, 12))
    if drawn:
        draw_slips(round=round, side="contractor", number=drawn, by=neutral(), now=START)
    round = open_round(round=round, by=neutral(), now=START)
    for side, value in (("contractor", 2), ("client", 1)):
        named = [one for one in invitations(round, side) if one.membership_id is not None]
        for number, one in enumerate(named[:6]):
            answer(one, everything(value + number % 2))
    assert snapshot_for(sealed(round)).practices["P1"].contractor.word is word


@pytest.mark.parametrize(("by_name", "side"), [(9, None), (10, "client")])
def test_comments_tell_the_sides_apart_by_people_asked_by_name(
    by_name: int, side: str | None
) -> None:
    sealed(held(2, by_name, clients=10))
    assert Comment.objects.filter(side=side).count() == (by_name + 10 if side is None else 10)


def test_enough_answers_are_those_without_slips() -> None:
    round = held(4, 4)
    record_counts(round=round, now=START + DAY)
    counts = dict(ResponseCount.objects.values_list("side", "answered"))
    assert counts == {"contractor": None, "client": 6}
    with pytest.raises(RoundError, match="One side does not have enough answers yet"):
        close_early(round=round, by=neutral(), now=START + DAY)
    answer(invitations(round, "contractor")[4], everything(3))
    record_counts(round=round, now=START + 2 * DAY)
    response = latest_response(round)
    assert response is not None
    assert response.is_enough
    assert response.sides[0].answered == 9
    close_early(round=round, by=neutral(), now=START + 2 * DAY)
