"""Django's way to send mail, which leads into the outbox: no mail takes another way."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from assessments.services.delivery import send_mail
from assessments.services.outbox import queue_mail

log = logging.getLogger(__name__)
sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


class OutboxBackend(BaseEmailBackend):
    """Queues each mail; once the transaction has been committed, a thread sends it.

    Nobody waits for the mail server: the time of an answer does not tell whether a mail went.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        recipients = [(mail, to) for mail in email_messages for to in mail.recipients()]
        for mail, to in recipients:
            queued = queue_mail(
                recipient=to, subject=str(mail.subject), body=str(mail.body), now=now
            )
            transaction.on_commit(partial(sender.submit, send_soon, queued.pk))
        return len(email_messages)


def send_soon(mail_id: int) -> None:
    """Send a mail in the sender's thread; what fails waits for the next run of what is due."""
    try:
        send_mail(mail_id=mail_id, now=timezone.now())
    except Exception as problem:
        log.error("A mail waits for the next run (%s).", type(problem).__name__)
    finally:
        connection.close()
