"""Sending reminders: each begins at its own moment, in a thread and by a connection of its own.

Mail servers are slow for some addresses, and say no to some. Whoever waited behind a reminder, or
for the connection that it has cost, could tell whether it went, and so whether its person has
answered.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Lock
from time import sleep

from assessments.services.delivery import due_reminders, is_server_there, send_in_thread

PAUSE = 2.0
"""Seconds from the beginning of one to that of the next, whether it goes or not."""
PER_RUN = 25
"""Fewer than begin until the next run, a minute later."""

_beginning = Lock()


def send_reminders(*, now: datetime) -> int:
    """Begin reminders that are due, and wait until the last is done with. How many were begun; none
    while another call begins some.
    """
    begun = 0
    with ThreadPoolExecutor(PER_RUN, thread_name_prefix="reminder") as threads:
        if not _beginning.acquire(blocking=False):
            return begun
        try:
            waiting = due_reminders(now=now)[:PER_RUN]
            if waiting and is_server_there():
                for mail_id in waiting:
                    threads.submit(send_in_thread, mail_id=mail_id, now=now)
                    begun += 1
                    sleep(PAUSE)
        finally:
            _beginning.release()
    return begun
