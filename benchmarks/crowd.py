"""Three hundred people who answer at once while dashboards are read: `make bench-crowd`.

One web server of two processes, as it is deployed. Everybody places a statement every nine seconds
or so (in more than ten minutes less often, so that it takes the whole time), each saved at once as
the page's script does it, goes on to the next part, and sends. Ten readers ask for a dashboard
every ten seconds. Told are the times of saving beside those of a quiet server, what failed, and how
much memory the server holds at the beginning, in the middle and at the end.
"""

import json
import random
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic, perf_counter

from benchmarks.browser import unpacked
from benchmarks.compare import line
from benchmarks.servers import Site, running
from benchmarks.timing import MILLI
from benchmarks.work import Respondent, reader
from tests.postgres import DURABLE, running_server

PEOPLE = 300
READERS = 10
PROCESSES = 2
THINKING = 9.0
SHARE = 1 / 67
"""Of the whole time, that somebody thinks about one of 52 statements if that is longer."""
READING = 10.0
QUIET_SAVES = 200
SETTLING = 60.0
"""Seconds within which everybody comes; then the server's memory is taken for its beginning."""


@dataclass
class Told:
    """Milliseconds of each save and of each dashboard, and what failed."""

    saves: list[float] = field(default_factory=list)
    dashboards: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    sent: int = 0


class Crowd:
    def __init__(self, site: Site, seconds: float) -> None:
        self.site, self.seconds, self.told = site, seconds, Told()
        self.thinking = max(THINKING, seconds * SHARE)
        self.over = threading.Event()

    def run(self) -> list[float]:
        """Until the time is over; the server's memory in MB: beginning, middle and end."""
        people = [partial(self.answer, cookie) for cookie in self.site.offer["answering"]]
        jobs: list[Callable[[], None]] = [*people, *[self.read] * READERS]
        threads = [threading.Thread(target=self.guarded, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        memory, settled = list[float](), min(SETTLING, self.seconds / 2)
        for pause in (settled, self.seconds / 2 - settled, self.seconds / 2):
            self.over.wait(pause)
            memory.append(memory_of(self.site.process.pid))
        self.over.set()
        for thread in threads:
            thread.join()
        return memory

    def guarded(self, job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as failure:
            self.told.failures.append(repr(failure)[:300])

    def answer(self, cookie: str) -> None:
        one = Respondent(self.site, cookie)
        self.over.wait(random.uniform(0, SETTLING))
        path = "/answer/trust/"
        while not self.over.is_set() and path != "/answer/check/":
            one.open(path)
            chosen: dict[str, str] = {}
            for code in one.codes:
                self.pause(self.thinking)
                if self.over.is_set():
                    return
                chosen[code] = random.choice("01234x")
                self.timed(self.told.saves, partial(save, one, chosen))
            path = goal_of(one.browser.post(path, one.fields | chosen | {"go": "next"}))
        if path == "/answer/check/":
            one.open(path)
            one.send()
            self.told.sent += 1

    def read(self) -> None:
        browser = reader(self.site, "leader")
        path = f"{self.site.offer['round']}dashboard/"
        while not self.over.is_set():
            self.timed(self.told.dashboards, partial(browser.get, path))
            self.pause(READING)

    def pause(self, seconds: float) -> None:
        self.over.wait(seconds * random.uniform(0.5, 1.5))

    def timed(self, times: list[float], do: Callable[[], object]) -> None:
        began = perf_counter()
        do()
        times.append((perf_counter() - began) * MILLI)


def save(one: Respondent, chosen: dict[str, str]) -> None:
    """What the script of a page sends after each change; the answer tells the next version."""
    answer = one.browser.post(f"{one.path}save/", one.fields | chosen)
    one.fields["base"] = str(json.loads(unpacked(answer))["version"])


def goal_of(answer: bytes) -> str:
    """Where a redirect leads to."""
    heads = answer.decode(errors="replace").split("\r\n")
    return next(head.split(": ", 1)[1] for head in heads if head.lower().startswith("location: "))


def quiet(site: Site) -> list[float]:
    """The times of saving while nobody else is there."""
    one, numbers, times = Respondent(site, site.offer["sending"][0]), count(), list[float]()
    one.open("/answer/trust/")
    for _turn in range(QUIET_SAVES):
        began = perf_counter()
        save(one, dict.fromkeys(one.codes, str(next(numbers) % 5)))
        times.append((perf_counter() - began) * MILLI)
    return times


def memory_of(server: int) -> float:
    """MB of a server and its children, shared pages counted by share."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    total = 0
    for process in (str(server), *children):
        for row in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if row.startswith("Pss:"):
                total += int(row.split()[1])
    return total / 1024


def percentile_95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def measured(name: str, url: str, folder: Path, minutes: float) -> str:
    world = {"answering": PEOPLE, "sending": 1, "alliances": 1, "rounds": 3, "people": 8}
    with running("ours", url, folder, world, processes=PROCESSES) as site:
        alone = quiet(site)
        crowd, began = Crowd(site, minutes * 60), monotonic()
        memory = crowd.run()
        told, took = crowd.told, monotonic() - began
    for failure in told.failures[:5]:
        print(failure, file=sys.stderr)
    asked = len(told.saves) + len(told.dashboards)
    median = statistics.median(alone)
    return line(
        [
            name,
            f"{took / 60:.0f}",
            f"{PEOPLE} and {READERS}",
            f"{len(told.saves):,} and {len(told.dashboards):,} ({asked / took:.0f} a second)",
            f"{told.sent}",
            f"{len(told.failures)}",
            f"{median:.1f}",
            f"{statistics.median(told.saves):.1f} / {percentile_95(told.saves):.1f}",
            f"{percentile_95(told.saves) / median:.1f}",
            f"{percentile_95(told.dashboards):.0f}",
            " / ".join(f"{one:.0f}" for one in memory),
        ]
    )


def main() -> None:
    minutes = float(sys.argv[1]) if sys.argv[1:] else 10.0
    heads = ["Database", "Minutes", "People and readers", "Saves and dashboards", "Sent", "Failed"]
    heads += ["Quiet save, ms", "Save, median / p95", "p95 / quiet", "Dashboard, p95"]
    heads += ["Memory, MB, beginning / middle / end"]
    print(line(heads))
    print(line(["---"] + ["---:"] * (len(heads) - 1)))
    for name in ("SQLite", "PostgreSQL"):
        server = running_server(DURABLE) if name == "PostgreSQL" else nullcontext("")
        with server as url, tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            print(measured(name, url or f"sqlite:///{folder}/crowd.sqlite3", folder, minutes))


if __name__ == "__main__":
    main()
