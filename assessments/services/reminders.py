"""Sending reminders: each begins at its own moment, in a thread and by a connection of its own.

Mail servers are slow for some addresses, and say no to some. Whoever waited behind a reminder, or
for the connection that it has cost, could tell whether it went, and so whether its person has
answered.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from threading import Lock
from time import sleep

from assessments.services.delivery import due_reminders, send_in_thread

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds from the beginning of one to that of the next, whether it goes or not."""
PER_RUN = 25
"""At most: with their pauses less than the minute until the next run."""

_beginning = Lock()


def send_reminders(*, now: datetime) -> int:
    """Begin reminders that are due, and wait until the last is done with. How many were begun; none
    while another call begins some.
    """
    begun: list[Future[str]] = []
    with ThreadPoolExecutor(PER_RUN, thread_name_prefix="reminder") as threads:
        if not _beginning.acquire(blocking=False):
            return 0
        try:
            for mail_id in due_reminders(now=now)[:PER_RUN]:
                begun.append(threads.submit(send_in_thread, mail_id=mail_id, now=now))
                sleep(PAUSE)
        finally:
            _beginning.release()
    for problem in {one.result() for one in begun} - {""}:
        log.error(problem)
    return len(begun)
