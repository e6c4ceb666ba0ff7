"""Some people have a place on each side: one side less the other is not what a few others say."""

import pytest

from assessments.models import Invitation, Round
from assessments.queries import snapshot_for
from assessments.services.counting import seal_round
from assessments.services.opening import open_round
from assessments.services.releasing import extend_round
from assessments.services.rounds import RoundError
from assessments.snapshot.value import View
from partnerships.models import Membership, Partnership
from partnerships.services import add_member
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
    person,
)

pytestmark = pytest.mark.django_db

SHARED = 7


def shared(partnership: Partnership, number: int) -> Membership:
    """A place at the client for somebody of the contractor, under a tag or not."""
    tag = "+client" if number % 2 else ""
    return add_member(
        partnership=partnership,
        email=f"contractor{number}{tag}@example.org",
        name=f"Contractor {number}",
        side="client",
        role="member",
        by=person("contractor"),  # who does not see whom the other side has
        at=START,
    )


def planned(*, contractor: int, client: int, k: int = 5) -> Round:
    """Seven are asked by both sides, and so many by each alone."""
    partnership = alliance(SHARED + contractor, client, k=k, leaders=client > 0)
    for number in range(SHARED):
        shared(partnership, number)
    return drafted(partnership)


@pytest.mark.parametrize(
    ("contractor", "client", "k", "few"), [(1, 0, 5, "five"), (1, 3, 5, "five"), (2, 3, 6, "6")]
)
def test_nearly_the_same_people_are_not_asked_by_both(
    contractor: int, client: int, k: int, few: str
) -> None:
    round = planned(contractor=contractor, client=client, k=k)
    with pytest.raises(RoundError) as refused:
        open_round(round=round, by=neutral(), now=START)
    assert str(refused.value) == (
        "Nearly the same people are chosen for both organizations: one side less the other would "
        f"be what the few others say. Choose at least {few} people who answer for one of them "
        "alone."
    )
    assert not Invitation.objects.exists()


def sealed(*, contractor: int, client: int) -> Round:
    """All seven have answered for both sides, and so many for one alone, out of four each."""
    round = open_round(round=planned(contractor=4, client=4), by=neutral(), now=START)
    theirs = invitations(round, "client")
    for one in invitations(round, "contractor")[: SHARED + contractor]:
        answer(one, everything(3))
    for one in [*theirs[4:], *theirs[:client]]:
        answer(one, everything(2))
    extend_round(round=round, now=CLOSED)
    seal_round(round_id=round.pk, now=CLOSED + 7 * DAY)
    round.refresh_from_db()
    return round


@pytest.mark.parametrize(("contractor", "client"), [(1, 0), (0, 1), (4, 0), (2, 2), (0, 0)])
def test_nothing_is_shown_where_few_answered_for_one_side_alone(
    contractor: int, client: int
) -> None:
    snapshot = snapshot_for(sealed(contractor=contractor, client=client))
    assert snapshot.view is View.NOTHING
    assert set(snapshot.statements.values()) == {HIDDEN_CELL}


@pytest.mark.parametrize(("contractor", "client"), [(4, 1), (1, 4), (3, 2), (4, 4)])
def test_five_others_hide_one_another(contractor: int, client: int) -> None:
    snapshot = snapshot_for(sealed(contractor=contractor, client=client))
    assert snapshot.view is View.SIDES
    assert HIDDEN_CELL not in snapshot.statements.values()


def test_somebody_on_both_sides_among_many_changes_nothing() -> None:
    partnership = alliance(6, 5)
    shared(partnership, 1)
    round = open_round(round=drafted(partnership), by=neutral(), now=START)
    for one in round.invitations.all():
        answer(one, everything(3))
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    assert snapshot_for(round).view is View.SIDES
