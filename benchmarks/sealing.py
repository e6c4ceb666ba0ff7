"""How long sealing takes and how much memory it needs, by ballots.

`python -m benchmarks.sealing BALLOTS` seals one round in a process of its own.
"""

import json
import os
import resource
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.servers import new_database, surroundings

NUMBERS = (100, 1_000, 10_000, 100_000)
CHUNK = 2_000
DIFFERENT = 100
"""Ways of answering; each is sealed over and over: opening a ballot costs the same."""
MEGABYTES = 1024


def table(url: str, folder: Path, *, short: bool) -> list[str]:
    """One line for each number of ballots; each database is thrown away."""
    lines = [
        "| Ballots | Sealing, s | Processor, s | Processor, microseconds a ballot | Memory, MB |",
        "|---:|---:|---:|---:|---:|",
    ]
    for number in NUMBERS[:2] if short else NUMBERS:
        name = f"sealing{number}"
        address = (
            new_database(url, name, folder) if url.startswith("postgres") else url.format(name)
        )
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.sealing", str(number)],
            env=surroundings(name, address, folder, 8000),
            check=True,
            stdout=subprocess.PIPE,
        )
        told = json.loads(done.stdout.splitlines()[-1])
        each = told["processor"] / number * 1e6
        lines.append(
            f"| {number:,} | {told['wall']:.2f} | {told['processor']:.2f} | {each:.0f} "
            f"| {told['memory']:.0f} |"
        )
    return lines


def seal(number: int) -> dict[str, Any]:
    """Seal a round of so many ballots; in a child, so that making them leaves no memory behind."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "alliance_site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    child = os.fork()
    if child == 0:
        prepare(number)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if status:
        raise ChildProcessError(status)
    connection.close()
    import scipy.stats  # noqa: F401  part of every process that seals

    from assessments.models import Round
    from assessments.services import counting
    from assessments.services.counting import seal_round
    from tests.live_round import CLOSED

    counting.AT_LEAST = counting.A_PERSON_MORE = 1e-9
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, processor = perf_counter(), process_time()
    seal_round(round_id=Round.objects.get().pk, now=CLOSED + timedelta(days=8))
    told = {"wall": perf_counter() - wall, "processor": process_time() - processor}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if Round.objects.get().state != "sealed":
        raise AssertionError("not sealed")
    return told | {"memory": after / MEGABYTES, "grown": (after - before) / MEGABYTES}


def prepare(number: int) -> None:
    """A round with so many submitted ballots, half of them of each side."""
    from assessments.ballots import Answers, public_key_of, seal_ballot
    from assessments.models import Ballot, Invitation, Round
    from assessments.questionnaire.load import breakthrough_1
    from assessments.questionnaire.schema import sha256_of
    from assessments.scoring.terms import Side
    from tests.guards import force
    from tests.live_round import alliance, opened

    round = opened(alliance(6, 6))
    round.invitations.update(submitted=True)
    # Its invitations are nobody's, as if all had been removed: such a round gets seven days more
    promise = {**(round.promise or {}), "invited": {side.value: number // 2 for side in Side}}
    told = {"promise": promise, "promise_sha256": sha256_of(promise)}
    force(Round.objects, extended=True, **told)
    codes, public = breakthrough_1().codes, public_key_of(round.key)
    more = [(n, side) for n in range(6, number // 2) for side in Side]
    for start in range(0, len(more), CHUNK):
        Invitation.objects.bulk_create(
            Invitation(round=round, side=side.value, selector=f"s{n}{side.value}", submitted=True)
            for n, side in more[start : start + CHUNK]
        )
    different = [
        (side, Answers({code: (n * 7 + i) % 5 for i, code in enumerate(codes)}))
        for n in range(DIFFERENT // 2)
        for side in Side
    ]
    for start in range(0, number, CHUNK):
        made = [Ballot(round=round) for _ in range(start, min(start + CHUNK, number))]
        for n, ballot in enumerate(made, start):
            said = different[n % DIFFERENT]
            ballot.blob = seal_ballot(public, round.pk, ballot.pk, *said, round.ballot_bytes)
        Ballot.objects.bulk_create(made)


if __name__ == "__main__":
    print(json.dumps(seal(int(sys.argv[1]))))
