import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from assessments.access import (
    managed_partnership_or_404,
    managed_round_or_404,
    released_round_or_404,
    results_or_404,
    round_or_404,
)
from assessments.models import Round
from partnerships.models import Person
from partnerships.viewer import Role
from tests.factories import make_member, make_partnership, make_released_round
from tests.guards import force

pytestmark = pytest.mark.django_db

UNRELEASED = [state for state in Round.State.values if state != Round.State.RELEASED]


@pytest.fixture
def released() -> Round:
    return make_released_round(make_partnership())


def insider(round: Round, role: str, side: str | None = "client") -> Person:
    return make_member(round.partnership, role, side)


def test_everybody_of_a_partnership_knows_of_its_rounds(released: Round) -> None:
    person = insider(released, Role.MEMBER)
    found, viewer = round_or_404(person, "harbour-alliance", 1)
    assert found == released
    assert viewer.role == Role.MEMBER


def test_a_stranger_knows_of_none(released: Round) -> None:
    other = make_released_round(make_partnership("Airport Alliance"))
    stranger = make_member(other.partnership, Role.FACILITATOR, None)
    for fetch in (round_or_404, released_round_or_404, results_or_404, managed_round_or_404):
        with pytest.raises(Http404):
            fetch(stranger, released.partnership.slug, released.number)


def test_another_number_is_not_found(released: Round) -> None:
    with pytest.raises(Http404):
        round_or_404(insider(released, Role.LEADER), "harbour-alliance", 2)


@pytest.mark.parametrize("state", UNRELEASED)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.FACILITATOR])
def test_before_release_there_are_results_for_nobody(
    released: Round, role: str, state: str
) -> None:
    force(Round.objects, state=state)
    person = insider(released, role)
    for fetch in (released_round_or_404, results_or_404):
        with pytest.raises(Http404):
            fetch(person, "harbour-alliance", 1)


@pytest.mark.parametrize(
    ("role", "side"),
    [(Role.LEADER, "client"), (Role.FACILITATOR, "contractor"), (Role.FACILITATOR, None)],
)
def test_leaders_and_facilitators_may_have_all_results(
    released: Round, role: str, side: str | None
) -> None:
    assert results_or_404(insider(released, role, side), "harbour-alliance", 1)[0] == released


def test_a_member_may_not(released: Round) -> None:
    person = insider(released, Role.MEMBER)
    with pytest.raises(PermissionDenied):
        results_or_404(person, "harbour-alliance", 1)
    assert released_round_or_404(person, "harbour-alliance", 1)[0] == released


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER])
def test_only_facilitators_run_rounds(released: Round, role: str) -> None:
    person = insider(released, role)
    with pytest.raises(PermissionDenied):
        managed_round_or_404(person, "harbour-alliance", 1)
    with pytest.raises(PermissionDenied):
        managed_partnership_or_404(person, "harbour-alliance")
    facilitator = insider(released, Role.FACILITATOR, "contractor")
    assert managed_round_or_404(facilitator, "harbour-alliance", 1)[0] == released
    assert managed_partnership_or_404(facilitator, "harbour-alliance")[0] == released.partnership
