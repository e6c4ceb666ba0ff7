import pytest
from django.test import Client
from pytest_django import Settings

from partnerships.models import Person
from partnerships.viewer import Role
from tests import demo_urls
from tests.factories import everything_stored, make_member, make_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = demo_urls.__name__


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_there_is_no_such_page_outside_the_demo(client: Client) -> None:
    person = make_member(make_partnership(), email="ann@northgate.example")
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/enter/{person.pk}/").status_code == 404
    assert signed_in(client) is None


@pytest.mark.usefixtures("demo")
def test_one_click_signs_in(client: Client) -> None:
    harbour = make_partnership()
    person = make_member(harbour, Role.LEADER, "client", email="ann@northgate.example")
    assert client.get("/")["Location"] == "/demo/"
    page = client.get("/demo/").content.decode()
    assert "Harbour Alliance" in page
    assert "leader at Northgate Council: sees all results" in page
    assert f'action="/demo/enter/{person.pk}/"' in page
    assert client.post(f"/demo/enter/{person.pk}/")["Location"] == "/"
    assert signed_in(client) == str(person.pk)


@pytest.mark.usefixtures("demo")
def test_looking_changes_nothing_and_enters_nothing(client: Client) -> None:
    person = make_member(make_partnership(), email="ann@northgate.example")
    before = everything_stored()
    client.get("/demo/")
    assert client.get(f"/demo/enter/{person.pk}/").status_code == 405
    assert everything_stored() == before
    assert signed_in(client) is None


@pytest.mark.usefixtures("demo")
def test_nobody_with_a_real_address_can_be_entered(client: Client) -> None:
    harbour = make_partnership()
    real = make_member(harbour, Role.LEADER, email="ann@example.org")
    gone = make_member(harbour, Role.MEMBER, email="bob@northgate.example")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    page = client.get("/demo/").content.decode()
    for person in (real, gone):
        assert client.post(f"/demo/enter/{person.pk}/").status_code == 404
        assert str(person) not in page
    assert signed_in(client) is None
