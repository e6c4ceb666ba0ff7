"""Mails that are sent at once, each person's apart from those of others."""

import threading

import pytest
from django.core.mail import send_mail
from pytest_django.fixtures import Settings

from assessments import mail
from assessments.mail import THREADS, Sender, sender
from assessments.services.outbox import queue_mail
from partnerships.adapter import NOBODY
from tests.live_round import START
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


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_nobody_takes_as_long_as_the_last_one_that_went(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(mail, "sleep", pauses.append)
    with running(MailServer()) as server:
        send_through(server, settings)
        one = Sender()
        for to in (NOBODY, OWN, NOBODY):
            queued = queue_mail(recipient=to, subject="Code", body="1", now=START)
            one.submit(to, queued.pk)
            one.wait()
    assert [str(sent["To"]) for sent in server.received] == [OWN]
    assert pauses[0] == 0
    assert 0 < pauses[1] <= mail.LONGEST
