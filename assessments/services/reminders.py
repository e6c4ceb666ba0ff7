"""Sending reminders: each is tried once, begins at its own moment and takes the same time, whether
it goes or not, in a thread and by a connection of its own.

Mail servers are slow for some addresses, and say no to some. Whoever waited behind a reminder, for
a connection that it holds or has cost, or for a thread of the worker, could tell whether it went,
and so whether its person has answered.

It is noted as sent before the mail server gets it, in the same transaction that looks whether its
person has answered; nothing is asked of the database after that, or the log would tell who was
reminded when the database went away. One waits for everybody who was asked by name, and those of
people who have answered end as if they had gone.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Lock, Timer
from time import monotonic, sleep

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from assessments.models import Invitation, Outbox
from assessments.services.delivery import is_asked, ready, take, write
from assessments.services.few_left import is_reached
from assessments.services.letters import Kind
from assessments.services.put_back import is_put_back
from assessments.services.transport import (
    ServerAwayError,
    cut_off,
    hand_over,
    reach,
    way_to_server,
)
from partnerships.querysets import one_or_none

log = logging.getLogger(__name__)

PAUSE = 4.0
"""Seconds from the beginning of one to that of the next."""
EACH_TAKES = 10.0
"""Seconds, once its way is open; one that has not gone by then is cut off. Three are under way at
once: many mail servers take no more connections.
"""
PER_RUN = 12
"""At most: with all this, and ways that open at once, less than the minute until the next run."""

_beginning = Lock()


def send_reminders(*, now: datetime) -> int:
    """Begin reminders that are due, and wait until the last is done with. How many were begun; none
    while another call begins some.
    """
    if is_put_back():
        return 0
    begun: list[Future[str]] = []
    with ThreadPoolExecutor(PER_RUN, thread_name_prefix="reminder") as threads:
        if not _beginning.acquire(blocking=False):
            return 0
        try:
            for mail_id in due_reminders(now=now)[:PER_RUN]:
                begun.append(threads.submit(_send_in_its_time, mail_id, now))
                sleep(PAUSE)
        finally:
            _beginning.release()
    for problem in {one.result() for one in begun} - {""}:
        log.error(problem)
    return len(begun)


def due_reminders(*, now: datetime) -> list[int]:
    """Those that are due and held by nobody else, of everybody who was asked by name."""
    mails = ready(now).filter(kind=Kind.REMINDER)
    return list(mails.order_by("due_at", "pk").values_list("pk", flat=True))


def _send_in_its_time(mail_id: int, now: datetime) -> str:
    """A sentence for the log, if the reminder waits for a later run."""
    with way_to_server() as server:
        try:
            reach(server)
        except ServerAwayError as problem:
            return str(problem)
        # How long that took is the same for all: nobody has looked yet whose it is
        ends = monotonic() + EACH_TAKES
        limit = Timer(EACH_TAKES, cut_off, [server])
        limit.start()
        try:
            send_reminder(mail_id=mail_id, now=now, server=server)
        except Exception as problem:
            return f"A reminder waits for the next run ({type(problem).__name__})."
        finally:
            limit.cancel()
            connection.close()
            sleep(max(0.0, ends - monotonic()))
    return ""


def send_reminder(*, mail_id: int, now: datetime, server: BaseEmailBackend) -> bool:
    """Send one by a way of its own, which is open, or drop it: both leave the same row. Whether it
    is done with.
    """
    mail = take(mail_id, now)
    if mail is None:
        return False
    if not _claim(mail, now):
        return True
    # What a mail server says is noted nowhere: it is asked only for whoever has not answered
    with suppress(Exception):
        hand_over(mail, server)
    if settings.DEMO:
        said = {"recipient": mail.recipient, "subject": mail.subject, "body": mail.body}
        Outbox.objects.filter(pk=mail.pk).update(**said)
    return True


def _done(now: datetime) -> dict[str, object]:
    return {"sent_on": now.date(), "lease_until": None, "invitation": None}


@transaction.atomic
def _claim(mail: Outbox, now: datetime) -> bool:
    """Note a reminder as done with, and write it if it is to go. Whoever reads the log of the
    database finds the same whether or not its person has answered.
    """
    is_wanted = _is_wanted(mail, now)
    is_first = Outbox.objects.filter(pk=mail.pk, sent_on=None).update(**_done(now))
    return is_wanted and bool(is_first)


def _is_wanted(mail: Outbox, now: datetime) -> bool:
    """Whether its person has got the link and has neither answered nor been removed by this moment.

    Who answers at this moment has to wait, or makes it wait: a statement alone may have begun
    before the answer was there and end after it.
    """
    invitation = mail.invitation
    if invitation is None or not is_asked(invitation, now) or not is_reached(invitation):
        return False
    if not write(mail, invitation):
        return False
    asked = Invitation.objects.select_for_update(of=("self",))
    found = one_or_none(asked.filter(pk=invitation.pk))
    return found is not None and not (found.submitted or found.revoked)
