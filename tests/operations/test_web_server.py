"""What the web server takes before the site sees it."""

import http.client
import os
import sys
from pathlib import Path

from django.conf import settings

from tests.operations.test_several_processes import Service, free_port, starter
from tests.operations.visitor import Visitor

A_DOMAIN = 180 * 4096
"""Bytes: as many cookies as a browser keeps for a domain, each as long as it takes."""


def test_no_neighbour_fills_the_cookies_up_to_a_limit(root: Path, tmp_path: Path) -> None:
    """It would see by the error how long those are that it cannot read, or shut people out."""
    port = free_port()
    environment = {
        "PATH": os.defpath,
        "SITE_URL": "https://alongside.example.org",
        "SECRET_KEY": settings.SECRET_KEY,
        "MASTER_KEY": settings.MASTER_KEY,
        "DATABASE_URL": "sqlite:///.test.sqlite3",
    }
    command = (sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}")
    start = starter(
        *command,
        "alliance_site.wsgi",
        root=root,
        environment=environment,
        log=tmp_path / "web.log",
    )
    service = Service(start, port)
    try:
        Visitor(f"http://127.0.0.1:{port}").get("/healthz")
        for size in (100, 8_000, 8_500, A_DOMAIN):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            asked.request("GET", "/healthz", headers={"Cookie": f"a={'x' * size}"})
            assert asked.getresponse().status == 200
            asked.close()
    finally:
        service.stop()
