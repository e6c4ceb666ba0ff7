"""Opening and closing by the clocks of every zone, to the second: where they leap, where they are
set back, and where nothing happens."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from assessments.closing import closing_moment, local_time, moment_of
from assessments.forms.rounds import zone_choices
from assessments.models import Round
from assessments.rhythm import window_of
from assessments.services.answering import accepts_answers
from partnerships.models import Rhythm

CASES = 2000
SECOND, STEP, FAR = timedelta(seconds=1), timedelta(days=14), timedelta(hours=30)
WEEK = timedelta(days=7)
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
ZONES = tuple(name for name, _label in zone_choices())


def offset(moment: datetime, zone: str) -> timedelta:
    found = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


def first_after(low: datetime, high: datetime, holds: Callable[[datetime], bool]) -> datetime:
    """The first second at which something holds that does not at `low` and does at `high`."""
    while high - low > SECOND:
        middle = low + timedelta(seconds=(high - low) // SECOND // 2)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


@cache
def changes(zone: str) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """When the clocks of a zone change, with their distance from UTC before and after."""
    found, moment, before = [], FIRST, offset(FIRST, zone)
    while moment < LAST:
        after = offset(moment + STEP, zone)
        if before != after:
            at = first_after(moment, moment + STEP, lambda m: offset(m, zone) != before)  # noqa: B023
            found.append((at, before, offset(at, zone)))
        moment, before = moment + STEP, after
    return tuple(found)


def expected(local: datetime, zone: str) -> datetime:
    """The first moment that reads so; else the first whole minute after the clocks have leapt."""
    about = local.replace(tzinfo=UTC)
    offsets = {offset(about + far, zone) for far in (-FAR, timedelta(0), FAR)}
    readings = [about - one for one in offsets if offset(about - one, zone) == one]
    if readings:
        return min(readings)
    leap = first_after(about - FAR, about + FAR, lambda m: local_time(m, zone) >= local)
    return leap + timedelta(seconds=-local_time(leap, zone).second % 60)


def around(zone: str, draw: random.Random) -> Iterator[datetime]:
    """Readings of the clock within seconds of a change and in its midst, then any."""
    found = list(changes(zone))
    draw.shuffle(found)
    for at, before, after in found[:2]:
        edges = [at.replace(tzinfo=None) + before, at.replace(tzinfo=None) + after]
        near = [edge + number * SECOND for edge in edges for number in (-1, 0, 1)]
        yield min(edges) + (max(edges) - min(edges)) / 2
        yield from draw.sample(near, 3)
    while True:
        yield FIRST.replace(tzinfo=None) + timedelta(seconds=draw.randrange(5 * 365 * 86400))


def cases() -> Iterator[tuple[str, datetime]]:
    draw = random.Random(CASES)
    readings = {zone: around(zone, draw) for zone in ZONES}
    while True:
        for zone in ZONES:
            yield zone, next(readings[zone]).replace(microsecond=0)


def check(zone: str, local: datetime) -> None:
    moment, week_later = expected(local, zone), expected(local + WEEK, zone)
    assert moment_of(local, zone) == moment, (zone, local)
    round = Round(state="open", closes_at=moment, time_zone=zone)
    assert closing_moment(round) == moment
    assert accepts_answers(round, moment - SECOND)
    assert not accepts_answers(round, moment)
    rhythm = Rhythm(opens=local.time(), days_open=7, closes=local.time(), time_zone=zone)
    window = window_of(rhythm, local.date())
    assert (window.opens_at, window.closes_at) == (moment, week_later), (zone, local)
    assert window.prepared_at == expected(local - WEEK, zone), (zone, local)
    if local_time(moment, zone) == local:
        extended = Round(closes_at=moment, time_zone=zone, extended=True)
        assert closing_moment(extended) == week_later, (zone, local)


def test_rounds_open_and_close_to_the_second_in_every_zone(
    counted: Callable[[str, int], None],
) -> None:
    gaps, overlaps = 0, 0
    for zone, local in islice(cases(), CASES):
        check(zone, local)
        for at, before, after in changes(zone):
            edges = sorted((at.replace(tzinfo=None) + before, at.replace(tzinfo=None) + after))
            is_inside = edges[0] <= local < edges[1]
            gaps += is_inside and after > before
            overlaps += is_inside and after < before
    assert min(gaps, overlaps) > 100
    counted("opening and closing times, over all time zones", CASES)
    counted("of these that clocks leap over", gaps)
    counted("of these that clocks show twice", overlaps)
