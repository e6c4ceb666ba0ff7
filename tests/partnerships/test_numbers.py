"""What the numbers in addresses and forms tell of rows that somebody else has."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from partnerships.numbers import STEP, DrawnNumber, Numbers
from partnerships.texts import MOST_DIGITS, number_in
from tests.at_once import together

NAMED_ON_PAGES = {
    *("Partnership", "Membership", "Meeting", "Commitment", "Win"),
    *("TargetAgreement", "StatementAgreement", "Invitation", "Addition"),
}
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_whatever_pages_name_by_number_has_a_drawn_one() -> None:
    keys = {one.__name__: getattr(one, "id", None) for one in apps.get_models()}
    drawn = {
        name for name, key in keys.items() if isinstance(getattr(key, "field", 0), DrawnNumber)
    }
    assert drawn == NAMED_ON_PAGES


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30))
def test_later_rows_have_greater_numbers(pauses: list[int]) -> None:
    numbers, now, drawn = Numbers(), NOW, []
    with time_machine.travel(NOW, tick=False) as clock:
        for pause in pauses:
            now += timedelta(seconds=pause)
            clock.move_to(now)
            drawn.append(numbers.draw())
    assert drawn == sorted(set(drawn))


def test_numbers_of_one_moment_are_drawn_by_chance() -> None:
    with time_machine.travel(NOW, tick=False):
        first = [Numbers().draw() for _process in range(50)]
        one = Numbers()
        steps = [-one.draw() + one.draw() for _pair in range(200)]
    assert len(set(first)) == 50
    assert max(first) - min(first) > 2**20
    assert len({step for step in steps if 0 < step <= STEP}) > 20


@pytest.mark.parametrize("year", [2026, 2100, 2155])
def test_a_form_takes_every_number(year: int) -> None:
    with time_machine.travel(datetime(year, 12, 31, tzinfo=UTC), tick=False):
        number = Numbers().draw()
    assert len(str(number)) <= MOST_DIGITS
    assert number_in(str(number)) == number < 2**63


def test_no_two_at_once_are_the_same() -> None:
    numbers = Numbers()
    drawn: list[list[int]] = together(
        *[lambda: [numbers.draw() for _row in range(200)] for _thread in range(8)]
    )
    assert len({one for some in drawn for one in some}) == 8 * 200
