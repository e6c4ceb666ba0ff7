"""The days of a rhythm, and when a round of such a day is prepared, opens and closes."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice, takewhile

from assessments.closing import local_time, moment_of
from partnerships.models import Rhythm

MONTHS = {Rhythm.Kind.QUARTERLY: 3, Rhythm.Kind.HALF_YEARLY: 6, Rhythm.Kind.YEARLY: 12}
TOLD_BEFORE = timedelta(days=7)
LAST_YEAR = 2099
SHOWN = 3


@dataclass(frozen=True)
class Window:
    """One round of a rhythm: its day, and its moments in UTC."""

    day: date
    prepared_at: datetime
    opens_at: datetime
    closes_at: datetime


def months_later(first: date, months: int) -> date:
    """The same day of a later month, or the last day of a shorter one."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def days_of(rhythm: Rhythm) -> Iterator[date]:
    """Every day on which a round opens, the earliest first."""
    if rhythm.kind == Rhythm.Kind.OWN or rhythm.first_on is None:
        return iter(sorted(map(date.fromisoformat, rhythm.own_days)))
    first, months = rhythm.first_on, MONTHS[Rhythm.Kind(rhythm.kind)]
    days = (months_later(first, months * number) for number in count())
    return takewhile(lambda day: day.year <= LAST_YEAR, days)


def window_of(rhythm: Rhythm, day: date) -> Window:
    """The moments of the round that opens on a day, by the clocks of the rhythm's zone."""
    opens = datetime.combine(day, rhythm.opens)
    closes = datetime.combine(day + timedelta(days=rhythm.days_open), rhythm.closes)
    zone = rhythm.time_zone
    return Window(
        day=day,
        prepared_at=moment_of(opens - TOLD_BEFORE, zone),
        opens_at=moment_of(opens, zone),
        closes_at=moment_of(closes, zone),
    )


def windows_after(rhythm: Rhythm, now: datetime) -> Iterator[Window]:
    """The rounds that open later than now."""
    today = local_time(now, rhythm.time_zone).date()
    windows = (window_of(rhythm, day) for day in days_of(rhythm) if day >= today)
    return (window for window in windows if window.opens_at > now)


def next_windows(rhythm: Rhythm, now: datetime) -> list[Window]:
    """The next three rounds, or as many as there are."""
    return list(islice(windows_after(rhythm, now), SHOWN))


def next_undone(rhythm: Rhythm) -> Window | None:
    """The first round that has not been prepared or passed over."""
    day = next((day for day in days_of(rhythm) if day > rhythm.done_until), None)
    return window_of(rhythm, day) if day else None
