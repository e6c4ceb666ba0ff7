import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_member, make_partnership


def test_policy_allows_our_own_files_alone(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]
    assert dict(part.split(" ", 1) for part in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def test_every_answer_has_the_headers_of_caution(client: Client) -> None:
    for address in ("/healthz", "/nowhere"):
        response = client.get(address)
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Content-Security-Policy" in response


@pytest.mark.django_db
def test_a_connection_of_another_kind_is_a_strangers_and_nothing_is_fetched_ahead(
    client: Client,
) -> None:
    """Browsers send cookies with a neighbour's WebSocket, and do not say whose page opens it."""
    client.force_login(make_member(make_partnership()))
    page = "/p/harbour-alliance/rounds/"
    assert client.get(page).status_code == 200
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert client.get(page, headers=upgrade).status_code == 302
    ahead = {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Site": "none"}
    for browser in (client, Client()):
        refused = browser.get(page, headers=ahead)
        assert (refused.status_code, refused.content) == (403, b"This is not fetched ahead.")
        assert "no-store" in refused["Cache-Control"]
    scanned = {"Sec-Purpose": "prefetch"}
    assert client.get(page, headers=scanned).status_code == 302
    open_to_all = client.get("/methods/", headers=scanned)
    assert open_to_all.status_code == 200
    assert "Sign out" not in open_to_all.content.decode()
    assert "Sign out" in client.get("/methods/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/methods/", "/accounts/logout/", "/accounts/login/", "/no/"])
def test_no_page_is_kept(client: Client, address: str) -> None:
    """By going back, the next person at this browser would read who was signed in."""
    assert "no-store" in client.get(address)["Cache-Control"]
    client.force_login(make_member(make_partnership()))
    assert "no-store" in client.get(address)["Cache-Control"]


def test_another_host_is_refused(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "evil.example.org"}).status_code == 400


@pytest.mark.django_db
def test_whoever_opens_the_address_of_a_button_reads_a_sentence(client: Client) -> None:
    client.force_login(make_member(make_partnership()))
    response = client.get("/p/harbour-alliance/rounds/1/export/csv/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Please go back to the page with the button." in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_form_needs_its_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"email": "a@b.example"})
    assert response.status_code == 403


def test_script_cannot_read_the_cookies() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
