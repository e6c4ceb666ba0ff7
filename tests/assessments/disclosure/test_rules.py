from itertools import product

import pytest

from assessments.disclosure.rules import (
    NO_SLIPS,
    Fewest,
    View,
    answered,
    shown_statements,
    view_for,
)
from assessments.scoring.terms import NOT_SHOWN, Side, Sides


@pytest.mark.parametrize(
    ("contractor", "client", "k", "expected"),
    [
        (5, 5, 5, View.SIDES),
        (40, 5, 5, View.SIDES),
        (4, 6, 5, View.NOTHING),
        (6, 4, 5, View.NOTHING),
        (9, 4, 5, View.NOTHING),
        (10, 4, 5, View.EVERYONE),
        (4, 10, 5, View.EVERYONE),
        (40, 1, 5, View.EVERYONE),
        (10, 0, 5, View.EVERYONE),
        (4, 5, 5, View.NOTHING),
        (5, 4, 5, View.NOTHING),
        (9, 0, 5, View.NOTHING),
        (4, 4, 5, View.NOTHING),
        (0, 0, 5, View.NOTHING),
        (8, 8, 8, View.SIDES),
        (8, 7, 8, View.NOTHING),
        (15, 7, 8, View.NOTHING),
        (7, 16, 8, View.EVERYONE),
        (20, 20, 20, View.SIDES),
        (39, 19, 20, View.NOTHING),
        (40, 19, 20, View.EVERYONE),
    ],
)
def test_what_the_numbers_of_ballots_allow(
    contractor: int, client: int, k: int, expected: View
) -> None:
    ballots = Sides(contractor, client)
    assert view_for(ballots, Fewest(k, NO_SLIPS), everyone_allowed=True) is expected
    without = View.SIDES if expected is View.SIDES else View.NOTHING
    assert view_for(ballots, Fewest(k, NO_SLIPS), everyone_allowed=False) is without


def test_what_is_shown_tells_nothing_of_the_hidden_number() -> None:
    """Neither that somebody of a short side has answered, nor how many, nor by slips."""
    for k, n, slips in product((5, 7), range(22), range(3)):
        views = {
            view_for(Sides(n, few), Fewest(k, Sides(slips, by_slip)), everyone_allowed=True)
            for few in range(k)
            for by_slip in range(few + 1)
        }
        assert len(views) == 1


PLACED = {
    "T1": Sides(5, 5),
    "T2": Sides(4, 40),
    "T3": Sides(40, 4),
    "T4": Sides(3, 2),
    "T5": Sides(4, 4),
    "M1": Sides(0, 0),
}


@pytest.mark.parametrize(
    ("view", "k", "expected"),
    [
        (View.SIDES, 5, {"T1"}),
        (View.SIDES, 6, set()),
        (View.EVERYONE, 5, {"T1", "T2", "T3"}),
        (View.EVERYONE, 6, {"T2", "T3"}),
        (View.NOTHING, 5, set()),
    ],
)
def test_a_statement_is_shown_of_both_sides_or_of_none(
    view: View, k: int, expected: set[str]
) -> None:
    assert shown_statements(PLACED, Fewest(k, NO_SLIPS), view) == expected


def test_everyone_together_are_enough_different_people() -> None:
    """Four who answered for both sides place everything twice: they are four."""
    both = {"T1": Sides(4, 4), "T2": Sides(5, 4)}
    assert shown_statements(both, Fewest(5, NO_SLIPS), View.EVERYONE) == {"T2"}


def test_the_number_of_ballots_is_hidden_below_the_smallest_group() -> None:
    assert answered(5, 5) == 5
    assert answered(4, 5) is NOT_SHOWN
    assert answered(0, 5) is NOT_SHOWN
    assert answered(7, 8) is NOT_SHOWN


@pytest.mark.parametrize(
    ("ballots", "slips", "expected"),
    [
        (Sides(9, 5), Sides(4, 0), View.SIDES),
        (Sides(5, 8), Sides(4, 0), View.NOTHING),
        (Sides(8, 9), Sides(4, 0), View.NOTHING),
        (Sides(8, 10), Sides(4, 0), View.EVERYONE),
        (Sides(13, 4), Sides(4, 0), View.NOTHING),
        (Sides(14, 4), Sides(4, 0), View.EVERYONE),
        (Sides(14, 4), Sides(4, 4), View.EVERYONE),
        (Sides(8, 12), Sides(4, 3), View.NOTHING),
        (Sides(8, 13), Sides(4, 3), View.EVERYONE),
        (Sides(9, 8), Sides(4, 3), View.SIDES),
    ],
)
def test_whoever_answered_by_a_slip_comes_on_top(
    ballots: Sides[int], slips: Sides[int], expected: View
) -> None:
    """The same is allowed as if those with slips had not answered."""
    assert view_for(ballots, Fewest(5, slips), everyone_allowed=True) is expected
    others = Sides(*(ballots.of(side) - slips.of(side) for side in Side))
    assert view_for(others, Fewest(5, NO_SLIPS), everyone_allowed=True) is expected


@pytest.mark.parametrize(
    ("view", "slips", "expected"),
    [
        (View.SIDES, Sides(0, 0), {"T1", "T2", "T3"}),
        (View.SIDES, Sides(4, 0), {"T1"}),
        (View.SIDES, Sides(5, 0), set()),
        (View.SIDES, Sides(4, 4), set()),
        (View.EVERYONE, Sides(4, 3), {"T1", "T4"}),
        (View.EVERYONE, Sides(4, 4), {"T1"}),
        (View.EVERYONE, Sides(5, 4), set()),
        (View.NOTHING, Sides(0, 0), set()),
    ],
)
def test_a_statement_needs_the_smallest_group_without_slips(
    view: View, slips: Sides[int], expected: set[str]
) -> None:
    placed = {"T1": Sides(9, 5), "T2": Sides(8, 6), "T3": Sides(8, 5), "T4": Sides(4, 8)}
    assert shown_statements(placed, Fewest(5, slips), view) == expected
