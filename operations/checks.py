"""What can be wrong with an installation while it runs, each as one sentence for its owner."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Coalesce
from redis.exceptions import RedisError

from assessments.ballots import RoundKeyError, open_draft_key, open_private_key
from assessments.models import CommentKey, Outbox, RoundKey
from assessments.sealed_words import SealedWordsError, open_comment_key
from assessments.services.erasure import unerased_rounds
from assessments.services.held import rounds_under_way
from assessments.services.letters import Kind
from assessments.services.put_back import NOT_HELD, is_put_back
from operations.backups import expired_backups, newest_backup
from operations.models import WORKER, Heartbeat, beat

SILENCE = timedelta(minutes=5)
LATE_MAIL = timedelta(minutes=30)
LATE_ERASURE = timedelta(hours=1)
OLD_BACKUP = timedelta(hours=26)
LEAST_SPACE = 200 * 1024 * 1024

Check = Callable[[datetime], str | None]


@lru_cache(maxsize=1)
def _migrations() -> frozenset[tuple[str, str]]:
    """All that this program's version has; they are read once, what the database has each time."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _database(now: datetime) -> str | None:
    try:
        missing = _migrations() - MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return "the database does not answer"
    except ImproperlyConfigured:
        return "the settings are wrong"
    if missing == _migrations():
        return (
            "the database is empty: put a backup back, if it was in use, before anything else; "
            "run manage.py migrate if it is new"
        )
    return "migrations are missing: run manage.py migrate" if missing else None


def _writing(now: datetime) -> str | None:
    try:
        with transaction.atomic():
            beat("write", now=now)
            transaction.set_rollback(True)
    except DatabaseError:
        return "the database cannot be written to"
    return None


def _put_back(now: datetime) -> str | None:
    return NOT_HELD if is_put_back() else None


def _keys(now: datetime) -> str | None:
    try:
        for key in RoundKey.objects.all():
            open_private_key(key)
            open_draft_key(key)
    except RoundKeyError:
        return "the key of an open round cannot be opened: MASTER_KEY is not its own"
    return None


def _comments(now: datetime) -> str | None:
    try:
        for key in CommentKey.objects.all():
            open_comment_key(key)
    except SealedWordsError:
        return "the comments of a sealed round cannot be opened: MASTER_KEY is not their own"
    return None


def _limits(now: datetime) -> str | None:
    try:
        cache.get("limits")
    except RedisError:
        return "Redis does not answer: nobody can sign in, and the worker stands still"
    return None


def _space(now: datetime) -> str | None:
    if free_space() < LEAST_SPACE:
        return "the disk is nearly full: less than 200 MB are free"
    return None


def _worker(now: datetime) -> str | None:
    beat = Heartbeat.objects.filter(name=WORKER).first()
    if beat is None or beat.at < now - SILENCE:
        return "the worker has been silent for 5 minutes: start manage.py worker"
    return None


def _mail(now: datetime) -> str | None:
    oldest = oldest_due_mail()
    if oldest and oldest < now - LATE_MAIL:
        return "mail has been waiting for more than 30 minutes: look at the mail server"
    return None


def _held_mail(now: datetime) -> str | None:
    if held := Outbox.objects.filter(held=True).count():
        return f"mail has been waiting since a restore ({held}): run manage.py held_mail send|drop"
    return None


def _held(now: datetime) -> str | None:
    if held := rounds_under_way(held=True).count():
        return f"rounds have been waiting since a restore ({held}): run manage.py held_rounds"
    return None


def _erasing(now: datetime) -> str | None:
    ended = Coalesce("released_at", "sealed_at", "closed_at", "opened_at")
    if unerased_rounds().annotate(ended=ended).filter(ended__lt=now - LATE_ERASURE).exists():
        return (
            "what sealing has deleted still lies on the disk: somebody keeps the database open, "
            "find out who"
        )
    return None


def _backup(now: datetime) -> str | None:
    if not settings.BACKUP_DIR:
        return None
    if expired_backups(Path(settings.BACKUP_DIR), now - OLD_BACKUP):
        return "backups lie there that should have expired: run manage.py backup"
    newest = newest_backup(Path(settings.BACKUP_DIR))
    if newest is None:
        return "there is no backup yet: run manage.py backup"
    if newest < now - OLD_BACKUP:
        return "the newest backup is older than 26 hours: run manage.py backup"
    return None


SERVING: tuple[Check, ...] = (_database, _writing, _put_back, _keys, _space)
WHOLE: tuple[Check, ...] = (*SERVING, _comments)
RUNNING: tuple[Check, ...] = (
    *WHOLE,
    _limits,
    _worker,
    _mail,
    _held_mail,
    _held,
    _erasing,
    _backup,
)


def problems(checks: tuple[Check, ...], now: datetime) -> list[str]:
    """What these checks find; after the first of them nothing is asked of a broken database."""
    found: list[str] = []
    for check in checks:
        if (problem := check(now)) is not None:
            found.append(problem)
            if check in {_database, _writing}:
                break
    return found


def oldest_due_mail() -> datetime | None:
    """When the oldest mail that has not gone yet was due. Mail that is held does not count, nor do
    reminders, which go slowly on purpose.
    """
    waiting = Outbox.objects.filter(sent_on=None, held=False).exclude(kind=Kind.REMINDER)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def free_space() -> int:
    """Free bytes where the database writes, if it is a file, else where the program lies."""
    is_file = connection.vendor == "sqlite"
    folder = Path(connection.settings_dict["NAME"]).parent if is_file else settings.BASE_DIR
    return shutil.disk_usage(folder).free
