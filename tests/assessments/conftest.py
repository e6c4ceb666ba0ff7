"""What tests of assessments share."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.mail_server import MailServer, running, send_through


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    """A mail server on loopback, by which this process sends its mail."""
    with running(MailServer()) as started:
        send_through(started, settings)
        yield started
