from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.frozen import questionnaire_of
from assessments.models import Round
from assessments.queries import (
    latest_released,
    names_of,
    previous_title,
    released_before,
    released_before_this,
    rounds_of,
    snapshot_for,
    title_before,
)
from assessments.sealed_moments import open_moments
from assessments.strips import places_of, portfolio
from partnerships.access import partnership_or_404
from partnerships.models import Partnership, Person
from partnerships.viewer import Role, Viewer
from tests.factories import NOW, make_member, make_partnership, make_released_round
from tests.guards import force

pytestmark = pytest.mark.django_db


def viewer_in(partnership: Partnership, role: str, side: str | None = "client") -> Viewer:
    return partnership_or_404(make_member(partnership, role, side), partnership.slug)[1]


def make_round(partnership: Partnership, number: int, state: str) -> Round:
    first = partnership.rounds.first()
    assert first is not None
    return Round.objects.create(
        partnership=partnership,
        instrument=first.instrument,
        number=number,
        title=f"Round {number}",
        state=state,
        opened_at=None if state == "draft" else NOW,
    )


def test_the_latest_released_round_by_its_closing() -> None:
    harbour = make_partnership()
    assert latest_released(harbour) is None
    first = make_released_round(harbour, closed=date(2026, 1, 31))
    second = make_released_round(harbour, closed=date(2026, 2, 28))
    make_round(harbour, 3, "draft")
    assert latest_released(harbour) == second
    force(Round.objects.filter(pk=second.pk), state="sealed")
    assert latest_released(harbour) == first


def test_a_round_that_is_being_sealed_is_compared_with_the_latest_released_one() -> None:
    harbour = make_partnership()
    make_released_round(harbour, title="First")
    released = make_released_round(harbour, title="Second")
    sealing = make_round(harbour, 3, "sealing")
    before = released_before(sealing)
    assert before is not None
    assert before.snapshot == snapshot_for(released)
    assert before.questionnaire == questionnaire_of(released)
    assert before.moments == open_moments(released.moments)
    earlier = released_before_this(released)
    assert title_before(earlier, snapshot_for(released)) == "First"
    assert previous_title(released, snapshot_for(released)) == "First"


def test_another_partnerships_round_is_no_round_before() -> None:
    make_released_round(make_partnership("Airport Alliance"))
    harbour = make_partnership()
    first = make_released_round(harbour)
    assert snapshot_for(first).previous is None
    assert released_before_this(first) == []
    assert title_before([], snapshot_for(first)) == ""
    assert previous_title(first, snapshot_for(first)) == ""


def test_short_names_only_where_they_tell_the_two_apart() -> None:
    names = names_of(make_partnership())
    assert (names.contractor_short, names.client_short) == ("Brightline", "Northgate")
    same = names_of(make_partnership(contractor_short="City", client_short="city"))
    assert (same.contractor_short, same.client_short) == ("", "")


@pytest.mark.parametrize("count", [1, 3])
def test_a_portfolio_takes_six_queries_and_two_for_what_is_new(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = Person.objects.create_person(email="nora@example.org")
    for number in range(count):
        harbour = make_partnership(f"Harbour {3 - number}")
        make_member(harbour, Role.FACILITATOR, None, person.email)
        make_released_round(harbour, title="Winter", closed=date(2026, 1, 31))
        make_released_round(harbour, title="Spring", closed=date(2026, 4, 30))
        make_round(harbour, 3, "open")
    make_released_round(make_partnership("Of others"))
    with django_assert_num_queries(8):
        portfolio(places_of(person))
    with django_assert_num_queries(6):
        strips = portfolio(places_of(person))
        shown = [
            (
                strip.partnership.name,
                strip.partnership.contractor.name,
                strip.latest and strip.latest.title,
                strip.step and strip.step.questionnaire.minutes,
                strip.step and strip.step.snapshot.number,
                strip.previous_title,
                strip.under_way and strip.under_way.title,
            )
            for strip in strips
        ]
    rest = ("Brightline Services", "Spring", 12, 2, "Winter", "Round 3")
    assert shown == [(f"Harbour {number}", *rest) for number in range(4 - count, 4)]


def test_a_partnership_without_rounds_is_in_the_portfolio() -> None:
    harbour = make_partnership()
    (strip,) = portfolio(places_of(make_member(harbour)))
    assert (strip.latest, strip.step, strip.under_way) == (None, None, None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_rounds_of_a_partnership_take_two_queries_and_one_for_what_is_new(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    harbour = make_partnership()
    viewer = viewer_in(harbour, Role.LEADER)
    for number in range(count):
        make_released_round(harbour, title=f"Round {number}")
    with django_assert_num_queries(3):
        rounds_of(harbour, viewer)
    with django_assert_num_queries(2):
        found = rounds_of(harbour, viewer)
    assert [one.round.number for one in found] == list(range(count, 0, -1))
    assert [one.snapshot and one.snapshot.number for one in found] == list(range(count, 0, -1))


def test_drafts_are_for_facilitators_and_unreleased_results_for_nobody() -> None:
    harbour = make_partnership()
    make_released_round(harbour)
    make_round(harbour, 2, "draft")
    make_round(harbour, 3, "sealed")
    seen = {
        role: [(one.round.number, one.snapshot is not None) for one in rounds_of(harbour, viewer)]
        for role in Role
        for viewer in [viewer_in(harbour, role)]
    }
    public = [(3, False), (1, True)]
    assert seen == {
        Role.MEMBER: public,
        Role.LEADER: public,
        Role.FACILITATOR: [(3, False), (2, False), (1, True)],
    }
