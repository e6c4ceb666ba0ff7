"""What the web server logs of requests that it cannot read, no link and nobody's address, and what
it does not take from them.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.operations.test_several_processes import Service, free_port, starter
from tests.operations.visitor import Visitor

LINK = b"/a/selector.verifier"
LINES = [
    b"GET %s?name=M\xfcller HTTP/1.1" % LINK,
    b"GET localhost:80%s HTTP/1.1" % LINK,
    b"GET /a%2Fselector.verifier?\xfc HTTP/1.1",
    b"GET %s" % LINK,
    b"get it %s HTTP/1.1" % LINK,
    b"GET %s HTTP/9.9" % LINK,
    b"GET %s HTTP/1.1\r\nHost: localhost\r\nOne: %s\x01" % (LINK, LINK),
]


def answer(port: int, line: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(line + b"\r\n\r\n")
        return connection.recv(12)


@contextmanager
def web_server(root: Path, log: Path) -> Iterator[int]:
    """The port of one that runs, which needs no database yet."""
    port = free_port()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "WEB_CONCURRENCY": "1"}
    command = (sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "alliance_site.wsgi")
    start = starter(*command, root=root, environment=environment, log=log)
    service = Service(start, port)
    try:
        Visitor(f"http://127.0.0.1:{port}").get("/healthz")
        yield port
    finally:
        service.stop()


def test_a_line_that_cannot_be_read_is_not_quoted(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with web_server(root, log) as port:
        for line in LINES:
            assert answer(port, line) in (b"HTTP/1.1 400", b"HTTP/1.1 505")
    written = log.read_text()
    assert written.count("gunicorn.error: Invalid request\n") == len(LINES)
    assert "verifier" not in written
    assert "127.0.0.1" not in written.partition("Open http")[2]


def test_no_visitor_chooses_how_addresses_begin(root: Path, tmp_path: Path) -> None:
    """Pages and what is kept of them would lead others astray, where a proxy passes it on."""
    chosen = b"GET /x/healthz HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: /x"
    with web_server(root, tmp_path / "web.log") as port:
        assert answer(port, chosen) == b"HTTP/1.1 404"
