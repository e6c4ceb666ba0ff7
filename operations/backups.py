"""Backups: a copy of the whole database in one file, made while it runs, and put back."""

import logging
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from alliance_site.private_files import make_empty
from assessments.services.erasure import erase_deleted, unerased_rounds
from assessments.services.put_back import (
    NOT_HELD,
    NOTE,
    PUT_BACK,
    forget_put_back,
    is_put_back,
    note_put_back,
)

KEPT = timedelta(days=35)
NAME = "alongside-{moment}.{ending}"
MOMENT = "%Y%m%dT%H%M%SZ"
FILES = re.compile(r"alongside-(\d{8}T\d{6}Z)\.(sqlite3|dump)")
PARTS = re.compile(r"alongside-(\d{8}T\d{6}Z)\.part.*")
MADE_WITHIN = timedelta(hours=12)
"""A part that is older is what an interrupted backup has left: no promise lets it stay."""

log = logging.getLogger(__name__)


class BackupError(Exception):
    """Why there is no backup, or why it cannot be put back: one sentence for the owner."""


def write_backup(*, folder: Path, now: datetime) -> Path:
    """Delete copies of more than 35 days, as respondents are promised, whether or not there will be
    a new one; copy the database into a new file of this folder, and look whether it can be read
    again.

    A file has its name only once it is whole.
    """
    if not folder.is_dir():
        raise BackupError(f"There is no folder {folder}: make it, readable for you alone.")
    for path in expired_backups(folder, now):
        path.unlink()
    check_tables()
    if is_put_back():
        raise BackupError(f"No backup was made: {NOT_HELD}.")
    if unerased_rounds().exists() and not erase_deleted():
        log.warning(
            "Somebody keeps the database open: what a round that has ended deleted is not erased "
            "yet, and this backup tells who answered it, as those do that were made before."
        )
    is_file = connection.vendor == "sqlite"
    ending = "sqlite3" if is_file else "dump"
    file = folder / NAME.format(moment=now.astimezone(UTC).strftime(MOMENT), ending=ending)
    draft = file.with_suffix(".part")
    _make_anew(draft)
    try:
        if is_file:
            _copy_file(draft)
        else:
            _dump(draft)
        _make_sure_of(draft)
        draft.rename(file)
    finally:
        for part in folder.glob(f"{draft.name}*"):
            part.unlink()
    return file


def check_tables() -> None:
    """Raise BackupError for a database without any table: that of other settings, most likely."""
    if not connection.introspection.table_names():
        raise BackupError(
            "The database is empty: look at DATABASE_URL. On a server with systemd write "
            "`alongside` in place of `manage.py`."
        )


def newest_backup(folder: Path) -> datetime | None:
    """When the newest backup of a folder was made, by its name."""
    return max(_moments(folder, FILES).values(), default=None)


def expired_backups(folder: Path, now: datetime) -> list[Path]:
    """Copies of more than 35 days, and parts that an interrupted backup has left."""
    kept = ((FILES, KEPT), (PARTS, MADE_WITHIN))
    return [
        path
        for names, age in kept
        for path, moment in _moments(folder, names).items()
        if moment < now - age
    ]


def restore_backup(*, file: Path) -> None:
    """Put a backup into the database of the settings, which must be empty or not there yet, and
    note there that nothing of it is held.
    """
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    if not os.access(file, os.R_OK):
        raise BackupError(f"The user who runs this cannot read {file}: make it theirs.")
    is_file = connection.vendor == "sqlite"
    if (file.suffix == ".sqlite3") != is_file:
        raise BackupError(f"{file.name} is not a backup of the kind of DATABASE_URL's database.")
    tables = connection.introspection.table_names()
    if PUT_BACK in tables and len(tables) > 1:
        raise BackupError(f"{NOT_HELD.capitalize()}.")
    if PUT_BACK not in tables and tables:
        raise BackupError(
            "The database is not empty. Point DATABASE_URL at a new one: nothing is overwritten."
        )
    _make_sure_of(file)
    if is_file:
        connection.close()
        whole = Path(connection.settings_dict["NAME"])
        _make_anew(part := whole.with_name(f"{whole.name}.part"))
        try:
            shutil.copyfile(file, part)
            with closing(sqlite3.connect(part)) as opened:
                opened.execute(NOTE)
            part.replace(whole)
        finally:
            part.unlink(missing_ok=True)
    else:
        # All or nothing; and rights are for the new database's owner to give, not in the backup
        options = ("--no-owner", "--no-privileges", "--single-transaction")
        note_put_back()
        try:
            _run("pg_restore", *options, "--dbname", _database(), str(file))
        except BackupError:
            forget_put_back()
            raise


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Whoever ends it leaves no part of a copy behind, which nothing would let expire."""
    before = signal.signal(signal.SIGTERM, lambda *_told: sys.exit(1))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _make_anew(file: Path) -> None:
    """A file without a word yet, which nobody else can read."""
    file.unlink(missing_ok=True)
    make_empty(file)


def _moments(folder: Path, names: re.Pattern[str]) -> dict[Path, datetime]:
    found = {path: names.fullmatch(path.name) for path in folder.glob("alongside-*")}
    return {
        path: datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC)
        for path, match in found.items()
        if match
    }


def _copy_file(draft: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(draft)])


def _dump(draft: Path) -> None:
    options = ("--format=custom", "--no-owner", "--no-privileges")
    _run("pg_dump", *options, "--file", str(draft), _database())


def _make_sure_of(copy: Path) -> None:
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(copy)) as opened:
                is_whole = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            is_whole = False
        if not is_whole:
            raise BackupError("The copy is damaged: look at the disk, then take another one.")
    else:
        _run("pg_restore", "--list", str(copy))


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is missing. Type: apt-get install -y postgresql-client")
    chosen = connection.settings_dict
    options = {
        "PGHOST": chosen["HOST"],
        "PGPORT": chosen["PORT"],
        "PGUSER": chosen["USER"],
        "PGPASSWORD": chosen["PASSWORD"],
        "PGSSLMODE": chosen.get("OPTIONS", {}).get("sslmode", ""),
    }
    environment = os.environ | {name: str(value) for name, value in options.items() if value}
    done = subprocess.run(  # noqa: S603  nothing of it comes from a request
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it gave no reason"]
        reason = next((line for line in said if "error:" in line), said[-1])
        raise BackupError(f"{program} failed: {reason}")
