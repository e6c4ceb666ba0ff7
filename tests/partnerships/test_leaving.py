"""Whoever has left sees nothing from the next request on, in whatever page was still open."""

from collections.abc import Callable

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from assessments.links import link_path
from assessments.models import Round
from partnerships.models import Membership, Person
from partnerships.services import add_member, end_membership
from partnerships.viewer import Role
from tests.assessments.manage.desk import PAGE, as_, text
from tests.assessments.respond.browsing import FAR
from tests.factories import everything_stored, make_member, make_partnership
from tests.live_round import START, alliance, invitations, neutral, opened, person

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def by_a_facilitator(place: Membership) -> None:
    assert as_(neutral()).post(f"/p/harbour-alliance/people/{place.pk}/end/").status_code == 302


def by_the_owner(place: Membership) -> None:
    owner = Person.objects.create_superuser("owner@example.org")
    form = {"name": place.name, "role": place.role, "ended_on": START.date().isoformat()}
    path = f"/admin/partnerships/membership/{place.pk}/change/"
    assert as_(owner).post(path, form).status_code == 302


def by_a_service(place: Membership) -> None:
    end_membership(membership=place, by=None, at=START)


WAYS: list[Callable[[Membership], None]] = [by_a_facilitator, by_the_owner, by_a_service]


@pytest.fixture
def round() -> Round:
    return opened(alliance(), closes=FAR)


@pytest.mark.parametrize("end", WAYS)
@pytest.mark.parametrize("role", [Role.LEADER, Role.FACILITATOR, Role.MEMBER])
def test_every_session_ends_with_the_place(
    round: Round, role: str, end: Callable[[Membership], None]
) -> None:
    place = round.partnership.memberships.get(person=person("client"))
    Membership.objects.filter(pk=place.pk).update(role=role)
    place.refresh_from_db()
    desk, phone = as_(place.person), as_(place.person)
    assert "Harbour Alliance" in text(desk.get("/"))
    end(place)
    before = everything_stored()["Event"], everything_stored()["Round"]
    for browser in (desk, phone):
        for path in ("/p/harbour-alliance/log/", PAGE, "/p/harbour-alliance/people/"):
            assert browser.get(path).headers["Location"].startswith(SIGN_IN)
        for path in ("seal/", "cancel/", "key/client/", "agree/"):
            assert browser.post(PAGE + path).headers["Location"].startswith(SIGN_IN)
        assert "Harbour" not in text(browser.get("/", follow=True))
        assert SESSION_KEY not in browser.session
    assert (everything_stored()["Event"], everything_stored()["Round"]) == before


@pytest.mark.parametrize("end", WAYS)
def test_whoever_has_another_place_stays_signed_in(
    round: Round, end: Callable[[Membership], None]
) -> None:
    """Else anybody who runs a partnership signs people of others out by adding and ending them."""
    victim = make_member(make_partnership("Quay Alliance"), "leader", email="leader@quay.example")
    desk = as_(victim)
    end(add_member(partnership=round.partnership, email=victim.email, side="client", at=START))
    assert desk.get("/p/quay-alliance/log/").status_code == 200
    assert desk.get("/p/harbour-alliance/log/").status_code == 404
    assert "Harbour" not in text(desk.get("/"))


@pytest.mark.parametrize("right", ["is_staff", "may_create_partnerships"])
def test_nobody_signs_out_who_may_do_more_than_a_place_allows(round: Round, right: str) -> None:
    victim = Person.objects.create_person(email="more@example.org")
    Person.objects.filter(pk=victim.pk).update(**{right: True})
    desk = as_(victim)
    by_a_service(add_member(partnership=round.partnership, email=victim.email, side="client"))
    assert SESSION_KEY in desk.session
    assert desk.get("/").status_code == 200


def test_signed_in_again_there_is_nothing_to_see(round: Round) -> None:
    by_a_service(round.partnership.memberships.get(person=person("client")))
    again = as_(person("client"))
    assert "Harbour" not in text(again.get("/"))
    for path in ("/p/harbour-alliance/log/", PAGE, "/p/harbour-alliance/rounds/"):
        assert again.get(path).status_code == 404
    assert again.post(f"{PAGE}key/client/").status_code == 404


def test_the_personal_link_works_until_the_round_closes(round: Round) -> None:
    invitation = invitations(round, "client")[0]
    browser = Client()
    browser.post(link_path(invitation))
    assert "T1" in text(browser.get("/answer/trust/"))
    by_a_service(round.partnership.memberships.get(person=person("client")))
    assert "T1" in text(browser.get("/answer/trust/"))
    assert Client().get(link_path(invitation)).status_code == 200
