from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from assessments.scoring.cells import Count, pack
from assessments.scoring.people import (
    Dispersion,
    Spread,
    averaged,
    dispersion,
    reliability,
    spread_of_answers,
    spread_of_means,
)
from assessments.scoring.terms import CANNOT_SAY, TOO_FEW
from tests.assessments.sheets import client, contractor, instrument

F = Fraction
SCORES = (0, 25, 50, 75, 100)


def test_how_far_answers_to_one_statement_lie_apart() -> None:
    # 0, 0, 50, 100: mean 37.5; 2 x 1406.25 + 156.25 + 3906.25. Three half steps twice, one, five
    found = dispersion(Count((2, 0, 1, 0, 1), SCORES))
    assert found == Dispersion(4, squares=F(6875), deviation=F("1.5"), low=F(2), high=F(1))
    assert spread_of_answers(found, F(40)) == Spread(4, F(40), F(6875))
    assert spread_of_answers(found, F(40)).variance == F(6875, 3)


def test_an_average_counts_each_as_often_as_it_says() -> None:
    one = Dispersion(5, squares=F(100), deviation=F(1), low=F(2), high=F(0))
    other = Dispersion(5, squares=F(200), deviation=F(2), low=F(0), high=F(3))
    mean = Dispersion(5, squares=F(175), deviation=F("1.75"), low=F("0.5"), high=F("2.25"))
    assert averaged([(one, 1), (other, 3)]) == mean
    assert averaged([(one, 7)]) == one


def test_peoples_means_spread_as_if_what_they_give_correlated_by_a_half() -> None:
    # Variances 100 and 200: 150 x (1 + 1/2) / 2 = 112.5; eight of eight and nine: x 7
    parts = [Spread(8, F(10), F(700)), Spread(9, F(90), F(1600))]
    assert spread_of_means(parts, F(60)) == Spread(8, F(60), F("787.5"))
    # Five of variance 100: 100 x (1 + 4/2) / 5, which is an alpha of 5/4 x (1 - 500 / 1500) = 5/6
    alike = [Spread(6, F(50), F(500))] * 5
    assert spread_of_means(alike, F(50)).variance == 60
    assert spread_of_means(alike[:1], F(50)) == alike[0]


LEARNING = ("L1", "L2", "L3")
STEPS: list[int | None] = [0, 1, 2, 3, 4] * 4
"""Of twenty people."""


def alpha(
    ours: Mapping[str, Sequence[int | None]],
    theirs: Mapping[str, Sequence[int | None]] | None = None,
    *,
    slips: int = 0,
    empty: int = 5,
) -> object:
    """Without `theirs` both sides have answered alike; `empty` people more of each left everything
    out."""
    theirs = theirs or ours
    sheets = contractor(len(ours["L1"]), ours) + client(len(theirs["L1"]), theirs)
    sheets += contractor(empty, default=None) + client(empty, default=None)
    codes = [code for code in LEARNING if code in ours]
    return reliability(pack(instrument(), sheets), codes, SCORES, 5, slips)


def test_reliability_by_hand() -> None:
    # In steps between options: (0,0,1) (1,1,1) (2,2,2) (3,3,3) (4,4,4), each eight times.
    # L1, L2: 0..4, squared deviations 10 x 8 = 80 each; L3: 1,1,2,3,4, mean 2.2, 6.8 x 8 = 54.4.
    # Totals 1, 3, 6, 9, 12, mean 6.2: 27.04 + 10.24 + 0.04 + 7.84 + 33.64 = 78.8, x 8 = 630.4.
    # 3/2 x (1 - 214.4 / 630.4) = 0.98985
    assert alpha({"L1": STEPS, "L2": STEPS, "L3": [1, 1, 2, 3, 4] * 4}) == 1


def test_reliability_is_rounded() -> None:
    # L1: ten 0, ten 4; L2 the same on 8 + 8 of them and turned on 2 + 2; L3 constant.
    # Each of L1, L2: 20 x 4 = 80 steps squared. Totals (less 2): 0 x 8, 8 x 8, 4 x 4: 256; of both
    # sides twice that: 3/2 x (1 - 160 / 256) = 0.5625
    first = [0] * 10 + [4] * 10
    second = [0] * 8 + [4] * 2 + [4] * 8 + [0] * 2
    assert alpha({"L1": first, "L2": second, "L3": [2] * 20}) == F(6, 10)


def test_reliability_is_over_both_sides() -> None:
    # L1 of the client turned: totals 0, 3, 6, 9, 12 and 4, 5, 6, 7, 8, squares 360 and 40; singles
    # 40 x 6: 3/2 x (1 - 240 / 400) = 0.6
    turned: dict[str, Sequence[int | None]] = {"L1": STEPS[::-1], "L2": STEPS, "L3": STEPS}
    assert alpha({"L1": STEPS, "L2": STEPS, "L3": STEPS}, turned) == F(6, 10)


def test_reliability_is_never_below_nothing() -> None:
    """How far below would tell a side that has pooled its answers the others' totals."""
    # L1 and L2 opposed but for five people: 3/2 x (1 - 192 / 64) = -3 if it were told
    opposed = {"L1": [0, 4] * 10 + [4] * 5, "L2": [4, 0] * 10 + [4] * 5, "L3": [2] * 25}
    assert alpha(opposed) == 0


@pytest.mark.parametrize("total", [[2] * 20, [0, 4] * 10])
def test_where_all_totals_are_the_same_it_is_nothing(total: list[int | None]) -> None:
    """Were it not told, its absence would tell that all agree."""
    assert alpha({"L1": total, "L2": [4 - (one or 0) for one in total], "L3": [2] * 20}) == 0


def test_reliability_needs_twenty_complete_sheets_of_each_side() -> None:
    """The other side may know all of its own."""
    whole = {"L1": STEPS, "L2": STEPS, "L3": STEPS}
    for left_out in (None, CANNOT_SAY):
        gap = whole | {"L3": [left_out, *STEPS[1:]]}
        assert alpha(gap, whole) is TOO_FEW
        assert alpha(whole, gap) is TOO_FEW
        more = {code: [*column, 2] for code, column in gap.items()}
        assert alpha(more, whole) == 1


def test_reliability_does_not_tell_that_nobody_left_anything_out() -> None:
    """Twenty of twenty-four have answered everything, or all have."""
    whole = {"L1": STEPS, "L2": STEPS, "L3": STEPS}
    assert alpha(whole, empty=4) is TOO_FEW
    assert alpha(whole, empty=5) == 1
    for people, told in ((24, TOO_FEW), (25, 1)):
        all_answered = {code: [*STEPS, *STEPS][:people] for code in LEARNING}
        assert alpha(all_answered, empty=0) == told


def test_slips_come_on_top_of_the_sheets_that_reliability_needs() -> None:
    for people, told in ((22, TOO_FEW), (23, 1)):
        column = [*STEPS, *STEPS][:people]
        assert alpha({"L1": column, "L2": column, "L3": column}, slips=3) == told


def test_two_statements_have_a_reliability() -> None:
    # L1: 80 squared deviations in steps, L2: 20; totals 0, 6, 0, 6 ...: 180; 2 x (1 - 100/180)
    assert alpha({"L1": [0, 4] * 10, "L2": [1, 3] * 10}) == F(9, 10)


def test_one_statement_has_no_reliability() -> None:
    assert alpha({"L1": STEPS}) is TOO_FEW
