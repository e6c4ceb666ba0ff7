"""A server that is killed, stopped or without its database while people answer: whatever was
acknowledged is there afterwards. The long form; each with a server and a database of its own.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests import amount
from tests.operations.test_several_processes import Service, free_port, starter
from tests.operations.visitor import Visitor, text_of
from tests.postgres import Server, controlled_server

PARTS = 9
AT_ONCE = 4
PATIENCE = 900
DATABASES = ["SQLite", "PostgreSQL"]

pytestmark = pytest.mark.long


@dataclass
class Site:
    """A server with its database, and the links of those who answer on it."""

    address: str
    environment: dict[str, str]
    server: Service
    database: Server | None
    links: list[str]

    def told(self) -> Any:
        return ask(self.environment, "told")


@dataclass
class Promises:
    """What the server has acknowledged: by link the answers of its draft, and who has sent."""

    placed: dict[str, dict[str, int]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    pages: int = 0
    again: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)

    def note(self, link: str, placed: dict[str, int]) -> None:
        with self.news:
            self.placed.setdefault(link, {}).update(placed)
            self.pages += 1
            self.news.notify_all()

    def wait_for(self, more: int) -> None:
        """Until so many more pages have been acknowledged."""
        with self.news:
            goal = self.pages + more
            assert self.news.wait_for(lambda: self.pages >= goal, timeout=PATIENCE)


def ask(environment: dict[str, str], *order: str) -> Any:
    command = [sys.executable, "-m", "tests.operations.answered_round", *order]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def site(root: Path, folder: Path, kind: str, people: int) -> Iterator[Site]:
    """One web server of two processes."""
    with controlled_server() if kind == "PostgreSQL" else nullcontext(None) as server:
        port = free_port()
        environment = os.environ | {
            "DATABASE_URL": server.url if server else f"sqlite:///{folder}/site.sqlite3",
            "WEB_CONCURRENCY": "2",
            "PYTHONPATH": str(root),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        links = ask(environment, "open", str(people))
        command = (sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}")
        start = starter(
            *command,
            "alliance_site.wsgi",
            root=root,
            environment=environment,
            log=folder / "web.log",
        )
        service = Service(start, port)
        try:
            yield Site(f"http://localhost:{port}", environment, service, server, links)
        finally:
            service.stop()


def answer(site: Site, link: str, promises: Promises, *, number: int) -> None:
    """Answer every part, then answer all anew; every other person sends."""
    visitor = Visitor(site.address)
    for turn in (0, 1):
        page = visitor.press(visitor.get(link), "Answer")
        if turn:
            page = visitor.get("/answer/trust/")
        for _part in range(PARTS):
            option = str((number + turn) % 5)
            names = [
                one.get("name")
                for one in page.xpath(f"//main//input[@type='radio'][@value='{option}']")
            ]
            page = visitor.press(page, "Continue", **dict.fromkeys(names, option))
            promises.note(link, dict.fromkeys(names, int(option)))
    if number % 2:
        page = visitor.press(page, "Send my answers")
        assert "your answers have arrived" in text_of(page)
        promises.sent.append(link)
    promises.again += visitor.again


@contextmanager
def answering(site: Site, promises: Promises) -> Iterator[None]:
    """People who answer, a few at a time, until the block ends; each finishes what was begun."""
    numbers, done = count(), threading.Event()
    failures: list[BaseException] = []

    def go_on() -> None:
        try:
            while not done.is_set() and (number := next(numbers)) < len(site.links):
                answer(site, site.links[number], promises, number=number)
        except BaseException as failure:
            failures.append(failure)
            raise

    threads = [threading.Thread(target=go_on) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []


def assert_kept(site: Site, promises: Promises) -> None:
    """Each acknowledged answer is in its draft or its ballot; each ballot was acknowledged."""
    told = site.told()
    assert sorted(told["sent"]) == sorted(promises.sent)
    for link, placed in promises.placed.items():
        if link not in promises.sent:
            assert told["drafts"][link] == placed
    expected = Counter(json.dumps(promises.placed[link], sort_keys=True) for link in promises.sent)
    assert Counter(json.dumps(one, sort_keys=True) for one in told["ballots"]) == expected


@pytest.mark.parametrize("kind", DATABASES)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    root: Path, tmp_path: Path, counted: Callable[[str, int], None], kind: str
) -> None:
    kills, promises = amount(3, 100), Promises()
    with site(root, tmp_path, kind, people=amount(16, 200)) as found:
        with answering(found, promises):
            for _kill in range(kills):
                promises.wait_for(more=3)
                found.server.kill()
        assert_kept(found, promises)
    counted(f"kills of the server while people answered on {kind}", kills)
    counted(f"pages acknowledged meanwhile and found on {kind}", promises.pages)
    counted(f"ballots acknowledged meanwhile and found on {kind}", len(promises.sent))
    counted(f"pages asked for again meanwhile on {kind}", promises.again)


@pytest.mark.parametrize("kind", DATABASES)
def test_no_request_fails_while_processes_are_renewed(
    root: Path, tmp_path: Path, counted: Callable[[str, int], None], kind: str
) -> None:
    renewals, promises = amount(2, 10), Promises()
    with site(root, tmp_path, kind, people=amount(12, 60)) as found:
        Visitor(found.address).get("/readyz")
        with answering(found, promises):
            for _renewal in range(renewals):
                promises.wait_for(more=6)
                os.kill(found.server.process.pid, signal.SIGHUP)
        assert_kept(found, promises)
    assert promises.again == 0
    counted(f"renewals of the server's processes without a failed request on {kind}", renewals)


def test_what_was_begun_is_answered_when_the_server_is_told_to_stop(
    root: Path, tmp_path: Path, counted: Callable[[str, int], None]
) -> None:
    stops, promises = amount(1, 10), Promises()
    with site(root, tmp_path, "SQLite", people=amount(12, 60)) as found:
        with answering(found, promises):
            for _stop in range(stops):
                promises.wait_for(more=4)
                found.server.process.terminate()
                assert found.server.process.wait(timeout=60) == 0
                found.server.process = found.server.start()
        assert_kept(found, promises)
    counted("orderly stops of the server while people answered", stops)


def test_the_database_is_restarted_while_people_answer(
    root: Path, tmp_path: Path, counted: Callable[[str, int], None]
) -> None:
    restarts, promises = amount(1, 10), Promises()
    with site(root, tmp_path, "PostgreSQL", people=amount(12, 60)) as found:
        assert found.database is not None
        with answering(found, promises):
            for number in range(restarts):
                promises.wait_for(more=6)
                how = "immediate" if number % 2 else "fast"
                found.database.order("restart", how)
        assert_kept(found, promises)
    counted("restarts of PostgreSQL while people answered, half without warning", restarts)
    counted("pages asked for again because of it", promises.again)


def test_a_database_that_was_away_is_used_again_without_a_restart(
    root: Path, tmp_path: Path
) -> None:
    promises = Promises()
    with site(root, tmp_path, "PostgreSQL", people=20) as found:
        assert found.database is not None
        Visitor(found.address).get("/readyz")
        found.database.order("stop")
        for path in (found.links[0], "/readyz"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(found.address + path)
            assert refused.value.code == 503
            refused.value.close()
        with urllib.request.urlopen(f"{found.address}/healthz") as alive:
            assert alive.status == 200
        found.database.order("start")
        answer(found, found.links[1], promises, number=1)
        assert_kept(found, promises)
    assert promises.again == 0
