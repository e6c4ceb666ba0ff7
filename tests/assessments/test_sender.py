"""Mails that are sent at once, each person's apart from those of others."""

import threading

import pytest
from django.core.mail import send_mail
from pytest_django.fixtures import Settings

from assessments.mail import THREADS, sender
from tests.mail_server import ACCEPTED, MailServer, running, send_through

OWN, OTHER = "own@example.org", "other@example.org"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_behind_the_codes_of_others(settings: Settings) -> None:
    """Else the time of the own mail would tell whether those went, and to somebody known."""
    settings.EMAIL_BACKEND = "assessments.mail.OutboxBackend"
    go_on, arrived = threading.Event(), threading.Event()

    def hang_for_others(step: str, to: str) -> str:
        if (step, to) == ("DONE", OWN):
            arrived.set()
        if (step, to) == ("RCPT", OTHER):
            go_on.wait(60)
        return ACCEPTED

    with running(MailServer(step=hang_for_others)) as server:
        send_through(server, settings)
        for _again in range(2 * THREADS):
            send_mail("Code", "1", None, [OTHER])
        send_mail("Code", "2", None, [OWN])
        try:
            assert arrived.wait(60)
            assert [one["To"] for one in server.received] == [OWN]
        finally:
            go_on.set()
        sender.wait()
        assert len(server.received) == 1 + 2 * THREADS
