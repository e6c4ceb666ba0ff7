from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.cells import NOT_ANSWERED, Answers, Count, cell, count, pack, rounded
from assessments.scoring.terms import CANNOT_SAY, Sheet, Side
from tests.assessments.sheets import client, contractor, instrument

SCORES = (0, 25, 50, 75, 100)


def test_answers_are_packed_by_side_and_statement() -> None:
    sheets = [
        Sheet(Side.CLIENT, {"T1": 4, "M4": 0}),
        Sheet(Side.CONTRACTOR, {"T1": 1}),
        Sheet(Side.CLIENT, {"T1": CANNOT_SAY, "M4": 3}),
    ]
    packed = pack(instrument(), iter(sheets))
    assert packed.contractor.people == 1
    assert packed.client.people == 2
    assert packed.contractor.columns["T1"] == bytes([1])
    assert packed.client.columns["T1"] == bytes([4, NOT_ANSWERED])
    assert packed.client.columns["M4"] == bytes([0, 3])
    assert packed.client.columns["P10.own"] == bytes([NOT_ANSWERED, NOT_ANSWERED])


def test_a_sheet_without_an_answer_is_a_person() -> None:
    packed = pack(instrument(), [Sheet(Side.CLIENT, {})])
    assert (packed.contractor.people, packed.client.people) == (0, 1)


@pytest.mark.parametrize("answers", [{"T9": 1}, {"P1": 1}, {"T1": 5}, {"T1": -2}])
def test_an_answer_that_is_not_offered_is_refused(answers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="the questionnaire does not offer"):
        pack(instrument(), [Sheet(Side.CLIENT, answers)])


def test_answers_are_not_written_into_error_reports() -> None:
    sheet = Sheet(Side.CLIENT, {"T1": 4})
    assert "T1" not in repr([sheet, pack(instrument(), [sheet])])


def test_counts_leave_out_who_did_not_choose() -> None:
    sheets = contractor(7, {"T1": [0, 3, 3, 4, CANNOT_SAY, None, 1]}) + client(2)
    counted = count(instrument(), pack(instrument(), sheets).contractor)
    assert counted["T1"] == Count((1, 1, 0, 2, 1), SCORES)
    assert counted["T1"].placed == 5
    # 0 + 25 + 75 + 75 + 100, and 0 + 625 + 5625 + 5625 + 10000
    assert counted["T1"].total == 275
    assert counted["T1"].total_of_squares == 21875
    assert counted["T2"] == Count((0, 0, 7, 0, 0), SCORES)


def test_nobody_makes_counts_of_nothing() -> None:
    counted = count(instrument(), Answers(0, dict.fromkeys(instrument().codes, b"")))
    assert set(counted) == set(instrument().codes)
    assert counted["P3.partner"] == Count((0, 0, 0, 0, 0), SCORES)


def test_counts_of_two_groups_add_up() -> None:
    both = Count((1, 0, 2, 0, 0), SCORES) + Count((0, 0, 1, 0, 4), SCORES)
    assert both == Count((1, 0, 3, 0, 4), SCORES)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        # 25 + 25 + 50 = 100, / 3 = 33.33
        ((0, 2, 1, 0, 0), Fraction(333, 10)),
        # 25 + 50 + 50 = 125, / 3 = 41.67
        ((0, 1, 2, 0, 0), Fraction(417, 10)),
        # 19 x 50 + 25 = 975, / 20 = 48.75: a tie goes up
        ((0, 1, 19, 0, 0), Fraction(488, 10)),
        # 19 x 50 + 75 = 1025, / 20 = 51.25
        ((0, 0, 19, 1, 0), Fraction(513, 10)),
        # unanimous
        ((0, 0, 0, 0, 8), Fraction(95)),
        ((8, 0, 0, 0, 0), Fraction(5)),
        ((0, 0, 8, 0, 0), Fraction(50)),
        # 19 x 75 + ... : 1 x 75 + 4 x 100 = 475, / 5 = 95 exactly
        ((0, 0, 0, 1, 4), Fraction(95)),
        # 2 x 75 + 7 x 100 = 850, / 9 = 94.44
        ((0, 0, 0, 2, 7), Fraction(944, 10)),
        # 1 x 75 + 5 x 100 = 575, / 6 = 95.83
        ((0, 0, 0, 1, 5), Fraction(95)),
        # 1 x 25 + 4 x 0 = 25, / 5 = 5 exactly
        ((4, 1, 0, 0, 0), Fraction(5)),
        # 1 x 25, / 4 = 6.25
        ((3, 1, 0, 0, 0), Fraction(63, 10)),
        # 101 x 75 + 399 x 100 = 47475, / 500 = 94.95: rounded to 95.0 first
        ((0, 0, 0, 101, 399), Fraction(95)),
        # 99 x 25, / 500 = 4.95, and 101 x 25 / 500 = 5.05, rounded to 5.1
        ((401, 99, 0, 0, 0), Fraction(5)),
        ((399, 101, 0, 0, 0), Fraction(51, 10)),
    ],
)
def test_a_cell_is_rounded_once_and_then_coded(chosen: tuple[int, ...], expected: Fraction) -> None:
    assert cell(Count(chosen, SCORES)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.05", "0.1"),
        ("-0.05", "-0.1"),
        ("0.0499", "0"),
        ("-0.0499", "0"),
        ("12.25", "12.3"),
        ("-12.25", "-12.3"),
        ("12.35", "12.4"),
        ("-12.34", "-12.3"),
        ("99.95", "100"),
    ],
)
def test_ties_round_away_from_zero(value: str, expected: str) -> None:
    assert rounded(Fraction(value), 10) == Fraction(expected)


@given(st.fractions(), st.integers(1, 20))
def test_rounding_goes_to_a_nearest_multiple(value: Fraction, parts: int) -> None:
    found = rounded(value, parts)
    assert (found * parts).denominator == 1
    assert abs(found - value) <= Fraction(1, 2 * parts)
    assert rounded(-value, parts) == -found
