import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from alliance_site.sessions import digest_of
from assessments.models import Outbox
from partnerships.adapter import is_nobody, nobody
from partnerships.codes import SignInCode, is_code
from partnerships.limits import SIGN_IN_AS, SIGN_IN_HERE, SIGN_IN_KNOWN, SIGN_IN_KNOWN_LONG
from partnerships.models import Person
from partnerships.services import change_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return Person.objects.create_person(email="Ann@example.org", name="Ann")


def ask_for_code(client: Client, email: str) -> None:
    response = client.post(reverse("account_login"), {"email": email})
    assert response.status_code == 302
    assert response["Location"] == reverse("account_confirm_login_code")


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^\s*(\d{8})\s*$", str(mail.body), re.MULTILINE)
    assert found is not None
    return found[1]


def mails_to_somebody(mails: list[EmailMessage]) -> list[EmailMessage]:
    """Those that would leave the outbox."""
    return [mail for mail in mails if not is_nobody(mail.to[0])]


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_by_a_code_sent_by_mail(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_code(client, "ann@EXAMPLE.org")
    (mail,) = mailoutbox
    assert mail.to == ["Ann@example.org"]
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
    assert mails_to_somebody(mailoutbox) == []
    written = code_in(mailoutbox[0])
    response = client.post(reverse("account_confirm_login_code"), {"code": written})
    assert response.status_code == 200
    assert signed_in(client) is None


def test_somebody_inactive_gets_no_entry(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    Person.objects.filter(pk=ann.pk).update(is_active=False)
    ask_for_code(client, ann.email)
    assert mails_to_somebody(mailoutbox) == []
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


LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/methods/?a=1", "/methods/?a=1"),
        *((f"{where}/x", "/") for where in ("http://testserver", "//localhost", "//127.0.0.1")),
        *((f"https://{where}/x", "/") for where in ("localhost", "[::1]", "elsewhere.example")),
    ],
)
def test_signing_in_leads_to_a_page_of_this_site(
    client: Client, ann: Person, mailoutbox: list[EmailMessage], address: str, leads_to: str
) -> None:
    """Whatever a link from elsewhere says: also to no server of one's own machine."""
    ask = {"email": ann.email, "next": address}
    client.post(reverse("account_login"), ask)
    done = client.post(
        reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0]), "next": address}
    )
    assert done["Location"] == leads_to
    again = client.get(reverse("account_login"), {"next": address})
    assert again["Location"] == leads_to


def statements(ask: Callable[..., object], *asked: object) -> list[str]:
    """What the database is asked for meanwhile, without the values."""
    with CaptureQueriesContext(connection) as queries:
        ask(*asked)
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries.captured_queries]


@pytest.mark.usefixtures("ann")
def test_an_unknown_address_costs_the_same_work_and_gets_the_same_answer(
    settings: Settings,
) -> None:
    settings.EMAIL_BACKEND = "assessments.mail.OutboxBackend"
    known, unknown = Client(), Client()
    first = statements(ask_for_code, known, "ann@example.org")
    assert first == statements(ask_for_code, unknown, "axl@example.org")
    rows = Outbox.objects.order_by("pk")
    assert [row.recipient for row in rows] == ["Ann@example.org", nobody("axl@example.org")]
    assert len({(row.kind, row.subject, len(row.body)) for row in rows}) == 1
    pages = [
        re.sub(r'value="\w{64}"|ann|axl', "", browser.get(CODE).content.decode())
        for browser in (known, unknown)
    ]
    assert pages[0] == pages[1]
    assert known.cookies.keys() == unknown.cookies.keys()
    for method, path in (
        ("get", CODE),
        ("get", LOGIN),
        ("get", "/accounts/login/app/"),
        ("post", CODE),
        ("get", CODE),
    ):
        code = {"code": "00000000"}
        asked = [statements(getattr(one, method), path, code) for one in (known, unknown)]
        assert asked[0] == asked[1]
        assert any("partnerships_person" in statement for statement in asked[0])


def test_no_session_holds_a_code(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_code(client, ann.email)
    code = code_in(mailoutbox[0])
    said = [str(session.get_decoded()) for session in Session.objects.all()]
    assert said
    assert not any(re.search(rf"\b{code}\b", one) for one in said)


def test_no_session_tells_that_its_code_is_one_that_somebody_knows() -> None:
    """Else whoever reads the database waits for a code that came to the own mailbox, too."""
    assert SignInCode.of("481293") != SignInCode.of("481293")
    assert len(SignInCode.of("481293")) == 22 + 64


def test_a_new_address_ends_what_the_earlier_one_could_open(
    ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    inside, waiting = Client(), Client()
    inside.force_login(ann)
    ask_for_code(waiting, ann.email)
    change_address(person=ann, email="ann@new.example", by=None)
    assert inside.get("/")["Location"] == LOGIN
    assert waiting.post(CODE, {"code": code_in(mailoutbox[0])})["Location"] == LOGIN
    assert signed_in(waiting) is None
    fresh = Client()
    ask_for_code(fresh, "ann@new.example")
    assert fresh.post(CODE, {"code": code_in(mailoutbox[-1])})["Location"] == "/"


@pytest.mark.parametrize("entered", ["481293", " 481 293 ", "481-293"])
def test_a_code_is_right_however_it_is_grouped(entered: str) -> None:
    assert is_code(entered, SignInCode.of("481293"))
    assert not is_code(entered, SignInCode.of("481294"))
    assert not is_code(entered, "")


def test_a_code_dies_of_wrong_tries_also_of_those_at_once(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    """As many browsers as there are tries stand for requests that run at the same time."""
    ask_for_code(client, ann.email)
    code = code_in(mailoutbox[0])
    row = digest_of(client.cookies["sessionid"].value)
    asked = Session.objects.get(pk=row).session_data
    for _attempt in range(5):
        client.post(CODE, {"code": "000000" if code != "000000" else "000001"})
        Session.objects.filter(pk=row).update(session_data=asked)
    assert client.post(CODE, {"code": code}).status_code == 200
    assert signed_in(client) is None


def test_another_code_can_be_asked_for(
    client: Client, ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_code(client, ann.email)
    assert 'value="ann@example.org"' in client.get(CODE).content.decode()
    ask_for_code(client, ann.email)
    assert client.post(CODE, {"code": code_in(mailoutbox[0])}).status_code == 200
    assert client.post(CODE, {"code": code_in(mailoutbox[1])})["Location"] == "/"


def refused(client: Client, email: str, address: str = "192.0.2.1") -> bool:
    reply = client.post(LOGIN, {"email": email}, REMOTE_ADDR=address)
    return "Too many codes were asked for" in reply.content.decode()


@pytest.mark.parametrize("email", ["ann@example.org", "stranger@example.org"])
@pytest.mark.usefixtures("ann")
def test_codes_for_one_address_are_limited_known_or_not(client: Client, email: str) -> None:
    asked = [refused(client, email) for _attempt in range(SIGN_IN_HERE.number + 1)]
    assert asked == [False] * SIGN_IN_HERE.number + [True]
    assert not refused(client, "other@example.org")
    assert not refused(client, email, "192.0.2.2")


def test_nobody_can_be_shut_out_of_the_own_browser(
    ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    """Others ask in Ann's name from many networks, her own among them."""
    hers = Client(REMOTE_ADDR="192.0.2.1")
    ask_for_code(hers, ann.email)
    hers.post(CODE, {"code": code_in(mailoutbox[0])})
    hers.post("/accounts/logout/")
    networks = SIGN_IN_AS.number // SIGN_IN_HERE.number + 2
    for network in range(networks):
        for _attempt in range(SIGN_IN_HERE.number):
            refused(Client(), ann.email, f"192.0.2.{network}")
    assert refused(Client(), ann.email, "198.51.100.1")
    assert not refused(hers, ann.email, "192.0.2.1")
    assert refused(hers, "bob@example.org", "192.0.2.1") is False
    asked = [refused(hers, ann.email) for _attempt in range(SIGN_IN_KNOWN.number)]
    assert asked[-1]


def test_a_browser_in_which_somebody_signed_in_does_not_guess_for_ever(
    ann: Person, mailoutbox: list[EmailMessage]
) -> None:
    hers = Client()
    ask_for_code(hers, ann.email)
    hers.post(CODE, {"code": code_in(mailoutbox[0])})
    hers.post("/accounts/logout/")
    asked = 0
    for minute in range(8):
        with time_machine.travel(timezone.now() + timedelta(minutes=minute + 1), tick=False):
            asked += [refused(hers, ann.email) for _try in range(5)].count(False)
    assert asked == SIGN_IN_KNOWN_LONG.number


def test_a_household_of_one_network_counts_as_one(client: Client, ann: Person) -> None:
    for number in range(SIGN_IN_HERE.number):
        assert not refused(client, ann.email, f"2001:db8:1:1{number:02}::{number + 1}")
    assert refused(client, ann.email, "2001:db8:1:1ff:ffff::1")
    assert not refused(client, ann.email, "2001:db8:1:2ff::1")


def test_addresses_of_version_four_are_apart_behind_a_socket_for_both(
    client: Client, ann: Person
) -> None:
    for _attempt in range(SIGN_IN_HERE.number):
        assert not refused(client, ann.email, "::ffff:192.0.2.1")
    assert refused(client, ann.email, "::ffff:192.0.2.1")
    assert refused(client, ann.email, "192.0.2.1")
    assert not refused(client, ann.email, "::ffff:192.0.2.2")
