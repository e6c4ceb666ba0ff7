import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from alliance_site import environment

STRONG = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("value", "on"), [("1", True), ("TRUE", True), (" yes ", True), ("", False), ("off", False)]
)
def test_switch(value: str, on: bool) -> None:
    assert environment.switch({"DEBUG": value}, "DEBUG") is on


def test_switch_is_off_when_not_given() -> None:
    assert environment.switch({}, "DEBUG") is False


def test_words_are_those_that_were_given() -> None:
    given = {"OPERATOR": "  Northgate  Council,\n IT "}
    assert environment.words(given, "OPERATOR") == "Northgate Council, IT"
    assert environment.words({}, "OPERATOR") == ""


def test_switch_refuses_what_is_neither() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG is neither on nor off: write DEBUG=1"):
        environment.switch({"DEBUG": "maybe"}, "DEBUG")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://alongside.example.org/", "https://alongside.example.org"),
        ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("", "http://localhost:8000"),
    ],
)
def test_address(value: str, expected: str) -> None:
    assert environment.address({"SITE_URL": value}, "SITE_URL", "http://localhost:8000") == expected


@pytest.mark.parametrize(
    "value",
    [
        "alongside.example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/path",
        "https://example.org?x=1",
        "https://me:secret@example.org",
        "https://example.org:port",
        "https://[::1",
    ],
)
def test_address_refuses(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL is not the address of a site"):
        environment.address({"SITE_URL": value}, "SITE_URL", "http://localhost:8000")


def test_database_is_a_file_in_the_project_folder(tmp_path: Path) -> None:
    found = environment.database({}, tmp_path)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == tmp_path / "alongside.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_by_an_absolute_path(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/other.sqlite3"
    assert environment.database({"DATABASE_URL": url}, Path("/"))["NAME"] == (
        tmp_path / "other.sqlite3"
    )


def test_database_on_a_server(tmp_path: Path) -> None:
    url = "postgres://ann:se%40cret@db.example.org:5433/alliance?sslmode=require"
    found = environment.database({"DATABASE_URL": url}, tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"]) == ("ann", "se@cret")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.org", 5433, "alliance")
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert found["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:secret@host/name",
        "sqlite://:memory:",
        "sqlite:///:memory:",
        "sqlite:///",
        "postgres://ann:secret@host",
        "postgres://ann:secret@host:port/name",
        "alongside.sqlite3",
    ],
)
def test_database_refuses_without_telling_the_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not an address") as caught:
        environment.database({"DATABASE_URL": url}, tmp_path)
    assert "secret" not in str(caught.value)


def test_database_refuses_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL names a folder that is missing"):
        environment.database({"DATABASE_URL": "sqlite:///nowhere/a.sqlite3"}, tmp_path)


def test_mail_by_a_server() -> None:
    url = "smtp+tls://ann:secret@mail.example.org:587/?from=health@example.org"
    found = environment.mail({"EMAIL_URL": url}, "localhost")
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert found["EMAIL_USE_TLS"] is True
    assert found["DEFAULT_FROM_EMAIL"] == found["SERVER_EMAIL"] == "health@example.org"


def test_mail_is_printed_when_no_server_is_given() -> None:
    found = environment.mail({}, "alongside.example.org")
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert found["DEFAULT_FROM_EMAIL"] == "alongside@alongside.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "pigeon://roof",
        "smtp://",
        "smtp://host:port",
        "smtp://host/?form=a@example.org",
        "smtp://host/?from=nobody",
    ],
)
def test_mail_refuses(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not an address of a mail server"):
        environment.mail({"EMAIL_URL": url}, "localhost")


def test_redis() -> None:
    assert environment.redis({}) == ""
    assert environment.redis({"REDIS_URL": "redis://host:6379/0"}) == "redis://host:6379/0"


@pytest.mark.parametrize("url", ["host:6379", "redis://", "http://host"])
def test_redis_refuses(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL is not an address"):
        environment.redis({"REDIS_URL": url})


def test_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".secret-key"
    made = environment.secret({}, "SECRET_KEY", file, strict=True)
    assert len(made) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert environment.secret({}, "SECRET_KEY", file, strict=True) == made
    assert [path.name for path in tmp_path.iterdir()] == [".secret-key"]


def test_secret_of_several_first_starts_is_one(tmp_path: Path) -> None:
    file = tmp_path / ".secret-key"
    with ThreadPoolExecutor(8) as pool:
        starts = [
            pool.submit(environment.secret, {}, "SECRET_KEY", file, strict=True) for _ in range(32)
        ]
    assert len({start.result() for start in starts}) == 1


def test_secret_given_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / ".secret-key"
    given = environment.secret({"SECRET_KEY": STRONG}, "SECRET_KEY", file, strict=True)
    assert given == STRONG
    assert not file.exists()


@pytest.mark.parametrize("weak", ["short", "x" * 64, "changeme" * 8])
def test_weak_secret_is_refused_where_strict(tmp_path: Path, weak: str) -> None:
    file = tmp_path / ".master-key"
    with pytest.raises(ImproperlyConfigured, match="MASTER_KEY is too weak: give at least 50"):
        environment.secret({"MASTER_KEY": weak}, "MASTER_KEY", file, strict=True)
    assert environment.secret({"MASTER_KEY": weak}, "MASTER_KEY", file, strict=False) == weak


def test_weak_secret_in_a_file_is_refused_where_strict(tmp_path: Path) -> None:
    file = tmp_path / ".master-key"
    file.touch(mode=0o600)
    with pytest.raises(ImproperlyConfigured, match=r"MASTER_KEY in \.master-key is too weak"):
        environment.secret({}, "MASTER_KEY", file, strict=True)


def test_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / ".secret-key"
    file.write_text(STRONG)
    file.chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match="can be read by others: type `chmod 600"):
        environment.secret({}, "SECRET_KEY", file, strict=False)


def test_secret_that_cannot_be_kept_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / ".secret-key"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not given and cannot be kept"):
        environment.secret({}, "SECRET_KEY", file, strict=False)


def test_the_worker_is_woken_by_a_file_of_its_own_or_by_redis(tmp_path: Path) -> None:
    files = {
        "sqlite:///demo.sqlite3": "demo.queue.sqlite3",
        "postgres://me:secret@host/name": "alongside.queue.sqlite3",
    }
    for url, file in files.items():
        database = environment.database({"DATABASE_URL": url}, tmp_path)
        found = environment.queue(database, "", tmp_path, STRONG)
        assert found["huey_class"] == "huey.SqliteHuey"
        assert found["connection"]["filename"] == tmp_path / file
        found = environment.queue(database, "redis://host:6379/0", tmp_path, STRONG)
        assert found["huey_class"] == "huey.RedisHuey"
        assert found["connection"] == {"url": "redis://host:6379/0"}
