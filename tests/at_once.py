"""Things that happen at the same moment."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def begin(call: Callable[[], object]) -> Thread:
    """Let it run in a thread with a connection of its own, which is closed at the end."""
    thread = Thread(target=_close_after, args=(call,))
    thread.start()
    return thread


def _close_after(call: Callable[[], object]) -> None:
    try:
        call()
    finally:
        connection.close()


def together(*calls: Callable[[], T]) -> list[T]:
    """Run all at once, each in a thread with a connection of its own; what they returned."""
    results: list[T] = []
    failures: list[BaseException] = []
    barrier = Barrier(len(calls))

    def run(call: Callable[[], T]) -> None:
        try:
            barrier.wait()
            results.append(call())
        except BaseException as failure:
            failures.append(failure)

    threads = [begin(partial(run, call)) for call in calls]
    for thread in threads:
        thread.join()
    assert failures == []
    return results
