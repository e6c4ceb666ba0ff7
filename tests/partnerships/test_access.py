from datetime import date

import pytest
from django.http import Http404

from partnerships.access import may_create_partnerships, partnership_or_404
from partnerships.models import Membership, Person
from partnerships.viewer import Role, Viewer
from tests.factories import make_member, make_partnership

pytestmark = pytest.mark.django_db


def test_a_member_finds_the_partnership_and_their_place_in_it() -> None:
    harbour = make_partnership()
    person = make_member(harbour, Role.LEADER, "client")
    found, viewer = partnership_or_404(person, harbour.slug)
    assert found == harbour
    assert viewer == Viewer(person.pk, Role.LEADER, "client")


def test_a_stranger_cannot_tell_that_it_exists() -> None:
    harbour = make_partnership()
    other = make_partnership("Airport Alliance")
    stranger = make_member(other, Role.FACILITATOR, None)
    messages = set()
    for slug in (harbour.slug, "there-is-none"):
        with pytest.raises(Http404) as refusal:
            partnership_or_404(stranger, slug)
        messages.add(str(refusal.value))
    assert len(messages) == 1


def test_whoever_has_left_finds_nothing() -> None:
    harbour = make_partnership()
    person = make_member(harbour, Role.LEADER)
    Membership.objects.filter(person=person).update(ended_on=date(2026, 1, 1))
    with pytest.raises(Http404):
        partnership_or_404(person, harbour.slug)


def test_somebody_inactive_finds_nothing() -> None:
    harbour = make_partnership()
    person = make_member(harbour, Role.LEADER)
    person.is_active = False
    with pytest.raises(Http404):
        partnership_or_404(person, harbour.slug)


def test_the_owner_has_no_way_in_without_a_membership() -> None:
    harbour = make_partnership()
    owner = Person.objects.create_superuser("owner@example.org")
    with pytest.raises(Http404):
        partnership_or_404(owner, harbour.slug)


def test_only_whom_the_owner_allows_creates_partnerships() -> None:
    person = Person.objects.create_person(email="ann@example.org")
    assert not may_create_partnerships(person)
    person.may_create_partnerships = True
    assert may_create_partnerships(person)
    person.is_active = False
    assert not may_create_partnerships(person)
