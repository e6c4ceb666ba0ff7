"""Lines of the shared log stay as they were written, whoever tries by whatever way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from partnerships.models import Event, Partnership
from tests.factories import NOW, make_member, make_partnership

pytestmark = pytest.mark.django_db


def saved(event: Event) -> None:
    event.kind = "other"
    event.save()


def updated_in_bulk(event: Event) -> None:
    event.parameters = {}
    Event.objects.bulk_update([event], ["parameters"])


def written_past_the_models(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partnerships_event SET kind = 'other'")


def given_to_somebody_else(event: Event) -> None:
    Event.objects.update(person=make_member(event.partnership, side="client"))


def replaced(event: Event) -> None:
    """By the one statement of each database that asks no trigger of the row that goes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE partnerships_event")
        else:
            cursor.execute("REPLACE INTO partnerships_event SELECT * FROM partnerships_event")


def replaced_without_settings(event: Event) -> None:
    """As whoever opens SQLite's file without the settings of this site."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA recursive_triggers=OFF")
        try:
            replaced(event)
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA recursive_triggers=ON")


ATTEMPTS: list[Callable[[Event], object]] = [
    saved,
    updated_in_bulk,
    written_past_the_models,
    given_to_somebody_else,
    lambda event: Event.objects.update(at=NOW + timedelta(days=1)),
    lambda event: Event.objects.update(side="client"),
    lambda event: Event.objects.update(person=None, kind="other"),
    lambda event: event.delete(),
    lambda event: Event.objects.all().delete(),
    lambda event: QuerySet(Event).filter(pk=event.pk)._raw_delete("default"),  # noqa: SLF001
    lambda event: event.partnership.delete(),
    replaced,
    replaced_without_settings,
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_line_is_changed_or_deleted(attempt: Callable[[Event], object]) -> None:
    make_member(make_partnership())
    before = list(Event.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        attempt(Event.objects.latest("pk"))
    assert list(Event.objects.order_by("pk").values()) == before


def test_a_deleted_account_leaves_its_lines_without_a_name() -> None:
    partnership: Partnership = make_partnership()
    person = make_member(partnership)
    Event.objects.create(partnership=partnership, at=NOW, kind="round-created", person=person)
    person.delete()
    assert Event.objects.get(kind="round-created").person is None
