"""What was under way when a backup was made does not go on by itself once it is put back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from assessments.models import Ballot, Outbox, Round, Snapshot
from assessments.services.counting import seal_round
from assessments.services.delivery import send_due
from assessments.services.invitations import queue_reminders
from assessments.services.letters import Kind
from assessments.services.releasing import turn_key
from operations.backups import write_backup
from operations.restoring import hold_mail, let_mail_go
from partnerships.models import Event, Side
from tests.guards import force
from tests.live_round import (
    CLOSED,
    START,
    alliance,
    answer,
    answered,
    drafted,
    everything,
    invitations,
    opened,
    person,
    send_all,
)
from tests.migrating import migrate_back_to, migrate_to_newest
from tests.operations.managing import manage, run_code

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
BEFORE = "0024_address_of_a_link"
WHOLE = "The database is whole: tables, keys, ballots, promises and results fit.\n"
ONE_WAITS = "Rounds that wait because they may have ended already: 1. See manage.py held_rounds\n"
CLOSING = "closing Friday 20 March 2026, 17:00 (UTC)"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    found = opened(alliance())
    answered(found, 5, 5)
    found.mails.all().delete()
    return found


def done(address: str, *arguments: str) -> str:
    ended = manage(address, *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def told(address: str, expression: str) -> str:
    """What the restored database says."""
    code = f"from assessments.models import *; print({expression})"
    return done(address, "shell", "--verbosity=0", "--command", code).strip()


def sessions(address: str) -> int:
    """How many browsers the restored database knows as those of somebody who is signed in."""
    code = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
    return int(done(address, "shell", "--verbosity=0", "--command", code))


def signed_in() -> Client:
    browser = Client()
    browser.force_login(person("client"))
    assert browser.get("/").status_code == 200
    return browser


def what_is_due_at_the_closing(address: str) -> None:
    """Done without a failure, whatever rights the new database still lacks."""
    code = f"""
from datetime import datetime
from assessments.services.due import run_due
assert run_due(now=datetime.fromisoformat({CLOSED.isoformat()!r}))
"""
    assert run_code(address, code).returncode == 0


def released_with_another_answer(round: Round) -> None:
    """One more person answers, and both sides read the results."""
    answer(invitations(round, "client")[5], everything(0), now=START.replace(day=4))
    seal_round(round_id=round.pk, now=CLOSED)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)


def test_a_round_that_has_been_released_is_not_sealed_again_by_itself(
    round: Round, tmp_path: Path, empty_database: str
) -> None:
    file = write_backup(folder=tmp_path, now=NOW)
    released_with_another_answer(round)
    assert done(empty_database, "restore", str(file)) == ONE_WAITS + WHOLE
    what_is_due_at_the_closing(empty_database)
    seen = "Round.objects.get().state, Round.objects.get().held, Snapshot.objects.count()"
    assert told(empty_database, seen) == "open True 0"
    line = f"{round.pk}: Harbour Alliance · Spring, open, {CLOSING}\n"
    assert done(empty_database, "held_rounds") == line
    assert done(empty_database, "held_rounds", "go", str(round.pk)) == (
        "Harbour Alliance · Spring goes on.\n"
    )
    what_is_due_at_the_closing(empty_database)
    assert told(empty_database, seen) == "sealed False 1"
    assert done(empty_database, "held_rounds") == "No round is held.\n"


def test_between_sealing_and_release_nothing_comes_out(
    round: Round, tmp_path: Path, empty_database: str
) -> None:
    seal_round(round_id=round.pk, now=CLOSED)
    round.mails.all().delete()
    file = write_backup(folder=tmp_path, now=NOW)
    assert done(empty_database, "restore", str(file)) == ONE_WAITS + WHOLE
    done(empty_database, "run_due")
    assert told(empty_database, "Round.objects.get().state") == "sealed"
    cancelled = manage(empty_database, "held_rounds", "cancel", str(round.pk))
    assert "This round had closed and cannot be cancelled" in cancelled.stderr


def test_a_backup_of_an_earlier_version_is_held_once_it_is_brought_along(
    round: Round, tmp_path: Path, empty_database: str, brought_to_newest: None
) -> None:
    signed_in()
    migrate_back_to(BEFORE)
    file = write_backup(folder=tmp_path, now=NOW)
    migrate_to_newest()
    restored = manage(empty_database, "restore", str(file))
    assert (restored.returncode, restored.stdout) == (1, "")
    assert "The backup is in the database, and nothing of it is held yet" in restored.stderr
    assert "Run manage.py migrate, then manage.py restore_check --put-back." in restored.stderr
    assert sessions(empty_database) == 0
    done(empty_database, "migrate", "--verbosity=0")
    assert done(empty_database, "restore_check", "--put-back") == ONE_WAITS + WHOLE


def test_a_session_that_has_ended_since_does_not_come_back(
    round: Round, tmp_path: Path, empty_database: str
) -> None:
    """Its person may have left, or somebody else may have had the browser."""
    browser = signed_in()
    file = write_backup(folder=tmp_path, now=NOW)
    assert done(empty_database, "restore", str(file)) == ONE_WAITS + WHOLE
    assert sessions(empty_database) == 0
    call_command("restore_check", "--only-check", verbosity=0)
    assert browser.get("/").status_code == 200
    call_command("restore_check", "--put-back", verbosity=0)
    assert browser.get("/")["Location"].startswith("/accounts/login/")


def test_the_owner_cancels_what_has_been_seen(
    round: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("restore_check", "--put-back")
    assert capsys.readouterr().out == ONE_WAITS + WHOLE
    with pytest.raises(CommandError, match=r"Spring is not cancelled yet: .* add --yes\."):
        call_command("held_rounds", "cancel", str(round.pk))
    assert Ballot.objects.count() == 10
    call_command("held_rounds", "cancel", str(round.pk), "--yes")
    assert "is cancelled, and everybody invited is told." in capsys.readouterr().out
    round.refresh_from_db()
    assert (round.state, Ballot.objects.count(), Snapshot.objects.count()) == ("cancelled", 0, 0)
    mails = [mail.body for mail in round.mails.filter(kind="notice")]
    assert len(mails) == 12
    assert all("the server was put back from a backup" in text for text in mails)


def test_a_check_does_not_guess_whether_the_database_was_put_back(
    round: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    """That of one in use would hold its rounds and mail, and both sides would read it for good."""
    with pytest.raises(CommandError, match="--put-back --only-check is required"):
        call_command("restore_check")
    call_command("restore_check", "--only-check")
    assert capsys.readouterr().out == WHOLE
    assert not Round.objects.filter(held=True).exists()
    for _again in range(2):
        call_command("restore_check", "--put-back")
        assert capsys.readouterr().out == ONE_WAITS + WHOLE


@pytest.mark.parametrize(("minutes", "opens"), [(-1, False), (60, True)])
def test_a_draft_that_may_have_opened_since_the_backup_does_not_open_again(
    minutes: int, opens: bool
) -> None:
    draft = drafted(alliance())
    force(Round.objects, opens_at=timezone.now() + timedelta(minutes=minutes))
    call_command("restore_check", "--put-back", verbosity=0)
    draft.refresh_from_db()
    assert (draft.state, draft.opens_at is not None) == ("draft", opens)
    assert Event.objects.filter(kind="round-not-opened").exists() is not opens


@pytest.mark.parametrize("what", ["go", "cancel"])
def test_a_number_that_is_not_in_the_list_is_refused(round: Round, what: str) -> None:
    for number in (str(round.pk), "999"):
        with pytest.raises(CommandError, match=f"No round is held under the number {number}: "):
            call_command("held_rounds", what, number)
    with pytest.raises(CommandError, match=f"Say which one, as in: manage.py held_rounds {what} 7"):
        call_command("held_rounds", what)


def test_reminders_that_wait_are_given_up_and_counted_nowhere() -> None:
    """Each is tried once, and may have been since the backup."""
    round = opened(alliance())
    send_due(now=START)
    queue_reminders(round=round, occasion="closing", now=START)
    assert hold_mail() == 0
    rows = Outbox.objects.filter(kind=Kind.REMINDER)
    assert rows.count() == 12
    assert not rows.filter(Q(sent_on=None) | Q(held=True) | ~Q(invitation=None)).exists()
    mail.outbox.clear()
    let_mail_go()
    assert send_all(now=START) == 0
