"""Writes many people from a spreadsheet at once, with a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Event, Membership, Partnership, Person
from partnerships.people_file import PeopleFile
from partnerships.people_plan import Outcome, PeoplePlan, PlannedRow, plan_people
from partnerships.services import (
    BATCH,
    PartnershipError,
    lock_people,
    log_tried,
    member_event,
    store_people,
)
from partnerships.viewer import Viewer


def preview_people(
    *,
    partnership: Partnership,
    viewer: Viewer,
    file: PeopleFile,
    side: str,
    by: Person,
    at: datetime,
) -> PeoplePlan:
    """What importing the file would do; both sides are told how many of the other one it tried."""
    plan = plan_people(partnership=partnership, viewer=viewer, file=file, side=side)
    tried = sum(row.is_other for row in plan.rows)
    log_tried(partnership=partnership, people=tried, by=by, at=at)
    return plan


@transaction.atomic
def import_people(
    *,
    partnership: Partnership,
    viewer: Viewer,
    file: PeopleFile,
    side: str,
    seen: str,
    by: Person,
    at: datetime,
) -> PeoplePlan:
    """Do what the preview whose fingerprint is `seen` showed: all of it or nothing.

    Raises PartnershipError where a row is refused, or where something else would be done by now.
    """
    lock_people(partnership)
    plan = plan_people(partnership=partnership, viewer=viewer, file=file, side=side)
    if plan.is_refused or plan.fingerprint != seen:
        raise PartnershipError(
            _("Somebody has changed the people in the meantime: look at what would happen now.")
        )
    added = _add_rows(partnership, plan.of(Outcome.ADDED))
    changed = [_changed(row) for row in plan.of(Outcome.CHANGED)]
    Membership.objects.bulk_update(changed, ["name", "role"], batch_size=BATCH)
    events = [member_event(one, "member-added", by=by, at=at) for one in added]
    events += [member_event(one, "member-changed", by=by, at=at) for one in changed]
    Event.objects.bulk_create(events, batch_size=BATCH)
    return plan


def _add_rows(partnership: Partnership, rows: Sequence[PlannedRow]) -> list[Membership]:
    """Places for people who are known or not; somebody known keeps the own name."""
    people = store_people([Person.objects.new_person(row.email, row.name) for row in rows])
    return Membership.objects.bulk_create(
        [
            Membership(
                partnership=partnership,
                person=person,
                name=row.name,
                side=row.side,
                role=row.role,
            )
            for row, person in zip(rows, people, strict=True)
        ],
        batch_size=BATCH,
    )


def _changed(row: PlannedRow) -> Membership:
    place = cast("Membership", row.place)
    place.name, place.role = row.name, row.role
    return place
