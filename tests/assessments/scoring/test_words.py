from fractions import Fraction
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as students_t
from scipy.stats import ttest_ind

from assessments.scoring.cells import Count
from assessments.scoring.people import Dispersion, Spread, dispersion
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    Agreement,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Score,
    Sides,
)
from assessments.scoring.words import (
    agreement,
    beyond_zero,
    change_word,
    gap_word,
    mirror_word,
    precision,
)

F = Fraction
SCORES = (0, 25, 50, 75, 100)


def spread(mean: str, squares: str = "0", n: int = 5) -> Spread:
    return Spread(n, F(mean), F(squares))


# Two groups of five, each with 40 squared deviations: variances 10, standard error squared
# 10/5 + 10/5 = 4, 8 degrees of freedom, t = 2.3060, so that the half-width is 4.6120.
@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        ("4.6121", 1),
        ("4.6119", 0),
        ("0", 0),
        ("-4.6119", 0),
        ("-4.6121", -1),
    ],
)
def test_the_interval_of_two_equal_groups(difference: str, expected: int) -> None:
    assert beyond_zero(F(difference), [(F(2), 4), (F(2), 4)]) == expected


# Variances 10 and 90 of 5 and 10: terms 2 and 9; 121 / (4/4 + 81/9) = 12.1 degrees of freedom,
# t = 2.1768 (between 2.1788 for 12 and 2.1604 for 13), half-width 2.1768 x 3.3166 = 7.2196.
@pytest.mark.parametrize(("difference", "expected"), [("7.23", 1), ("7.21", 0), ("-7.23", -1)])
def test_the_interval_of_two_unequal_groups(difference: str, expected: int) -> None:
    assert beyond_zero(F(difference), [(F(2), 4), (F(9), 9)]) == expected


# One group does not vary: terms 2 and 0; 4 degrees of freedom, t = 2.7764, half-width 3.9265.
@pytest.mark.parametrize(("difference", "expected"), [("3.927", 1), ("3.926", 0)])
def test_the_interval_where_one_group_does_not_vary(difference: str, expected: int) -> None:
    assert beyond_zero(F(difference), [(F(2), 4), (F(0), 9)]) == expected


varied = st.lists(st.sampled_from(SCORES), min_size=5, max_size=14).filter(
    lambda of: len(set(of)) > 1
)


@given(varied, varied)
def test_the_interval_is_the_one_that_scipy_finds(ours: list[int], theirs: list[int]) -> None:
    low, high = ttest_ind(ours, theirs, equal_var=False).confidence_interval(0.95)
    groups = [
        Spread(len(of), mean(map(F, of)), variance(map(F, of)) * (len(of) - 1))
        for of in (ours, theirs)
    ]
    terms = [(group.variance / group.n, group.n - 1) for group in groups]
    found = beyond_zero(groups[0].mean - groups[1].mean, terms)
    assert found == int(low > 0) - int(high < 0)


def test_an_end_of_exactly_0_holds_0() -> None:
    half_width = F(float(students_t.ppf(0.975, 8))) * 2
    assert beyond_zero(half_width, [(F(2), 4), (F(2), 4)]) == 0
    assert beyond_zero(half_width + F(1, 10**30), [(F(2), 4), (F(2), 4)]) == 1


@pytest.mark.parametrize(("difference", "expected"), [("0.001", 1), ("0", 0), ("-0.001", -1)])
def test_without_variance_the_interval_is_the_point(difference: str, expected: int) -> None:
    assert beyond_zero(F(difference), [(F(0), 4), (F(0), 4)]) == expected


# With 188 squared deviations each the half-width is 2.3060 x the root of 18.8, 9.9987; with 188.1
# it is 10.0013.
@pytest.mark.parametrize(
    ("gap", "squares", "expected"),
    [
        ("12", "40", GapWord.CLEAR),
        ("-12", "40", GapWord.CLEAR),
        ("10", "188", GapWord.CLEAR),
        ("10", "188.1", GapWord.POSSIBLE),
        ("-10", "188", GapWord.CLEAR),
        ("-10", "188.1", GapWord.POSSIBLE),
        ("10", "0", GapWord.CLEAR),
        ("9.99", "0", GapWord.NONE),
        ("-9.99", "0", GapWord.NONE),
        ("0", "40", GapWord.NONE),
    ],
)
def test_the_word_of_a_gap(gap: str, squares: str, expected: GapWord) -> None:
    groups = Sides(spread("50", squares), spread("50", squares))
    assert gap_word(F(gap), groups) is expected


@pytest.mark.parametrize(
    ("gap", "word", "expected"),
    [
        (F(20), GapWord.CLEAR, MirrorWord.SELF_HIGHER),
        (F(-20), GapWord.CLEAR, MirrorWord.SEEN_HIGHER),
        (F(20), GapWord.POSSIBLE, MirrorWord.POSSIBLE),
        (F(-20), GapWord.POSSIBLE, MirrorWord.POSSIBLE),
        (F(9), GapWord.NONE, MirrorWord.NONE),
        (F(20), NOT_SHOWN, NOT_SHOWN),
        (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN),
    ],
)
def test_the_word_of_a_mirror(
    gap: Score, word: GapWord | NotShown, expected: MirrorWord | NotShown
) -> None:
    assert mirror_word(gap, word) is expected


# With 47 squared deviations each the half-width is 2.3060 x the root of 4.7, 4.9993; with 47.1 it
# is 5.0046.
@pytest.mark.parametrize(
    ("points", "squares", "expected"),
    [
        ("5", "0", ChangeWord.UP),
        ("-5", "0", ChangeWord.DOWN),
        ("4.99", "0", ChangeWord.NONE),
        ("-4.99", "0", ChangeWord.NONE),
        ("0", "0", ChangeWord.NONE),
        ("5", "47", ChangeWord.UP),
        ("5", "47.1", ChangeWord.NONE),
        ("-5", "47", ChangeWord.DOWN),
        ("-5", "47.1", ChangeWord.NONE),
    ],
)
def test_the_word_of_a_sides_change(points: str, squares: str, expected: ChangeWord) -> None:
    now, before = spread("50", squares), spread("50", squares)
    assert change_word(F(points), [now], [before]) is expected


# Four groups of five: terms of squares / (4 x 4 x 5) each, 16 degrees of freedom, t = 2.1199, so
# that with 160 the half-width is 2.1199 x 2.8284 = 5.9960, and with 160.3 it is 6.0016.
@pytest.mark.parametrize(("squares", "expected"), [("160", 1), ("160.3", 0)])
def test_the_word_of_a_joint_change(squares: str, expected: int) -> None:
    four = [spread(mean, squares) for mean in ("10", "30", "50", "70")]
    up, down = [ChangeWord.NONE, ChangeWord.UP], [ChangeWord.NONE, ChangeWord.DOWN]
    assert change_word(F(6), four[:2], four[2:]) is up[expected]
    assert change_word(F(-6), four[:2], four[2:]) is down[expected]


# Groups of 5, 9, 5 and 13 with variances 40, 360, 0 and 120:
# terms 40/20 = 2, 360/36 = 10, 0 and 120/52 = 2.3077, 14.3077 in all;
# 204.71 / (1 + 12.5 + 0 + 0.44379) = 14.682 degrees of freedom; t(14.682) = 2.1355,
# half-width 2.1355 x 3.7826 = 8.0777.
@pytest.mark.parametrize(
    ("points", "expected"), [("8.09", ChangeWord.UP), ("8.06", ChangeWord.NONE)]
)
def test_a_joint_change_of_unequal_groups(points: str, expected: ChangeWord) -> None:
    now = [spread("50", "160", 5), spread("50", "2880", 9)]
    before = [spread("50", "0", 5), spread("50", "1440", 13)]
    assert change_word(F(points), now, before) is expected


@pytest.mark.parametrize("points", [NOT_SHOWN, NOT_COMPARABLE])
def test_a_change_without_points_has_no_word(points: NotShown | NotComparable) -> None:
    assert change_word(points, [spread("90")], [spread("10")]) is points


def answers(*chosen: tuple[int, int, int, int, int]) -> list[Dispersion]:
    return [dispersion(Count(each, SCORES)) for each in chosen]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        # exactly 30 % low and 30 % high
        ([(3, 0, 4, 0, 3)], Agreement.SPLIT),
        ([(1, 2, 4, 2, 1)], Agreement.SPLIT),
        # split comes first, although the mean deviation is only 6/10
        ([(0, 3, 4, 3, 0)], Agreement.SPLIT),
        # 29 % low, or high: mean 2.09, (29 x 1.09 + 33 x 0.09 + 38 x 0.91) / 100 = 0.6916
        ([(0, 29, 33, 38, 0)], Agreement.ONE_VIEW),
        ([(0, 38, 33, 29, 0)], Agreement.ONE_VIEW),
        # of all answers together: 8 of 30 are low here, 9 of 20 low and 10 high there
        ([(0, 0, 10, 0, 0), (5, 3, 0, 0, 2), (0, 0, 0, 10, 0)], Agreement.ONE_VIEW),
        ([(0, 9, 1, 0, 0), (0, 0, 0, 6, 4)], Agreement.SPLIT),
        # mean 1; five at 0, five at 2: the deviation is 10/12, exactly 5/6
        ([(5, 2, 5, 0, 0)], Agreement.ONE_VIEW),
        # mean 1; six at 0, six at 2: 12/13
        ([(6, 1, 6, 0, 0)], Agreement.MIXED),
        # deviations 1 and 4/6: each statement counts once, 5/6, whatever its number of answers
        ([(6, 0, 6, 0, 0), (2, 2, 2, 0, 0)], Agreement.ONE_VIEW),
        ([(6, 0, 6, 0, 0), (2, 1, 2, 0, 0)], Agreement.MIXED),
        ([(0, 0, 0, 0, 8)], Agreement.ONE_VIEW),
        # 1/8 low, 7/8 high: mean 3.5, deviations 3.5 + 7 x 0.5 = 7, / 8 = 0.875
        ([(1, 0, 0, 0, 7)], Agreement.MIXED),
    ],
)
def test_agreement(chosen: list[tuple[int, int, int, int, int]], expected: Agreement) -> None:
    assert agreement(answers(*chosen), 8, 5) is expected


WIDE = Spread(8, F(50), F(100))


def test_agreement_and_precision_begin_with_eight_people() -> None:
    same = answers((0, 0, 8, 0, 0))
    assert agreement(same, 7, 5) is None
    assert agreement(same, 8, 8) is Agreement.ONE_VIEW
    assert precision(WIDE, 7, 5) is None
    assert precision(WIDE, 8, 8) == 5


def test_a_larger_smallest_group_hides_agreement_and_precision() -> None:
    same = answers((0, 0, 8, 0, 0))
    assert agreement(same, 8, 9) is NOT_SHOWN
    assert precision(WIDE, 8, 9) is NOT_SHOWN
    assert agreement(same, 7, 9) is None


@pytest.mark.parametrize(
    ("n", "deviation", "expected"),
    [
        # t = 2.3060 for 8 degrees of freedom, over the root of 9: 0.76867 of the deviation
        (9, "0", 5),
        (9, "0.001", 5),
        (9, "6.50", 5),
        (9, "6.51", 10),
        (9, "13.00", 10),
        (9, "13.02", 15),
        (9, "19.51", 15),
        (9, "19.52", 20),
        # t = 2.3646 for 7, over the root of 8: 0.83602; as wide as it gets is 41.8 of 50
        (8, "50", 45),
    ],
)
def test_precision_is_rounded_up_to_fives(n: int, deviation: str, expected: int) -> None:
    assert precision(Spread(n, F(50), F(deviation) ** 2 * (n - 1)), n, 5) == expected


NEAR = Sides(Spread(6, F(30), F(100)), Spread(6, F(60), F(100)))
FAR_APART = Sides(Spread(6, F(30), F(9000)), Spread(6, F(60), F(9000)))
HALF = Sides[Spread | None](NEAR.contractor, None)
NOW, BEFORE = Spread(6, F(60), F(10)), Spread(6, F(51), F(10))


@pytest.mark.parametrize(
    ("gap", "groups", "word"),
    [
        (F(-30), NEAR, GapWord.CLEAR),
        (F(-30), FAR_APART, GapWord.POSSIBLE),
        (F(-20), HALF, GapWord.CLEAR),
        (F("-19.9"), HALF, GapWord.POSSIBLE),
        (F("-9.9"), HALF, GapWord.NONE),
        (F(20), Sides(None, None), GapWord.CLEAR),
        (NOT_SHOWN, HALF, NOT_SHOWN),
    ],
)
def test_where_a_spread_is_missing_a_gap_alone_decides(
    gap: Score, groups: Sides[Spread | None], word: GapWord | NotShown
) -> None:
    assert gap_word(gap, groups) is word


@pytest.mark.parametrize(
    ("points", "spreads", "word"),
    [
        (F(9), (NOW, BEFORE), ChangeWord.UP),
        (F(9), (NOW, None), ChangeWord.NONE),
        (F(9), (None, BEFORE), ChangeWord.NONE),
        (F(10), (NOW, None), ChangeWord.UP),
        (F(-10), (None, None), ChangeWord.DOWN),
        (NOT_SHOWN, (NOW, None), NOT_SHOWN),
    ],
)
def test_where_a_spread_is_missing_the_points_of_a_change_alone_decide(
    points: Score, spreads: tuple[Spread | None, Spread | None], word: ChangeWord | NotShown
) -> None:
    now, before = spreads
    assert change_word(points, [now], [before]) is word
