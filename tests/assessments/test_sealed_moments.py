"""What is kept for the next round's words is bytes of one size, each bound to its own round."""

import logging
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from assessments.guards import guard
from assessments.models import Moments, Round
from assessments.queries import released_before
from assessments.scoring.people import Spread, Spreads
from assessments.scoring.terms import Side, Sides
from assessments.sealed_moments import MOMENTS_BYTES, open_moments, seal_moments
from assessments.services.counting import seal_round
from assessments.services.releasing import turn_key
from assessments.snapshot.trend import NO_MOMENTS
from partnerships.models import Partnership
from tests.disk import erase_in_the_end, is_erased, on_disk, words_left
from tests.factories import make_partnership, make_released_round
from tests.guards import force, force_rows
from tests.live_round import CLOSED, alliance, answered, opened, person
from tests.migrating import migrate_back_to, migrate_to_newest

WRONG = "another master key for the tests, 9876543210"
BEFORE = "0029_guards_ask_no_table_of_a_session"
KEPT = Sides(
    Spreads({"trust": Spread(5, Fraction(10), Fraction(700, 3))}, None),
    Spreads({}, Spread(6, Fraction(7, 2), Fraction(0))),
)


def stored(round_id: int = 7) -> Moments:
    return Moments(round_id=round_id, blob=seal_moments(7, KEPT))


def sealed(partnership: Partnership) -> Round:
    round = opened(partnership)
    answered(round, 6, 6)
    seal_round(round_id=round.pk, now=CLOSED)
    return Round.objects.get(pk=round.pk)


def released(partnership: Partnership) -> Round:
    round = sealed(partnership)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    return Round.objects.get(pk=round.pk)


def exact_figures(kept: Moments) -> set[str]:
    """Of each element and the index, how far one side's answers lie apart, as JSON writes it."""
    sides = open_moments(kept)
    spreads = [one for side in Side for one in sides.of(side).elements.values()]
    return {f"{one.squares.numerator}/{one.squares.denominator}" for one in spreads}


def test_it_comes_out_as_it_went_in() -> None:
    assert open_moments(stored()) == KEPT


def test_it_has_one_size_whatever_is_kept_and_looks_different_each_time() -> None:
    made = [seal_moments(7, kept) for kept in (KEPT, KEPT, NO_MOMENTS)]
    assert {len(blob) for blob in made} == {MOMENTS_BYTES}
    assert len(set(made)) == 3


def test_what_another_round_kept_does_not_open(caplog: pytest.LogCaptureFixture) -> None:
    assert open_moments(stored(round_id=8)) == NO_MOMENTS
    assert "What round 8 kept for words of change cannot be opened" in caplog.text


@pytest.mark.django_db
def test_a_lost_master_key_holds_no_later_round_up(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    round = released(alliance())
    settings.MASTER_KEY = WRONG
    with caplog.at_level(logging.ERROR):
        before = released_before(round)
    assert before
    assert before.moments == NO_MOMENTS
    assert "MASTER_KEY is not the one" in caplog.text
    assert WRONG not in caplog.text


def kept_of() -> list[int]:
    """The numbers of the rounds that keep something for the next one."""
    return sorted(Moments.objects.values_list("round__number", flat=True))


@pytest.mark.django_db
def test_what_only_earlier_rounds_kept_goes_at_release() -> None:
    partnership = alliance()
    make_released_round(make_partnership("Airport Alliance"))
    make_released_round(partnership, closed=date(2025, 6, 30))
    assert kept_of() == [1, 1]
    round = sealed(partnership)
    assert kept_of() == [1, 1, 2]
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    assert kept_of() == [1, 2]
    make_released_round(partnership)
    assert kept_of() == [1, 3]


@pytest.mark.django_db(transaction=True)
def test_what_goes_at_release_is_gone_from_the_disk() -> None:
    partnership = alliance()
    round = released(partnership)
    piece = bytes(round.moments.blob)[100:130]
    assert piece in on_disk()
    later = make_released_round(partnership)
    erase_in_the_end(later)
    assert piece not in on_disk()


@pytest.mark.django_db(transaction=True)
def test_no_figure_of_it_is_found_on_the_disk() -> None:
    kept = sealed(alliance()).moments
    figures = exact_figures(kept)
    assert figures
    assert words_left(figures) == set()


@pytest.mark.django_db(transaction=True)
def test_an_installation_with_readable_ones_is_brought_along(brought_to_newest: None) -> None:
    partnership = alliance()
    first = make_released_round(partnership, closed=date(2025, 6, 30))
    round = released(partnership)
    force_rows([Moments(round=first, blob=seal_moments(first.pk, NO_MOMENTS))])
    kept, figures = open_moments(round.moments), exact_figures(round.moments)
    migrate_back_to(BEFORE)
    assert words_left(figures) == figures
    force(Round.objects, erased=True)
    guard(None, connection.SchemaEditorClass(connection))
    migrate_to_newest()
    assert kept_of() == [2]
    assert open_moments(Moments.objects.get()) == kept
    assert not is_erased(round)
    erase_in_the_end(round)
    assert words_left(figures) == set()
