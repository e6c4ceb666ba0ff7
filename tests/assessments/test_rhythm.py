from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rhythm import days_of, next_undone, next_windows, window_of
from partnerships.models import Rhythm

ZONE = "Europe/London"


def rhythm(
    kind: str = "quarterly", first: date | None = date(2026, 1, 31), **fields: Any
) -> Rhythm:
    usual: dict[str, Any] = {
        "opens": time(9),
        "days_open": 14,
        "closes": time(17),
        "time_zone": ZONE,
        "done_until": date(2025, 12, 31),
    }
    return Rhythm(kind=kind, first_on=first, **(usual | fields))


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("quarterly", ["2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31", "2027-01-31"]),
        ("half-yearly", ["2026-01-31", "2026-07-31", "2027-01-31", "2027-07-31", "2028-01-31"]),
        ("yearly", ["2026-01-31", "2027-01-31", "2028-01-31", "2029-01-31", "2030-01-31"]),
    ],
)
def test_days_follow_the_months_and_fit_into_short_ones(kind: str, days: list[str]) -> None:
    assert [day.isoformat() for day in islice(days_of(rhythm(kind)), 5)] == days


def test_the_last_of_february() -> None:
    days = islice(days_of(rhythm("yearly", date(2024, 2, 29))), 5)
    assert [day.isoformat() for day in days] == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


def test_own_days_come_in_their_order() -> None:
    own = rhythm("own", None, own_days=["2026-09-01", "2026-03-01"])
    assert list(days_of(own)) == [date(2026, 3, 1), date(2026, 9, 1)]


def test_days_end_with_the_century() -> None:
    assert list(days_of(rhythm("yearly", date(2098, 5, 1)))) == [date(2098, 5, 1), date(2099, 5, 1)]


def test_a_round_is_prepared_a_week_before_by_the_clock_even_over_a_change_of_time() -> None:
    window = window_of(rhythm(), date(2026, 4, 2))
    assert window.prepared_at == datetime(2026, 3, 26, 9, tzinfo=UTC)
    assert window.opens_at == datetime(2026, 4, 2, 8, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 4, 16, 16, tzinfo=UTC)


def test_the_next_three_from_a_second_before_and_at_an_opening() -> None:
    opens = datetime(2026, 4, 30, 8, tzinfo=UTC)
    before = next_windows(rhythm(), opens.replace(hour=7, minute=59, second=59))
    at = next_windows(rhythm(), opens)
    assert [one.day.isoformat() for one in before] == ["2026-04-30", "2026-07-31", "2026-10-31"]
    assert [one.day.isoformat() for one in at] == ["2026-07-31", "2026-10-31", "2027-01-31"]


def test_what_is_done_is_not_done_again() -> None:
    assert next_undone(rhythm()) == window_of(rhythm(), date(2026, 1, 31))
    later = rhythm(done_until=date(2026, 1, 31))
    assert next_undone(later) == window_of(later, date(2026, 4, 30))
    assert next_undone(rhythm("own", None, own_days=["2025-01-01"])) is None


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.sampled_from(["quarterly", "half-yearly"]))
def test_days_are_as_many_months_apart_as_the_rhythm_says(first: date, kind: str) -> None:
    step = 3 if kind == "quarterly" else 6
    days = list(islice(days_of(rhythm(kind, first)), 9))
    assert [day.year * 12 + day.month for day in days] == [
        first.year * 12 + first.month + step * number for number in range(9)
    ]
    assert all(day.day <= first.day for day in days)
    assert days[12 // step].day in {first.day, 28}
