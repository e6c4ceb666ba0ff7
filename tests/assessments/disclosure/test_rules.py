import pytest

from assessments.disclosure.rules import View, answered, shown_statements, view_for
from assessments.scoring.terms import NOT_SHOWN, Sides


@pytest.mark.parametrize(
    ("contractor", "client", "k", "expected"),
    [
        (5, 5, 5, View.SIDES),
        (40, 5, 5, View.SIDES),
        (4, 6, 5, View.EVERYONE),
        (6, 4, 5, View.EVERYONE),
        (40, 1, 5, View.EVERYONE),
        (10, 0, 5, View.EVERYONE),
        (4, 5, 5, View.NOTHING),
        (5, 4, 5, View.NOTHING),
        (9, 0, 5, View.NOTHING),
        (4, 4, 5, View.NOTHING),
        (0, 0, 5, View.NOTHING),
        (8, 8, 8, View.SIDES),
        (8, 7, 8, View.NOTHING),
        (9, 7, 8, View.EVERYONE),
        (20, 20, 20, View.SIDES),
        (21, 19, 20, View.EVERYONE),
    ],
)
def test_what_the_numbers_of_ballots_allow(
    contractor: int, client: int, k: int, expected: View
) -> None:
    ballots = Sides(contractor, client)
    assert view_for(ballots, k, everyone_allowed=True) is expected
    without = View.SIDES if expected is View.SIDES else View.NOTHING
    assert view_for(ballots, k, everyone_allowed=False) is without


PLACED = {
    "T1": Sides(5, 5),
    "T2": Sides(4, 40),
    "T3": Sides(40, 4),
    "T4": Sides(3, 2),
    "T5": Sides(2, 2),
    "M1": Sides(0, 0),
}


@pytest.mark.parametrize(
    ("view", "k", "expected"),
    [
        (View.SIDES, 5, {"T1"}),
        (View.SIDES, 6, set()),
        (View.EVERYONE, 5, {"T1", "T2", "T3", "T4"}),
        (View.EVERYONE, 6, {"T1", "T2", "T3"}),
        (View.NOTHING, 5, set()),
    ],
)
def test_a_statement_is_shown_of_both_sides_or_of_none(
    view: View, k: int, expected: set[str]
) -> None:
    assert shown_statements(PLACED, k, view) == expected


def test_the_number_of_ballots_is_hidden_below_the_smallest_group() -> None:
    assert answered(5, 5) == 5
    assert answered(4, 5) is NOT_SHOWN
    assert answered(0, 5) is NOT_SHOWN
    assert answered(7, 8) is NOT_SHOWN
