from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.closing import (
    closing_moment,
    counting_moment,
    local_time,
    moment_of,
    reminding_moment,
)
from assessments.models import Round

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-06-12T17:00", "Europe/London", "2026-06-12T16:00"),
        ("2026-01-12T17:00", "Europe/London", "2026-01-12T17:00"),
        # clocks leap from 01:00 to 02:00: the next valid minute is 02:00 of summer time
        ("2026-03-29T01:30", "Europe/London", "2026-03-29T01:00"),
        ("2026-03-29T01:00", "Europe/London", "2026-03-29T01:00"),
        ("2026-03-29T00:59", "Europe/London", "2026-03-29T00:59"),
        ("2026-03-29T02:00", "Europe/London", "2026-03-29T01:00"),
        # 01:30 comes twice: the first is that of summer time
        ("2026-10-25T01:30", "Europe/London", "2026-10-25T00:30"),
        # half an hour is left out
        ("2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-03T15:30"),
        # a whole day is left out
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_wall_clock_times(local: str, zone: str, moment: str) -> None:
    assert moment_of(wall(local), zone) == wall(moment).replace(tzinfo=UTC)


@given(
    st.datetimes(wall("2020-01-01"), wall("2035-01-01")).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.sampled_from(ZONES),
)
def test_a_moment_reads_the_same_on_the_clock_or_a_little_later(local: datetime, zone: str) -> None:
    shown = local_time(moment_of(local, zone), zone)
    assert local <= shown.replace(fold=0) <= local + timedelta(hours=1)


@given(
    st.datetimes(wall("2020-01-01"), wall("2035-01-01")).map(lambda m: m.replace(microsecond=0)),
    st.sampled_from(ZONES),
)
def test_a_later_clock_is_never_an_earlier_moment_of_first_readings(
    local: datetime, zone: str
) -> None:
    moment = moment_of(local, zone)
    first = local_time(moment, zone).replace(fold=0, tzinfo=ZoneInfo(zone))
    assert first.astimezone(UTC) == moment


def test_an_extension_is_seven_days_by_the_clock_even_over_a_change_of_time() -> None:
    closes_at = moment_of(wall("2026-10-20T17:00"), "Europe/London")
    round = Round(closes_at=closes_at, time_zone="Europe/London", extended=True)
    assert closes_at == wall("2026-10-20T16:00").replace(tzinfo=UTC)
    assert closing_moment(round) == wall("2026-10-27T17:00").replace(tzinfo=UTC)
    assert round.closes_at == closes_at


def test_without_extension_a_round_closes_when_it_says() -> None:
    closes_at = moment_of(wall("2026-10-20T17:00"), "Europe/London")
    assert closing_moment(Round(closes_at=closes_at, time_zone="Europe/London")) == closes_at


def test_a_round_without_a_time_has_no_closing_moment() -> None:
    with pytest.raises(ValueError, match="no closing time"):
        closing_moment(Round())


@pytest.mark.parametrize(
    ("closes", "days", "moment"),
    [
        # Friday
        ("2026-03-20T17:00", 3, "2026-03-17T09:00"),
        ("2026-03-20T17:00", 1, "2026-03-19T09:00"),
        # Monday, Sunday and Saturday: the weekend does not count
        ("2026-03-23T17:00", 1, "2026-03-20T09:00"),
        ("2026-03-23T17:00", 3, "2026-03-18T09:00"),
        ("2026-03-22T23:59", 1, "2026-03-20T09:00"),
        ("2026-03-21T00:00", 1, "2026-03-20T09:00"),
        ("2026-03-20T17:00", 10, "2026-03-06T09:00"),
        # over the change to summer time
        ("2026-03-31T17:00", 3, "2026-03-26T09:00"),
    ],
)
def test_reminders_go_at_nine_on_working_days(closes: str, days: int, moment: str) -> None:
    zone = "Europe/London"
    round = Round(closes_at=moment_of(wall(closes), zone), time_zone=zone)
    assert local_time(reminding_moment(round, days), zone) == wall(moment)


def test_counting_happens_at_six_by_the_clock() -> None:
    summer = counting_moment(date(2026, 7, 1), "Europe/London")
    assert summer == wall("2026-07-01T05:00").replace(tzinfo=UTC)
