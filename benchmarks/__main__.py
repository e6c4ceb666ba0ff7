"""All comparisons, written to benchmarks/RESULTS.md: `python -m benchmarks [short]`."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import sealing, weight
from benchmarks.compare import Size, measured, sites, table, throughput
from benchmarks.growth import growth
from tests.postgres import DURABLE, running_server

FILE = Path(__file__).with_name("RESULTS.md")
SHORT = Size(runs=8, seconds=3.0, sending=8, answered=100)


def main() -> None:
    short = sys.argv[1:] == ["short"]
    written: list[str] = []
    for part in parts(SHORT if short else Size(), short=short):
        print(part, flush=True)
        written.append(part)
        if not short:
            FILE.write_text("\n".join(written) + "\n", encoding="utf-8")


def parts(size: Size, *, short: bool) -> Iterator[str]:
    """Paragraph by paragraph, so that what has been measured is kept if a later part fails."""
    yield head()
    for name in ("SQLite", "PostgreSQL"):
        server = running_server(DURABLE) if name == "PostgreSQL" else nullcontext("")
        with server as url, tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            address = url or f"sqlite:///{folder}/{{}}.sqlite3"
            yield f"\n## {name}\n\nLoad: {load()}.\n"
            with sites(address, folder, size) as field:
                yield from (*table(field, measured(field, size)), "")
                yield from (*throughput(field, size), "")
                yield from (*weight.table(field), "")
            yield from (*growth(address, folder, short=short), "")
            yield from (*sealing.table(address, folder, short=short), "")
            yield f"Load at the end: {load()}."


def load() -> str:
    return " / ".join(f"{value:.1f}" for value in os.getloadavg())


def head() -> str:
    now = datetime.now(UTC)
    return (
        "# Results\n\n"
        "Written by `make bench`; README.md beside this file tells what is measured and how.\n\n"
        f"Measured on {now:%d %B %Y}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, "
        f"load average at the start {load()}."
    )


if __name__ == "__main__":
    main()
