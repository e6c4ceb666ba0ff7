"""One person, whatever the spelling of the address; and mail to nobody but the address itself."""

import importlib
import re
import sys
from typing import Any

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from partnerships.adapter import is_nobody
from partnerships.addresses import address_problem, email_key, twin_key
from partnerships.models import Membership, Person
from partnerships.services import PartnershipError, change_address, ensure_person
from partnerships.viewer import Role
from tests.factories import everything_stored, make_member, make_partnership

TAGGED = [
    ("ann@example.org", "ann+second@example.org"),
    ("ann@example.org", "Ann+a+b@example.org"),
    ("ann+one@example.org", "ann+two@example.org"),
]
SAME = [
    ("ann@example.org", "ANN@Example.ORG"),
    ("ann@example.org", " ann@example.org "),
    ("ann+x@example.org", "ANN+X@example.org"),
    ("ann@example.org", '"ann"@example.org'),
    ("ann@example.org", r'"a\nn"@example.org'),
    ("a.nn.b@gmail.com", "annb@gmail.com"),
    ("ann.b+x@googlemail.com", "ANNB@Gmail.com"),
    ("ann@example.org", "ann@ｅｘａｍｐｌｅ.org"),
    ("ann@example.org", "ann@example。org"),
    ("ann@example.org", "ann@exam\u00adple.org"),
    ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ("ann@bücher.example", "ann@BU\u0308CHER.example"),
]
TWINS = TAGGED + SAME
OTHERS = [
    ("ann@example.org", "ann@example.com"),
    ("ann@example.org", "anne@example.org"),
    ("a.nn@example.org", "ann@example.org"),
    ("ann@mail.example.org", "ann@example.org"),
    ("+one@example.org", "+two@example.org"),
    ("ann@bücher.example", "ann@bucher.example"),
    ("ann@example.org", "ann@ехаmрlе.org"),
    ("ann@роса.рф", "ann@poca.рф"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_have_one_key(one: str, other: str) -> None:
    assert twin_key(one) == twin_key(other)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_writings_of_one_mailbox_have_one_account(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_people_have_other_keys(one: str, other: str) -> None:
    assert twin_key(one) != twin_key(other)


@pytest.mark.parametrize(("one", "other"), TAGGED)
def test_a_tag_makes_an_account_of_its_own(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@given(st.emails())
def test_a_key_is_its_own_key(email: str) -> None:
    for key_of in (email_key, twin_key):
        key = key_of(email)
        assert key_of(key) == key


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), TWINS)
def test_a_twin_gets_no_second_place(one: str, other: str) -> None:
    harbour = make_partnership()
    make_member(harbour, Role.MEMBER, "client", one)
    before = everything_stored()
    for side, words in (("client", "already part of"), ("contractor", "place on the other side")):
        with pytest.raises(PartnershipError, match=f"{words}|Enter a valid email address"):
            make_member(harbour, Role.MEMBER, side, other)
    assert everything_stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "twin",
    [
        "ann@ех\u0430mрlе.org",
        "ann@xn--ml-6kctd8d6a.org",
        "ann@mün\u0441hen.org",
        "ann@п\u006fчта.рф",
        "ann@\u0440\u043e\u0441\u0430.org",
        "ann@\u0432\u043a.org",
        "ann@\u0261oogle.org",
        "ann@\u0131nfo.org",
        "ann@\u0570\u0585\u057d.org",
        "ann@müz\u0251.org",
        "ann@\ua4da\ua4e8.org",
    ],
)
def test_nobody_is_entered_under_an_address_that_looks_like_anothers(twin: str) -> None:
    """Whoever owns that domain would get the mail of the one who is entered later."""
    harbour = make_partnership()
    with pytest.raises(PartnershipError, match="letters of another alphabet"):
        make_member(harbour, Role.MEMBER, "client", twin)
    ann = ensure_person(email="ann@example.org")
    with pytest.raises(PartnershipError, match="letters of another alphabet"):
        change_address(person=ann, email=twin, by=None)
    with pytest.raises(CommandError, match="letters of another alphabet"):
        call_command("create_owner", twin.replace("ann", "bea"))
    assert list(Person.objects.exclude(pk=ann.pk).filter(is_staff=True)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("domain", ["groß.example", "κόσμος.example", "no\u200cthing.example"])
def test_no_domain_is_taken_that_mail_servers_read_differently(domain: str) -> None:
    """Mail for groß would go to gross, which belongs to somebody else."""
    harbour = make_partnership()
    make_member(harbour, Role.MEMBER, "client", "bob@gross.example")
    for member in ("bob", "new"):
        with pytest.raises(PartnershipError, match="in its ASCII form, which begins with xn--"):
            make_member(harbour, Role.MEMBER, "contractor", f"{member}@{domain}")
    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [
        "ann@\u1d2cxample.org",
        "ann@e\u1d2camply.org",
        "ann@\u1c81ом.example",
        "ann@xn--l1ad647p.example",
        "=?utf-8?q?ann?=@example.org",
        "=?utf-8?b?YW5u?=@example.org",
        "=?utf-8?q?ann=0D=0A?=@example.org",
        "=?utf-8?q??=@example.org",
    ],
)
def test_no_address_is_taken_whose_mail_would_go_elsewhere(elsewhere: str) -> None:
    """To a domain with which its owner would get the mail of whoever has the plain one, or to a
    mailbox that has an account already.
    """
    with pytest.raises(PartnershipError, match="mail would go to another address"):
        make_member(make_partnership(), Role.MEMBER, "client", elsewhere)
    assert not Person.objects.exists()


def test_whoever_has_a_key_gets_the_mail() -> None:
    """With every letter that reads like other ones, in a domain."""
    letters = [chr(n) for n in range(0x80, sys.maxunicode) if chr(n).isalpha()]
    read_so = [one for one in letters if email_key(f"ann@{one}") != f"ann@{one}"]
    assert len(read_so) > 2000
    servers: dict[str, set[str]] = {}
    for one in read_so:
        for email in (f"ann@{one}xample.org", f"ann@ж{one}.example", f"ann@{one}.example"):
            if not address_problem(email, email):
                server = sanitize_address(email, "utf-8").rpartition("@")[2].lower()
                servers.setdefault(email_key(email), set()).add(server)
    assert len(servers) > 500
    assert [key for key, found in servers.items() if len(found) > 1] == []


@example('" "')
@example(" [@u\nu@@")
@example('(q_<u,q?).tuun\\\nq:" n]n\nf8 ""@')
@example('a_?.<é"\\\t;]éun<q@')
@given(st.text('=?utf8qb_@."()<>[]\\ ,:;ann\r\n\té', max_size=30))
def test_whatever_is_entered_has_a_key_and_is_judged(local: str) -> None:
    for email in (local, f"{local}@example.org", f"ann@{local}"):
        assert email_key(email) == email_key(email_key(email)) or address_problem(email, email)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "ann@" + "\ufdfa" * 50 + ".org",
        "ann@" + "ä" * 64 + ".org",
        "ann@" + ".".join(["bücher"] * 40) + ".org",
        "a" * 60 + "@" + ".".join(["\u3389" * 15] * 4) + ".org",
    ],
)
def test_no_address_is_taken_that_is_too_long_once_it_is_read(address: str) -> None:
    """It would take long, or no table could hold it, which is found when others are looked up."""
    with pytest.raises(PartnershipError, match="no address is that long"):
        make_member(make_partnership(), Role.MEMBER, "client", address)


@pytest.mark.django_db
@pytest.mark.parametrize("server", ["[192.0.2.1]", "[::1]", "[0:0:0:0:0:0:0:1]"])
def test_no_mail_server_is_named_by_its_number(server: str) -> None:
    """One mailbox would have many accounts."""
    with pytest.raises(PartnershipError, match="by its number: write its name"):
        make_member(make_partnership(), Role.MEMBER, "client", f"bob@{server}")


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "entered"), TAGGED)
def test_an_entry_elsewhere_gives_nobody_elses_place_or_mail(
    client: Client, mailoutbox: list[EmailMessage], known: str, entered: str
) -> None:
    """A tag can be another's mailbox: whoever reads that one is nobody whom others know."""
    harbour, other = make_partnership(), make_partnership("Other")
    ann = make_member(harbour, Role.LEADER, "client", known)
    before = Person.objects.values().get(pk=ann.pk)
    assert make_member(other, Role.MEMBER, "client", entered) != ann
    assert Person.objects.values().get(pk=ann.pk) == before
    client.post("/accounts/login/", {"email": entered})
    assert [mail.to for mail in mailoutbox] == [[entered]]
    code = re.findall(r"^\s*(\d{8})\s*$", str(mailoutbox[0].body), re.MULTILINE)[0]
    client.post("/accounts/login/code/", {"code": code})
    assert client.get("/p/harbour-alliance/").status_code == 404
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"email": known})
    assert mailoutbox[-1].to == [known]


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "typed"), [pair for pair in SAME if "。" not in pair[1]])
def test_a_mailbox_signs_in_however_it_is_written(
    client: Client, mailoutbox: list[EmailMessage], known: str, typed: str
) -> None:
    """The first entry, by whomever, in a writing that nobody types, keeps nobody out."""
    ann = ensure_person(email=typed)
    assert ensure_person(email=known) == ann
    client.post("/accounts/login/", {"email": known})
    assert [mail.to for mail in mailoutbox] == [[typed.strip()]]


@pytest.mark.django_db
def test_no_form_lets_a_twin_in(client: Client) -> None:
    harbour = make_partnership()
    nora = make_member(harbour, Role.FACILITATOR, None, "nora@example.org")
    make_member(harbour, Role.MEMBER, "client", "ann.b@gmail.com")
    client.force_login(nora)
    place = {"side": "contractor", "role": "member"}
    lines = {"people": "Ann, an.nb+1@gmail.com"} | place
    twins = {"people": "Bo, bo@x.example\nBob, bo+2@x.example"} | place
    for path, form, words in (
        ("add/", {"name": "Ann", "email": "annb@googlemail.com"} | place, "on the other side"),
        ("add-several/", lines, "on the other side"),
        ("add-several/", twins, "Lines 1 and 2 have the same address"),
    ):
        page = client.post(f"/p/harbour-alliance/people/{path}", form)
        assert words in page.content.decode()
    assert Membership.objects.count() == 2
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_the_owner_enters_no_twin_and_moves_nobody_onto_one(client: Client) -> None:
    client.force_login(Person.objects.create_superuser("owner@example.org"))
    ann = ensure_person(email="ann@example.org")
    bob = ensure_person(email="bob@example.org")
    form = {"email": "ann+2@example.org", "name": "", "language": "en", "time_zone": "UTC"}
    for path in ("add/", f"{bob.pk}/change/"):
        page = client.post(f"/admin/partnerships/person/{path}", form).content.decode()
        assert "Somebody has this address already." in page
    with pytest.raises(PartnershipError, match="already exists"):
        change_address(person=bob, email="Ann+3@example.org", by=None)
    assert sorted(Person.objects.values_list("email", flat=True)) == [
        ann.email,
        "bob@example.org",
        "owner@example.org",
    ]


@pytest.mark.django_db
def test_a_person_signs_in_by_the_address_itself(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    ann = ensure_person(email="Ann.B+work@gmail.com")
    client.post("/accounts/login/", {"email": "ann.b+WORK@Gmail.com"})
    (mail,) = mailoutbox
    assert mail.to == ["Ann.B+work@gmail.com"]
    code = re.findall(r"^\s*(\d{8})\s*$", str(mail.body), re.MULTILINE)[0]
    client.post("/accounts/login/code/", {"code": code})
    assert client.session["_auth_user_id"] == str(ann.pk)
    ann.refresh_from_db()
    assert (ann.email, ann.email_key) == ("Ann.B+work@gmail.com", "annb@gmail.com")


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "typed"), TAGGED)
def test_no_code_goes_to_a_twin(
    client: Client, mailoutbox: list[EmailMessage], known: str, typed: str
) -> None:
    ensure_person(email=known)
    client.post("/accounts/login/", {"email": typed})
    assert all(is_nobody(mail.to[0]) for mail in mailoutbox)


@pytest.mark.django_db
def test_keys_of_an_older_installation_are_renewed() -> None:
    old: dict[str, Any] = {}
    for email in ("Cy.D@gmail.com", "ann+x@example.org", "ann@example.org", "ann+y@example.org"):
        old[email] = Person.objects.create(email=email, email_key=email.casefold())
    name = "partnerships.migrations.0004_one_key_for_every_spelling"
    importlib.import_module(name).renew_keys(apps, None)
    assert dict(Person.objects.values_list("email", "email_key")) == {
        "Cy.D@gmail.com": "cyd@gmail.com",
        "ann+x@example.org": "ann+x@example.org",
        "ann@example.org": "ann@example.org",
        "ann+y@example.org": "ann+y@example.org",
    }


@pytest.mark.django_db
def test_an_account_that_stood_for_all_spellings_stays_that_of_its_mailbox() -> None:
    for email, key in (("Ann+x@corp.example", "ann@corp.example"), ("i@роса.рф", "i@poca.рф")):
        Person.objects.create(email=email, email_key=key)
    name = "partnerships.migrations.0016_an_account_for_each_address"
    importlib.import_module(name).renew_keys(apps, None)
    assert set(Person.objects.values_list("email", "email_key", "twin_key")) == {
        ("Ann+x@corp.example", "ann+x@corp.example", "ann@corp.example"),
        ("i@роса.рф", "i@роса.рф", "i@роса.рф"),
    }
    assert ensure_person(email="ann@corp.example").email == "ann@corp.example"
