"""Requests in letters that no browser sends: one sentence, and one quiet line of the log."""

import logging
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from alliance_site.refusals import refuse_odd_content_types

pytestmark = pytest.mark.django_db
ODD = ["utf-16", "utf-7", "utf-8-sig", "cp037", "idna", "punycode", "unicode_escape", "rot13"]
NO_TEXT = ["zip", "hex", "base64", "bz2", "uu", "quopri", "undefined"]
KNOWN = ["utf-8", "UTF-8", '"utf-8"', "utf8", "U8", "nonsense", "", " "]
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
BODIES = {
    FORM: b"email=%ff%00&csrfmiddlewaretoken=" + b"a" * 32,
    PARTS: b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n!\xff\r\n--x--\r\n',
}
ADDRESSES = ["/accounts/login/", "/answer/slip/", "/accounts/", "/nowhere/", "/healthz"]


def sent(client: Client, kind: str, charset: str, address: str) -> tuple[int, str]:
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    content = f"{kind}; charset={charset}"
    answer = client.generic("POST", address, BODIES[kind], content_type=content)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_letters_that_no_browser_sends_are_refused(
    kind: str, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(enforce_csrf_checks=True)
    for charset in ODD + NO_TEXT:
        caplog.clear()
        status, page = sent(client, kind, charset, address)
        assert (status, "could not be read" in page) == (400, True), charset
        assert [one.levelno for one in caplog.records] == [logging.WARNING]
        assert not any(one.exc_info or one.exc_text for one in caplog.records)


@pytest.mark.parametrize("value", ["utf-8''a%00b", "nonsense''a", "idna''%41", "\0"])
@pytest.mark.parametrize("name", ["charset*", "boundary*", "x*"])
def test_in_which_letters_a_parameter_is_written_is_not_asked(name: str, value: str) -> None:
    replies: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "HTTP_HOST": "testserver", "PATH_INFO": "/accounts/login/"}
    environ |= {"CONTENT_TYPE": f"{FORM}; {name}={value}"}
    setup_testing_defaults(environ)
    served = refuse_odd_content_types(WSGIHandler())
    page = b"".join(served(environ, lambda status, *_headers: replies.append(status)))
    assert (replies, b"could not be read" in page) == (["400 Bad Request"], True)


@pytest.mark.parametrize("kind", BODIES)
def test_what_browsers_send_is_read(kind: str) -> None:
    for charset in KNOWN:
        status, _page = sent(Client(), kind, charset, "/accounts/login/")
        assert status == 200, charset


@pytest.mark.parametrize("path", ["/", "/admin/autocomplete/", "/p/nobody/"])
def test_a_query_with_a_nul_is_refused(client: Client, path: str) -> None:
    reply = client.get(f"{path}?term=a%00b")
    assert reply.status_code == 400
    assert "This request could not be read" in reply.content.decode()
