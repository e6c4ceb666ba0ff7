from fractions import Fraction

import pytest

from assessments.scoring.figures import Everyone, PracticeFigures, Reading
from assessments.scoring.people import Spreads
from assessments.scoring.terms import NOT_SHOWN, GapWord, Sides
from assessments.snapshot.value import Cell, Response, Snapshot, View
from tests.assessments.figures import (
    HIDDEN_CELL,
    HIDDEN_ELEMENT,
    HIDDEN_INDEX,
    HIDDEN_MIRROR,
    HIDDEN_STANCE,
)
from tests.assessments.sheets import Columns, client, contractor, frame, instrument, sealed

F = Fraction


def hidden(snapshot: Snapshot) -> None:
    """Nothing is told but of everyone together."""
    assert set(snapshot.statements.values()) == {HIDDEN_CELL}
    assert list(snapshot.statements) == [s.code for s in instrument().placements]
    assert all(element == HIDDEN_ELEMENT for element in snapshot.elements.values())
    assert snapshot.index == HIDDEN_INDEX
    expected = PracticeFigures(HIDDEN_MIRROR, HIDDEN_MIRROR, NOT_SHOWN)
    assert all(practice == expected for practice in snapshot.practices.values())
    assert snapshot.stance == HIDDEN_STANCE
    assert snapshot.breakthrough.reached is NOT_SHOWN
    assert snapshot.reading == Reading((), (), (), ())
    assert set(snapshot.reliability.values()) == {NOT_SHOWN}


def test_a_short_side_leaves_everyone_together() -> None:
    columns: Columns = {"trust": 4, "L1": [2, 2, 2, 1, *[None] * 7], "L2": None, "L3": None}
    theirs: Columns = {"trust": 0, "L1": None, "L2": [2, 2, 2, 2], "L3": None}
    round_ = sealed(contractor(11, columns) + client(4, theirs))
    hidden(round_.snapshot)
    assert round_.snapshot.view is View.EVERYONE
    assert round_.snapshot.response == Sides(Response(None, 11), Response(None, NOT_SHOWN))
    # eleven at 100 and four at 0: 73.33; learning is hidden, as only four placed any of it;
    # (73.3 + 4 x 50) / 5 = 54.66; all in whole points
    assert round_.snapshot.everyone == Everyone(
        {
            "trust": F(73),
            "values": F(50),
            "culture": F(50),
            "resources": F(50),
            "learning": NOT_SHOWN,
            "systems": F(50),
        },
        F(55),
    )
    assert round_.moments == Sides(Spreads({}, None), Spreads({}, None))


@pytest.mark.parametrize(
    ("ours", "theirs", "everyone_allowed"),
    [(11, 4, False), (4, 5, True), (3, 3, True), (9, 0, True)],
)
def test_without_enough_people_nothing_is_told(
    ours: int, theirs: int, everyone_allowed: bool
) -> None:
    of = frame(everyone_allowed=everyone_allowed)
    round_ = sealed(contractor(ours) + client(theirs), of)
    hidden(round_.snapshot)
    assert round_.snapshot.view is View.NOTHING
    assert round_.snapshot.everyone is None
    assert round_.moments == Sides(Spreads({}, None), Spreads({}, None))


def test_nobody_answered() -> None:
    snapshot = sealed([]).snapshot
    hidden(snapshot)
    assert snapshot.response == Sides(Response(None, NOT_SHOWN), Response(None, NOT_SHOWN))


def test_a_larger_smallest_group() -> None:
    few = {"T1": [2] * 7 + [None]}
    sheets = contractor(8, few) + client(9)
    snapshot = sealed(sheets, frame(k=8)).snapshot
    assert snapshot.k == 8
    assert snapshot.statements["T1"] == HIDDEN_CELL
    assert snapshot.elements["trust"].gap_word is GapWord.NONE
    assert sealed(sheets, frame(k=7)).snapshot.statements["T1"] == Cell(F(50), F(50), F(50))
    assert sealed(sheets, frame(k=9)).snapshot.view is View.NOTHING


def test_what_is_kept_for_the_next_round_counts_answers_and_nobodys_whole_sheet() -> None:
    """Five placed each statement of the element, but only four of them more than one."""
    four, gap = [2] * 4, [None] * 4
    alone = {f"R{n + 1}": [*four, *gap[:n], 2, *gap[n + 1 :]] for n in range(4)}
    round_ = sealed(contractor(8, alone) + client(8))
    assert round_.snapshot.elements["resources"].contractor == F(50)
    assert round_.moments.contractor.elements["resources"].n == 5
    assert round_.moments.contractor.elements["trust"].n == 8
    assert round_.moments.client.elements["resources"].n == 8
