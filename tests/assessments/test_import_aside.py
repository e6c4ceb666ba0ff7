"""A past round is added up before the transaction that keeps everybody else from writing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from assessments.services.importing import ImportingError, import_round, preview_import
from partnerships.models import Partnership, Person
from partnerships.services import ensure_person
from tests.factories import (
    NOW,
    UNKNOWN,
    everything_stored,
    make_partnership,
    make_released_round,
    rows,
    table,
)

pytestmark = pytest.mark.django_db(transaction=True)
EARLIER = "assessments_moments"
WAYS: list[Callable[..., Any]] = [preview_import, import_round]


@pytest.fixture
def harbour() -> Partnership:
    """With a round that the next one is compared with, which is the last that adding up reads."""
    partnership = make_partnership()
    make_released_round(partnership)
    ensure_person(email="nora@example.org")
    return partnership


def bring(way: Callable[..., Any], partnership: Partnership, when: Callable[[], object]) -> None:
    """Bring a file along; `when`: what happens as the results of the earlier round are read."""

    def watched(execute: Any, sql: str, *others: Any) -> Any:
        if sql.startswith("SELECT") and EARLIER in sql:
            when()
        return execute(sql, *others)

    with connection.execute_wrapper(watched):
        way(
            partnership=partnership,
            content=table(rows("contractor", 12, 4) + rows("client", 12, 1)),
            title="Autumn",
            closed=date(2026, 5, 31),
            invited=UNKNOWN,
            now=NOW,
            by=Person.objects.get(),
        )


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_locked_while_results_are_added_up(
    way: Callable[..., Any], harbour: Partnership
) -> None:
    locked: list[bool] = []
    bring(way, harbour, lambda: locked.append(connection.in_atomic_block))
    assert locked == [False]
    assert harbour.rounds.count() == (2 if way is import_round else 1)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_changed_meanwhile_is_not_passed_over(
    way: Callable[..., Any], harbour: Partnership
) -> None:
    before = everything_stored()
    with pytest.raises(ImportingError, match="in the meantime: please try once more"):
        bring(way, harbour, lambda: Partnership.objects.update(k=9))
    after = everything_stored()
    assert before.pop("Partnership") != after.pop("Partnership")
    assert after == before
