"""What wakes the worker before its minute is over. A lost call only costs that minute."""

import logging
from threading import Event, Lock

from django.utils import timezone
from huey.contrib.djhuey import db_task

from assessments.services.delivery import send_due

log = logging.getLogger(__name__)

_sending = Lock()
_wanted = Event()


def send_waiting() -> None:
    """Send until nothing is due; a second call at the same time makes the first one go on."""
    _wanted.set()
    while _wanted.is_set() and _sending.acquire(blocking=False):
        try:
            _wanted.clear()
            while send_due(now=timezone.now()):
                pass
        finally:
            _sending.release()


send_soon = db_task(name="send")(send_waiting)


def wake_sender() -> None:
    """Ask the worker to send now; without one, or without its queue, mail waits for `run_due`."""
    try:
        send_soon()
    except Exception as problem:
        log.info("No worker could be woken (%s).", type(problem).__name__)
