import json
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from assessments.models import Ballot, Outbox, Round
from operations.backups import BackupError, expired_backups, newest_backup, write_backup
from operations.restoring import hold_mail, hold_rounds
from tests.guards import force, force_deletion
from tests.live_round import alliance, answered, opened
from tests.operations.managing import manage, run_code

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
FAR = datetime(2100, 3, 20, 17, 0)  # noqa: DTZ001  a wall-clock time
LEFT_OUT = ("contenttypes", "auth.permission", "sessions")

pytestmark = pytest.mark.django_db(transaction=True)

ENDED = """
import os, shutil, signal
from django.core.management import call_command

def begin(source, target):
    with open(target, "ab") as part:
        part.write(b"begun")
    os.kill(os.getpid(), signal.SIGTERM)

shutil.copyfile = begin
call_command("restore", "{file}")
"""
"""A restore that is ended while it copies."""


@pytest.fixture
def round() -> Round:
    found = opened(alliance(), closes=FAR)
    answered(found, 5, 3)
    return found


def rows(text: str) -> list[Any]:
    """Every row of a dump, whenever it was written into the log that a round is held; a mail that
    is held counts like one that waits.
    """
    found = json.loads(text)
    for row in found:
        row["fields"].pop("held", None)
        if row["fields"].get("kind") == "round-held":
            del row["fields"]["at"]
    return sorted(found, key=str)


def test_what_was_backed_up_comes_back_and_its_mail_waits(
    round: Round, tmp_path: Path, empty_database: str
) -> None:
    waiting = Outbox.objects.filter(sent_on=None).count()
    assert waiting == 12
    file = write_backup(folder=tmp_path, now=NOW)
    assert file.name.startswith("alongside-20260304T023000Z.")
    assert file.stat().st_mode & 0o077 == 0
    restored = manage(empty_database, "restore", str(file))
    assert (restored.returncode, restored.stderr) == (0, "")
    assert restored.stdout.splitlines() == [
        "12 mails wait that may have gone already: manage.py held_mail send|drop",
        "Rounds that wait because they may have ended already: 1. See manage.py held_rounds",
        "The database is whole: tables, keys, ballots, promises and results fit.",
    ]
    out = tmp_path / "here.json"
    hold_mail()
    hold_rounds(now=NOW)
    call_command("dumpdata", exclude=LEFT_OUT, output=str(out), verbosity=0)
    excluded = [f"--exclude={name}" for name in LEFT_OUT]
    assert rows(manage(empty_database, "dumpdata", *excluded).stdout) == rows(out.read_text())
    assert manage(empty_database, "run_due").returncode == 0
    dropped = manage(empty_database, "held_mail", "drop")
    assert dropped.stdout == "12 mails were dropped.\n"
    again = manage(empty_database, "restore", str(file))
    assert (again.returncode, again.stdout) == (1, "")
    assert "The database is not empty." in again.stderr


def test_an_empty_database_is_neither_copied_nor_purged(
    tmp_path: Path, empty_database: str
) -> None:
    """It is that of other settings, or the one in use has been lost."""
    (folder := tmp_path / "copies").mkdir()
    for command in (("backup", str(folder)), ("purge",)):
        ended = manage(empty_database, *command)
        assert ended.returncode == 1
        assert "The database is empty: look at DATABASE_URL." in ended.stderr
    assert list(folder.iterdir()) == []
    checked = manage(empty_database, "restore_check", "--only-check")
    assert "the database is empty: put a backup back, if it was in use" in checked.stderr


def test_a_restored_round_whose_ballots_are_missing_is_named(round: Round) -> None:
    force_deletion(Ballot.objects.filter(pk=Ballot.objects.all()[0].pk))
    with pytest.raises(CommandError, match="the ballots do not match the invitations"):
        call_command("restore_check", "--only-check", verbosity=0)


def test_changed_promises_and_results_are_named(round: Round) -> None:
    force(Round.objects, promise={"k": 3})
    with pytest.raises(CommandError, match="the promise or the questionnaire is not what"):
        call_command("restore_check", "--only-check", verbosity=0)


def test_held_mail_goes_when_the_owner_says_so(
    round: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("restore_check", "--put-back")
    assert Outbox.objects.filter(held=True).count() == 12
    call_command("held_mail", "send")
    assert "12 mails will be sent." in capsys.readouterr().out
    assert not Outbox.objects.filter(held=True).exists()


def test_backups_of_more_than_35_days_are_deleted(tmp_path: Path) -> None:
    other = tmp_path / "alongside-notes.txt"
    other.touch()
    first = write_backup(folder=tmp_path, now=NOW)
    second = write_backup(folder=tmp_path, now=NOW + timedelta(days=35))
    assert first.exists()
    third = write_backup(folder=tmp_path, now=NOW + timedelta(days=35, seconds=1))
    assert sorted(tmp_path.iterdir()) == sorted([other, second, third])
    assert newest_backup(tmp_path) == NOW + timedelta(days=35, seconds=1)


@pytest.mark.parametrize("fails", [False, True])
def test_what_has_expired_goes_also_where_no_backup_can_be_made(
    tmp_path: Path, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With parts that a backup has left that was killed."""
    gone = ["20260101T023000Z.sqlite3", "20260101T023000Z.dump"]
    gone += ["20260303T140000Z.part", "20260303T140000Z.part-journal"]
    kept = ["20260303T150000Z.part", "20260201T023000Z.sqlite3"]
    for name in gone + kept:
        (tmp_path / f"alongside-{name}").touch()
    assert len(expired_backups(tmp_path, NOW)) == 4
    if fails:
        monkeypatch.setattr("operations.backups._make_sure_of", fail)
        with pytest.raises(BackupError):
            write_backup(folder=tmp_path, now=NOW)
    else:
        write_backup(folder=tmp_path, now=NOW)
    names = {path.name for path in tmp_path.iterdir()}
    assert {f"alongside-{name}" for name in kept} == names - {
        "alongside-20260304T023000Z.sqlite3",
        "alongside-20260304T023000Z.dump",
    }
    assert len(names) == len(kept) + (not fails)


def fail(_copy: Path) -> None:
    raise BackupError("The disk is full.")


def test_a_backup_that_is_ended_leaves_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever stops all services does: with the master key it would open ballots for ever."""

    def end(_copy: Path) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("operations.backups._make_sure_of", end)
    with pytest.raises(SystemExit):
        call_command("backup", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_is_ended_leaves_no_part(tmp_path: Path, empty_database: str) -> None:
    if connection.vendor != "sqlite":
        return
    file = write_backup(folder=tmp_path, now=NOW)
    ended = run_code(empty_database, ENDED.format(file=file))
    assert ended.returncode == 1
    place = Path(empty_database.removeprefix("sqlite:///"))
    assert not list(place.parent.glob("*.part"))
    assert manage(empty_database, "restore", str(file)).returncode == 0
    assert place.stat().st_mode & 0o077 == 0


def test_without_a_folder_nothing_is_written(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "missing"))
    settings.BACKUP_DIR = ""
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("backup")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_backup_is_not_put_back(tmp_path: Path, empty_database: str) -> None:
    file = write_backup(folder=tmp_path, now=NOW)
    file.write_bytes(b"x" * 100 + file.read_bytes()[100:])
    refused = manage(empty_database, "restore", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("CommandError: Nothing was restored. ")
    whole = write_backup(folder=tmp_path, now=NOW + timedelta(days=1))
    assert manage(empty_database, "restore", str(whole)).returncode == 0


def test_a_restore_that_fails_half_way_leaves_nothing_and_says_why(
    tmp_path: Path, empty_database: str
) -> None:
    if connection.vendor == "sqlite":
        return

    def ask(statement: str) -> None:
        code = f"from django.db import connection as c; c.cursor().execute({statement!r})"
        assert run_code(empty_database, code).returncode == 0

    file = write_backup(folder=tmp_path, now=NOW)
    ask("CREATE VIEW partnerships_person AS SELECT 1")
    refused = manage(empty_database, "restore", str(file))
    assert "Nothing was restored. pg_restore failed: " in refused.stderr
    assert 'relation "partnerships_person" already exists' in refused.stderr
    ask("DROP VIEW partnerships_person")
    assert manage(empty_database, "restore", str(file)).returncode == 0


def test_a_backup_that_fails_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        with transaction.atomic(), pytest.raises(CommandError, match="No backup was written"):
            call_command("backup", str(tmp_path))
    else:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(CommandError, match="apt-get install -y postgresql-client"):
            call_command("backup", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_restored_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", str(tmp_path / "alongside-1.sqlite3"))
    other = tmp_path / ("a.dump" if connection.vendor == "sqlite" else "a.sqlite3")
    other.touch()
    with pytest.raises(CommandError, match=r"not a backup of the kind"):
        call_command("restore", str(other))
