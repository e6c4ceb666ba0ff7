"""A personal link on its way: through mail scanners, logs, error reports and forged headers."""

import hmac
import io
import json
import logging
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from alliance_site.logs import RouteNames
from assessments.links import invitation_of, link_path
from assessments.models import Ballot, Draft, Invitation, Outbox
from assessments.respondent import resume_code
from assessments.services.delivery import send_due
from assessments.services.drafts import content_of
from tests.assessments.respond.browsing import begun, page_of, stored, text_of, way_of
from tests.factories import everything_stored
from tests.live_round import person

pytestmark = pytest.mark.django_db

SCANNERS = (
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Mozilla/5.0 (Windows NT 10.0) SafeLinks",
    "Proofpoint URL Defense",
    "Mimecast-TTP",
    "Slackbot-LinkExpanding 1.0",
    "WhatsApp/2.23",
    "curl/8.4",
    "",
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0",
)
LOOKS: tuple[tuple[str, dict[str, str]], ...] = (
    ("get", {}),
    ("head", {}),
    ("get", {"purpose": "prefetch"}),
    ("get", {"sec-purpose": "prefetch;prerender"}),
    ("get", {"x-moz": "prefetch", "range": "bytes=0-99"}),
)


def test_fifty_looks_of_scanners_and_then_the_person(invitation: Invitation) -> None:
    before = everything_stored()
    replies = [
        getattr(Client(), method)(link_path(invitation), headers={"user-agent": agent, **headers})
        for agent in SCANNERS
        for method, headers in LOOKS
    ]
    assert len(replies) == 50
    assert {reply.status_code for reply in replies} == {200}
    assert not any(reply.cookies.get("respondent") for reply in replies)
    assert everything_stored() == before
    browser = begun(invitation)
    fields = {**page_of(browser), "T1": "3"}
    assert browser.post("/answer/trust/", fields).status_code == 302
    sent = browser.post("/answer/send/", {"invitation": fields["invitation"]})
    assert way_of(sent) == "/answer/sent/"
    assert Ballot.objects.count() == 1


def test_no_look_at_a_link_holds_a_byte_of_the_draft(
    invitation: Invitation, browser: Client
) -> None:
    """Not even for the browser in which the draft was begun."""

    def looks() -> list[str]:
        return [text_of(one.get(link_path(invitation))) for one in (Client(), browser)]

    before = looks()
    for value in ("0", "4"):
        browser.post("/answer/trust/", {**page_of(browser), "T1": value})
        assert stored(invitation) == {"T1": int(value)}
        assert looks() == before


def calls(token: str) -> list[str]:
    """Every function, ours and the interpreter's, that looking a link up calls, in order."""
    called: list[str] = []

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            called.append(argument.__qualname__)
        elif event == "call":
            called.append(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        invitation_of(token)
    finally:
        sys.setprofile(None)
    return called


def test_the_work_does_not_tell_how_much_of_a_link_was_right(invitation: Invitation) -> None:
    selector, _, verifier = link_path(invitation).removeprefix("/a/").partition(".")
    other = {True: "A", False: "B"}
    at_first = other[verifier[0] != "A"] + verifier[1:]
    at_last = verifier[:-1] + other[verifier[-1] != "A"]
    calls(f"{selector}.{verifier}")  # what is read once is read now
    assert calls(f"{selector}.{at_first}") == calls(f"{selector}.{at_last}")
    secret = (hmac.compare_digest.__qualname__, hmac.digest.__qualname__, "keyed_hash")
    for token in (f"{selector}.{at_last}", f"{'x' * 22}.{verifier}", "nothing"):
        called = calls(token)
        assert [called.count(name) for name in secret] == [1, 1, 1]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console handler prints, down to the last detail."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RouteNames())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.fixture
def no_room() -> Iterator[None]:
    """The database refuses ballots, and says so with what it was given."""
    start = {
        "sqlite": [
            "CREATE TRIGGER no_room BEFORE INSERT ON assessments_ballot "
            "BEGIN SELECT RAISE(ABORT, 'no room for a ballot'); END"
        ],
        "postgresql": [
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no room for a ballot: %', NEW "
            "USING ERRCODE = 'restrict_violation'; END $$",
            "CREATE TRIGGER no_room BEFORE INSERT ON assessments_ballot "
            "FOR EACH ROW EXECUTE FUNCTION no_room()",
        ],
    }
    on = " ON assessments_ballot" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for statement in start[connection.vendor]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS no_room{on}")


def secrets_of(invitation: Invitation, browser: Client) -> set[str]:
    """What nobody but the person may read."""
    draft = Draft.objects.get(invitation=invitation)
    cookie = browser.cookies["respondent"].value
    path = link_path(invitation)
    content = content_of(invitation, draft)
    return {
        path,
        *path.removeprefix("/a/").split("."),
        cookie,
        draft.origin,
        resume_code(invitation.selector, draft.origin),
        json.dumps(dict(content.answers.placed)),
        str(content.answers.placed),
        person("client").email,
    }


@pytest.mark.usefixtures("no_room")
def test_a_failure_in_the_middle_of_sending_stores_nothing_and_tells_nothing(
    invitation: Invitation, log: io.StringIO, settings: Settings
) -> None:
    settings.ADMINS = [("Olive", "owner@example.org")]
    browser = Client(raise_request_exception=False)
    browser.post(link_path(invitation))
    fields = {**page_of(browser), "T1": "3"}
    browser.post("/answer/trust/", fields)
    before = everything_stored()
    reply = browser.post("/answer/send/", {"invitation": fields["invitation"]})
    assert reply.status_code == 500
    assert "Nothing was stored by halves." in text_of(reply)
    assert everything_stored() == before
    lines = log.getvalue()
    assert "500 POST answer_send" in lines
    assert "submission.py" in lines
    assert "no room" not in lines
    told = lines + reply.content.decode() + "".join(str(one.message()) for one in mail.outbox)
    assert not {secret for secret in secrets_of(invitation, browser) if secret in told}
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER no_room"
            + (" ON assessments_ballot" if connection.vendor == "postgresql" else "")
        )
    again = browser.post("/answer/send/", {"invitation": fields["invitation"]})
    assert way_of(again) == "/answer/sent/"
    assert Ballot.objects.count() == 1


def test_no_log_and_no_session_ever_holds_a_token(invitation: Invitation, log: io.StringIO) -> None:
    browser = Client()
    browser.force_login(person("client", 3))
    for path in (link_path(invitation), link_path(invitation)[:-1], "/answer/none/", "/answer/"):
        for method in ("get", "post", "put", "delete"):
            getattr(browser, method)(path, headers={"user-agent": "Curious/1.0"})
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    said = log.getvalue() + "".join(str(one.get_decoded()) for one in Session.objects.all())
    assert said
    assert not {secret for secret in secrets_of(invitation, browser) if secret in said}
    assert "Curious" not in said


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1"},
        {"x-forwarded-host": "evil.example"},
        {"x-host": "evil.example", "forwarded": "host=evil.example;proto=https"},
        {"x-forwarded-server": "evil.example", "x-original-url": "https://evil.example/"},
        {"x-forwarded-proto": "https", "x-forwarded-port": "8443", "origin": "null"},
    ],
)
def test_no_header_changes_a_mailed_link(
    invitation: Invitation, headers: dict[str, str], settings: Settings
) -> None:
    settings.SITE_URL = "https://alongside.example.org"
    Outbox.objects.all().delete()
    facilitator = Client(headers=headers)
    facilitator.force_login(person_of_round(invitation))
    path = f"/p/{invitation.round.partnership.slug}/rounds/1/people/{invitation.pk}/link/"
    assert facilitator.post(path).status_code == 302
    Client(headers=headers).post("/accounts/login/", {"email": "client3@example.org"})
    send_due(now=timezone.now())
    letters = [str(one.message()) for one in mail.outbox]
    assert len(letters) == 2
    assert any(
        f"\nhttps://alongside.example.org{link_path(invitation)}\n" in one for one in letters
    )
    assert not any(word in one for one in letters for word in ("evil.ex", "127.0.0.1", ":8443"))


def person_of_round(invitation: Invitation) -> Any:
    """Somebody who runs the round."""
    places = invitation.round.partnership.memberships
    return places.get(role="facilitator").person
