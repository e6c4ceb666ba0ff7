"""What tests put into the database, made by the services that real data come in by."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Max, QuerySet

from assessments.models import Round
from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import Sides
from assessments.services.importing import import_round
from assessments.snapshot.repeated import SOON
from partnerships.models import Partnership, Person
from partnerships.services import add_member, create_partnership
from partnerships.viewer import Role
from tests.guards import force_deletion

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UNKNOWN: Sides[int | None] = Sides(None, None)


def make_partnership(name: str = "Harbour Alliance", **fields: Any) -> Partnership:
    wanted: dict[str, Any] = {
        "contractor": "Brightline Services",
        "client": "Northgate Council",
        "contractor_short": "Brightline",
        "client_short": "Northgate",
        "scope": "cleaning contract 2024",
        "customer": "patients and ward staff",
        "at": NOW,
    }
    return create_partnership(name=name, **(wanted | fields))


def make_member(
    partnership: Partnership,
    role: str = Role.MEMBER,
    side: str | None = "contractor",
    email: str = "",
) -> Person:
    address = email or f"{role}.{side or 'neutral'}@example.org"
    membership = add_member(partnership=partnership, email=address, side=side, role=role, at=NOW)
    return membership.person


def table(
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[str] | None = None,
    delimiter: str = ",",
) -> bytes:
    """A file to import: by default a column for whatever a row has."""
    heads = list(columns or dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([row.get(head, "") for head in heads] for row in rows)
    return text.getvalue().encode()


def rows(side: str, number: int, value: int, **others: object) -> list[dict[str, object]]:
    """So many people of a side who choose the same option everywhere, but for `others`."""
    everything = dict.fromkeys(breakthrough_1().codes, value)
    return [{"side": side, **everything, **others} for _ in range(number)]


def answers(contractor: int = 6, client: int = 6) -> bytes:
    """The contractor's people choose 3 everywhere, the client's 2."""
    return table(rows("contractor", contractor, 3) + rows("client", client, 2))


def make_released_round(
    partnership: Partnership,
    content: bytes | None = None,
    *,
    title: str = "Spring",
    closed: date | None = None,
    invited: Sides[int | None] = UNKNOWN,
) -> Round:
    """Closed in March, or well after the round before, unless `closed` says otherwise."""
    latest = partnership.rounds.aggregate(at=Max("closed_at"))["at"]
    day = closed or (latest.date() + SOON + timedelta(days=1) if latest else date(2026, 3, 31))
    return import_round(
        partnership=partnership,
        content=content or answers(),
        title=title,
        closed=day,
        invited=invited,
        now=NOW,
    )


def everything_stored() -> dict[str, list[Any]]:
    """Every row of every table, to see that nothing has changed."""
    return {
        model.__name__: sorted(repr(plain(row)) for row in QuerySet(model).values())
        for model in apps.get_models(include_auto_created=True)
    }


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without the memory views that one of the databases gives."""
    return {
        key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()
    }


def delete_partnerships() -> None:
    """Begin anew outside a transaction: the shared log lets its lines go only without its guard."""
    force_deletion(Partnership.objects.all())
