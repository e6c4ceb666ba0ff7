"""What every test can ask for: a browser, somebody signed in, a look at accessibility."""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from _pytest.terminal import TerminalReporter
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from assessments.frozen import ASKED, RESULTS
from assessments.services import counting, reminders
from assessments.services.pace import pace
from assessments.views.respond import parts
from partnerships.models import Person
from tests import IS_LONG
from tests.migrating import migrate_to_newest

settings.register_profile("default", derandomize=True, max_examples=100, deadline=None)
settings.register_profile(
    "long",
    max_examples=3000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "first", settings.get_profile("default"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("long" if IS_LONG else "default")

COUNTED = "counted"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="run only the tests that touch the database"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what this run is not for; the longest test comes first, so that none is last."""
    wanted = [item for item in items if is_wanted(item, config)]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = sorted(wanted, key=lambda item: item.get_closest_marker("longest") is None)


def is_wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("long") and not IS_LONG:
        return False
    return not config.getoption("--database-only") or is_for_each_database(item)


def is_for_each_database(item: pytest.Item) -> bool:
    """Not in the short form where a browser only looks at what is the same on both."""
    looks = item.get_closest_marker("browser") and not item.get_closest_marker("stores")
    return touches_database(item) and (IS_LONG or not looks)


def touches_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(fixtures))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Prints what tests have counted, so that a run tells how much was tried."""
    reports = terminalreporter.getreports("")
    lines = [value for report in reports for key, value in report.user_properties if key == COUNTED]
    if lines:
        terminalreporter.section("counted")
        terminalreporter.write_line("\n".join(sorted(map(str, lines))))


@pytest.fixture(scope="session", autouse=True)
def at_no_pace() -> Iterator[None]:
    """No test waits between reminders, while a round is added up, or for long until words are
    saved, and on a slow machine no reminder is cut off.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(reminders, "EACH_TAKES", 60.0)
        monkeypatch.setattr(parts, "BEAT_SECONDS", 1)
        for waiting in (reminders, counting):
            monkeypatch.setattr(waiting, "sleep", lambda _seconds: None)
        yield


@pytest.fixture(autouse=True)
def at_nobodys_pace() -> None:
    """No test waits as long as the mails of an earlier one took."""
    pace.took = 0


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """Notes how often something was tried, to be printed at the end of the run."""
    return lambda what, number: record_property(COUNTED, f"{number:>7,}  {what}")


class OpenContext(Protocol):
    """Opens a browser of its own: nothing is shared with another one."""

    def __call__(
        self,
        *,
        width: int = ...,
        height: int = ...,
        dark: bool = ...,
        script: bool = ...,
        zone: str = ...,
    ) -> BrowserContext: ...


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real use: threads that write at once and a log to look into."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def log_can_be_emptied() -> Iterator[None]:
    """Between tests all tables are emptied by DELETE or TRUNCATE, which the guards refuse."""
    operations = type(connections["default"].ops)
    empty = operations.execute_sql_flush

    def without_triggers(self: Any, sql_list: Iterable[str]) -> None:
        if self.connection.vendor == "postgresql":
            empty(self, ["SET LOCAL session_replication_role = replica", *sql_list])
            return
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        dropped = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        empty(self, [*dropped, *sql_list, *(sql for _name, sql in triggers)])

    operations.execute_sql_flush = without_triggers  # type: ignore[method-assign]
    yield
    operations.execute_sql_flush = empty  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Limits of sign-in count anew for each test, and no results have been read."""
    cache.clear()
    RESULTS.values.clear()
    ASKED.values.clear()


@pytest.fixture(autouse=True)
def no_connection_stays() -> Iterator[None]:
    """What a thread leaves open stays until Python happens to collect it, and for so long
    PostgreSQL does not drop the database of the tests.
    """
    opened: list[tuple[threading.Thread, BaseDatabaseWrapper]] = []

    def note(connection: BaseDatabaseWrapper, **_rest: object) -> None:
        opened.append((threading.current_thread(), connection))

    connection_created.connect(note)
    yield
    connection_created.disconnect(note)
    left = [thread for thread, one in opened if one.connection and not thread.is_alive()]
    assert left == []


@pytest.fixture
def brought_to_newest() -> Iterator[None]:
    """However a test ends that takes the database back to an earlier migration."""
    yield
    migrate_to_newest()


def browser_file() -> str:
    """The browser of this machine: $CHROMIUM, or one on the path."""
    wanted = os.environ.get("CHROMIUM", "")
    found = next(filter(None, map(shutil.which, (wanted, *BROWSERS))), None)
    if found is None:
        pytest.fail("No browser here. Type: apt-get install -y chromium", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real browser for all tests of a process."""
    flags = [*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_file(), args=flags)
        yield opened
        opened.close()


@pytest.fixture
def open_context(browser: Browser, live_server: LiveServer) -> Iterator[OpenContext]:
    """Opens browsers onto the running site; each must end without a script error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        script: bool = True,
        zone: str = "UTC",
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            timezone_id=zone,
        )
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda line: _note_refusal(line.text, errors))
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    wait_for_open_requests()
    assert errors == []


def wait_for_open_requests() -> None:
    """Until the running site has answered all, so that emptying the database meets no request."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=30)
            assert not thread.is_alive()


def _note_refusal(line: str, errors: list[str]) -> None:
    if "Content Security Policy" in line:
        errors.append(line)


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    """A page of an ordinary screen, nobody signed in."""
    return open_context().new_page()


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page | BrowserContext, Person], None]:
    """Signs a person in, in a browser."""

    def sign_in_one(target: Page | BrowserContext, person: Person) -> None:
        client = Client()
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        context = target.context if isinstance(target, Page) else target
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in_one


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that a page has no violation of accessibility."""

    def look(page: Page) -> None:
        page.wait_for_load_state()
        violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
        found = [
            f"{one['id']}: {one['help']}: {node['html']}"
            for one in violations
            for node in one["nodes"]
        ]
        assert found == [], f"{page.url}\n" + "\n".join(found)

    return look


@pytest.fixture(scope="session")
def root() -> Path:
    """The project folder."""
    return Path(__file__).resolve().parent.parent
