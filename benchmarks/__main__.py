"""All comparisons, written to benchmarks/RESULTS.md: `python -m benchmarks [short]`."""

import os
import platform
import sys
import tempfile
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
    size = SHORT if short else Size()
    parts = [head()]
    for name in ("SQLite", "PostgreSQL"):
        server = running_server(DURABLE) if name == "PostgreSQL" else nullcontext("")
        with server as url, tempfile.TemporaryDirectory() as place:
            parts += section(name, url, Path(place), size, short=short)
    text = "\n".join(parts) + "\n"
    print(text)
    if not short:
        FILE.write_text(text, encoding="utf-8")


def section(name: str, url: str, folder: Path, size: Size, *, short: bool) -> list[str]:
    """What is measured on one database."""
    address = url or f"sqlite:///{folder}/{{}}.sqlite3"
    parts = [f"\n## {name}\n", f"Load: {load()}.\n"]
    with sites(address, folder, size) as field:
        parts += [*table(field, measured(field, size)), ""]
        parts += [*throughput(field, size), ""]
        parts += [*weight.table(field), ""]
    parts += [*growth(address, folder, short=short), ""]
    return [*parts, *sealing.table(address, folder, short=short), "", f"Load at the end: {load()}."]


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
