"""One person, whatever the spelling of the address; and mail to nobody but the address itself."""

import importlib
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from partnerships.adapter import NOBODY
from partnerships.addresses import email_key
from partnerships.models import Membership, Person
from partnerships.services import PartnershipError, change_address, ensure_person
from partnerships.viewer import Role
from tests.factories import everything_stored, make_member, make_partnership
from tests.live_round import START, alliance, opened

TWINS = [
    ("ann@example.org", "ANN@Example.ORG"),
    ("ann@example.org", " ann@example.org "),
    ("ann@example.org", "ann+second@example.org"),
    ("ann@example.org", "Ann+a+b@example.org"),
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
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_people_have_other_keys(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@given(st.emails())
def test_a_key_is_its_own_key(email: str) -> None:
    key = email_key(email)
    assert email_key(key) == key


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), TWINS)
def test_a_twin_gets_no_second_place(one: str, other: str) -> None:
    harbour = make_partnership()
    make_member(harbour, Role.MEMBER, "client", one)
    before = everything_stored()
    with pytest.raises(PartnershipError, match="already part of this partnership"):
        make_member(harbour, Role.MEMBER, "contractor", other)
    assert everything_stored() == before
    plain = {"a.nn.b@gmail.com": "annb@gmail.com", "ann.b+x@googlemail.com": "ANNB@Gmail.com"}
    assert ensure_person(email=other).email == plain.get(one, one.strip())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "twin",
    [
        "ann@ех\u0430mрlе.org",
        "ann@xn--ml-6kctd8d6a.org",
        "ann@mün\u0441hen.org",
        "ann@п\u006fчта.рф",
        "ann@\u0440\u043e\u0441\u0430.org",
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
@pytest.mark.parametrize("is_open", [False, True])
def test_the_plain_spelling_waits_while_a_round_is_open(is_open: bool) -> None:
    """By a word in another partnership reminders would end, and a link on its way be lost."""
    partnership = alliance()
    place = partnership.memberships.filter(side="client").latest("pk")
    plain = place.person.email
    Person.objects.filter(pk=place.person_id).update(email=plain.replace("@", "+x@"))
    if is_open:
        opened(partnership)
    make_member(make_partnership("Other"), Role.MEMBER, "client", plain)
    place.person.refresh_from_db()
    assert (place.person.email == plain) is not is_open


@pytest.mark.django_db
def test_a_tagged_spelling_of_any_alphabet_gives_way_to_the_plain_one() -> None:
    ensure_person(email="boris+x@почта.рф")
    assert ensure_person(email="boris@почта.рф").email == "boris@почта.рф"


@pytest.mark.django_db
@pytest.mark.parametrize("has_signed_in", [False, True])
def test_somebody_entered_under_a_tagged_spelling_is_reached_at_the_plain_address(
    has_signed_in: bool,
) -> None:
    """Unless the person has used that one: else whoever enters it first keeps all mail away."""
    ensure_person(email="boss+zz@example.org")
    if has_signed_in:
        Person.objects.update(last_login=START)
    make_member(make_partnership(), Role.LEADER, "client", "Boss@example.org")
    boss = Person.objects.get(email_key="boss@example.org")
    assert boss.email == ("boss+zz@example.org" if has_signed_in else "Boss@example.org")
    assert ensure_person(email="boss+other@example.org").email == boss.email


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
        ("add/", {"name": "Ann", "email": "annb@googlemail.com"} | place, "already part"),
        ("add-several/", lines, "already part"),
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
    assert mail.to == ["ann.b+work@gmail.com"]
    code = re.findall(r"^\s*(\d{8})\s*$", str(mail.body), re.MULTILINE)[0]
    client.post("/accounts/login/code/", {"code": code})
    assert client.session["_auth_user_id"] == str(ann.pk)
    ann.refresh_from_db()
    assert (ann.email, ann.email_key) == ("Ann.B+work@gmail.com", "annb@gmail.com")


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "typed"), TWINS[2:])
def test_no_code_goes_to_a_twin(
    client: Client, mailoutbox: list[EmailMessage], known: str, typed: str
) -> None:
    ensure_person(email=known)
    client.post("/accounts/login/", {"email": typed})
    assert all(mail.to == [NOBODY] for mail in mailoutbox)


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
