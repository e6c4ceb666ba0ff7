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
    PartnershipError,
    lock_people,
    member_event,
)
from partnerships.viewer import Viewer

BATCH = 500


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
    keys = {row.key for row in rows}
    known = {one.email_key: one for one in Person.objects.filter(email_key__in=keys)}
    new = [Person.objects.new_person(row.email, row.name) for row in rows if row.key not in known]
    Person.objects.bulk_create(new, batch_size=BATCH)
    known |= {one.email_key: one for one in new}
    return Membership.objects.bulk_create(
        [
            Membership(
                partnership=partnership,
                person=known[row.key],
                name=row.name,
                side=row.side,
                role=row.role,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def _changed(row: PlannedRow) -> Membership:
    place = cast("Membership", row.place)
    place.name, place.role = row.name, row.role
    return place
