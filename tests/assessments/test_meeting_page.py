"""What pages tell about the meetings of a partnership."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.meeting_page import next_meeting
from partnerships.models import Meeting
from tests.factories import make_partnership

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_next_meeting_is_the_first_to_come_that_is_not_called_off() -> None:
    harbour = make_partnership()
    assert next_meeting(harbour, NOW) is None
    called_off, later, sooner, _past = (
        Meeting.objects.create(
            partnership=harbour,
            starts_at=NOW + days * DAY,
            time_zone="Europe/London",
            called_off=days == 1,
        )
        for days in (1, 30, 9, -9)
    )
    assert next_meeting(harbour, NOW) == sooner
    assert next_meeting(harbour, called_off.starts_at) == sooner
    assert next_meeting(harbour, sooner.starts_at) == later
