from collections.abc import Mapping

import pytest
from django.test import Client

from assessments.links import link_path
from assessments.models import Draft, Invitation
from tests.assessments.respond.browsing import chosen, page_of, stored, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "value", ["5", "-1", "-2", "3.0", "yes", "null", "3 ", "٣", "\0", "9" * 5000]
)
def test_values_that_are_not_offered(invitation: Invitation, browser: Client, value: str) -> None:
    fields = {**page_of(browser), "T1": value, "T2": "4"}
    reply = browser.post("/answer/trust/", fields)
    assert reply.status_code == 400
    assert "Choose again where marked." in text_of(reply)
    assert "Choose one of the places shown here." in text_of(reply)
    assert chosen(reply) == {"T2": "4"}
    assert browser.post("/answer/trust/save/", fields).status_code == 400
    assert stored(invitation) == {}


@pytest.mark.parametrize("code", ["S1", "Z9", "P1.own", "t1", "T1[]", "side"])
def test_statements_of_another_page(invitation: Invitation, browser: Client, code: str) -> None:
    fields = {**page_of(browser), code: "3", "T2": "4"}
    reply = browser.post("/answer/trust/", fields)
    assert reply.status_code == 400
    assert "statements of another questionnaire" in text_of(reply)
    assert chosen(reply) == {"T2": "4"}
    assert browser.post("/answer/trust/save/", fields).status_code == 400
    assert stored(invitation) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"base": ""},
        {"base": "-1"},
        {"base": "one"},
        {"base": str(2**40)},
        {"page": ""},
        {"page": "x" * 33},
        {"page": "<script>"},
        {"invitation": ""},
        {"invitation": "made.up"},
        {"invitation": "é"},
    ],
)
def test_pages_that_are_not_complete(
    invitation: Invitation, browser: Client, change: Mapping[str, str]
) -> None:
    fields = {**page_of(browser), "T2": "4", **change}
    reply = browser.post("/answer/trust/", fields)
    assert reply.status_code == 400
    assert "this page is not complete" in text_of(reply)
    assert chosen(reply) == {"T2": "4"}
    assert browser.post("/answer/trust/save/", fields).status_code == 400
    assert stored(invitation) == {}


def test_ten_thousand_fields(browser: Client) -> None:
    fields = {**page_of(browser), **{f"T{n}": "3" for n in range(10_000)}}
    for path in ("/answer/trust/", "/answer/trust/save/", "/answer/send/"):
        reply = browser.post(path, fields)
        assert reply.status_code == 400
        assert "This request could not be read" in text_of(reply)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("body", ["{", '{"T1": 3}', "[]", "\xff\xfe"])
def test_a_body_of_another_kind(browser: Client, body: str) -> None:
    for path in ("/answer/trust/", "/answer/trust/save/", "/answer/send/"):
        reply = browser.post(path, body, content_type="application/json")
        assert reply.status_code in {400, 409}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", "/answer/trust/"),
        ("delete", "/answer/trust/"),
        ("get", "/answer/trust/save/"),
        ("post", "/answer/check/"),
        ("post", "/answer/sent/"),
        ("patch", "/answer/send/"),
        ("put", "LINK"),
        ("post", "/answer/promise/"),
    ],
)
def test_a_wrong_method_is_told_so(
    invitation: Invitation, browser: Client, method: str, path: str
) -> None:
    path = link_path(invitation) if path == "LINK" else path
    reply = getattr(browser, method)(path)
    assert reply.status_code == 405
    assert reply["Allow"]
    assert "Open your personal link and go on from there." in text_of(reply)


@pytest.mark.parametrize(
    "path",
    [
        "/answer/",
        "/answer/trust/",
        "/answer/check/",
        "/answer/sent/",
        "/answer/code/",
        "/answer/anew/",
    ],
)
def test_without_a_session_there_is_one_sentence(path: str) -> None:
    reply = Client().get(path)
    assert reply.status_code == 403
    assert "Please open your personal link" in text_of(reply)


def test_forms_of_other_sites_are_refused(invitation: Invitation, browser: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["respondent"] = browser.cookies["respondent"].value
    for path in (link_path(invitation), "/answer/trust/", "/answer/trust/save/", "/answer/send/"):
        reply = strict.post(path, {**page_of(browser), "T1": "3"})
        assert reply.status_code == 403
        text = text_of(reply)
        assert "Open the link in the newest mail" in text
        assert "this site needs a cookie" in text
        assert "To the start page" not in text
        assert "no-store" in reply["Cache-Control"]
    assert not Draft.objects.exists()
