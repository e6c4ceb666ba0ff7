"""A mail server on loopback that keeps what it gets, and can refuse, hang or call at any step."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP
from pytest_django.fixtures import Settings

HOST = "127.0.0.1"
ACCEPTED = "250 OK"
REFUSED, DECLINED = "550 No such person", "451 Try again later"
HANG_UP = "the connection ends here"
Step = Callable[[str, str], str]
"""Called with `MAIL`, `RCPT`, `DATA`, once the mail is kept `DONE`, or `QUIT`, and an address, if
there is one; gives the server's reply."""


def accept(step: str, address: str) -> str:
    return ACCEPTED


@dataclass
class MailServer:
    """`step` runs in the server's own thread; the mail of a `DATA` is kept before its reply."""

    port: int = 0
    step: Step = accept
    received: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._reply(server, "MAIL", address)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        reply = await self._reply(server, "RCPT", address)
        if reply == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        reply = await self._reply(server, "DATA", envelope.rcpt_tos[0])
        if reply == ACCEPTED:
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
            return await self._reply(server, "DONE", envelope.rcpt_tos[0])
        return reply

    async def handle_QUIT(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        return await self._reply(server, "QUIT", "")

    async def _reply(self, server: SMTP, step: str, address: str) -> str:
        reply = await asyncio.get_running_loop().run_in_executor(None, self.step, step, address)
        if reply == HANG_UP and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return reply

    def of_kind(self, words: str) -> list[EmailMessage]:
        """The mails whose subject holds these words."""
        return [one for one in self.received if words in one["Subject"]]


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """The server, listening on a free port of loopback."""
    loop = asyncio.new_event_loop()

    def connected() -> SMTP:
        server.connections += 1
        return SMTP(server, hostname=HOST)

    async def listen() -> asyncio.Server:
        found = await loop.create_server(connected, HOST, server.port)
        server.port = found.sockets[0].getsockname()[1]
        return found

    # The thread of the tests may have a loop already: that of the browser
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listening), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


def send_through(server: MailServer, settings: Settings) -> None:
    """Make this process send its mail by this server."""
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
