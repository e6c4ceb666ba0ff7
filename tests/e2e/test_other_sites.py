"""What the page of another site gets from a browser in which somebody has answered."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.e2e.answering import begin, invitation_of
from tests.live_round import START, answer, everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("sent", "check", "trust", "code")
FETCH = "url => fetch(url, {mode: 'no-cors', credentials: 'include'}).then(one => one.type)"


class Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>Elsewhere</h1>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("has_answered", [False, True])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_another_site_gets_the_same_page_whoever_has_answered(
    page: Page, live_server: LiveServer, port: int, host: str, has_answered: bool
) -> None:
    """One of the same domain, whose requests carry the cookie, and one of another."""
    invitation = invitation_of()
    begin(page, invitation)
    if has_answered:
        answer(invitation, everything(2), now=START)
    asked = [f"{live_server.url}/answer/{path}/" for path in PAGES]
    page.goto(f"http://{host}:{port}/")
    seen: list[tuple[str, int]] = []
    page.on("response", lambda one: seen.append((one.url, one.status)))
    assert [page.evaluate(FETCH, url) for url in asked] == ["opaque"] * len(asked)
    assert [one for one in seen if "/answer/" in one[0]] == [(url, 403) for url in asked]
    page.evaluate("url => { location = url }", asked[0])
    page.wait_for_url(asked[0])
    assert "Please open your personal link" in page.title()
