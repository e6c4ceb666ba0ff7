"""Queries: the only row filter, of what partnerships and memberships a person may know."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

if TYPE_CHECKING:
    from partnerships.models import Person

Row = TypeVar("Row", bound=models.Model)


def one_or_none(rows: "models.QuerySet[Row]") -> Row | None:
    """The only row there can be, without the order that `first` asks for."""
    try:
        return rows.get()
    except ObjectDoesNotExist:
        return None


@dataclass(frozen=True)
class Names:
    """By person, and by person and side."""

    anywhere: dict[int, str]
    on_side: dict[tuple[int, str | None], str]

    def of(self, person: int, side: str | None = None) -> str:
        """Who acts for a side is called as that side does; empty for whoever never had a place."""
        own = self.on_side.get((person, side)) if side else None
        return own or self.anywhere.get(person, "")


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_on__isnull=True)

    def names(self) -> "Names":
        """What these people are called: in a present place, or else in the last one, and by the
        older of two. A facilitator calls those of the own side as they like.
        """
        places = self.order_by(models.F("ended_on").desc(nulls_first=True), "pk")
        names = Names({}, {})
        for person, side, name, address in places.values_list(
            "person_id", "side", "name", "person__email_key"
        ):
            names.anywhere.setdefault(person, name or address)
            names.on_side.setdefault((person, side), name or address)
        return names


class PartnershipQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: "Person") -> "PartnershipQuerySet":
        """The partnerships in which the person has a membership that has not ended."""
        return self.filter(
            pk__in=person.memberships.filter(ended_on__isnull=True).values("partnership")
        )
