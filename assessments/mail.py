"""Django's way to send mail, which leads into the outbox: no mail takes another way."""

from collections.abc import Sequence
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from assessments.services.outbox import queue_mail, send_mail


class OutboxBackend(BaseEmailBackend):
    """Queues each mail, and tries to send it as soon as the transaction has been committed."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        recipients = [(mail, to) for mail in email_messages for to in mail.recipients()]
        for mail, to in recipients:
            queued = queue_mail(
                recipient=to, subject=str(mail.subject), body=str(mail.body), now=now
            )
            transaction.on_commit(partial(send_mail, mail_id=queued.pk, now=now))
        return len(email_messages)
