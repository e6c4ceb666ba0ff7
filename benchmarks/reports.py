"""How long each report takes and how much memory it needs: `make bench`.

Each report is made in a process of its own: a first time, then five times more. Told are the
median time and processor's time, those of the first, by how much the peak of the memory grew, and
how large the file is. `demo` is the latest round of the demo's Northgate alliance, in a temporary
database that is read anew every time; the others are the tests' documents, written only.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
SLUG, DAY = "northgate-facilities", date(2026, 11, 2)
CASES = [
    ("demo", "full", "pdf"),
    ("demo", "brief", "pdf"),
    ("demo", "staff", "pdf"),
    ("demo", "trend", "pdf"),
    ("demo", "deck", "pptx"),
    ("demo", "full", "xlsx"),
    ("demo", "data", "csv"),
    ("demo", "data", "json"),
    ("second", "full", "pdf"),
    ("second", "brief", "pdf"),
    ("second", "deck", "pptx"),
    ("second", "full", "xlsx"),
    ("many", "full", "pdf"),
    ("many", "deck", "pptx"),
    ("many", "trend", "pdf"),
    ("many", "trend", "pptx"),
    ("many", "full", "xlsx"),
]


def peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()


def load() -> None:
    """Fill the database with the demo's alliances."""
    start()
    from django.core.management import call_command

    from assessments.services.demo import load_demo

    call_command("migrate", verbosity=0)
    load_demo(today=DAY)


def maker(name: str, kind: str, form: str) -> Callable[[], bytes]:
    """What makes one file."""
    from assessments.exports import export_file, report_file
    from assessments.queries import latest_released
    from assessments.reports.formats import REPORTS
    from assessments.wording import say
    from partnerships.models import Partnership
    from tests.assessments.reports.sources import SOURCES, document

    if name != "demo":
        made = document(SOURCES[name](), kind)
        return lambda: REPORTS[form].render(made, say)
    round = latest_released(Partnership.objects.get(slug=SLUG))
    if round is None:
        raise LookupError(SLUG)
    if kind == "data":
        return lambda: export_file(round, form).content
    return lambda: report_file(round, kind, form).content


def measure(name: str, kind: str, form: str) -> str:
    """One line of figures."""
    start()
    make = maker(name, kind, form)
    before = peak()
    begin, busy = time.perf_counter(), time.process_time()
    make()
    first, first_busy = time.perf_counter() - begin, time.process_time() - busy
    walls, processors = [], []
    for _ in range(RUNS):
        wall, processor = time.perf_counter(), time.process_time()
        size = len(make())
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    grown = peak() - before
    return (
        f"{name:8} {kind:6} {form:5} {statistics.median(walls):6.3f} s"
        f" {statistics.median(processors):6.3f} s cpu,"
        f" first {first:6.3f} s {first_busy:6.3f} s cpu"
        f" {grown:7.1f} MB {size // 1024:5} kB"
    )


def main() -> None:
    if sys.argv[1:] == ["load"]:
        load()
    elif len(sys.argv) > 1:
        print(measure(*sys.argv[1:4]))
    else:
        run_all()


def run_all() -> None:
    print("second: two rounds; many: forty-one. At most 0.5 s and 150 MB but for many.")
    with tempfile.TemporaryDirectory() as folder:
        place = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        for case in (("load",), *CASES):
            subprocess.run([sys.executable, __file__, *case], check=True, env=place)


if __name__ == "__main__":
    main()
