"""What other sites get that send their visitor here, or open a window on an address."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_member, make_partnership

pytestmark = pytest.mark.django_db

OWN = "/p/harbour-alliance/rounds/"
ADDRESSES = ("/", OWN, "/p/no-such/", "/answer/sent/", "/a/x.y", "/static/css/base.css", "/?%22&z")


def followed(site: str, to: str = "document") -> dict[str, str]:
    return {"Sec-Fetch-Site": site, "Sec-Fetch-Dest": to}


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_member(make_partnership()))
    return client


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_follows_their_link_gets_the_page_that_all_get_first(
    member: Client, site: str, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # At one moment, which stands in a header
    with django_assert_num_queries(0), time_machine.travel(timezone.now(), tick=False):
        replies = [one.get(address, headers=followed(site)) for one in (Client(), member)]
    stranger, known = ((reply.status_code, reply.content, reply.headers) for reply in replies)
    assert stranger == known
    assert known[0] == 200
    assert not replies[1].cookies
    assert known[2]["Vary"] == "Sec-Fetch-Site"
    assert "no-store" in known[2]["Cache-Control"]
    assert known[2]["Cross-Origin-Opener-Policy"] == "same-origin"


def test_it_goes_on_to_the_very_address(member: Client) -> None:
    def page(address: str, **more: str) -> str:
        reply = member.get(address, headers=followed("cross-site"), **more)  # type: ignore[arg-type]
        return reply.content.decode()

    assert f'<meta http-equiv="refresh" content="0; url={OWN}?a=1&amp;b=2">' in page(
        f"{OWN}?a=1&b=2"
    )
    assert f'href="{OWN}"' in page(OWN)
    assert 'url=/%2Felsewhere.example/">' in page("/", PATH_INFO="//elsewhere.example/")
    assert "<script" not in page("/<script>/?<script>")


@pytest.mark.parametrize("origin", ["https://neighbour.example", "null", "http://testserver"])
def test_what_a_page_fetches_in_the_background_is_a_strangers(member: Client, origin: str) -> None:
    """Of which browsers say that nobody has asked, and send all cookies."""
    unasked = {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "empty", "Origin": origin}
    known, stranger = (one.get(OWN, headers=unasked) for one in (member, Client()))
    assert (known.status_code, known.content) == (stranger.status_code, stranger.content)
    assert known.status_code == 302
    assert "no-store" in known["Cache-Control"]


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_pages_and_typed_addresses_need_none(member: Client, site: str) -> None:
    assert "Harbour Alliance" in member.get(OWN, headers=followed(site)).content.decode()


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_a_form_that_they_send_is_a_strangers(member: Client, site: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = member.cookies
    replies = [
        one.post("/partnerships/new/", {"name": "x"}, headers=followed(site))
        for one in (strict, Client(enforce_csrf_checks=True))
    ]
    assert [one.status_code for one in replies] == [403, 403]
    assert replies[0].content == replies[1].content


@pytest.mark.parametrize("to", ["empty", "image", "iframe", "script"])
@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_what_they_fetch_changes_no_cookie_of_their_visitor(site: str, to: str) -> None:
    """The token of a stranger's form would be kept in place of the visitor's own: forms that are
    open would be refused.
    """
    visitor = Client()
    assert "csrftoken" in visitor.get("/accounts/login/").cookies
    assert not visitor.get("/accounts/login/", headers=followed(site, to)).cookies
    assert not visitor.get("/accounts/login/", headers={"Upgrade": "websocket"}).cookies


@pytest.mark.parametrize("address", ["/accounts/login/", "/static/css/base.css", "/p/no-such/"])
@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_their_visitors_browser_keeps_nothing_that_they_fetch(site: str, address: str) -> None:
    reply = Client().get(address, headers=followed(site, "empty"))
    reply.close()
    said = set(reply["Cache-Control"].split(", "))
    assert said == {"max-age=0", "no-cache", "no-store", "must-revalidate", "private"}
