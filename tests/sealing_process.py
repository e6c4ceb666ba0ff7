"""Sealing in processes of their own, which are killed.

Reads one order a line and answers each with how it ended: `statement N` is killed before (even N)
or after (odd N) a statement of the database, `moment SECONDS` when that time has passed, and
`whole` runs to its end and answers with the seconds that it took.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import count
from typing import Any

import django
import scipy.special  # noqa: F401  once, instead of in every child
from django.conf import settings

Order = Callable[[], AbstractContextManager[None]]


def at_statement(point: int) -> AbstractContextManager[None]:
    """Kills this process around one of the statements that the database is sent."""
    from django.db import connection

    points = count()

    def pass_on(execute: Callable[..., Any], *statement: Any) -> Any:
        die_at(next(points))
        result = execute(*statement)
        die_at(next(points))
        return result

    def die_at(reached: int) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return connection.execute_wrapper(pass_on)


def at_moment(seconds: float) -> AbstractContextManager[None]:
    """Lets the alarm clock end this process."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    return nullcontext()


def seal(order: Order) -> None:
    """Do what is due at the closing moment, in a child; tell how it ended."""
    from assessments.services import counting
    from assessments.services.due import run_rounds
    from tests.live_round import CLOSED

    counting.AT_LEAST = counting.A_PERSON_MORE = 1e-9
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        with order():
            done = run_rounds(now=CLOSED)
        os._exit(0 if done else 1)
    _pid, status = os.waitpid(child, 0)
    seconds = time.monotonic() - start
    ended = "killed" if os.WIFSIGNALED(status) else f"ended {status} {seconds}"
    sys.stdout.write(f"{ended}\n")
    sys.stdout.flush()


ORDERS: dict[str, Callable[[str], Order]] = {
    "statement": lambda point: partial(at_statement, int(point)),
    "moment": lambda seconds: partial(at_moment, float(seconds)),
    "whole": lambda _: nullcontext,
}


def main() -> None:
    for line in sys.stdin:
        name, _, when = line.strip().partition(" ")
        seal(ORDERS[name](when))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    settings.DATABASES["default"]["NAME"] = os.environ["DATABASE_NAME"]
    django.setup()
    main()
