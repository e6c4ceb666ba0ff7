"""Things that happen at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


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
        finally:
            connection.close()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return results
