from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from assessments.models import Outbox
from operations.retention import purge_expired

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_only_what_has_expired_goes() -> None:
    for key, ends in (("gone", NOW - SECOND), ("kept", NOW + SECOND)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for key, days in (("gone", 36), ("kept", 35)):
        Outbox.objects.create(
            key=key, kind="notice", due_at=NOW, sent_on=(NOW - timedelta(days=days)).date()
        )
    Outbox.objects.create(key="waits", kind="notice", due_at=NOW - timedelta(days=90))
    assert purge_expired(now=NOW) == {"sessions": 1, "mails": 1}
    assert [one.session_key for one in Session.objects.all()] == ["kept"]
    assert sorted(Outbox.objects.values_list("key", flat=True)) == ["kept", "waits"]
