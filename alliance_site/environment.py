"""What an owner sets, read from the environment: each value or one clear sentence."""

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from huey.serializer import SignedSerializer

from alliance_site.private_files import PrivateConnection, make_empty

MIN_SECRET_LENGTH = 50
MIN_SECRET_VARIETY = 10
MIN_TOKEN_LENGTH = 32
MOST_WORDS = 200
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
REDIS = re.compile(r"/?\d*")
SQLITE_OPTIONS = {
    "factory": PrivateConnection,
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        # What is sorted or written anew leaves no file behind
        "PRAGMA temp_store=MEMORY;"
    ),
}


def switch(variables: Mapping[str, str], name: str) -> bool:
    """Whether a variable is on; it is off when not given."""
    value = variables.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is neither on nor off: write {name}=1 or {name}=0.")


def words(variables: Mapping[str, str], name: str) -> str:
    """A few words for people to read; none when not given."""
    value = " ".join(variables.get(name, "").split())
    if len(value) > MOST_WORDS:
        raise ImproperlyConfigured(
            f"{name} is longer than {MOST_WORDS} characters: say it in fewer words."
        )
    return value


def one_of(variables: Mapping[str, str], name: str, words: Sequence[str]) -> str:
    """One of a few words; the first when not given."""
    value = variables.get(name, "").strip().lower() or words[0]
    if value not in words:
        raise ImproperlyConfigured(f"{name} is none of {', '.join(words)}: write one of them.")
    return value


def address(variables: Mapping[str, str], name: str, default: str) -> str:
    """The address under which people reach the site, without a slash at its end."""
    value = variables.get(name, "").strip().rstrip("/") or default
    problem = ImproperlyConfigured(
        f"{name} is not the address of a site: write it like https://alongside.example.org, "
        "without a path."
    )
    try:
        parts = urlsplit(value)
        whole = f"{parts.scheme}://{parts.netloc}"
        if parts.port == 0 or parts.username is not None:
            raise problem
    except ValueError:
        raise problem from None
    if parts.scheme not in {"http", "https"} or value != whole:
        raise problem
    if not HOST.fullmatch(parts.hostname or ""):
        raise problem
    return value


def database(variables: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """The database of DATABASE_URL; a relative file of SQLite lies in the project folder."""
    url = variables.get("DATABASE_URL", "").strip() or "sqlite:///alongside.sqlite3"
    problem = ImproperlyConfigured(
        "DATABASE_URL is not an address of a database: write it like sqlite:///alongside.sqlite3 "
        "or postgres://user:password@host:5432/name."
    )
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise problem
    try:
        found: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError:
        raise problem from None
    if found["NAME"] in {"", ":memory:"}:
        raise problem
    if url.startswith("sqlite"):
        file = folder / found["NAME"]
        if not file.parent.is_dir():
            raise ImproperlyConfigured(
                f"DATABASE_URL names a folder that is missing: make {file.parent}."
            )
        if file.is_dir():
            raise ImproperlyConfigured(
                f"DATABASE_URL names a folder: write the file, as in sqlite:///{file}/a.sqlite3."
            )
        return found | {"NAME": file, "OPTIONS": SQLITE_OPTIONS}
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def mail(variables: Mapping[str, str], host: str) -> dict[str, Any]:
    """Django's mail settings; `?from=` names the sender."""
    problem = ImproperlyConfigured(
        "EMAIL_URL is not an address of a mail server: write it like "
        "smtp+tls://user:password@host:587/?from=alongside@example.org."
    )
    url = variables.get("EMAIL_URL", "").strip() or "consolemail://"
    try:
        found: dict[str, Any] = environ.Env.email_url_config(url)
    except (ImproperlyConfigured, ValueError):
        raise problem from None
    extra = found.pop("OPTIONS", {})
    sender = extra.pop("from", extra.pop("FROM", f"alongside@{host}"))
    if extra or (url.startswith("smtp") and not found["EMAIL_HOST"]) or not _is_sender(sender):
        raise problem
    return found | {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 10}


def _is_sender(text: object) -> bool:
    """Whether mail can come from there: an address, or a name and an address in <>."""
    return re.fullmatch(r"[^\s<>@]+@[^\s<>@]+|[^<>@]*<[^\s<>@]+@[^\s<>@]+>", str(text)) is not None


def redis(variables: Mapping[str, str]) -> str:
    """The address of a Redis server, or an empty text where none is used."""
    value = variables.get("REDIS_URL", "").strip()
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if value and not (is_one and REDIS.fullmatch(parts.path)):
        raise ImproperlyConfigured(
            "REDIS_URL is not an address of a Redis server: write it like redis://host:6379/0."
        )
    return value


def folder(variables: Mapping[str, str], name: str) -> str:
    """A folder that is there, as an absolute path, or an empty text where none is named."""
    value = variables.get(name, "").strip()
    if value and not (Path(value).is_absolute() and Path(value).is_dir()):
        raise ImproperlyConfigured(
            f"{name} is not a folder: make {value}, and write its full path."
        )
    return value


def token(variables: Mapping[str, str], name: str) -> str:
    """What another program must send to be let in, or an empty text where none is."""
    value = variables.get(name, "").strip()
    if value and (len(value) < MIN_TOKEN_LENGTH or not value.isascii() or " " in value):
        raise ImproperlyConfigured(
            f"{name} is too short to be a secret: give at least {MIN_TOKEN_LENGTH} characters "
            "without spaces, as `openssl rand -hex 16` prints them."
        )
    return value


def cache(redis_url: str) -> dict[str, Any]:
    """Where limits are counted: in Redis, else in each process."""
    if redis_url:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            # Keys of earlier versions hold pickles
            "KEY_PREFIX": "json",
            "OPTIONS": {"serializer": "alliance_site.serializers.JsonSerializer"},
        }
    return {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Strangers who ask for many codes must not make others' counts forgotten
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }


def queue(
    database: Mapping[str, Any], redis_url: str, folder: Path, secret_key: str
) -> dict[str, Any]:
    """What wakes the worker: a list in Redis, else a file of its own beside the database's.

    The worker makes the file's tables; where no worker has ever run, nobody need be woken. It reads
    pickles, but none that the site has not signed.
    """
    common = {
        "name": f"alongside {database['NAME']}",
        "immediate": False,
        "results": False,
        "serializer": SignedSerializer(secret_key, salt="alongside queue"),
    }
    if redis_url:
        return common | {"huey_class": "huey.RedisHuey", "connection": {"url": redis_url}}
    is_file = database["ENGINE"].endswith("sqlite3")
    file = database["NAME"] if is_file else folder / "alongside.sqlite3"
    connection = {
        "factory": PrivateConnection,
        "filename": Path(file).with_suffix(".queue.sqlite3"),
        "create_tables": False,
        "fsync": False,
    }
    return common | {"huey_class": "huey.SqliteHuey", "connection": connection}


def different(first: str, second: str) -> None:
    """Raise ImproperlyConfigured where one secret stands for both: who knew one would have both."""
    if first == second:
        raise ImproperlyConfigured(
            "SECRET_KEY and MASTER_KEY are the same: make another one by `openssl rand -hex 32`."
        )


def secret(variables: Mapping[str, str], name: str, file: Path, *, strict: bool) -> str:
    """The secret in the environment, else the one kept in a file that is made once.

    Strict: a secret that could be guessed is refused.
    """
    value = variables.get(name, "").strip()
    source = name
    if not value:
        value, source = _kept(name, file), f"{name} in {file.name}"
    weak = len(value) < MIN_SECRET_LENGTH or len(set(value)) < MIN_SECRET_VARIETY
    if strict and weak:
        raise ImproperlyConfigured(
            f"{source} is too weak: give at least {MIN_SECRET_LENGTH} random characters, "
            "as `openssl rand -hex 32` prints them."
        )
    return value


def _kept(name: str, file: Path) -> str:
    try:
        if not file.exists():
            _keep(secrets.token_urlsafe(48), file)
        if file.stat().st_mode & 0o077:
            raise ImproperlyConfigured(
                f"{file} can be read by others: type `chmod 600 {file}`, or replace the secret."
            )
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(
            f"{name} is not given and cannot be kept in {file}: set {name}."
        ) from None


def _keep(value: str, file: Path) -> None:
    """Write the file whole or not at all: of several first starts at once, one wins."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    make_empty(draft)
    try:
        with draft.open("w", encoding="ascii") as stream:
            stream.write(value + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
