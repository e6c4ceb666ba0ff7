import gc
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from assessments.disclosure.rules import NO_SLIPS
from assessments.questionnaire.load import with_targets
from assessments.scoring.people import Spread, Spreads
from assessments.scoring.terms import (
    CANNOT_SAY,
    NOT_SHOWN,
    Agreement,
    Band,
    ChangeWord,
    GapWord,
    MirrorWord,
    Model,
    Sides,
)
from assessments.snapshot.trend import NO_MOMENTS, Sealed
from assessments.snapshot.value import (
    Cell,
    ElementFigures,
    IndexFigures,
    Mirror,
    PracticeFigures,
    Reading,
    Response,
    StanceFigures,
    View,
)
from tests.assessments.figures import HIDDEN_CELL, HIDDEN_ELEMENT, HIDDEN_INDEX, HIDDEN_STANCE
from tests.assessments.sheets import (
    CLOSED,
    Columns,
    client,
    contractor,
    frame,
    instrument,
    sealed,
    statements_of,
)

F = Fraction
FOUR = [2, 2, 2, 2, None]


def kept_in_memory() -> dict[str, int]:
    """How much each memory of functions holds of what they were called with."""
    gc.collect()
    # Asking a lazy object of what class it is would make it
    memories = [one for one in gc.get_objects() if type(one) is type(cache(len))]
    rooms = ("assessments.scoring", "assessments.disclosure", "assessments.snapshot")
    return {
        f"{one.__module__}.{one.__qualname__}": one.cache_info().currsize
        for one in memories
        if one.__module__.startswith(rooms)
    }


def test_no_round_leaves_anything_in_the_process() -> None:
    """By the time that figures of another round take, it would tell which cells were there."""
    sealed(contractor(8, {"trust": [0, 1, 2, 3, 4, 4, 4, 4]}) + client(6))
    kept = kept_in_memory()
    sealed(contractor(30, {"trust": [1, 2, 3] * 10}) + client(40, {"trust": [0, 1, 2, 3] * 10}))
    assert kept_in_memory() == kept


def test_a_small_round_by_hand() -> None:
    """Eight people of the contractor and six of the client, each side of one mind."""
    ours = {"trust": 3, "learning": 4, "P1.own": 4, "P1.partner": 3, "M1": 3, "M3": 4}
    theirs = {"trust": 1, "P1.own": 2, "P1.partner": 0, "M3": 3}
    of = frame(with_targets(instrument(), {"values": 65}), number=4, invited=Sides(10, None))
    snapshot = sealed(contractor(8, ours) + client(6, theirs), of).snapshot

    assert (snapshot.version, snapshot.instrument) == (2, "breakthrough-1")
    assert (snapshot.number, snapshot.previous, snapshot.closed) == (4, None, CLOSED)
    assert (snapshot.k, snapshot.view) == (5, View.SIDES)
    assert snapshot.response == Sides(Response(10, 8), Response(None, 6))
    assert list(snapshot.statements) == [s.code for s in instrument().placements]
    assert snapshot.statements["T1"] == Cell(F(75), F(25), F(50))
    assert snapshot.statements["L1"] == Cell(F(95), F(50), F(145, 2))
    assert snapshot.statements["M4"] == Cell(F(50), F(50), F(50))

    assert list(snapshot.elements) == [e.code for e in instrument().elements]
    assert snapshot.elements["trust"] == ElementFigures(
        contractor=F(75),
        client=F(25),
        joint=F(50),
        gap=F(50),
        gap_word=GapWord.CLEAR,
        band=Band.IN_BETWEEN,
        agreement=Sides(Agreement.ONE_VIEW, None),
        precision=Sides(15, None),
        change=None,
        target=None,
    )
    assert snapshot.elements["values"] == ElementFigures(
        contractor=F(50),
        client=F(50),
        joint=F(50),
        gap=F(0),
        gap_word=GapWord.NONE,
        band=Band.IN_BETWEEN,
        agreement=Sides(Agreement.ONE_VIEW, None),
        precision=Sides(15, None),
        change=None,
        target=F(65),
    )
    # (75 + 50 + 50 + 50 + 95 + 50) / 6 and (25 + 5 x 50) / 6; at 95 nobody is told apart, so the
    # gap of 15.8 alone decides
    assert snapshot.index == IndexFigures(
        contractor=F(370, 6),
        client=F(275, 6),
        joint=F(645, 12),
        gap=F(95, 6),
        gap_word=GapWord.CLEAR,
        band=Band.IN_BETWEEN,
        change=None,
        elements=("trust", "values", "culture", "resources", "learning", "systems"),
    )
    assert list(snapshot.practices) == [p.code for p in instrument().practices]
    # the contractor rates itself 95, the client rates it 5; the client itself 50, the contractor 75
    assert snapshot.practices["P1"] == PracticeFigures(
        Mirror(F(95), F(5), F(90), MirrorWord.SELF_HIGHER),
        Mirror(F(50), F(75), F(-25), MirrorWord.SEEN_HIGHER),
        F(225, 4),
    )
    # (75 + 50 + 95 + 50) / 4 = 67.5 and (50 + 50 + 75 + 50) / 4 = 56.25
    assert snapshot.stance == StanceFigures(F(135, 2), F(225, 4), F(495, 8), Model.ALLIANCE)
    assert snapshot.everyone is None
    assert snapshot.breakthrough.reached is False
    assert [point.met for point in snapshot.breakthrough.points] == [True, False, False, False]
    # clear: P1 by 90, trust by 50, learning by 45; nothing else is as high as 60;
    # the strongest of the others are equal, and so are those to raise, but for the target of 65
    assert snapshot.reading == Reading(
        celebrate=(),
        strongest_so_far=("values", "culture"),
        talk_about=("P1", "trust", "learning"),
        raise_next=("resources", "systems", "P2"),
    )
    assert snapshot.reliability == dict.fromkeys(snapshot.elements, NOT_SHOWN)


def test_what_the_next_round_needs_to_know() -> None:
    """Of shown elements alone, about their published scores."""
    ours: Columns = {"trust": [0, 0, 0, 1, 1], "learning": [4, 4, 4, 4, None]}
    moments = sealed(contractor(5, ours) + client(5)).moments
    # ten ways of 750 and five of 2000 lead to 10: variance 1166.7 / 4, of five statements
    # x (1 + 4/2) / 5 = 175
    assert moments.contractor.elements["trust"] == Spread(5, F(10), F(700))
    assert "learning" not in moments.contractor.elements
    assert "learning" not in moments.client.elements
    # the index is of the five others
    assert moments.contractor.index
    assert moments.contractor.index.mean == F(10 + 4 * 50, 5)


@pytest.mark.parametrize(
    ("value", "parted"), [(4, [4, 4, 4, 4, 3, 4]), (3, [3, 3, 2, 3, 4, 3]), (2, [1, 2, 2, 2, 3, 2])]
)
def test_what_is_stored_does_not_tell_that_all_are_of_one_mind(
    value: int, parted: list[int | None]
) -> None:
    alike = sealed(contractor(6, {"trust": value}) + client(5)).moments
    found = sealed(contractor(6, {"trust": value, "T1": parted}) + client(5)).moments
    assert alike == found


@pytest.mark.parametrize("short", ["contractor", "client"])
@pytest.mark.parametrize("missing", [None, CANNOT_SAY])
def test_a_statement_that_few_of_either_side_placed_is_hidden_of_both(
    short: str, missing: int | None
) -> None:
    columns: Columns = {"T1": [4, 4, 4, 4, missing], "T2": 3}
    full: Columns = {"T1": 4, "T2": 3}
    sheets = contractor(5, columns if short == "contractor" else full)
    sheets += client(5, columns if short == "client" else full)
    snapshot = sealed(sheets).snapshot
    assert snapshot.statements["T1"] == HIDDEN_CELL
    # the mean: (75 + 50 + 50 + 50) / 4
    assert snapshot.elements["trust"].contractor == F(225, 4)
    assert snapshot.elements["trust"].client == F(225, 4)


def test_a_statement_on_which_nobody_can_say_is_hidden() -> None:
    snapshot = sealed(contractor(5, {"T1": CANNOT_SAY}) + client(5, {"T1": CANNOT_SAY})).snapshot
    assert snapshot.statements["T1"] == HIDDEN_CELL
    assert snapshot.elements["trust"].joint == 50


def test_an_element_with_too_few_statements_is_hidden_and_keeps_its_target() -> None:
    of = frame(with_targets(instrument(), {"learning": 70}))
    sheets = contractor(9, {"L1": FOUR + [None] * 4, "L2": FOUR + [None] * 4}) + client(9)
    snapshot = sealed(sheets, of).snapshot
    learning = snapshot.elements["learning"]
    assert learning.target == 70
    assert learning == ElementFigures(**{**vars(HIDDEN_ELEMENT), "target": F(70)})
    assert snapshot.statements["L3"] == Cell(F(50), F(50), F(50))
    assert snapshot.index.elements == ("trust", "values", "culture", "resources", "systems")
    assert snapshot.index.joint == 50
    assert "learning" not in snapshot.reading.raise_next
    assert snapshot.breakthrough.points[3].met is NOT_SHOWN


def test_without_two_elements_there_is_no_index() -> None:
    few = dict.fromkeys(("L1", "L2", "R1", "R2"), FOUR)
    snapshot = sealed(contractor(5) + client(5, few)).snapshot
    assert snapshot.index == HIDDEN_INDEX
    assert snapshot.elements["learning"] == HIDDEN_ELEMENT
    assert snapshot.elements["resources"] == HIDDEN_ELEMENT
    assert snapshot.elements["trust"].joint == 50
    assert snapshot.breakthrough.points[1].met is NOT_SHOWN
    assert snapshot.breakthrough.points[1].detail == {"joint": NOT_SHOWN}


def test_half_of_a_practice_hides_its_gaps_and_joint_score() -> None:
    snapshot = sealed(contractor(5, {"P2.own": 3}) + client(5, {"P2.partner": FOUR})).snapshot
    assert snapshot.practices["P2"] == PracticeFigures(
        Mirror(F(75), NOT_SHOWN, NOT_SHOWN, NOT_SHOWN),
        Mirror(F(50), NOT_SHOWN, NOT_SHOWN, NOT_SHOWN),
        NOT_SHOWN,
    )
    named = snapshot.reading
    assert "P2" not in (*named.celebrate, *named.strongest_so_far, *named.raise_next)


def test_a_stance_with_too_few_statements_is_hidden() -> None:
    snapshot = sealed(contractor(5, {"M1": FOUR, "M2": FOUR}) + client(5)).snapshot
    assert snapshot.stance == HIDDEN_STANCE
    assert snapshot.statements["M3"] == Cell(F(50), F(50), F(50))


def test_nothing_needs_anybodys_whole_sheet() -> None:
    """Of twenty people each answers one statement in four: five place each, nobody half of them."""
    codes = statements_of("resources")
    columns = {
        code: [3 if person % 4 == i else None for person in range(20)]
        for i, code in enumerate(codes)
    }
    snapshot = sealed(contractor(20) + client(20, columns)).snapshot
    resources = snapshot.elements["resources"]
    assert resources.contractor == 50
    assert resources.client == 75
    assert resources.gap == -25
    assert resources.gap_word is GapWord.POSSIBLE
    assert "resources" in snapshot.reading.talk_about
    assert snapshot.index.gap_word is GapWord.NONE


def test_a_gap_and_its_word_come_from_coded_cells() -> None:
    # unanimous at 100 and 75: published 95 - 75 = 20
    snapshot = sealed(contractor(5, {"trust": 4}) + client(5, {"trust": 3})).snapshot
    assert snapshot.elements["trust"].gap == 20
    # at 100 and, four of five, 75, and one 100: 95 - 80 = 15
    one = [3, 3, 3, 3, 4]
    snapshot = sealed(contractor(5, {"trust": 4}) + client(5, {"trust": one})).snapshot
    assert snapshot.elements["trust"].gap == 15
    assert snapshot.elements["trust"].gap_word is GapWord.POSSIBLE


def test_a_gap_of_exactly_ten_is_named() -> None:
    # means 65 and 55 of five
    ours, theirs = [3, 3, 3, 2, 2], [3, 2, 2, 2, 2]
    snapshot = sealed(contractor(5, {"trust": ours}) + client(5, {"trust": theirs})).snapshot
    assert snapshot.elements["trust"].gap == 10
    assert snapshot.elements["trust"].gap_word is GapWord.POSSIBLE


def test_fifty_people_do_not_outvote_five() -> None:
    snapshot = sealed(contractor(50, {"trust": 3}) + client(5, {"trust": 1})).snapshot
    assert snapshot.elements["trust"].joint == 50


def test_of_a_side_of_which_slips_were_drawn_nothing_is_told_but_figures() -> None:
    columns: Columns = {"trust": [0, 0, 4, 4] * 3}
    by_slips = sealed(contractor(12, columns) + client(12, columns), frame(slips=Sides(4, 0)))
    trust = by_slips.snapshot.elements["trust"]
    assert trust.agreement == Sides(None, Agreement.SPLIT)
    assert trust.precision.contractor is None
    assert isinstance(trust.precision.client, int)
    assert by_slips.moments.contractor == Spreads({}, None)
    assert by_slips.moments.client.index is not None


def change_of_trust(found: Sealed) -> tuple[object, object]:
    """Of the contractor."""
    change = found.snapshot.elements["trust"].change
    return change and change.contractor.points, change and change.contractor.word


LOW, HIGHER = {"trust": 1}, {"trust": [1] * 26 + [2] * 14}
"""Of forty people: 25, and 33.75. By how far they lie apart that is clear."""


def test_a_change_since_a_round_with_slips_goes_by_points() -> None:
    words = {}
    for slips in (NO_SLIPS, Sides(1, 0)):
        before = sealed(contractor(40, LOW) + client(8), frame(slips=slips))
        after = sealed(contractor(40, HIGHER) + client(8), frame(number=2), before)
        words[slips.contractor] = change_of_trust(after)
    assert words == {0: (F("8.8"), ChangeWord.UP), 1: (F("8.8"), ChangeWord.NONE)}


def test_a_smallest_group_that_was_raised_tells_nothing_of_who_left_something_out() -> None:
    """Eight had answered in the round before, and one of them had left a statement out or not."""
    words = []
    for last in (1, None):
        before = sealed(contractor(8, {"T1": [1] * 7 + [last]}) + client(8))
        after = sealed(contractor(8, {"trust": 4}) + client(8), frame(number=2, k=8), before)
        change = after.snapshot.elements["trust"].change
        assert change is not None
        words.append(change.contractor.word)
    assert words == [ChangeWord.UP] * 2


def test_what_was_held_elsewhere_is_compared_by_points() -> None:
    real = sealed(contractor(40, LOW) + client(8))
    assert real.moments != NO_MOMENTS
    elsewhere = replace(frame(number=2), held_elsewhere=True)
    brought = sealed(contractor(40, HIGHER) + client(8), elsewhere, real)
    assert brought.moments == NO_MOMENTS
    assert change_of_trust(brought) == (F("8.8"), ChangeWord.NONE)
    after = sealed(contractor(40, LOW) + client(8), frame(number=3), brought)
    assert change_of_trust(after) == (F("-8.8"), ChangeWord.NONE)


def test_a_near_breakthrough() -> None:
    high = {element.code: 4 for element in instrument().elements} | {"M3": 3}
    almost: Columns = {**high, "trust": [3, 3, 3, 3, 2] * 2}
    snapshot = sealed(contractor(10, high) + client(10, high)).snapshot
    assert snapshot.breakthrough.reached is True
    snapshot = sealed(contractor(10, almost) + client(10, high)).snapshot
    # 70 against 95 is a clear gap
    assert [point.met for point in snapshot.breakthrough.points] == [True, True, True, False]
    assert snapshot.breakthrough.points[3].detail == {"clear": ("trust",)}
    assert snapshot.breakthrough.points[2].detail == {
        "element": "trust",
        "side": "contractor",
        "score": 70,
    }
