"""Sealing that is killed has done all or nothing; the next run ends it with the same results."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import connection, transaction

from assessments.models import Ballot, Comment, Draft, Moments, Round, RoundKey, Snapshot
from assessments.scoring.terms import Sheet, Side
from assessments.services.due import run_rounds
from assessments.services.sealing import compute_results
from assessments.snapshot import codec
from partnerships.models import Event
from tests import amount
from tests.factories import delete_partnerships
from tests.live_round import CLOSED, alliance, answered, everything, opened

pytestmark = pytest.mark.django_db(transaction=True)

STRIDE = amount(10, 1)
MOMENTS = amount(2, 50)
SHEETS = [
    *[Sheet(Side.CONTRACTOR, everything(3))] * 6,
    *[Sheet(Side.CLIENT, everything(2))] * 5,
]

Counted = Callable[[str, int], None]
Order = Callable[[str], str]


@pytest.fixture(scope="module")
def order(root: Path, django_db_setup: None) -> Iterator[Order]:
    """Has rounds sealed by processes that are killed as ordered; tells how each ended."""
    name = str(connection.settings_dict["NAME"])
    process = subprocess.Popen(
        (sys.executable, "-m", "tests.sealing_process"),
        cwd=root,
        env=os.environ | {"DATABASE_NAME": name},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    written, answers = process.stdin, process.stdout

    def give(words: str) -> str:
        print(words, file=written, flush=True)
        return answers.readline().strip()

    yield give
    process.communicate()
    assert process.returncode == 0


def held_round() -> Round:
    round = opened(alliance())
    answered(round, contractor=6, client=5)
    return round


def expected_hash(round: Round) -> str:
    """The hash of the results of the very same answers, without ballots in between."""
    round.closed_at = CLOSED
    return codec.sha256(compute_results(round=round, sheets=SHEETS, comments=[]).snapshot)


def all_or_nothing(round: Round, wanted: str) -> str:
    """The state of the round, of which nothing is there by halves."""
    with transaction.atomic():
        # Waits for what the killed process had under way
        found = Round.objects.select_for_update().get(pk=round.pk)
    sealed = found.state == Round.State.SEALED
    results = [model.objects.count() for model in (Snapshot, Moments)]
    answers = [model.objects.count() for model in (Ballot, RoundKey)]
    marks = found.invitations.filter(submitted=True).count()
    told = Event.objects.filter(kind="round-sealed").count()
    mails = {kind: found.mails.filter(kind=kind).count() for kind in ("invitation", "notice")}
    if sealed:
        assert found.snapshot.sha256 == wanted
        assert (found.closed_at, found.sealed_at) == (CLOSED, CLOSED)
        assert (results, answers, marks, told) == ([1, 1], [0, 0], 0, 1)
        assert mails == {"invitation": 0, "notice": 3}
    else:
        assert found.state in {Round.State.OPEN, Round.State.SEALING}
        assert (results, answers, marks, told) == ([0, 0], [11, 1], 11, 0)
        assert mails == {"invitation": 12, "notice": 0}
    assert not Comment.objects.exists()
    assert not Draft.objects.exists()
    closed = Event.objects.filter(kind="round-closed").count()
    assert closed == (0 if found.state == Round.State.OPEN else 1)
    assert not Event.objects.filter(kind="sealing-failed").exists()
    return found.state


def test_killed_around_any_statement(order: Order, counted: Counted) -> None:
    """Around the first statement, the next ones, and so on; from the first one again once the
    round has come on.
    """
    round = held_round()
    wanted = expected_hash(round)
    states = [all_or_nothing(round, wanted)]
    point = 0
    while (ended := order(f"statement {point}")) == "killed":
        states.append(all_or_nothing(round, wanted))
        point = point + STRIDE if states[-1] == states[-2] else 0
    assert ended.startswith("ended 0")
    assert list(dict.fromkeys(states)) == ["open", "sealing", "sealed"]
    assert all_or_nothing(round, wanted) == "sealed"
    round.refresh_from_db()
    assert round.erased
    counted("times that sealing was killed around a statement", len(states) - 1)


def test_killed_at_any_moment(order: Order, counted: Counted) -> None:
    draw = Random(4)
    round = held_round()
    assert all_or_nothing(round, expected_hash(round)) == "open"
    seconds = float(order("whole").split()[-1])
    killed = 0
    for _ in range(MOMENTS):
        delete_partnerships()
        round = held_round()
        wanted = expected_hash(round)
        killed += order(f"moment {draw.uniform(0.001, seconds)}") == "killed"
        all_or_nothing(round, wanted)
        assert run_rounds(now=CLOSED)
        assert all_or_nothing(round, wanted) == "sealed"
    counted(f"times that sealing was killed, at {MOMENTS} random moments", killed)
