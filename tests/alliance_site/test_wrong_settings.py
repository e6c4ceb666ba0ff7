"""Every wrong setting ends the start with one sentence that says what to write instead."""

import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

FIRST, SECOND = "0123456789abcdef" * 4, "fedcba9876543210" * 4
GIVEN = {"SECRET_KEY": FIRST, "MASTER_KEY": SECOND, "SITE_URL": "https://alongside.example.org"}
SMTP = "smtp+tls://me:secret@mail.example.org"
POSTGRES = "postgres://me:secret@db.example.org"
SITE = "SITE_URL is not the address of a site: write it like https://alongside.example.org, "
DATABASE = "DATABASE_URL is not an address of a database: write it like sqlite:///"
MAIL = "EMAIL_URL is not an address of a mail server: write it like smtp+tls://"
REDIS = "REDIS_URL is not an address of a Redis server: write it like redis://host:6379/0."
TOKEN = "METRICS_TOKEN is too short to be a secret: give at least 32 characters"
WEAK = "is too weak: give at least 50 random characters"

WRONG = [
    ({"DEBUG": "maybe"}, "DEBUG is neither on nor off: write DEBUG=1 or DEBUG=0."),
    ({"DEBUG": "2"}, "DEBUG is neither on nor off"),
    ({"DEMO": "ja"}, "DEMO is neither on nor off: write DEMO=1 or DEMO=0."),
    ({"SITE_URL": "alongside.example.org"}, SITE),
    ({"SITE_URL": "ftp://alongside.example.org"}, SITE),
    ({"SITE_URL": "https://"}, SITE),
    ({"SITE_URL": "https://example.org/alongside"}, SITE),
    ({"SITE_URL": "https://example.org?here"}, SITE),
    ({"SITE_URL": "https://example.org#here"}, SITE),
    ({"SITE_URL": "https://me:secret@example.org"}, SITE),
    ({"SITE_URL": "https://example.org:port"}, SITE),
    ({"SITE_URL": "https://example.org:99999"}, SITE),
    ({"SITE_URL": "https://[::1"}, SITE),
    ({"SITE_URL": "https://*"}, SITE),
    ({"SITE_URL": "https://.example.org"}, SITE),
    ({"SITE_URL": "https://exa mple.org"}, SITE),
    ({"OPERATOR": "x" * 201}, "OPERATOR is longer than 200 characters"),
    ({"SECRET_KEY": "short"}, f"SECRET_KEY {WEAK}"),
    ({"SECRET_KEY": "ab" * 32}, f"SECRET_KEY {WEAK}"),
    ({"MASTER_KEY": "x" * 64}, f"MASTER_KEY {WEAK}"),
    ({"MASTER_KEY": "changeme" * 8}, f"MASTER_KEY {WEAK}"),
    ({"MASTER_KEY": FIRST}, "SECRET_KEY and MASTER_KEY are the same: make another one"),
    ({"DATABASE_URL": "alongside.sqlite3"}, DATABASE),
    ({"DATABASE_URL": "sqlite:///"}, DATABASE),
    ({"DATABASE_URL": "sqlite:///:memory:"}, DATABASE),
    ({"DATABASE_URL": "mysql://me:secret@host/name"}, DATABASE),
    ({"DATABASE_URL": POSTGRES}, DATABASE),
    ({"DATABASE_URL": f"{POSTGRES}:port/name"}, DATABASE),
    ({"DATABASE_URL": f"{POSTGRES}:99999/name"}, DATABASE),
    ({"DATABASE_URL": "sqlite:///nowhere/a.sqlite3"}, "DATABASE_URL names a folder that is missi"),
    ({"DATABASE_URL": "sqlite:////"}, "DATABASE_URL names a folder: write the file"),
    ({"DATABASE_URL": "sqlite:////tmp"}, "DATABASE_URL names a folder: write the file"),
    ({"EMAIL_URL": "mail.example.org"}, MAIL),
    ({"EMAIL_URL": "pigeon://roof"}, MAIL),
    ({"EMAIL_URL": "smtp://"}, MAIL),
    ({"EMAIL_URL": f"{SMTP}:port"}, MAIL),
    ({"EMAIL_URL": f"{SMTP}:99999"}, MAIL),
    ({"EMAIL_URL": f"{SMTP}/?form=a@example.org"}, MAIL),
    ({"EMAIL_URL": f"{SMTP}/?from=nobody"}, MAIL),
    ({"EMAIL_URL": f"{SMTP}/?from=a@b c"}, MAIL),
    ({"REDIS_URL": "host:6379"}, REDIS),
    ({"REDIS_URL": "redis://"}, REDIS),
    ({"REDIS_URL": "https://host"}, REDIS),
    ({"REDIS_URL": "redis://host:port/0"}, REDIS),
    ({"REDIS_URL": "redis://host:6379/first"}, REDIS),
    ({"BACKUP_DIR": "backups"}, "BACKUP_DIR is not a folder: make backups, and write its full"),
    ({"BACKUP_DIR": "/nowhere/at/all"}, "BACKUP_DIR is not a folder: make /nowhere/at/all"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is none of text, json: write one of them."),
    ({"METRICS_TOKEN": "short"}, TOKEN),
    ({"METRICS_TOKEN": "with a space, thirty-two characters"}, TOKEN),
    ({"METRICS_TOKEN": "é" * 40}, TOKEN),
]


def test_there_are_many() -> None:
    assert len({str(given) for given, _sentence in WRONG}) >= 40


@pytest.mark.parametrize(
    ("given", "sentence"), WRONG, ids=[" ".join(sorted(given)) for given, _sentence in WRONG]
)
def test_a_wrong_setting_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name in ("DEBUG", "DEMO", "DATABASE_URL", "EMAIL_URL", "REDIS_URL", "OPERATOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (GIVEN | given).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(root / "alliance_site" / "settings.py"))
    told = str(refused.value)
    assert told.startswith(sentence)
    assert (told[-1], "\n" in told) == (".", False)
    assert "secret@" not in told


def test_what_is_given_here_besides_is_right(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUG", "DEMO", "DATABASE_URL", "EMAIL_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    found = runpy.run_path(str(root / "alliance_site" / "settings.py"))
    assert found["SITE_HOST"] == "alongside.example.org"
    assert found["PRODUCTION"] is True
