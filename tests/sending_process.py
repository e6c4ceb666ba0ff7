"""Browsers that send the same answers at once, also from a process of their own.

As a process it reads one order a line, `COOKIE FORM TIMES`, and answers with what they were told.
"""

import os
import sys

import django
from django.conf import settings

THANKS = "Thank you: your answers have arrived"


def send_at_once(cookie: str, form: str, times: int) -> list[str]:
    """What each of so many browsers is told that hold this cookie and press "send" on this form."""
    from django.test import Client

    from tests.at_once import together

    def send() -> str:
        browser = Client(SERVER_NAME="localhost")
        browser.cookies["respondent"] = cookie
        reply = browser.post("/answer/send/", {"invitation": form}, follow=True)
        thanked = reply.status_code == 200 and THANKS in reply.content.decode()
        return "thanked" if thanked else f"{reply.status_code} {reply.redirect_chain}"

    return together(*[send] * times)


def main() -> None:
    for line in sys.stdin:
        cookie, form, times = line.split()
        sys.stdout.write("; ".join(send_at_once(cookie, form, int(times))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    settings.DATABASES["default"]["NAME"] = os.environ["DATABASE_NAME"]
    django.setup()
    main()
