"""A restore that is ended once the data are there: nothing goes on until all of it is held."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessments.models import Round
from assessments.services.counting import close_early, seal_round
from assessments.services.importing import ImportingError
from assessments.services.opening import open_round
from assessments.services.put_back import forget_put_back, note_put_back
from assessments.services.releasing import cancel_round, turn_key
from assessments.services.rounds import RoundError
from operations.backups import write_backup
from partnerships.models import Side
from tests.factories import everything_stored, make_partnership, make_released_round
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    drafted,
    neutral,
    note_counts,
    opened,
    person,
)
from tests.operations.managing import manage, run_code

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
KILLED = """
import os, signal
from django.core.management import call_command
from operations.management.commands import restore_check

def end(*_told, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

restore_check.{step} = end
call_command("restore", {file!r})
"""
DUE = f"""
from datetime import datetime
from assessments.services.due import run_due
print(run_due(now=datetime.fromisoformat({CLOSED.isoformat()!r})))
"""
SEEN = """
from assessments.models import Outbox, Round
waiting = Outbox.objects.filter(sent_on=None, held=False).count()
print(Round.objects.get().state, Round.objects.get().held, waiting)
"""
NOT_HELD = "put back, and not all of it is held yet: run manage.py restore_check --put-back"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    found = opened(alliance())
    answered(found, 5, 5)
    return found


def told(address: str, code: str) -> str:
    return run_code(address, code).stdout.strip()


@pytest.mark.parametrize("step", ["sign_everybody_out", "hold_mail"])
def test_nothing_goes_on_until_all_is_held(
    round: Round, tmp_path: Path, empty_database: str, step: str
) -> None:
    file = write_backup(folder=tmp_path, now=NOW)
    ended = run_code(empty_database, KILLED.format(step=step, file=str(file)))
    assert ended.returncode == -9
    assert told(empty_database, DUE) == "False"
    state, _held, waiting = told(empty_database, SEEN).split()
    assert (state, waiting) == ("open", "12")
    for asked in (
        ("restore", str(file)),
        ("restore_check", "--only-check"),
        ("backup", str(tmp_path)),
    ):
        refused = manage(empty_database, *asked)
        assert (refused.returncode, refused.stdout, NOT_HELD in refused.stderr) == (1, "", True)
    held = manage(empty_database, "restore_check", "--put-back")
    assert (held.returncode, held.stderr) == (0, "")
    assert told(empty_database, SEEN) == "open True 0"
    assert manage(empty_database, "restore_check", "--only-check").returncode == 0
    assert told(empty_database, DUE) == "True"


def test_one_that_is_ended_before_can_be_begun_anew(tmp_path: Path, empty_database: str) -> None:
    file = write_backup(folder=tmp_path, now=NOW)
    note = "from assessments.services.put_back import note_put_back; note_put_back()"
    assert run_code(empty_database, note).returncode == 0
    assert manage(empty_database, "restore", str(file)).returncode == 0
    assert manage(empty_database, "restore_check", "--only-check").returncode == 0


def refuses(act: Callable[[], object]) -> None:
    before = everything_stored()
    note_put_back()
    try:
        with pytest.raises((RoundError, ImportingError), match="just been put back from a backup"):
            act()
    finally:
        forget_put_back()
    assert everything_stored() == before


def test_no_page_lets_a_round_go_on(round: Round) -> None:
    note_counts(round, now=START + DAY)
    by = neutral()
    refuses(lambda: close_early(round=round, by=by, now=START + DAY))
    refuses(lambda: seal_round(round_id=round.pk, now=CLOSED))
    refuses(lambda: cancel_round(round=round, by=by, now=START + DAY))
    seal_round(round_id=round.pk, now=CLOSED)
    leader = person(Side.CLIENT)
    refuses(lambda: turn_key(round=round, side=Side.CLIENT, by=leader, now=CLOSED))


def test_nor_is_one_opened_or_imported() -> None:
    draft = drafted(alliance())
    refuses(lambda: open_round(round=draft, by=neutral(), now=START))
    other = make_partnership("Other Alliance")
    refuses(lambda: make_released_round(other))
