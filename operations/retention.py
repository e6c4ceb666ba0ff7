"""What is deleted when its time is over."""

from datetime import datetime

from django.contrib.sessions.models import Session

from assessments.services.delivery import forget_long_sent


def purge_expired(*, now: datetime) -> dict[str, int]:
    """Delete sessions that have ended and the notes of mails sent long ago; how many of each."""
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return {"sessions": sessions, "mails": forget_long_sent(now=now)}
