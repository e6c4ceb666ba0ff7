"""The database is away, cannot be written to, or its disk is full: what was typed is kept."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.test import Client, RequestFactory
from lxml import html
from pytest_django.fixtures import Settings

from alliance_site.failures import server_error
from assessments.links import link_path
from assessments.models import Ballot, Draft, Invitation
from assessments.services.drafts import Edit, content_of, save_part
from tests.assessments.respond.browsing import way_of
from tests.live_round import DAY, START, alliance, everything, invitations, opened

FAR = datetime(2100, 12, 5, 18, 0)  # noqa: DTZ001  a wall-clock time
PLACED = {"T1": "3", "T2": "x", "T3": "0"}

Fault = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def statements(on: list[str], off: list[str]) -> Iterator[None]:
    def run(lines: list[str]) -> None:
        with connection.cursor() as cursor:
            for line in lines:
                cursor.execute(line)

    run(on)
    try:
        yield
    finally:
        run(off)


@contextmanager
def read_only() -> Iterator[None]:
    on, off = (
        ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
        if connection.vendor == "sqlite"
        else ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off")
    )
    with statements([on], [off]):
        yield


@contextmanager
def full() -> Iterator[None]:
    """No page can be added (SQLite); the server's own error of a full disk (PostgreSQL)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        # The smallest number that it takes is that of the pages in use
        with statements(["PRAGMA max_page_count=1"], ["PRAGMA max_page_count=1073741823"]):
            yield
        return
    raise_it = (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$"
    )
    on_draft = (
        "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON assessments_draft "
        "FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )
    with statements([raise_it, on_draft], ["DROP FUNCTION full_disk() CASCADE"]):
        yield


@contextmanager
def away() -> Iterator[None]:
    """SQLite: its folder is not there. PostgreSQL: nobody listens where the settings point."""
    chosen = connection.settings_dict
    connection.close()
    if connection.vendor == "sqlite":
        folder = Path(chosen["NAME"]).parent
        gone = folder.with_name("gone")
        folder.rename(gone)
        try:
            yield
        finally:
            connection.close()
            gone.rename(folder)
        return
    host, chosen["HOST"] = chosen["HOST"], "/nowhere"
    try:
        yield
    finally:
        chosen["HOST"] = host


def patient(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def begun() -> tuple[Client, Invitation]:
    """A browser that answers, after a colleague, whose draft fills the first page of its table."""
    invitation, colleague = invitations(opened(alliance(), closes=FAR), "client")[:2]
    edit = Edit("trust", ["T1"], {"T1": 1}, base=0, page="page")
    save_part(invitation=colleague, origin="origin", edit=edit, now=START + DAY)
    browser = patient(Client())
    browser.post(link_path(invitation))
    return browser, invitation


def hidden(page: bytes) -> dict[str, str]:
    (form,) = html.fromstring(page).xpath("//main//form")
    assert form.action is None
    return dict(form.form_values())


@pytest.mark.parametrize("fault", [read_only, full, away])
def test_a_part_is_kept_in_the_page_and_goes_once_the_fault_is_over(
    fault: Fault,
) -> None:
    browser, invitation = begun()
    page = browser.get("/answer/trust/")
    fields = {name: page.context["form"][name].value() for name in ("invitation", "base", "page")}
    sent = {**{name: str(value) for name, value in fields.items()}, **PLACED, "go": "next"}
    with fault():
        refused = browser.post("/answer/trust/", sent)
        saved = browser.post("/answer/trust/save/", sent)
    assert (refused.status_code, saved.status_code) == (503, 503)
    assert (refused["Retry-After"], refused["X-Robots-Tag"]) == ("10", "noindex")
    assert "no-store" in refused["Cache-Control"]
    assert "kept on this page" in refused.content.decode()
    assert hidden(refused.content) == sent
    assert not Draft.objects.filter(invitation=invitation).exists()
    again = browser.post("/answer/trust/", hidden(refused.content))
    assert (again.status_code, way_of(again)) == (302, "/answer/values/")
    draft = Draft.objects.get(invitation=invitation)
    assert content_of(invitation, draft).version == 1


@pytest.mark.parametrize("fault", [read_only, away])
def test_a_ballot_is_sent_whole_or_not_at_all(
    fault: Fault,
) -> None:
    browser, invitation = begun()
    for part in browser.get("/answer/check/").context["checks"]:
        path = f"/answer/{part.part.slug}/"
        form = browser.get(path).context["form"]
        fields = {name: form[name].value() for name in ("invitation", "base", "page")}
        browser.post(path, fields | {code: everything(3)[code] for code in part.part.codes})
    token = browser.get("/answer/check/").context["respondent"].form_token
    with fault():
        refused = browser.post("/answer/send/", {"invitation": token})
    assert refused.status_code == 503
    assert not Ballot.objects.exists()
    assert Draft.objects.filter(invitation=invitation).exists()
    done = browser.post("/answer/send/", hidden(refused.content))
    assert (done.status_code, way_of(done)) == (302, "/answer/sent/")
    assert Ballot.objects.count() == 1


def test_a_page_that_is_only_read_offers_to_try_again() -> None:
    browser, _invitation = begun()
    with away():
        page = browser.get("/answer/trust/")
        home = patient(Client()).get("/p/harbour/rounds/")
    assert (page.status_code, home.status_code) == (503, 302)
    (again,) = html.fromstring(page.content).xpath("//main//a")
    assert (again.text, again.get("href")) == ("Try again", "")
    assert browser.get("/answer/trust/").status_code == 200


@pytest.mark.parametrize(
    ("problem", "status"),
    [(DatabaseError, 503), (OperationalError, 503), (IntegrityError, 500), (ValueError, 500)],
)
def test_a_server_that_dies_within_a_statement_is_away(
    rf: RequestFactory, problem: type[Exception], status: int
) -> None:
    try:
        raise problem("server closed the connection unexpectedly")
    except problem:
        reply = server_error(rf.post("/answer/trust/", {"T1": "3"}))
    assert reply.status_code == status
    assert (b'name="T1" value="3"' in reply.content) is (status == 503)


def test_what_was_sent_comes_back_as_text() -> None:
    browser, _invitation = begun()
    with away():
        page = browser.post("/answer/trust/", {"T1": '"><script>alert(1)</script>', "é": "1\n2"})
    assert "<script" not in page.content.decode()
    assert hidden(page.content) == {"T1": '"><script>alert(1)</script>', "é": "1\n2"}


def test_without_redis_people_answer_on_and_sign_in_later(settings: Settings) -> None:
    browser, invitation = begun()
    nowhere = {"LOCATION": "redis://127.0.0.1:1/0"}
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache"} | nowhere
    settings.CACHES = {"default": redis}
    assert browser.post(link_path(invitation)).status_code == 302
    assert browser.get("/answer/trust/").status_code == 200
    refused = browser.post("/accounts/login/", {"email": "contractor@example.org"})
    assert (refused.status_code, hidden(refused.content)) == (
        503,
        {"email": "contractor@example.org"},
    )
    assert (
        "Redis does not answer: nobody can sign in, and"
        in browser.get("/readyz/all").content.decode()
    )
    assert browser.get("/readyz").status_code == 200


def test_any_other_failure_is_the_usual_page(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, _invitation = begun()

    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assessments.views.respond.parts.progress_of", fail)
    page = browser.get("/answer/trust/")
    assert page.status_code == 500
    assert re.search("Something went wrong on our side", page.content.decode())
