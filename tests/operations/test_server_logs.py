"""What the web server logs of requests that it cannot read: no link, and nobody's address."""

import os
import socket
import sys
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


def test_a_line_that_cannot_be_read_is_not_quoted(root: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "web.log"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "WEB_CONCURRENCY": "1"}
    command = (sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "alliance_site.wsgi")
    start = starter(*command, root=root, environment=environment, log=log)
    service = Service(start, port)
    try:
        Visitor(f"http://127.0.0.1:{port}").get("/healthz")
        for line in LINES:
            assert answer(port, line) in (b"HTTP/1.1 400", b"HTTP/1.1 505")
    finally:
        service.stop()
    written = log.read_text()
    assert written.count("gunicorn.error: Invalid request\n") == len(LINES)
    assert "verifier" not in written
    assert "127.0.0.1" not in written.partition("Open http")[2]
