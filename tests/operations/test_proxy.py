"""deploy/Caddyfile: what people get while no web server is ready, and what is logged. A server of
a few pages stands behind it; tests/operations/test_several_processes.py has the whole layout.
"""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.operations.test_several_processes import Service, free_port, program, starter

PINNED, OF_THE_SYSTEM = "as in compose.yaml", "as docs/operations.md installs it"
KEPT = b"What you entered is kept on this page: "


class WithoutDatabase(BaseHTTPRequestHandler):
    """As Alongside answers while its database is away."""

    asked = threading.Event()

    def do_GET(self) -> None:
        if self.path.startswith("/a/"):
            self.break_off()
            return
        self.tell(b"")
        if self.path == "/readyz":
            self.asked.set()

    def do_POST(self) -> None:
        self.tell(self.rfile.read(int(self.headers["Content-Length"])))

    def break_off(self) -> None:
        """As a server does that is killed in the middle of a page."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"1")

    def tell(self, sent: bytes) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(KEPT + sent + self.headers.get("X-Forwarded-For", "").encode())

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def web() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), WithoutDatabase) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(params=[PINNED, pytest.param(OF_THE_SYSTEM, marks=pytest.mark.long)])
def caddy(request: pytest.FixtureRequest) -> str:
    if request.param == PINNED:
        return str(Path(sys.executable).parent / "caddy")
    return program("caddy", "caddy")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "caddy.log"


@pytest.fixture
def proxy(
    root: Path, tmp_path: Path, web: ThreadingHTTPServer, caddy: str, log: Path
) -> Iterator[int]:
    """The port of a proxy before that server and one that is gone, once it has asked both."""
    WithoutDatabase.asked.clear()
    port = free_port()
    site, gone = f"http://localhost:{port}", free_port()
    environment = os.environ | {
        "ALONGSIDE_SITE": site,
        "ALONGSIDE_SERVERS": f"127.0.0.1:{gone} 127.0.0.1:{web.server_port}",
        "HOME": str(tmp_path),
    }
    command = (caddy, "run", "--adapter", "caddyfile", "--config")
    caddyfile = str(root / "deploy" / "Caddyfile")
    start = starter(*command, caddyfile, root=root, environment=environment, log=log)
    service = Service(start, None)
    try:
        assert WithoutDatabase.asked.wait(30)
        wait_for(port)
        yield port
    finally:
        service.stop()


def wait_for(port: int) -> None:
    pause = threading.Event()
    for _attempt in range(300):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.1)
    pytest.fail("The proxy does not listen.")


def answer(port: int, method: str, body: bytes | None) -> tuple[int, bytes]:
    with closing(HTTPConnection("localhost", port, timeout=30)) as connection:
        connection.request(method, "/answer/values/", body, {"X-Forwarded-For": "192.0.2.1"})
        response = connection.getresponse()
        return response.status, response.read()


def test_where_none_is_ready_people_read_the_page_that_keeps_what_they_sent(proxy: int) -> None:
    # By turns; the one that is gone is noticed, and left out
    for _turn in range(2):
        assert answer(proxy, "GET", None) == (503, KEPT + b"127.0.0.1")
    assert answer(proxy, "POST", b"placed=4 ") == (503, KEPT + b"placed=4 127.0.0.1")


def test_no_line_of_the_log_names_a_request_that_is_broken_off(proxy: int, log: Path) -> None:
    headers = {"User-Agent": "Curious"}
    for _turn in range(2):
        with closing(HTTPConnection("localhost", proxy, timeout=30)) as connection:
            connection.request("GET", "/a/selector.verifier", headers=headers)
            with pytest.raises(IncompleteRead):
                connection.getresponse().read()
    written = log.read_text()
    assert not [word for word in ("verifier", "Curious", "/a/") if word in written]
    assert "health_checker" in written  # of the server that is gone
