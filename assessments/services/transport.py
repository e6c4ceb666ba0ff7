"""The way to the mail server: opening it, and handing a mail over."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from assessments.links import link_for
from assessments.models import Outbox
from assessments.services.enclosures import Enclosure, enclosure_for
from assessments.services.letters import PERSONAL, Kind, Letter, as_html, trial_link
from partnerships.adapter import is_nobody


class ServerAwayError(Exception):
    """The mail server cannot be reached: nothing has been handed over."""


@contextmanager
def way_to_server() -> Iterator[BaseEmailBackend]:
    """One way to the mail server, for one mail or many, opened by `reach`."""
    server = get_connection(settings.MAIL_DELIVERY_BACKEND)
    try:
        yield server
    finally:
        _leave(server)


def reach(server: BaseEmailBackend) -> None:
    """Open the way, if it is not. Raises ServerAwayError with a sentence for the log."""
    if settings.DEMO:
        return
    try:
        server.open()
    except Exception as problem:
        name = type(problem).__name__
        raise ServerAwayError(f"The mail server is away ({name}): mail waits.") from None


def cut_off(server: BaseEmailBackend) -> None:
    """End what another thread says to the mail server."""
    found = _socket_of(server)
    if found is not None:
        with suppress(OSError):
            found.shutdown(SHUT_RDWR)


def _leave(server: BaseEmailBackend) -> None:
    """Say so, and go: what a mail server answers to that, and when, depends on what it got."""
    found = _socket_of(server)
    if found is None:
        with suppress(Exception):
            server.close()
        return
    with suppress(OSError):
        found.settimeout(0)
        found.sendall(b"QUIT\r\n")
    found.close()


def _socket_of(server: BaseEmailBackend) -> socket | None:
    return getattr(getattr(server, "connection", None), "sock", None)


def hand_over(mail: Outbox, server: BaseEmailBackend) -> None:
    """Hand a mail to the mail server; in the demo nothing leaves the machine.

    One to nobody is written all the same: others would notice how busy the processor is, or not.
    """
    if settings.DEMO:
        return
    message = _message(mail, server)
    if is_nobody(mail.recipient):
        message.message().as_bytes()
    else:
        message.send()


def _message(mail: Outbox, server: BaseEmailBackend) -> EmailMultiAlternatives:
    enclosure = _enclosure(mail)
    body = f"{mail.body}\n{enclosure.sentence}\n" if enclosure else mail.body
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=body,
        to=[mail.recipient],
        headers={
            "Message-ID": f"<{mail.key}@{settings.SITE_HOST}>",
            "Auto-Submitted": "auto-generated",
            # An absence note to a reminder would tell who has not answered
            "X-Auto-Response-Suppress": "All",
        },
        connection=server,
    )
    letter = Letter(mail.subject, body, _own_link(mail))
    message.attach_alternative(as_html(letter, mail.kind), "text/html")
    if enclosure:
        file = enclosure.file
        message.attach(file.name, file.content, file.media_type)
    return message


def _own_link(mail: Outbox) -> str:
    """What the button leads to, whatever other addresses the mail holds."""
    if mail.kind in PERSONAL and mail.invitation is not None:
        return link_for(mail.invitation)
    return trial_link(mail.round) if mail.kind == Kind.TEST and mail.round is not None else ""


def _enclosure(mail: Outbox) -> Enclosure | None:
    """Made anew at every attempt, because who may have it can change."""
    if mail.kind != Kind.RELEASED or mail.round is None:
        return None
    return enclosure_for(round=mail.round, recipient=mail.recipient)
