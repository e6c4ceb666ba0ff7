"""When a round closes: wall-clock times of its own zone, correct over daylight saving."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from assessments.models import Round

EXTENSION_DAYS = 7
COUNTED_AT = time(6)
REMINDED_AT = time(9)
SATURDAY = 5


def moment_of(local: datetime, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show `local` (a time without a zone).

    A time that clocks leap over moves to the next valid minute; of one that comes twice it is
    the first.
    """
    minute = local.replace(fold=0)
    while not _exists(minute, zone):
        minute = minute.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return minute.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _exists(local: datetime, zone: str) -> bool:
    back = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) == local


def local_time(moment: datetime, zone: str) -> datetime:
    """What the clocks of `zone` show at this moment, without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def closing_moment(round: "Round") -> datetime:
    """The moment from which no answer is accepted: seven local days later once extended."""
    if round.closes_at is None:
        raise ValueError("This round has no closing time yet.")
    if not round.extended:
        return round.closes_at
    later = local_time(round.closes_at, round.time_zone) + timedelta(days=EXTENSION_DAYS)
    return moment_of(later, round.time_zone)


def counting_moment(day: date, zone: str) -> datetime:
    """06:00 of a day in the round's zone: the moment for which answers are counted."""
    return moment_of(datetime.combine(day, COUNTED_AT), zone)


def reminding_moment(round: "Round", days: int) -> datetime:
    """09:00, by the clocks of the round's zone, so many working days before it closes."""
    return working_days_before(closing_moment(round), round.time_zone, days)


def working_days_before(moment: datetime, zone: str, days: int) -> datetime:
    """09:00, by the clocks of the zone, so many working days before the day of a moment."""
    day = local_time(moment, zone).date()
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return moment_of(datetime.combine(day, REMINDED_AT), zone)
