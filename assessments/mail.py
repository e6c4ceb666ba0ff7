"""Django's way to send mail, which leads into the outbox: no mail takes another way."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Condition

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from assessments.services.delivery import send_in_thread
from assessments.services.outbox import queue_mail

THREADS = 8


class Sender:
    """Sends mails in threads of its own: one person's one after another, those of others beside
    them. Whoever waited behind somebody else's would learn by the time whether it went, and so
    whether that address is known.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        self._waiting: dict[str, deque[int]] = {}
        self._change = Condition()

    def submit(self, recipient: str, mail_id: int) -> None:
        """Send this mail soon; returns at once."""
        with self._change:
            if recipient in self._waiting:
                self._waiting[recipient].append(mail_id)
                return
            self._waiting[recipient] = deque([mail_id])
        self._threads.submit(self._send_all, recipient)

    def wait(self) -> None:
        """Until everything has been tried that was submitted so far."""
        with self._change:
            self._change.wait_for(lambda: not self._waiting)

    def _send_all(self, recipient: str) -> None:
        while (mail_id := self._next(recipient)) is not None:
            send_in_thread(mail_id=mail_id, now=timezone.now())

    def _next(self, recipient: str) -> int | None:
        with self._change:
            if waiting := self._waiting[recipient]:
                return waiting.popleft()
            del self._waiting[recipient]
            self._change.notify_all()
            return None


sender = Sender()


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
            transaction.on_commit(partial(sender.submit, to, queued.pk))
        return len(email_messages)
