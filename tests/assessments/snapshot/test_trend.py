from collections.abc import Sequence
from fractions import Fraction

import pytest

from assessments.questionnaire.load import from_json, to_json
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    ChangeWord,
    NotComparable,
    NotShown,
    Sheet,
)
from assessments.snapshot.trend import Sealed
from assessments.snapshot.value import Change, Changes, Snapshot, View
from tests.assessments.sheets import client, contractor, frame, instrument, sealed

F = Fraction
UP, DOWN, STILL = ChangeWord.UP, ChangeWord.DOWN, ChangeWord.NONE
FEW = [2, 2, 2, 2, None, None]


def alike(value: NotShown | NotComparable) -> Changes:
    change = Change(value, value)
    return Changes(change, change, change)


HIDDEN, UNLIKE = alike(NOT_SHOWN), alike(NOT_COMPARABLE)


def after(
    before: Sealed, sheets: Sequence[Sheet], questionnaire: Questionnaire | None = None, k: int = 5
) -> Snapshot:
    return sealed(sheets, frame(questionnaire, number=2, k=k), before).snapshot


def test_a_first_round_has_no_change() -> None:
    snapshot = sealed(contractor(6) + client(6)).snapshot
    assert snapshot.previous is None
    assert snapshot.index.change is None
    assert {element.change for element in snapshot.elements.values()} == {None}


def test_rises_and_falls_by_hand() -> None:
    before = sealed(contractor(8, {"trust": 2, "values": 3, "culture": 2}) + client(8))
    now = after(before, contractor(8, {"trust": 3, "culture": 2}) + client(9, {"trust": 1}))
    assert now.previous == 1
    assert now.elements["trust"].change == Changes(
        Change(F(25), UP), Change(F(-25), DOWN), Change(F(0), STILL)
    )
    assert now.elements["values"].change == Changes(
        Change(F(-25), DOWN), Change(F(0), STILL), Change(F(-25, 2), DOWN)
    )
    assert now.elements["culture"].change == Changes(
        Change(F(0), STILL), Change(F(0), STILL), Change(F(0), STILL)
    )
    # (25 - 25) / 6; -25 / 6; joint the half of it; 4 1/6 points are too few for a word
    assert now.index.change == Changes(
        Change(F(0), STILL), Change(F(-25, 6), STILL), Change(F(-25, 12), STILL)
    )


def test_the_index_rises() -> None:
    everything = {element.code: 3 for element in instrument().elements}
    before = sealed(contractor(5) + client(5))
    now = after(before, contractor(5, everything) + client(5, everything))
    assert now.index.change == Changes(Change(F(25), UP), Change(F(25), UP), Change(F(25), UP))
    assert now.reading.celebrate == ("trust", "values", "culture")


def test_people_who_differ_make_a_change_less_sure() -> None:
    before = sealed(contractor(6, {"trust": [0, 4, 0, 4, 1, 3]}) + client(6))
    now = after(before, contractor(6, {"trust": [0, 4, 1, 4, 4, 3]}) + client(6))
    # 50 -> 66.7: 16.7 points, with people who are spread over the whole scale
    assert now.elements["trust"].change == Changes(
        Change(F(167, 10), STILL), Change(F(0), STILL), Change(F(167, 20), STILL)
    )


def test_a_joint_change_may_be_clear_where_neither_sides_is() -> None:
    low, high = [1, 1, 2, 2, 2], [2, 2, 2, 3, 3]
    before = sealed(contractor(5, {"trust": low}) + client(5, {"trust": low}))
    now = after(before, contractor(5, {"trust": high}) + client(5, {"trust": high}))
    # five at 40, put together with other ways: variance 664.5, of five statements 398.7. A side's
    # terms are 79.7 twice: 2.306 x 12.63 = 29.1; joint 19.9 four times: 2.120 x 8.93 = 18.9
    assert before.moments.contractor.elements["trust"].variance == F(7575, 19)
    assert now.elements["trust"].change == Changes(
        Change(F(20), STILL), Change(F(20), STILL), Change(F(20), UP)
    )
    fewer = [2, 2, 2, 2, 3]
    now = after(before, contractor(5, {"trust": fewer}) + client(5, {"trust": fewer}))
    assert now.elements["trust"].change == Changes(
        Change(F(15), STILL), Change(F(15), STILL), Change(F(15), STILL)
    )


def test_a_hidden_score_hides_the_change() -> None:
    both = sealed(contractor(6) + client(6))
    half = sealed(contractor(6, {"L1": FEW, "L2": FEW}) + client(6))
    assert half.snapshot.elements["learning"].joint is NOT_SHOWN
    now = after(half, contractor(6) + client(6))
    assert now.elements["learning"].change == HIDDEN
    # the index was of five elements then and is of six now
    assert now.index.change == UNLIKE
    now = after(both, contractor(6, {"L1": FEW, "L2": FEW}) + client(6))
    assert now.elements["learning"].change == HIDDEN
    assert now.index.change == UNLIKE
    now = after(half, contractor(6, {"L1": FEW, "L3": FEW}) + client(6))
    assert now.elements["learning"].change == HIDDEN
    # five elements both times, the same ones
    still = Change(F(0), STILL)
    assert now.index.change == Changes(still, still, still)


def test_a_hidden_index_hides_its_change() -> None:
    few = dict.fromkeys(("L1", "L2", "R1", "R2"), FEW)
    before = sealed(contractor(6, few) + client(6))
    now = after(before, contractor(6) + client(6))
    assert now.index.change == HIDDEN
    assert now.elements["trust"].change is not None
    assert now.elements["trust"].change.joint == Change(F(0), STILL)


def test_other_statements_shown_make_an_element_incomparable() -> None:
    before = sealed(contractor(6, {"T1": FEW}) + client(6))
    now = after(before, contractor(6) + client(6))
    assert now.elements["trust"].change == UNLIKE
    assert now.elements["values"].change != UNLIKE
    # the index has the same elements, but one of them is not comparable
    assert now.index.change == UNLIKE
    again = after(before, contractor(6, {"T1": FEW}) + client(6))
    assert again.elements["trust"].change != UNLIKE
    assert again.index.change != UNLIKE
    other = after(before, contractor(6, {"T2": FEW}) + client(6))
    assert other.elements["trust"].change == UNLIKE


def test_other_words_make_an_element_incomparable() -> None:
    changed = to_json(instrument())
    changed["elements"][0]["items"][0]["vendor"] = "We hardly know each other."
    before = sealed(contractor(6) + client(6))
    now = after(before, contractor(6) + client(6), from_json(changed))
    assert now.elements["trust"].change == UNLIKE
    assert now.index.change == UNLIKE
    # unless the statement is hidden both times
    before = sealed(contractor(6, {"T1": FEW}) + client(6))
    now = after(before, contractor(6, {"T1": FEW}) + client(6), from_json(changed))
    assert now.elements["trust"].change != UNLIKE


def test_order_and_codes_do_not_matter_to_what_was_asked() -> None:
    changed = to_json(instrument())
    items = changed["elements"][0]["items"]
    items.reverse()
    items[0]["code"] = "T6"
    asked = from_json(changed)
    before = sealed(contractor(6) + client(6))
    later = [
        Sheet(s.side, {"T6" if code == "T5" else code: v for code, v in s.answers.items()})
        for s in contractor(6) + client(6)
    ]
    still = Change(F(0), STILL)
    now = after(before, later, asked)
    assert now.elements["trust"].change == Changes(still, still, still)


def test_an_element_that_is_new_cannot_be_compared() -> None:
    changed = to_json(instrument())
    changed["elements"][4]["code"] = "teaching"
    before = sealed(contractor(6) + client(6))
    now = after(before, contractor(6) + client(6), from_json(changed))
    assert now.elements["teaching"].change == UNLIKE
    assert now.index.change == UNLIKE
    now = after(before, contractor(6, {"L1": FEW, "L2": FEW}) + client(6), from_json(changed))
    assert now.elements["teaching"].change == HIDDEN


@pytest.mark.parametrize("short", ["before", "now"])
def test_a_short_side_hides_every_change(short: str) -> None:
    enough, few = contractor(10) + client(6), contractor(10) + client(4)
    before = sealed(few if short == "before" else enough)
    now = after(before, few if short == "now" else enough)
    assert View.EVERYONE in (before.snapshot.view, now.view)
    assert now.previous == 1
    assert now.index.change == HIDDEN
    assert all(element.change == HIDDEN for element in now.elements.values())


def test_a_word_needs_nobodys_whole_sheet() -> None:
    """In the earlier round nobody of the client answered half of the statements."""
    columns = {
        code: [3 if person % 4 == i else None for person in range(20)]
        for i, code in enumerate(("R1", "R2", "R3", "R4"))
    }
    before = sealed(contractor(6) + client(20, columns))
    now = after(before, contractor(6) + client(6))
    assert now.elements["resources"].change == Changes(
        Change(F(0), STILL), Change(F(-25), STILL), Change(F(-25, 2), STILL)
    )


def test_a_round_keeps_its_own_promise_when_the_next_one_is_stricter() -> None:
    """Its scores are told already, and whether a word is would tell how many placed something."""
    before = sealed(contractor(9) + client(6))
    now = after(before, contractor(9) + client(7), k=7)
    assert now.elements["trust"].change == Changes(*[Change(F(0), STILL)] * 3)
