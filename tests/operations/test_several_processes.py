"""The layout of deploy/: a proxy, two web servers, two workers; killing some loses nothing."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments.models import Ballot, Round
from tests.live_round import DAY, alliance, note_counts, opened, person
from tests.operations.visitor import Visitor, text_of

FAR = datetime(2100, 3, 20, 17, 0)  # noqa: DTZ001  a wall-clock time
ROUND = "/p/harbour-alliance/rounds/1/"
PARTS = 9
HEALTH_INTERVAL = 2
SIZES = (100, 9000)

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

Start = Callable[[], "subprocess.Popen[bytes]"]


class Service:
    """A process that is started again when it is killed, as systemd does."""

    def __init__(self, start: Start, port: int | None) -> None:
        self.start, self.process, self.port = start, start(), port

    def kill(self) -> None:
        self.stop()
        self.process = self.start()
        if self.port:
            Visitor(f"http://127.0.0.1:{self.port}").get("/readyz")

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"No {name} here. Type: apt-get install -y {package}", pytrace=False)
    return found


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def starter(*command: str, root: Path, environment: dict[str, str], log: Path) -> Start:
    def start() -> "subprocess.Popen[bytes]":
        with log.open("ab") as stream:
            return subprocess.Popen(
                command,
                cwd=root,
                env=environment,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    return start


@contextmanager
def layout(root: Path, folder: Path) -> Iterator[tuple[str, list[Service]]]:
    """Redis, two web servers behind Caddy with deploy/Caddyfile, two workers; gives the address
    and the web servers and workers."""
    proxy, queue, *web = (free_port() for _ in range(4))
    site = f"http://localhost:{proxy}"
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": f"redis://127.0.0.1:{queue}/0",
        "SITE_URL": site,
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "SECRET_KEY": settings.SECRET_KEY,
        "MASTER_KEY": settings.MASTER_KEY,
        "DJANGO_SETTINGS_MODULE": "alliance_site.settings",
        "DEBUG": "1",
        "WEB_CONCURRENCY": "1",
        "ALONGSIDE_SITE": site,
        "ALONGSIDE_SERVERS": " ".join(f"127.0.0.1:{port}" for port in web),
        "HOME": str(folder),
    }

    def service(name: str, *command: str, port: int | None = None) -> Service:
        log = folder / f"{name}.log"
        made = Service(starter(*command, root=root, environment=environment, log=log), port)
        stack.callback(made.stop)
        return made

    def web_server(port: int) -> Service:
        command = (sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}")
        return service(f"web{port}", *command, "alliance_site.wsgi", port=port)

    def worker(number: int) -> Service:
        return service(f"worker{number}", sys.executable, "manage.py", "worker")

    with ExitStack() as stack:
        redis = program("redis-server", "redis-server")
        service("redis", redis, "--port", str(queue), "--bind", "127.0.0.1", "--save", "")
        first, second = map(web_server, web)
        services = [first, worker(1), second, worker(2)]
        caddyfile = str(root / "deploy" / "Caddyfile")
        caddy = program("caddy", "caddy")
        service("caddy", caddy, "run", "--config", caddyfile, "--adapter", "caddyfile")
        yield site, services


def answer(site: str, path: str, option: str) -> int:
    """Answer everything through a personal link; how often a button was pressed again."""
    visitor = Visitor(site)
    page = visitor.press(visitor.get(path), "Answer")
    for _part in range(PARTS):
        chosen = {
            field.get("name"): option
            for field in page.xpath(f"//main//input[@type='radio' and @value='{option}']")
        }
        page = visitor.press(page, "Continue", **chosen)
    page = visitor.press(page, "Send my answers")
    assert "your answers have arrived" in text_of(page)
    return visitor.again


def links(folder: Path, wanted: int, given_up: threading.Event) -> list[str]:
    """The personal links in the mails that the workers have sent."""
    found: set[str] = set()
    while len(found) < wanted and not given_up.wait(0.2):
        for mail in (folder / "mail").glob("*"):
            found |= set(re.findall(r"http\S+(/a/[\w.-]+)", mail.read_text(encoding="utf-8")))
    return sorted(found)


def as_person(site: str, who: str) -> Visitor:
    client = Client()
    client.force_login(person(who))
    return Visitor(site, sessionid=client.cookies["sessionid"].value)


NEIGHBOURS = (
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none", "Origin": "https://neighbour.example"},
)


def fetched_by_a_neighbour(site: str, bytes_of_cookies: int, neighbour: Mapping[str, str]) -> int:
    """It must not see by an error how long those cookies are that it cannot read."""
    asked = http.client.HTTPConnection(site.removeprefix("http://"), timeout=60)
    cookies = {"Cookie": f"a={'x' * bytes_of_cookies}"}
    asked.request("GET", "/healthz", headers={**neighbour, **cookies})
    status = asked.getresponse().status
    asked.close()
    return status


def test_a_round_survives_the_loss_of_web_servers_and_workers(
    root: Path, tmp_path: Path, counted: Callable[[str, int], None]
) -> None:
    (tmp_path / "mail").mkdir()
    given_up = threading.Event()
    clock = threading.Timer(300, given_up.set)
    clock.start()
    with layout(root, tmp_path) as (site, services), ThreadPoolExecutor(4) as people:
        Visitor(site).get("/methods/")
        for one in NEIGHBOURS:
            assert [fetched_by_a_neighbour(site, size, one) for size in SIZES] == [200, 200]
        opened(alliance(12, 12), closes=FAR)
        services[1].kill()
        paths = links(tmp_path, 24, given_up)
        assert len(paths) == 24
        answering = [people.submit(answer, site, path, "3") for path in paths]
        turn = 0
        while not all(one.done() for one in answering) and not given_up.wait(HEALTH_INTERVAL):
            services[turn % 4].kill()
            turn += 1
        again = sum(one.result() for one in answering)
        assert Ballot.objects.count() == 24
        # A worker may have counted this morning already
        note_counts(Round.objects.get(), now=timezone.now() + DAY)
        release(site)
    clock.cancel()
    assert [log for log in tmp_path.glob("*.log") if "/a/" in log.read_text()] == []
    assert not Ballot.objects.exists()
    counted(f"processes killed while 24 people answered on {connection.vendor}", turn + 1)
    counted(f"pages asked for again for that on {connection.vendor}", again)


def release(site: str) -> None:
    """Seal early, turn both keys, and read the same on both sides."""
    nora = Client()
    nora.force_login(Round.objects.get().partnership.memberships.get(side=None).person)
    neutral = Visitor(site, sessionid=nora.cookies["sessionid"].value)
    neutral.press(neutral.get(f"{ROUND}seal/"), "Seal the round")
    readers = {side: as_person(site, side) for side in ("contractor", "client")}
    for side, reader in readers.items():
        reader.press(reader.get(f"{ROUND}key/{side}/"), "Turn the key")
    assert Round.objects.get().state == Round.State.RELEASED
    read = {
        side: reader.get(f"{ROUND}dashboard/").xpath("string(//*[@class='lede'])")
        for side, reader in readers.items()
    }
    assert read["contractor"] == read["client"] != ""
