"""Two partnerships that enter the same people at the same moment."""

from functools import partial

import pytest

from partnerships.models import Membership, Person
from partnerships.services import add_members
from partnerships.viewer import Role
from tests.at_once import together
from tests.factories import NOW, make_partnership

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_new_people_in_two_partnerships() -> None:
    """Neither waits for the other in a ring, and each has one account."""
    people = [(f"Ann {number}", f"ann{number}@example.org") for number in range(40)]
    lists = (people, people[::-1])
    places = [make_partnership("Airport Alliance"), make_partnership()]
    added = together(
        *(
            partial(
                add_members,
                partnership=partnership,
                people=chosen,
                side="client",
                role=Role.MEMBER,
                by=None,
                at=NOW,
            )
            for partnership, chosen in zip(places, lists, strict=True)
        )
    )
    assert [len(one) for one in added] == [40, 40]
    assert Person.objects.filter(email__startswith="ann").count() == 40
    assert {
        one.person.email_key == f"{one.name.lower().replace(' ', '')}@example.org"
        for one in Membership.objects.filter(name__startswith="Ann")
    } == {True}
