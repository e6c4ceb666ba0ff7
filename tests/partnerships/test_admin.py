from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.test import Client

from assessments.services.instruments import load_instrument
from assessments.shared_log import events_of, lines_of
from partnerships.access import viewer_of
from partnerships.models import Membership, Organization, Partnership, Person
from partnerships.services import ensure_person
from partnerships.viewer import Role
from tests.factories import everything_stored, make_member, make_partnership

pytestmark = pytest.mark.django_db

OWNER = "The owner of this installation"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def owner(client: Client) -> Person:
    person = Person.objects.create_superuser("owner@example.org", "Olive")
    client.force_login(person)
    return person


def test_nothing_about_answers_or_results_is_registered() -> None:
    registered = {model.__name__ for model in apps.get_models() if admin.site.is_registered(model)}
    assert registered == {"Person", "Organization", "Partnership", "Membership", "Instrument"}


@pytest.mark.usefixtures("owner")
def test_every_list_and_form_opens(client: Client) -> None:
    instrument = load_instrument()
    harbour = make_partnership()
    make_member(harbour)
    for name, row in (
        ("partnerships/person", Person.objects.first()),
        ("partnerships/organization", Organization.objects.first()),
        ("partnerships/partnership", harbour),
        ("partnerships/membership", Membership.objects.first()),
        ("assessments/instrument", instrument),
    ):
        assert row is not None
        assert client.get(f"/admin/{name}/").status_code == 200
        assert client.get(f"/admin/{name}/{row.pk}/change/").status_code == 200
        assert client.post(f"/admin/{name}/{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_comes_in(client: Client, role: str) -> None:
    client.force_login(make_member(make_partnership(), role))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/partnerships/person/", follow=True).status_code == 403


def test_the_owner_enters_a_person_who_then_has_no_password(client: Client, owner: Person) -> None:
    form = {"email": "Ann@Example.org", "name": "Ann", "language": "en", "time_zone": "UTC"}
    client.post("/admin/partnerships/person/add/", form | {"is_active": "on"})
    ann = Person.objects.get(email_key="ann@example.org")
    assert (ann.email, ann.is_superuser, ann.has_usable_password()) == (
        "Ann@Example.org",
        False,
        False,
    )
    page = client.post("/admin/partnerships/person/add/", form | {"email": "ann@example.ORG"})
    assert "Somebody has this address already." in page.content.decode()
    assert Person.objects.count() == 2


def test_a_changed_address_is_told_in_the_shared_log(client: Client, owner: Person) -> None:
    harbour = make_partnership()
    ann = make_member(harbour, Role.LEADER, "client", "ann@example.org")
    form = {"email": "ann@new.example", "name": "", "language": "en", "time_zone": "UTC"}
    client.post(f"/admin/partnerships/person/{ann.pk}/change/", form | {"is_active": "on"})
    ann.refresh_from_db()
    assert ann.email_key == "ann@new.example"
    event = harbour.events.get(kind="member-address-changed")
    assert event.person == owner


def test_what_the_owner_changes_of_a_partnership_stands_in_the_shared_log(
    client: Client, owner: Person
) -> None:
    harbour = make_partnership()
    leader = make_member(harbour, Role.LEADER, "client", "ann@example.org")
    for name in ("One\nand\tonly", "Another"):
        names = {"name": name, "short_name": ""}
        client.post(f"/admin/partnerships/organization/{harbour.client_id}/change/", names)
    words = {"name": harbour.name, "scope": harbour.scope, "customer": harbour.customer}
    page = f"/admin/partnerships/partnership/{harbour.pk}/change/"
    client.post(page, words | {"k": 7})
    client.post(page, words | {"k": 7, "customer": "everybody"})
    client.post(page, words | {"k": 7, "customer": "everybody"})
    form = {"email": "ann@example.org", "name": "", "language": "en", "time_zone": "UTC"}
    person = f"/admin/partnerships/person/{leader.pk}/change/"
    client.post(person, form)
    client.post(person, form | {"is_active": "on"})
    harbour.refresh_from_db()
    viewer = viewer_of(Membership.objects.get(person=leader))
    assert [line.text for line in lines_of(harbour, viewer, events_of(harbour))][:6] == [
        f"{OWNER} made ann@example.org (leader, Another) active again.",
        f"{OWNER} made ann@example.org (leader, Another) inactive: no signing in any more.",
        f"{OWNER} changed what the partnership is called.",
        f"{OWNER} raised the smallest group of later rounds to 7 people.",
        f"{OWNER} changed what an organization is called: now Another.",
        f"{OWNER} changed what an organization is called: now One and only.",
    ]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("letter", ["\x07", "\u202e"])
def test_a_name_has_the_characters_that_names_have_anywhere(client: Client, letter: str) -> None:
    harbour = make_partnership()
    page = f"/admin/partnerships/organization/{harbour.client_id}/change/"
    reply = client.post(page, {"name": f"An{letter}other", "short_name": ""})
    assert "There is an invisible control character in this text" in reply.content.decode()


@pytest.mark.usefixtures("owner")
def test_the_language_of_somebody_stays(client: Client) -> None:
    """A reminder tells days in it: a mark that the others do not get; it tells no own clock."""
    ann = make_member(make_partnership(), email="ann@example.org")
    form = {"email": "ann@example.org", "name": "Ann", "is_active": "on"}
    chosen = {"language": "de", "time_zone": "Pacific/Kiritimati"}
    client.post(f"/admin/partnerships/person/{ann.pk}/change/", form | chosen)
    after = Person.objects.get(pk=ann.pk)
    assert (after.name, after.language) == ("Ann", ann.language)
    assert after.time_zone == "Pacific/Kiritimati"


@pytest.mark.usefixtures("owner")
def test_no_session_outlives_that_somebody_was_inactive(client: Client) -> None:
    ann = make_member(make_partnership(), email="ann@example.org")
    before, meanwhile = Client(), Client()
    before.force_login(ann)
    assert before.get("/").status_code == 200
    form = {"email": ann.email, "name": "", "language": "en", "time_zone": "UTC"}
    page = f"/admin/partnerships/person/{ann.pk}/change/"
    assert client.post(page, form).status_code == 302
    meanwhile.force_login(ann)
    assert client.post(page, form | {"is_active": "on"}).status_code == 302
    for browser in (before, meanwhile):
        assert browser.get("/")["Location"].startswith("/accounts/login/")
    before.force_login(Person.objects.get(pk=ann.pk))
    assert client.post(page, form | {"is_active": "on", "name": "Ann"}).status_code == 302
    assert before.get("/").status_code == 200


def test_a_membership_that_the_owner_makes_stands_in_the_shared_log(
    client: Client, owner: Person
) -> None:
    harbour = make_partnership()
    form = {"partnership": harbour.pk, "person": owner.pk, "side": "client", "role": "leader"}
    client.post("/admin/partnerships/membership/add/", form)
    membership = Membership.objects.get(person=owner)
    event = harbour.events.get(kind="member-added")
    assert (event.person, event.side) == (owner, "client")
    assert event.parameters["name"] == "owner@example.org"
    page = f"/admin/partnerships/membership/{membership.pk}/change/"
    with time_machine.travel(NOON, tick=False):
        client.post(page, {"role": "member", "ended_on": ""})
    membership.refresh_from_db()
    assert (membership.role, membership.read_until) == ("member", NOON)
    later = NOON + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        client.post(page, {"role": "leader", "ended_on": "2026-11-22"})
    membership.refresh_from_db()
    assert membership.read_until == later
    event = harbour.events.filter(kind="member-changed").latest("pk")
    assert event.parameters["ended_on"] == "2026-11-22"


@pytest.mark.usefixtures("owner")
def test_a_place_that_has_ended_is_not_given_back(client: Client) -> None:
    """In a round that is open it would count as never left."""
    harbour = make_partnership()
    place = Membership.objects.get(person=make_member(harbour))
    page = f"/admin/partnerships/membership/{place.pk}/change/"
    client.post(page, {"role": "member", "ended_on": "2026-11-22"})
    client.post(page, {"role": "member", "ended_on": ""})
    place.refresh_from_db()
    assert str(place.ended_on) == "2026-11-22"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"side": "", "role": "member"}, "Only a facilitator can be neutral: choose a side"),
        ({"side": "client", "role": "leader"}, "belongs to this partnership already"),
        ({"side": "client", "role": "tagged"}, "belongs to this partnership already"),
    ],
)
def test_a_membership_that_cannot_be_is_refused_in_plain_words(
    client: Client, owner: Person, fields: dict[str, str], words: str
) -> None:
    harbour = make_partnership()
    ann = make_member(harbour, Role.LEADER, "client", "ann@example.org")
    tagged = ensure_person(email="ann+2@example.org", name="Ann")
    person = {"member": owner, "leader": ann, "tagged": tagged}[fields["role"]]
    role = fields["role"].replace("tagged", "leader")
    form = {"partnership": harbour.pk, "person": person.pk} | fields | {"role": role}
    page = client.post("/admin/partnerships/membership/add/", form).content.decode()
    assert words in page
    assert "Constraint" not in page
    assert Membership.objects.count() == 1


@pytest.mark.usefixtures("owner")
def test_one_organization_is_no_partnership(client: Client) -> None:
    one = make_partnership().contractor
    form = {"name": "Alone", "slug": "alone", "contractor": one.pk, "client": one.pk, "k": 5}
    page = client.post("/admin/partnerships/partnership/add/", form).content.decode()
    assert "A partnership has two organizations" in page
    assert Partnership.objects.count() == 1


@pytest.mark.usefixtures("owner")
def test_the_smallest_group_is_never_lowered(client: Client) -> None:
    harbour = make_partnership(k=8)
    path = f"/admin/partnerships/partnership/{harbour.pk}/change/"
    form = {"name": harbour.name, "scope": "", "customer": "", "k": 7}
    assert "never lowered" in client.post(path, form).content.decode()
    assert Partnership.objects.get().k == 8
    client.post(path, form | {"k": 9})
    assert Partnership.objects.get().k == 9


@pytest.mark.usefixtures("owner")
def test_the_statements_can_only_be_read(client: Client) -> None:
    instrument = load_instrument()
    before = everything_stored()
    path = f"/admin/assessments/instrument/{instrument.pk}/change/"
    assert "bad news included" in client.get(path).content.decode()
    assert client.post(path, {"title": "Mine"}).status_code == 403
    assert client.get("/admin/assessments/instrument/add/").status_code == 403
    assert everything_stored() == before


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("rows", "question"),
    [
        ("partnership", "rounds__invitations__submitted=1"),
        ("partnership", "rounds__ballots__blob__startswith=x"),
        ("partnership", "rounds__snapshot__data__contains=1"),
        ("partnership", "rounds__comments__text__contains=a"),
        ("membership", "invitation__submitted=1"),
        ("membership", "invitation__draft__isnull=0"),
        ("membership", "partnership__rounds__state=open"),
        ("person", "memberships__invitation__submitted=1"),
        ("person", "password__startswith=a"),
        ("person", "authenticator__data__contains=x"),
        ("instrument", "rounds__promise__contains=x"),
    ],
)
def test_no_list_can_be_asked_about_what_it_does_not_show(
    client: Client, rows: str, question: str
) -> None:
    """A list that grows or shrinks with a question answers it."""
    app = "assessments" if rows == "instrument" else "partnerships"
    reply = client.get(f"/admin/{app}/{rows}/?{question}")
    assert reply.status_code == 400 or reply.headers.get("Location", "").endswith("?e=1")


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("model", ["invitation", "draft", "ballot", "snapshot", "comment"])
def test_no_other_door_of_the_admin_leads_to_answers(client: Client, model: str) -> None:
    for path in (f"/admin/assessments/{model}/", f"/admin/assessments/{model}/1/change/"):
        assert client.get(path).status_code == 404
    asked = {"app_label": "assessments", "model_name": model, "field_name": "round", "term": ""}
    assert client.get("/admin/autocomplete/", asked).status_code == 403
