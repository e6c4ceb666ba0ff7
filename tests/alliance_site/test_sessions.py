import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from partnerships.models import Person

pytestmark = pytest.mark.django_db

COOKIE = "sessionid"


@pytest.fixture
def signed_in(ann: Person) -> Client:
    browser = Client()
    browser.force_login(ann)
    assert browser.get("/").status_code == 200
    return browser


def test_what_the_database_holds_opens_nothing(signed_in: Client) -> None:
    row = Session.objects.get()
    assert signed_in.cookies[COOKIE].value not in (row.session_key, row.session_data)
    copied = Client()
    copied.cookies[COOKIE] = row.session_key
    assert copied.get("/")["Location"].startswith(reverse("account_login"))


def test_a_session_is_kept_from_page_to_page(signed_in: Client, ann: Person) -> None:
    session = signed_in.session
    session["word"] = "kept"
    session.save()
    assert signed_in.get("/").status_code == 200
    assert signed_in.session["word"] == "kept"
    assert signed_in.session[SESSION_KEY] == str(ann.pk)
    assert Session.objects.count() == 1


def test_a_new_key_leaves_no_row_of_the_old_one(signed_in: Client) -> None:
    session = signed_in.session
    before = str(session.session_key)
    session.cycle_key()
    assert not session.exists(before)
    assert session.exists(str(session.session_key))
    assert Session.objects.count() == 1


def test_signing_out_deletes_the_row(signed_in: Client) -> None:
    session = signed_in.session
    signed_in.post(reverse("account_logout"))
    assert not session.exists(str(session.session_key))
    session.delete()
    assert SESSION_KEY not in signed_in.session


def test_a_key_that_nobody_has_is_nobodys_and_is_not_taken_over() -> None:
    browser = Client()
    browser.cookies[COOKIE] = "a" * 32
    assert browser.get("/")["Location"].startswith(reverse("account_login"))
    browser.post(reverse("account_login"), {"email": "ann@example.org"})
    assert browser.cookies[COOKIE].value != "a" * 32
