"""What one person brings along is compared, whatever they may do where, and whenever they do it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from assessments.models import Round
from assessments.scoring.terms import Sides
from assessments.services.importing import ImportingError, import_round
from partnerships.models import Membership, Partnership, Person
from partnerships.services import change_address, change_member
from tests import amount
from tests.assessments.test_importing import FIRST, spread
from tests.at_once import together
from tests.factories import NOW, delete_partnerships, make_member, make_partnership, table

WHOLE = [*FIRST, *spread("client", 1, "one more")]
RACES = amount(3, 30)

Counted = Callable[[str, int], None]


def bring(partnership: Partnership, by: Person, people: list[dict[str, object]]) -> str:
    """What is said against it; nothing where it is stored."""
    try:
        import_round(
            partnership=partnership,
            content=table(people),
            title="Spring",
            closed=date(2026, 3, 31),
            invited=Sides(None, None),
            now=NOW,
            by=by,
        )
    except ImportingError as problem:
        return str(problem)
    return ""


def facilitator(partnership: Partnership, address: str = "nora@example.org") -> Person:
    return make_member(partnership, "facilitator", None, address)


@pytest.fixture
def places() -> tuple[Partnership, Partnership]:
    return make_partnership("Kingfisher"), make_partnership("Heron")


def in_role(membership: Membership, role: str) -> None:
    change_member(
        membership=membership, name=membership.name, side="client", role=role, by=None, at=NOW
    )


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [["member"], ["leader", "member"], ["member", "leader"]])
def test_what_was_read_in_an_earlier_role_is_compared(
    places: tuple[Partnership, Partnership], roles: list[str]
) -> None:
    kingfisher, heron = places
    nora = facilitator(kingfisher)
    facilitator(kingfisher, "other@example.org")
    facilitator(heron)
    assert bring(kingfisher, nora, WHOLE) == ""
    for role in roles:
        in_role(Membership.objects.get(partnership=kingfisher, person=nora), role)
    assert "imported already" in bring(heron, nora, FIRST)


@pytest.mark.django_db
def test_what_was_released_after_the_role_ended_is_not_compared(
    places: tuple[Partnership, Partnership],
) -> None:
    """Else trying files would tell other people's results."""
    kingfisher, heron = places
    nora = facilitator(kingfisher)
    other = facilitator(kingfisher, "other@example.org")
    facilitator(heron)
    in_role(Membership.objects.get(partnership=kingfisher, person=nora), "member")
    Membership.objects.filter(person=nora, partnership=kingfisher).update(
        read_until=NOW - timedelta(seconds=1)
    )
    assert bring(kingfisher, other, WHOLE) == ""
    assert bring(heron, nora, FIRST) == ""


@pytest.mark.django_db
def test_two_addresses_of_one_mailbox_are_one_person(
    places: tuple[Partnership, Partnership],
) -> None:
    kingfisher, heron = places
    assert bring(kingfisher, facilitator(kingfisher), WHOLE) == ""
    assert "imported already" in bring(heron, facilitator(heron, "nora+b@example.org"), FIRST)


@pytest.mark.django_db
def test_a_new_address_changes_nothing_of_what_was_read(
    places: tuple[Partnership, Partnership],
) -> None:
    kingfisher, heron = places
    nora = facilitator(kingfisher)
    facilitator(heron)
    assert bring(kingfisher, nora, WHOLE) == ""
    change_address(person=Person.objects.get(pk=nora.pk), email="new@example.org", by=None)
    assert "imported already" in bring(heron, nora, FIRST)  # asked for just before


@pytest.mark.django_db(transaction=True)
def test_of_two_files_at_the_same_moment_one_is_refused(counted: Counted) -> None:
    refused = 0
    for _ in range(RACES):
        kingfisher, heron = make_partnership("Kingfisher"), make_partnership("Heron")
        one, other = facilitator(kingfisher), facilitator(heron, "nora+b@example.org")
        calls = partial(bring, kingfisher, one, WHOLE), partial(bring, heron, other, FIRST)
        said = [problem for problem in together(*calls) if problem]
        assert Round.objects.count() == len(said) == 1
        assert "imported already" in said[0]
        refused += len(said)
        delete_partnerships()
    counted(f"files refused of {RACES} that were imported beside another one", refused)
