import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from partnerships.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return Person.objects.create_person(email="Ann@example.org", name="Ann")


def ask_for_code(client: Client, email: str) -> None:
    response = client.post(reverse("account_login"), {"email": email})
    assert response.status_code == 302
    assert response["Location"] == reverse("account_confirm_login_code")


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^\s*(\d{6})\s*$", str(mail.body), re.MULTILINE)
    assert found is not None
    return found[1]


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_by_a_code_sent_by_mail(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_code(client, "ann@EXAMPLE.org")
    (mail,) = mailoutbox
    assert mail.to == ["ann@example.org"]
    response = client.post(reverse("account_confirm_login_code"), {"code": code_in(mail)})
    assert response["Location"] == "/"
    assert signed_in(client) == str(ann.pk)


def test_a_wrong_code_is_refused(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_code(client, ann.email)
    wrong = f"{(int(code_in(mailoutbox[0])) + 1) % 1_000_000:06}"
    response = client.post(reverse("account_confirm_login_code"), {"code": wrong})
    assert response.status_code == 200
    assert signed_in(client) is None


def test_a_stranger_gets_the_same_page_and_no_mail(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_code(client, "stranger@example.org")
    assert mailoutbox == []
    response = client.post(reverse("account_confirm_login_code"), {"code": "123456"})
    assert response.status_code == 200
    assert signed_in(client) is None


def test_somebody_inactive_gets_no_entry(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    Person.objects.filter(pk=ann.pk).update(is_active=False)
    ask_for_code(client, ann.email)
    for mail in mailoutbox:
        client.post(reverse("account_confirm_login_code"), {"code": code_in(mail)})
    assert signed_in(client) is None


def test_nobody_signs_up(client: Client) -> None:
    response = client.post(reverse("account_signup"), {"email": "stranger@example.org"})
    assert response["Location"] == reverse("account_login")
    assert not Person.objects.exists()


def test_no_page_asks_for_a_password(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert 'name="email"' in page
    assert 'type="password"' not in page
    assert client.get("/accounts/password/reset/").status_code == 404


def test_the_admin_uses_the_same_sign_in(client: Client, ann: Person) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    client.force_login(ann)
    assert client.get("/admin/", follow=True).status_code == 403
