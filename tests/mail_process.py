"""A sender in a process of its own, on the tests' own database and mail server.

`PORT` reads lines `NOW STATEMENT` and forks a child for each, which does what is due at that moment
and is killed at that statement, or never for 0. It writes the child's number, then `killed` or
`done`. `PORT QUEUE` is the worker itself, woken through the file QUEUE.
"""

import os
import signal
import sys
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command


def run(now: datetime, fatal: int) -> None:
    from django.db import connection

    from assessments.services.delivery import send_due
    from assessments.services.due import run_rounds
    from assessments.services.reminders import due_reminders
    from tests.live_round import remind_one

    count = 0

    def statement(execute: Any, *args: Any) -> Any:
        nonlocal count
        count += 1
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(statement):
        run_rounds(now=now)
        while send_due(now=now):
            pass
        for mail_id in due_reminders(now=now):
            remind_one(mail_id, now=now)


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    for line in sys.stdin:
        now, fatal = line.split()
        child = os.fork()
        if not child:
            run(datetime.fromisoformat(now), int(fatal))
            os._exit(0)
        say(child)
        _child, status = os.waitpid(child, 0)
        say("killed" if os.WIFSIGNALED(status) else "done")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    settings.DATABASES["default"]["NAME"] = os.environ["DATABASE_NAME"]
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
    if sys.argv[2:]:
        settings.HUEY |= {
            "huey_class": "huey.SqliteHuey",
            "connection": {"filename": sys.argv[2], "create_tables": False},
        }
    django.setup()
    if sys.argv[2:]:
        call_command("worker")
    else:
        main()
