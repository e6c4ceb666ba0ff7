"""An app as the second step of signing in, for whoever wants one: works without script."""

import base64
import hashlib
import hmac
import re
import struct
import time
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client

from partnerships.models import Person
from partnerships.services import change_address
from tests.factories import everything_stored
from tests.hostile import PAYLOADS, UNSTORABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/accounts/second-step/"
APP, CODES, LOGIN_APP = f"{PAGE}app/", f"{PAGE}codes/", "/accounts/login/app/"
CONFIRM = f"{PAGE}confirm/"
HOSTILE = [*PAYLOADS[::40], *UNSTORABLE[:4], "１２３４５６", "x" * 1_000_000]


def shown_by_app(secret: str) -> str:
    """RFC 6238 with its defaults: SHA-1, thirty seconds, six digits."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), moment, hashlib.sha1)
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def secret_on(reply: Any) -> str:
    return str(re.findall(r'class="secret">([A-Z2-7]+)<', reply.content.decode())[0])


def with_app(browser: Client) -> str:
    """Add an app; returns its secret."""
    page = browser.get(APP)
    secret = secret_on(page)
    form = {"kept": page.context["form"]["kept"].value(), "code": shown_by_app(secret)}
    assert browser.post(APP, form)["Location"] == CODES
    return secret


def spare_codes(browser: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", browser.get(CODES).content.decode())


def halfway(email: str, mails: list[EmailMessage]) -> Client:
    """A browser in which the code of the mail has been given."""
    client = Client()
    client.post("/accounts/login/", {"email": email})
    code = re.findall(r"^(\d{8})$", str(mails[-1].body), re.M)[0]
    assert client.post("/accounts/login/code/", {"code": code})["Location"] == LOGIN_APP
    return client


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_nobody_needs_an_app(browser: Client) -> None:
    assert "Add an app" in browser.get(PAGE).content.decode()
    assert browser.get(CODES).status_code == 404


def test_looking_at_the_picture_stores_nothing(browser: Client) -> None:
    before = everything_stored()
    page = browser.get(APP)
    assert everything_stored() == before
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_with_an_app_the_mail_alone_lets_nobody_in(
    ann: Person, browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(60)
    other = halfway(ann.email, mailoutbox)
    assert not signed_in(other)
    assert other.get("/p/any/")["Location"].startswith("/accounts/login/")
    wrong = f"{(int(shown_by_app(secret)) + 1) % 10**6:06}"
    assert other.post(LOGIN_APP, {"code": wrong}).status_code == 200
    assert not signed_in(other)
    assert other.post(LOGIN_APP, {"code": shown_by_app(secret)})["Location"] == "/"
    assert signed_in(other)


def test_a_code_of_the_app_is_good_once(
    ann: Person, browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(60)
    code = shown_by_app(secret)
    assert halfway(ann.email, mailoutbox).post(LOGIN_APP, {"code": code}).status_code == 302
    assert halfway(ann.email, mailoutbox).post(LOGIN_APP, {"code": code}).status_code == 200


def test_no_app_opens_what_was_mailed_to_an_earlier_address(
    ann: Person, browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(60)
    waiting = halfway(ann.email, mailoutbox)
    change_address(person=ann, email="ann@new.example", by=None)
    page = waiting.post(LOGIN_APP, {"code": shown_by_app(secret)}).content.decode()
    assert "Your address has changed meanwhile: sign in by the new one." in page
    assert not signed_in(waiting)


def test_a_spare_code_opens_once(
    ann: Person, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    with_app(browser)
    confirm(browser)
    first, *others = spare_codes(browser)
    assert len(others) == 9
    other = halfway(ann.email, mailoutbox)
    assert other.post(LOGIN_APP, {"code": first})["Location"] == "/"
    again = halfway(ann.email, mailoutbox)
    assert again.post(LOGIN_APP, {"code": first}).status_code == 200
    assert not signed_in(again)


def confirm(browser: Client) -> None:
    """Give a spare code, read where only the app's owner can: in memory."""
    kept = Authenticator.objects.get(type="recovery_codes").wrap()
    code = kept.get_unused_codes()[-1]
    assert browser.post(CONFIRM, {"code": code, "next": CODES})["Location"] == CODES
    kept.instance.refresh_from_db()
    kept.instance.data["used_mask"] = 0
    kept.instance.save()


@pytest.mark.parametrize("path", [CODES, f"{CODES}new/", f"{APP}remove/"])
def test_a_browser_left_open_shows_and_changes_nothing(browser: Client, path: str) -> None:
    with_app(browser)
    for method in ("get", "post"):
        reply = getattr(browser, method)(path)
        assert reply["Location"] == f"{CONFIRM}?next={path.replace('/', '%2F')}"
    assert Authenticator.objects.count() == 2
    assert not any("META" in str(one.get_decoded()) for one in Session.objects.all())


def test_the_app_and_its_codes_can_be_renewed_and_removed(browser: Client) -> None:
    with_app(browser)
    confirm(browser)
    before = spare_codes(browser)
    browser.post(f"{CODES}new/")
    assert set(spare_codes(browser)).isdisjoint(before)
    assert "<svg" not in browser.get(APP, follow=True).content.decode()
    assert browser.post(f"{APP}remove/")["Location"] == PAGE
    assert not Authenticator.objects.exists()


def test_nobody_can_choose_the_secret_of_another(browser: Client) -> None:
    other = Client()
    other.force_login(Person.objects.create_person(email="bob@example.org"))
    page = other.get(APP)
    form = {"kept": page.context["form"]["kept"].value(), "code": shown_by_app(secret_on(page))}
    assert browser.post(APP, form).status_code == 200
    assert browser.post(APP, form | {"kept": "GEZDGNBVGY3TQOJQ"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_database_holds_neither_secret_nor_codes(browser: Client) -> None:
    secret = with_app(browser)
    confirm(browser)
    codes = spare_codes(browser)
    stored = str(everything_stored()) + "".join(
        str(one.get_decoded()) for one in Session.objects.all()
    )
    assert secret not in stored
    assert not [code for code in codes if code in stored]


def test_guessing_codes_of_an_app_is_slow(
    ann: Person, browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(60)
    other = halfway(ann.email, mailoutbox)
    wrong = f"{(int(shown_by_app(secret)) + 1) % 10**6:06}"
    for _try in range(5):
        other.post(LOGIN_APP, {"code": wrong})
    assert other.post(LOGIN_APP, {"code": shown_by_app(secret)}).status_code == 200
    assert not signed_in(other)


def test_whoever_runs_the_server_can_let_somebody_in_again(ann: Person, browser: Client) -> None:
    with_app(browser)
    said = StringIO()
    call_command("remove_second_step", ann.email, stdout=said)
    assert said.getvalue() == "ann@example.org signs in by mail alone now.\n"
    assert not Authenticator.objects.exists()
    for email, sentence in ((ann.email, "There is no app"), ("x@example.org", "Nobody signs in")):
        with pytest.raises(CommandError, match=sentence):
            call_command("remove_second_step", email)


def test_whoever_is_let_in_again_is_signed_out_everywhere(ann: Person, browser: Client) -> None:
    """Sessions of a thief, who had phone and mail, too."""
    with_app(browser)
    assert browser.get("/").status_code == 200
    call_command("remove_second_step", ann.email, stdout=StringIO())
    assert browser.get("/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "text", [*PAYLOADS[::40], *UNSTORABLE[:4], "１２３４５６", "x" * 1_000_000]
)
def test_whatever_is_entered_is_a_wrong_code_and_no_failure(
    ann: Person, browser: Client, mailoutbox: list[EmailMessage], text: str
) -> None:
    for path, field in ((APP, "code"), (APP, "kept"), ("/accounts/login/", "email")):
        client = Client() if field == "email" else browser
        reply = client.post(path, {"code": "000000", field: text})
        assert reply.status_code == 200
        assert "<script>alert" not in reply.content.decode()
    assert not Authenticator.objects.exists()
    with_app(browser)
    other = halfway(ann.email, mailoutbox)
    assert other.post(LOGIN_APP, {"code": text}).status_code == 200
    assert not signed_in(other)
