"""What is deleted when its time is over."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from assessments.models import Outbox

MAIL_KEPT = timedelta(days=35)


def purge_expired(*, now: datetime) -> dict[str, int]:
    """Delete sessions that have ended and the notes of mails sent more than 35 days ago; how many
    of each."""
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    mails, _ = Outbox.objects.filter(sent_on__lt=(now - MAIL_KEPT).date()).delete()
    return {"sessions": sessions, "mails": mails}
