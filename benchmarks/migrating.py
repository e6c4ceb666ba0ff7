"""How long each migration takes in a large installation: `python -m benchmarks.migrating`.

A thousand alliances with five rounds, a million invitations, one round open. The database is taken
back to the first migration that can be gone back to, and brought along again.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.compare import line
from benchmarks.servers import surroundings
from tests.postgres import DURABLE, running_server

ALLIANCES, ROUNDS, ON_A_SIDE = 1_000, 5, 100
OPEN = 1_000
"""People on each side of the round that is open."""
BACK_TO = ("assessments", "0020_sealed_comments")
CHUNK = 10_000


def main() -> None:
    found: dict[str, dict[str, float]] = {}
    for name in ("SQLite", "PostgreSQL"):
        server = running_server(DURABLE) if name == "PostgreSQL" else nullcontext("")
        with server as url, tempfile.TemporaryDirectory() as place:
            address = url or f"sqlite:///{place}/migrating.sqlite3"
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.migrating", "one"],
                env=surroundings("migrating", address, Path(place), 8000),
                check=True,
                stdout=subprocess.PIPE,
            )
        found[name] = json.loads(done.stdout.splitlines()[-1])
    print(line(["Migration", *(f"{name}, s" for name in found)]))
    print(line(["---", *["---:"] * len(found)]))
    for migration in found["SQLite"]:
        print(line([migration, *(f"{of[migration]:.2f}" for of in found.values())]))


def measured() -> dict[str, float]:
    """Seconds of each migration, by its name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "alliance_site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    call_command("migrate", verbosity=0)
    fill()
    MigrationExecutor(connection).migrate([BACK_TO])
    took: dict[str, float] = {}
    began = perf_counter()

    def note(step: str, migration: Any = None, *_fake: object) -> None:
        nonlocal began
        if step == "apply_start":
            began = perf_counter()
        elif step == "apply_success":
            took[str(migration)] = perf_counter() - began

    executor = MigrationExecutor(connection, note)
    executor.migrate(executor.loader.graph.leaf_nodes())
    return took


def fill() -> None:
    from assessments.links import new_selector
    from assessments.models import Invitation, Round
    from benchmarks.world import released
    from tests.guards import unguarded
    from tests.live_round import alliance, opened

    opened(alliance(OPEN, OPEN))
    released(ALLIANCES, ROUNDS, 8)
    rounds = Round.objects.exclude(state=Round.State.OPEN).values_list("pk", flat=True)
    asked = [(pk, side) for pk in rounds for side in ("contractor", "client")] * ON_A_SIDE
    for start in range(0, len(asked), CHUNK):
        with unguarded():
            Invitation.objects.bulk_create(
                Invitation(round_id=pk, side=side, selector=new_selector())
                for pk, side in asked[start : start + CHUNK]
            )


if __name__ == "__main__":
    if sys.argv[1:] == ["one"]:
        print(json.dumps(measured()))
    else:
        main()
