"""Until when somebody could read results, in databases of an earlier version."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from partnerships.models import Membership
from tests.factories import make_member, make_partnership
from tests.migrating import migrate_back_to, migrate_to_newest

pytestmark = pytest.mark.django_db(transaction=True)

DAY, EARLIER = date(2026, 5, 31), date(2026, 5, 30)
AFTER_IT = datetime(2026, 6, 1, tzinfo=UTC)
PLACES = [
    ("leader", None, None, None),
    ("member", None, DAY, AFTER_IT),
    ("member", DAY, None, None),
    ("leader", DAY, None, AFTER_IT),
    ("facilitator", DAY, EARLIER, AFTER_IT),
    ("member", DAY, EARLIER, datetime(2026, 5, 31, tzinfo=UTC)),
]


def test_a_last_day_is_read_until_it_ends(brought_to_newest: None) -> None:
    harbour = make_partnership()
    for number, (role, ended_on, _day, _until) in enumerate(PLACES):
        make_member(harbour, role, "client", f"{number}@example.org")
        Membership.objects.filter(person__email=f"{number}@example.org").update(ended_on=ended_on)
    numbers = list(Membership.objects.order_by("person__email").values_list("pk", flat=True))
    migrate_back_to("0017_read_until", "partnerships")
    for number, (_role, _ended_on, day, _until) in zip(numbers, PLACES, strict=True):
        with connection.cursor() as cursor:
            statement = "UPDATE partnerships_membership SET read_until = %s WHERE id = %s"
            cursor.execute(statement, [day, number])
    migrate_to_newest()
    found = Membership.objects.order_by("person__email").values_list("read_until", flat=True)
    assert list(found) == [until for _role, _ended_on, _day, until in PLACES]
