"""How long the server takes for the dashboard, by rounds and by answers: `make bench`.

Each case is a temporary partnership whose rounds are imported; the page is asked for once, because
charts are kept after that, then five times more. Told are the first and the median time, queries
and the size of the page.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
FIRST_DAY, APART = date(2016, 1, 31), timedelta(days=91)
CASES = [(1, 8), (1, 400), (4, 8), (12, 8), (12, 400), (40, 8)]


def start(folder: str) -> None:
    """A database of its own, as a real installation has it."""
    sys.path.insert(0, str(ROOT))
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@dataclass(frozen=True)
class Measured:
    first: float
    median: float
    queries: int
    size: float


def measure(rounds: int, people: int) -> Measured:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    from partnerships.viewer import Role
    from tests.factories import answers, make_member, make_partnership, make_released_round

    name = f"Bench {rounds} {people}"
    partnership = make_partnership(name)
    for number in range(rounds):
        day = FIRST_DAY + number * APART
        content = answers(people, people)
        make_released_round(partnership, content, title=f"Round {number}", closed=day)
    client = Client()
    client.force_login(make_member(partnership, Role.LEADER, "client", f"{rounds}.{people}@x.org"))
    path = f"/p/{partnership.slug}/rounds/{rounds}/dashboard/"
    times = []
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for _ in range(RUNS + 1):
            began = time.perf_counter()
            page = client.get(path)
            times.append(time.perf_counter() - began)
            assert page.status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
    median = statistics.median(times[1:])
    return Measured(times[0], median, len(queries), len(page.content) / 1000)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start(folder)
        print(
            "| Rounds | People a side | First, s | Median, s | Of one round | Queries | Page, kB |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|")
        one = None
        for rounds, people in CASES:
            found = measure(rounds, people)
            one = one or found
            times = f"{found.first:.3f} | {found.median:.3f} | {found.median / one.median:.1f}"
            print(
                f"| {rounds} | {people} | {times} | {found.queries} | {found.size:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
