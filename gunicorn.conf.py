"""How the web server runs; `--bind` and WEB_CONCURRENCY are the owner's to choose."""

import os
import socket
import sys
from contextlib import ExitStack

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

worker_class = "gthread"
threads = 8
loglevel = "warning"
control_socket_disable = True
forwarder_headers = ""
"""What a proxy on this machine passes on is its visitor's word: nobody chooses SCRIPT_NAME, the
beginning of every address that a page holds, and that is kept for others."""

until_the_end = ExitStack()


def on_starting(server: Arbiter) -> None:
    """Stop with one sentence where the server could not run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings")
    try:
        django.setup()
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
    for address in server.cfg.address:
        if isinstance(address, tuple) and taken(address):
            sys.exit(f"Port {address[1]} is taken. Choose another one, as in: make demo PORT=8123")


def taken(address: tuple[str, int]) -> bool:
    """Whether another program listens there."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(address)
        except OSError:
            return True
    return False


def post_worker_init(worker: Worker) -> None:
    """Hold the database's log: in each process of its own, since locks do not go along."""
    from operations.held_log import log_held

    until_the_end.enter_context(log_held())


def when_ready(server: Arbiter) -> None:
    """Say where to go, as the last line of the start."""
    print(f"\nOpen {settings.SITE_URL}", flush=True)  # noqa: T201
