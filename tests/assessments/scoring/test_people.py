from collections.abc import Mapping, Sequence
from fractions import Fraction

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
from assessments.scoring.terms import CANNOT_SAY, TOO_FEW, Sheet
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


def alpha(
    ours: Mapping[str, Sequence[int | None]],
    theirs: Mapping[str, Sequence[int | None]] | None = None,
) -> object:
    """Five more people left everything out; without `theirs` the last five are the client's."""
    sheets = contractor(len(ours["L1"]), ours) if theirs else both_sides(ours)
    sheets += client(len(theirs["L1"]), theirs) if theirs else []
    sheets += client(5, default=None)
    return reliability(pack(instrument(), sheets), LEARNING, SCORES, 5, 0)


def both_sides(columns: Mapping[str, Sequence[int | None]], theirs: int = 5) -> list[Sheet]:
    """The last ones are the client's people, so many."""
    ours = len(columns["L1"]) - theirs
    sheets = contractor(ours, {code: column[:ours] for code, column in columns.items()})
    return sheets + client(theirs, {code: column[ours:] for code, column in columns.items()})


def test_reliability_by_hand() -> None:
    # In steps between options: (0,0,1) (1,1,1) (2,2,2) (3,3,3) (4,4,4), each four times.
    # L1, L2: 0..4, squared deviations 10 x 4 = 40 each; L3: 1,1,2,3,4, mean 2.2, 6.8 x 4 = 27.2.
    # Totals 1, 3, 6, 9, 12, mean 6.2: 27.04 + 10.24 + 0.04 + 7.84 + 33.64 = 78.8, x 4 = 315.2.
    # 3/2 x (1 - 107.2 / 315.2) = 0.98985
    steps: list[int | None] = [0, 1, 2, 3, 4]
    last: list[int | None] = [1, 1, 2, 3, 4]
    assert alpha({"L1": steps * 4, "L2": steps * 4, "L3": last * 4}) == 1


def test_reliability_has_one_decimal_and_may_be_negative() -> None:
    # L1 and L2 opposed, L3 constant; 0 and 4 in turn over 20 sheets, plus five at (4, 4, 2).
    # L1: fifteen 4, ten 0: 16 x 150 / 25 = 96; L2 the same; L3: 0.
    # Totals: twenty 6, five 10: 16 x 100 / 25 = 64. 3/2 x (1 - 192 / 64) = -3
    found = alpha({"L1": [0, 4] * 10 + [4] * 5, "L2": [4, 0] * 10 + [4] * 5, "L3": [2] * 25})
    assert found == -3


def test_reliability_is_rounded() -> None:
    # L1: ten 0, ten 4; L2 the same on 8 + 8 of them and turned on 2 + 2; L3 constant.
    # Each of L1, L2: 20 x 4 = 80 steps squared. Totals (less 2): 0 x 8, 8 x 8, 4 x 4: 256.
    # 3/2 x (1 - 160 / 256) = 0.5625
    first = [0] * 10 + [4] * 10
    second = [0] * 8 + [4] * 2 + [4] * 8 + [0] * 2
    assert alpha({"L1": first, "L2": second, "L3": [2] * 20}) == F(6, 10)


def test_reliability_is_over_both_sides() -> None:
    steps: list[int | None] = [0, 1, 2, 3, 4] * 2
    ours = {"L1": steps, "L2": steps, "L3": steps}
    assert alpha(ours, ours) == 1
    assert alpha(ours) is TOO_FEW


def test_reliability_needs_twenty_complete_sheets() -> None:
    steps: list[int | None] = [0, 1, 2, 3, 4] * 4
    gap = [None, *steps[1:]]
    assert alpha({"L1": steps, "L2": steps, "L3": gap}) is TOO_FEW
    unsure = [*steps[:-1], CANNOT_SAY]
    assert alpha({"L1": steps, "L2": steps, "L3": unsure}) is TOO_FEW
    more = [*steps, 2]
    assert alpha({"L1": more, "L2": more, "L3": [*gap, 2]}) == 1


def test_reliability_does_not_tell_that_nobody_left_anything_out() -> None:
    """Of twenty-four people twenty have answered everything, or all have."""
    steps: list[int | None] = [0, 1, 2, 3, 4] * 4
    for rest in (CANNOT_SAY, 2):
        for people, told in ((4, TOO_FEW), (5, 1)):
            more = [*steps, *[rest] * people]
            sheets = both_sides({"L1": more, "L2": more, "L3": more}, 12)
            assert reliability(pack(instrument(), sheets), LEARNING, SCORES, 5, 0) == told


def test_reliability_is_of_enough_people_of_either_side() -> None:
    """The other side may know all of its own sheets."""
    steps: list[int | None] = [0, 1, 2, 3, 4] * 6
    columns = {"L1": steps, "L2": steps, "L3": steps}
    for theirs, told in ((4, TOO_FEW), (5, 1), (25, 1), (26, TOO_FEW)):
        packed = pack(instrument(), both_sides(columns, theirs))
        assert reliability(packed, LEARNING, SCORES, 5, 0) == told
    eight = pack(instrument(), both_sides(columns, 8))
    assert reliability(eight, LEARNING, SCORES, 5, 3) == 1
    assert reliability(eight, LEARNING, SCORES, 5, 4) is TOO_FEW


def test_slips_come_on_top_of_the_sheets_that_reliability_needs() -> None:
    sheets = both_sides({"L1": [0, 4] * 10 + [2], "L2": [1, 3] * 10 + [2]}, 8)
    packed = pack(instrument(), sheets + client(6, default=None))
    assert reliability(packed, ("L1", "L2"), SCORES, 5, 1) == F(9, 10)
    assert reliability(packed, ("L1", "L2"), SCORES, 5, 2) is TOO_FEW


def test_reliability_needs_a_total_that_varies() -> None:
    assert alpha({"L1": [2] * 20, "L2": [2] * 20, "L3": [2] * 20}) is TOO_FEW
    opposed: list[int | None] = [0, 4] * 10
    assert alpha({"L1": opposed, "L2": opposed[::-1], "L3": [1] * 20}) is TOO_FEW


def test_that_it_cannot_be_told_does_not_tell_that_all_agree() -> None:
    """A smallest group may have another total than all the others."""
    four, five = ([4] * (21 - n) + [3] * n for n in (4, 5))
    top = [4] * 21
    assert alpha({"L1": four, "L2": top, "L3": top}) is TOO_FEW
    # L1 alone varies, so its squared deviations are those of the totals: 3/2 x (1 - 1)
    assert alpha({"L1": five, "L2": top, "L3": top}) == 0


def test_nor_with_slips() -> None:
    top, five = [4] * 22, [4] * 17 + [3] * 5
    columns = {"L1": five, "L2": top}
    sheets = pack(instrument(), both_sides(columns, 8) + client(5, default=None))
    assert reliability(sheets, ("L1", "L2"), SCORES, 5, 0) == 0
    assert reliability(sheets, ("L1", "L2"), SCORES, 5, 1) is TOO_FEW


def test_two_statements_have_a_reliability() -> None:
    # L1: 80 squared deviations in steps, L2: 20; totals 0, 6, 0, 6 ...: 180; 2 x (1 - 100/180)
    sheets = both_sides({"L1": [0, 4] * 10, "L2": [1, 3] * 10}) + client(5, default=None)
    assert reliability(pack(instrument(), sheets), ("L1", "L2"), SCORES, 5, 0) == F(9, 10)


def test_one_statement_has_no_reliability() -> None:
    sheets = both_sides({"L1": [0, 1, 2, 3, 4] * 5})
    assert reliability(pack(instrument(), sheets), ("L1",), SCORES, 5, 0) is TOO_FEW
