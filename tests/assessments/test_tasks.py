import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection
from huey import SqliteHuey
from huey.storage import SqliteStorage

from assessments import tasks
from assessments.models import Outbox
from assessments.services.outbox import queue_mail
from tests.at_once import begin
from tests.live_round import START
from tests.mail_server import ACCEPTED, MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def write(number: int) -> None:
    queue_mail(recipient=f"{number}@example.org", subject="Code", body="1", now=START)
    tasks.wake_sender()


def test_the_worker_sends_when_woken_survives_its_end_and_stops_when_told(
    server: MailServer, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "queue.sqlite3"
    site = tasks.send_soon.huey
    queue = SqliteHuey(site.name, filename=file, create_tables=False, serializer=site.serializer)
    monkeypatch.setattr(tasks, "send_soon", queue.task(name="send")(tasks.send_waiting))
    arrived = threading.Semaphore(0)
    environment = os.environ | {"DATABASE_NAME": str(connection.settings_dict["NAME"])}

    def arrive(step: str, address: str) -> str:
        if step == "DONE":
            arrived.release()
        return ACCEPTED

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.mail_process", str(server.port), str(file)]
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"Doing what is due, every minute and when woken.\n"
        return process

    server.step = arrive
    write(1)
    with start() as worker:
        assert arrived.acquire(timeout=30)
        write(2)
        assert arrived.acquire(timeout=30)
        worker.kill()
    write(3)
    with start() as worker:
        assert arrived.acquire(timeout=30)
        write(4)
        assert arrived.acquire(timeout=30)
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    queue.storage.close()
    assert [one["To"] for one in server.received] == [f"{n}@example.org" for n in (1, 2, 3, 4)]


def test_without_a_worker_mail_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in (tmp_path / "none.sqlite3", tmp_path / "missing" / "none.sqlite3"):
        queue = SqliteHuey("nobody", filename=file, create_tables=False)
        monkeypatch.setattr(tasks, "send_soon", queue.task(name="send")(tasks.send_waiting))
        write(1)
        assert isinstance(queue.storage, SqliteStorage)
        queue.storage.close()
    assert Outbox.objects.count() == 2


def test_a_call_while_sending_makes_the_first_go_on(server: MailServer) -> None:
    hangs, go_on = threading.Event(), threading.Event()

    def hang(step: str, address: str) -> str:
        if step == "MAIL":
            hangs.set()
            go_on.wait()
        return ACCEPTED

    server.step = hang
    write(1)
    first = begin(tasks.send_waiting)
    assert hangs.wait(timeout=30)
    write(2)
    tasks.send_waiting()
    assert server.received == []
    go_on.set()
    first.join()
    assert len(server.received) == 2
