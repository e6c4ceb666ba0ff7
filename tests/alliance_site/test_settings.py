import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

GIVEN = {
    "PATH": os.defpath,
    "SECRET_KEY": "0123456789abcdef" * 4,
    "MASTER_KEY": "fedcba9876543210" * 4,
    "DATABASE_URL": "sqlite:///.test.sqlite3",
}


def start(root: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings anew in a process that knows these variables alone."""
    return subprocess.run(
        [sys.executable, "manage.py", *(["shell", "-v0", "-c", code] if code else ["check"])],
        cwd=root,
        env=GIVEN | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "perhaps", "DEBUG is neither on nor off: write DEBUG=1 or DEBUG=0."),
        ("DEMO", "2", "DEMO is neither on nor off: write DEMO=1 or DEMO=0."),
        ("SITE_URL", "here", "SITE_URL is not the address of a site: write it like https://"),
        ("DATABASE_URL", "oracle://x/y", "DATABASE_URL is not an address of a database: write"),
        ("EMAIL_URL", "x", "EMAIL_URL is not an address of a mail server: write it like smtp"),
        ("REDIS_URL", "x", "REDIS_URL is not an address of a Redis server: write it like redis"),
        ("SECRET_KEY", "secret", "SECRET_KEY is too weak: give at least 50 random characters"),
        ("MASTER_KEY", "master", "MASTER_KEY is too weak: give at least 50 random characters"),
    ],
)
def test_a_wrong_value_ends_with_one_sentence(
    root: Path, name: str, value: str, sentence: str
) -> None:
    done = start(root, "", **{name: value})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def test_the_web_server_says_the_same_sentence(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "alliance_site.wsgi"],
        cwd=root,
        env=GIVEN | {"SITE_URL": "here"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("SITE_URL is not the address of a site")
    assert len(done.stderr.splitlines()) == 1


def test_the_web_server_makes_the_rows_of_questions_before_anybody_comes(root: Path) -> None:
    done = start(
        root,
        "import gc\n"
        "import alliance_site.wsgi\n"
        "from assessments.forms.answer import prepared\n"
        "rows = prepared('en')\n"
        "print(prepared.cache_info().misses, sum(len(one) for one in rows.values()))\n"
        "print(gc.get_freeze_count() > sum(map(len, rows.values())))",
        SITE_URL="https://alongside.example.org",
    )
    # 32 single rows and 10 practices with their two, for either side
    assert (done.returncode, done.stdout) == (0, "1 84\nTrue\n")


@pytest.mark.parametrize("mode", ["DEMO", "DEBUG"])
def test_weak_secrets_do_for_a_demo_and_for_development(root: Path, mode: str) -> None:
    done = start(root, "", SECRET_KEY="short", MASTER_KEY="short", **{mode: "1"})
    assert (done.returncode, done.stderr) == (0, "")


def test_a_site_reached_by_https_has_nothing_to_warn_of(root: Path) -> None:
    deploy = "from django.core.management import call_command as call\n"
    deploy += "call('check', '--deploy', '--fail-level', 'WARNING')"
    done = start(root, deploy, SITE_URL="https://alongside.example.org")
    assert (done.returncode, done.stderr) == (0, "")


SHOW_SECURITY = """
from django.conf import settings
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,
      settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0, settings.ALLOWED_HOSTS[0])
"""


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({"SITE_URL": "https://a.example.org"}, "True True True True a.example.org"),
        ({"SITE_URL": "http://a.example.org"}, "False False False False a.example.org"),
        ({"SITE_URL": "https://a.example.org", "DEMO": "1"}, "False False False False a.example"),
    ],
)
def test_secure_cookies_where_the_site_is_reached_by_https(
    root: Path, variables: dict[str, str], shown: str
) -> None:
    done = start(root, SHOW_SECURITY, **variables)
    assert done.stderr == ""
    assert done.stdout.startswith(shown)


SHOW_COOKIES = """
from django.conf import settings
for name in ("SESSION", "CSRF"):
    print(*[getattr(settings, f"{name}_COOKIE_{part}")
            for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")])
from alliance_site.notices import OwnCookieStorage
print(OwnCookieStorage.cookie_name, settings.MESSAGE_STORAGE)
print(settings.SESSION_COOKIE_AGE, settings.SECURE_HSTS_SECONDS, settings.HOST_PREFIX)
"""


def test_the_cookies_of_a_site_reached_by_https(root: Path) -> None:
    done = start(root, SHOW_COOKIES, SITE_URL="https://a.example.org")
    assert done.stdout.splitlines() == [
        "__Host-sessionid True True Lax None /",
        "__Host-csrftoken True True Lax None /",
        "__Host-messages alliance_site.notices.Notices",
        "1209600 31536000 __Host-",
    ]


@pytest.mark.parametrize(("demo", "there"), [("1", "True"), ("0", "False")])
def test_demo_addresses_exist_in_the_demo_alone(root: Path, demo: str, there: str) -> None:
    code = "from alliance_site.urls import urlpatterns as all_of_them\n"
    code += "print(any(str(one.pattern) == 'demo/' for one in all_of_them))"
    assert start(root, code, DEMO=demo).stdout.strip() == there


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    scheme = urlsplit(os.environ["DATABASE_URL"]).scheme
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[scheme]


@pytest.mark.django_db
def test_sqlite_forgets_nothing_and_leaves_nothing() -> None:
    pragmas = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "temp_store": 2,
    }
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas}
        assert found == pragmas
    else:
        assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True


def test_redis_counts_for_all_processes(root: Path) -> None:
    code = "from django.core.cache import caches\nprint(type(caches['default']).__name__)"
    done = start(root, code, REDIS_URL="redis://localhost:6379/0")
    assert (done.stdout.strip(), done.stderr) == ("RedisCache", "")
    assert start(root, code).stdout.strip() == "LocMemCache"
