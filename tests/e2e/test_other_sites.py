"""What the page of another site gets from a browser in which somebody has answered, or is signed
in."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.test import RequestFactory
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from alliance_site.other_sites import AsStrangers
from assessments.links import link_path
from partnerships.models import Person
from tests.conftest import OpenContext
from tests.e2e.answering import begin, invitation_of, live_round, part_is
from tests.live_round import START, answer, everything, neutral, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Person], None]
SCRIPT = "/answer.js"
PAGES = ("sent", "check", "trust", "code")
FETCH = "url => fetch(url, {mode: 'no-cors', credentials: 'include'}).then(one => one.type)"


class Elsewhere(BaseHTTPRequestHandler):
    page = b"<h1>Elsewhere</h1>"

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, format: str, *args: object) -> None:
        pass


class KeepingFiles(Elsewhere):
    """Serves a script that browsers keep, as our static files are."""

    # A browser says to no older one that it has a file already
    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str | None, int]]] = []

    def do_GET(self) -> None:
        request = RequestFactory().get(self.path, headers=dict(self.headers.items()))
        response = AsStrangers(unless_kept)(request)
        if self.path == SCRIPT:
            self.asked.append((self.headers.get("Sec-Fetch-Site"), response.status_code))
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.content)))
        self.end_headers()
        self.wfile.write(response.content)


def kept(request: HttpRequest) -> HttpResponse:
    forever = "public, max-age=315360000, immutable"
    return HttpResponse("go()", content_type="text/javascript", headers={"Cache-Control": forever})


def unless_kept(request: HttpRequest) -> HttpResponse:
    response = ConditionalGetMiddleware(kept)(request)
    assert isinstance(response, HttpResponse)
    return response


def follow(page: Page, address: str) -> None:
    """By a link of the page that is open."""
    page.evaluate("url => { location = url }", address)
    page.wait_for_url(address)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def port() -> Iterator[int]:
    with serving(Elsewhere) as port:
        yield port


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
    follow(page, asked[-1])
    expect(page.get_by_role("heading", level=1)).not_to_have_text("One moment")
    assert "Please open your personal link" not in page.title()


def test_a_neighbour_fetches_as_a_stranger_and_whoever_follows_its_link_is_known(
    page: Page, live_server: LiveServer, port: int, sign_in: SignIn
) -> None:
    live_round()
    sign_in(page, neutral())
    own = f"{live_server.url}/p/harbour-alliance/rounds/"
    assert page.goto(own).status == 200  # type: ignore[union-attr]
    page.goto(f"http://localhost:{port}/")
    with page.expect_response(own) as answered:
        page.evaluate(FETCH, own)
    assert answered.value.status == 302
    follow(page, own)
    expect(page).to_have_title(re.compile("Harbour Alliance"))
    page.go_back()
    expect(page).to_have_url(f"http://localhost:{port}/")


@pytest.mark.parametrize("script", [True, False])
def test_a_personal_link_in_a_web_mailer_leads_to_the_questions(
    open_context: OpenContext, live_server: LiveServer, script: bool
) -> None:
    link = f"{live_server.url}{link_path(invitation_of())}"
    mail = f'<a href="{link}">Answer</a><a href="{live_server.url}/methods/">Methods</a>'

    class Mailer(Elsewhere):
        page = mail.encode()

    page = open_context(script=script).new_page()
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    with serving(Mailer) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_role("link", name="Methods").click()
        expect(page).to_have_title(re.compile("How every figure is made"))
        page.go_back()
        page.get_by_role("link", name="Answer").click()
        expect(page).to_have_title(re.compile("Harbour Alliance"))
    pages = [one.all_headers() for one in asked if one.url == link]
    assert [one["sec-fetch-site"] for one in pages] == ["cross-site", "same-origin"]
    assert pages[1]["referer"] == f"{live_server.url}/"
    page.get_by_role("button", name="Answer").first.click()
    part_is(page, "trust")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("who", [neutral, lambda: person("client", 3)])
def test_whoever_opens_a_window_on_a_download_does_not_see_whether_it_began(
    page: Page,
    live_server: LiveServer,
    port: int,
    sign_in: SignIn,
    host: str,
    who: Callable[[], Person],
) -> None:
    """A window in which nothing but a download begins stays with whoever has opened it."""
    live_round()
    sign_in(page, who())
    page.goto(f"http://{host}:{port}/")
    address = f"{live_server.url}/p/harbour-alliance/material/statements.pdf"
    with page.expect_popup() as opened:
        page.evaluate("url => { window.opened = open(url) }", address)
    heading = opened.value.get_by_role("heading", level=1)
    is_leader = who() == neutral()
    if is_leader:
        opened.value.wait_for_event("download")
    expect(heading).to_have_text("One moment" if is_leader else re.compile("."))
    assert page.evaluate("window.opened.closed")


def test_a_neighbour_gets_no_file_out_of_the_cache(page: Page, port: int) -> None:
    """By the time it would tell whether a page with this file was opened."""
    KeepingFiles.asked.clear()
    with serving(KeepingFiles) as ours:
        script = f"http://localhost:{ours}{SCRIPT}"
        page.goto(f"http://localhost:{ours}/")
        for _again in range(2):
            page.evaluate("url => fetch(url).then(one => one.text())", script)
        page.goto(f"http://localhost:{port}/")
        page.evaluate(FETCH, script)
    assert KeepingFiles.asked == [("same-origin", 200), ("same-site", 200)]


def test_a_neighbour_keeps_no_file_that_our_pages_would_replace(page: Page, port: int) -> None:
    """It comes at once until then: by the time it would tell that such a page was opened."""
    KeepingFiles.asked.clear()
    with serving(KeepingFiles) as ours:
        page.goto(f"http://localhost:{port}/")
        for _again in range(2):
            page.evaluate(FETCH, f"http://localhost:{ours}{SCRIPT}")
    assert KeepingFiles.asked == [("same-site", 200)] * 2
