"""What an import of people would do, row by row, as far as the viewer may know of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from partnerships.models import Membership, Partnership, Side
from partnerships.people_file import ListedPerson, PeopleFile
from partnerships.tables import quotable
from partnerships.viewer import Role, Viewer


class Outcome(StrEnum):
    REFUSED = "refused"
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, repr=False)
class PlannedRow:
    """`text` says what would change, or why the row is refused; `place` is the present one.

    `is_other`: somebody who has a place on the side that the viewer does not choose.
    """

    line: int
    name: str
    email: str
    key: str
    side: str
    role: str
    outcome: Outcome
    text: str = ""
    place: Membership | None = None
    is_other: bool = False

    @property
    def role_name(self) -> str:
        return str(Membership.Role(self.role).label)


@dataclass(frozen=True, repr=False)
class PeoplePlan:
    rows: tuple[PlannedRow, ...]
    unread: tuple[str, ...]

    def of(self, outcome: Outcome) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def is_refused(self) -> bool:
        return bool(self.of(Outcome.REFUSED))

    @property
    def changes_anything(self) -> bool:
        return any(row.outcome in (Outcome.ADDED, Outcome.CHANGED) for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """The same as long as the import would do the same."""
        told = [
            (row.line, row.name, row.email, row.side, row.role, row.outcome, row.text)
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def plan_people(
    *, partnership: Partnership, viewer: Viewer, file: PeopleFile, side: str
) -> PeoplePlan:
    """What importing the file would do; `side` is where people belong whose row says none.

    One query. Of whoever has a place on a side that the viewer does not choose, a row tells that
    alone.
    """
    planner = _Planner(partnership, viewer, side)
    return PeoplePlan(tuple(planner.row(person) for person in file.people), file.unread)


class _Planner:
    def __init__(self, partnership: Partnership, viewer: Viewer, side: str) -> None:
        self.partnership, self.viewer, self.side = partnership, viewer, side
        self.sides = sides_by_name(partnership)
        places = partnership.memberships.current().select_related("person")
        self.places = {place.person.twin_key: place for place in places}

    def row(self, person: ListedPerson) -> PlannedRow:
        side = self.sides.get(person.side.casefold(), "") if person.side else self.side
        place = self.places.get(person.twin_key)
        if problem := person.problem or self._side_problem(person, side):
            return _planned(person, side, person.role, Outcome.REFUSED, problem)
        if place is None:
            return self._new(person, side)
        if place.side is None:
            problem = _("This is a neutral facilitator, who answers for neither side.")
            return _planned(person, side, person.role, Outcome.REFUSED, problem)
        if not self.viewer.may_manage_people(place.side):
            problem = _("This person has a place on the other side, and each answers once.")
            refused = _planned(person, side, person.role, Outcome.REFUSED, problem)
            return replace(refused, is_other=True)
        return self._known(person, side, place)

    def _side_problem(self, person: ListedPerson, side: str) -> str:
        if not side:
            return _(
                "“%(value)s” is not a side; expected contractor, client or the name of one of the "
                "two organizations."
            ) % {"value": quotable(person.side)}
        if not self.viewer.may_manage_people(side):
            return _("The people of %(organization)s are chosen there.") % {
                "organization": self.partnership.organization_of(side)
            }
        return ""

    def _known(self, person: ListedPerson, side: str, place: Membership) -> PlannedRow:
        name, role = person.name or place.display_name, person.role or place.role
        if person.side and place.side != side:
            problem = _(
                "This person belongs to %(organization)s; another side is chosen on their own page."
            ) % {"organization": place.organization}
            return _planned(person, side, role, Outcome.REFUSED, problem)
        if place.role == Role.FACILITATOR and role != place.role:
            problem = _("This is a facilitator; another role is chosen on their own page.")
            return _planned(person, str(place.side), role, Outcome.REFUSED, problem)
        changes = list(_changes(place, name, role))
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return PlannedRow(
            person.line,
            name,
            person.email,
            person.key,
            str(place.side),
            role,
            outcome,
            " ".join(changes),
            place,
        )

    def _new(self, person: ListedPerson, side: str) -> PlannedRow:
        if not person.name:
            problem = _("The name is missing.")
            return _planned(person, side, person.role, Outcome.REFUSED, problem)
        return _planned(person, side, person.role or Role.MEMBER, Outcome.ADDED)


def _planned(
    person: ListedPerson, side: str, role: str, outcome: Outcome, text: str = ""
) -> PlannedRow:
    return PlannedRow(person.line, person.name, person.email, person.key, side, role, outcome, text)


def _changes(place: Membership, name: str, role: str) -> Iterable[str]:
    if name != place.display_name:
        yield _("Was called %(name)s.") % {"name": place.display_name}
    if role != place.role:
        yield _("Was %(role)s.") % {"role": place.get_role_display()}


def sides_by_name(partnership: Partnership) -> Mapping[str, str]:
    """What may stand for each side in a spreadsheet, in small letters."""
    found: dict[str, str] = {}
    for side in Side:
        organization = partnership.organization_of(side)
        for name in (organization.short_name, organization.name):
            if name:
                found[name.casefold()] = "" if name.casefold() in found else str(side)
    return found | {str(side): str(side) for side in Side}
