import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from alliance_site.logs import JsonLines, RouteNames
from tests.factories import make_member, make_partnership

ADDRESS = "/a/selector.verifier"
INVALID = "Invalid request"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the console handler would print."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RouteNames())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def failure(
    request: HttpRequest, message: str, kind: type[Exception] = ValueError
) -> logging.LogRecord:
    """The record of an exception in a view, as the framework makes it."""
    try:
        raise kind(message)
    except kind:
        trace = sys.exc_info()
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Error: %s", (request.path,), trace
    )
    record.request, record.status_code = request, 500
    return record


def printed(record: logging.LogRecord) -> str:
    assert RouteNames().filter(record)
    return logging.Formatter().format(record)


def test_an_unknown_address_is_not_told(client: Client, lines: io.StringIO) -> None:
    client.get("/answer/trust/secret/?code=481293", headers={"user-agent": "Curious"})
    assert lines.getvalue() == "404 GET unknown address\n"


def test_a_refused_form_is_told_by_its_route(lines: io.StringIO) -> None:
    Client(enforce_csrf_checks=True).post("/accounts/login/?next=/p/secret/")
    assert lines.getvalue() == "403 POST account_login\n"


def test_what_is_refused_is_one_line(rf: RequestFactory, lines: io.StringIO) -> None:
    record = failure(rf.get("/p/secret/people/"), "Only a facilitator can do this")
    record.status_code = 403
    assert printed(record) == "403 GET people"
    Client().get("/healthz", headers={"host": "evil.example.org"})
    assert lines.getvalue() == "400 GET healthz\n"


@pytest.mark.django_db
def test_a_page_that_is_not_open_to_somebody_is_one_line(lines: io.StringIO) -> None:
    member = make_member(make_partnership())
    browser = Client()
    browser.force_login(member)
    assert browser.get("/p/harbour-alliance/people/").status_code == 403
    assert lines.getvalue() == "403 GET people\n"


def test_a_failure_on_a_personal_page_tells_place_and_kind_alone() -> None:
    line = printed(failure(RequestFactory().post(ADDRESS), "selector.verifier"))
    assert line.startswith("500 POST ")
    assert "selector" not in line
    assert __file__ in line
    assert line.endswith("ValueError")


def test_a_failure_elsewhere_tells_its_message() -> None:
    line = printed(failure(RequestFactory().get("/healthz"), "no room left"))
    assert line.startswith("500 GET healthz\n")
    assert line.endswith("ValueError: no room left")


def test_what_the_database_says_of_a_row_is_not_told(rf: RequestFactory) -> None:
    record = failure(rf.post("/p/any/people/"), "contains (ann@example.org)", IntegrityError)
    of_the_worker = failure(rf.get("/"), "contains (ann@example.org)", IntegrityError)
    del of_the_worker.__dict__["request"]
    for line in map(printed, (record, of_the_worker)):
        assert line.endswith("IntegrityError")
        assert __file__ in line
        assert "ann" not in line


@pytest.mark.parametrize(
    ("name", "message", "arguments", "line"),
    [
        ("django.server", '"%s" %s %s', (f"GET {ADDRESS} HTTP/1.1", 200, 1), "GET link"),
        ("django.server", '"%s" %s %s', ("GET /healthz?x=1 HTTP/1.1", 200, 1), "GET healthz"),
        ("django.server", "%s", ("",), "unknown address"),
        ("gunicorn.error", "Failed: %s", (ADDRESS,), "Failed: link"),
        ("gunicorn.error", "Failed: %s", ("/answer/no/such/?x=1",), "Failed: unknown address"),
        ("gunicorn.error", "Bad: %s", (f"GET {ADDRESS}",), "Bad: GET (personal address)"),
        ("gunicorn.error", "Bad: %s", (ValueError(ADDRESS),), "Bad: (personal address)"),
        ("gunicorn.error", f"Invalid request from ip=192.0.2.1: 'GET {ADDRESS}'", (), INVALID),
        ("gunicorn.error", "Invalid request from ip=192.0.2.1: '%2Fa%2Fselector'", (), INVALID),
        ("gunicorn.error", f"Slow: {ADDRESS}", (), "Slow: (personal address)"),
        ("alongside", "Sealed %s", ("round 3",), "Sealed round 3"),
        ("alongside", "Sealed %(round)s", ({"round": 3},), "Sealed 3"),
    ],
)
def test_lines_of_servers(
    name: str, message: str, arguments: tuple[object, ...], line: str
) -> None:
    record = logging.LogRecord(name, logging.INFO, __file__, 1, message, arguments, None)
    assert printed(record) == line


def as_json(record: logging.LogRecord) -> dict[str, str]:
    assert RouteNames().filter(record)
    text = JsonLines().format(record)
    assert "\n" not in text
    found: dict[str, str] = json.loads(text)
    return found


def test_a_line_of_json_tells_the_same_and_no_more(rf: RequestFactory) -> None:
    private = as_json(failure(rf.get(ADDRESS), 'statement T1: "3"'))
    assert list(private) == ["at", "level", "logger", "message", "traceback"]
    assert private["message"] == "500 GET link"
    assert private["traceback"].endswith("ValueError")
    assert "statement T1" not in str(private)
    assert datetime.fromisoformat(private["at"]).tzinfo is UTC
    public = as_json(failure(rf.get("/methods/"), "two\nlines"))
    assert public["traceback"].endswith("ValueError: two\nlines")
    plain = logging.LogRecord("x", logging.INFO, __file__, 1, 'say "%s"', ("ü",), None)
    assert as_json(plain) | {"at": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "x",
        "message": 'say "ü"',
    }
