"""Times of things that are done in turn, so that whatever else the machine does hits all alike."""

import os
import statistics
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, perf_counter

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 3
MILLI = 1000


@dataclass
class Times:
    """Of one action, in milliseconds. `processor`: what the server worked for it."""

    walls: list[float] = field(default_factory=list)
    worked: float = 0.0

    @property
    def least(self) -> float:
        return min(self.walls)

    @property
    def median(self) -> float:
        return statistics.median(self.walls)

    @property
    def processor(self) -> float:
        return self.worked / len(self.walls)


@dataclass(frozen=True)
class Action:
    """Something that is asked of a server; `server` is the process whose children answer."""

    do: Callable[[], object]
    server: int


def in_turn(actions: Mapping[str, Action], runs: int) -> dict[str, Times]:
    """Each action so many times, one after the other in every round."""
    times = {name: Times() for name in actions}
    for _warm_up in range(WARM_UP):
        for action in actions.values():
            action.do()
    for _run in range(runs):
        for name, action in actions.items():
            worked, began = processor_of(action.server), perf_counter()
            action.do()
            times[name].walls.append((perf_counter() - began) * MILLI)
            times[name].worked += processor_of(action.server) - worked
    return times


def once_each(makers: Sequence[Callable[[], object]], server: int) -> Times:
    """Actions that can be done only once each."""
    times = Times()
    for do in makers:
        worked, began = processor_of(server), perf_counter()
        do()
        times.walls.append((perf_counter() - began) * MILLI)
        times.worked += processor_of(server) - worked
    return times


def at_once(clients: Sequence[Sequence[Callable[[], object]]], seconds: float) -> float:
    """Requests per second when each client does its actions over and over."""
    counts = [0] * len(clients)
    failures: list[BaseException] = []
    until = monotonic() + seconds

    def run(number: int) -> None:
        try:
            while monotonic() < until:
                for do in clients[number]:
                    do()
                    counts[number] += 1
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(clients))]
    began = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (monotonic() - began)


def processor_of(server: int) -> float:
    """Milliseconds that the processes under a server have worked, in the kernel's fine measure."""
    total = 0
    for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
        for thread in Path(f"/proc/{child}/task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e6
