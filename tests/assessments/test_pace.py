"""A code that goes to nobody takes as long as one that goes."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from assessments.services import pace as pace_of
from assessments.services.delivery import send_due
from assessments.services.outbox import queue_mail
from assessments.services.pace import pace
from partnerships.adapter import is_nobody, nobody
from tests.live_round import START
from tests.mail_server import MailServer, running, send_through

pytestmark = pytest.mark.django_db(transaction=True)

OWN, OTHER = "own@example.org", "other@example.org"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(pace_of, "sleep", found.append)
    return found


def sent_to(settings: Settings, recipients: list[str]) -> list[str]:
    with running(MailServer()) as server:
        send_through(server, settings)
        for to in recipients:
            queue_mail(recipient=to, subject="Code", body="1", now=START)
        assert send_due(now=START) == len(recipients)
    return [str(one["To"]) for one in server.received]


def test_a_mail_to_nobody_takes_as_long_as_the_last_one_that_went(
    settings: Settings, pauses: list[float]
) -> None:
    pace.took = 5
    assert sent_to(settings, [nobody(OTHER), OWN, nobody(OTHER)]) == [OWN]
    before, after = pauses
    assert 4 < before <= 5
    assert after < before
    assert 0 < pace.took < 5


def test_a_mail_to_nobody_is_written_as_one_that_goes(
    settings: Settings, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else others waited a little longer beside one that goes, and knew the address is known."""
    written: list[str] = []
    as_it_is = EmailMultiAlternatives.message

    def noting(mail: EmailMultiAlternatives) -> Any:
        written.append(mail.to[0])
        return as_it_is(mail)

    monkeypatch.setattr(EmailMultiAlternatives, "message", noting)
    assert sent_to(settings, [nobody(OTHER), OWN]) == [OWN]
    assert written == [nobody(OTHER), OWN]


def test_each_unknown_address_waits_for_itself_alone() -> None:
    """As each known one does: else what is free would tell which of them are known."""
    assert nobody(OTHER) == nobody(OTHER.upper())
    assert nobody(OTHER) != nobody(OWN)
    assert is_nobody(nobody(OTHER))
    assert not is_nobody(OTHER)
