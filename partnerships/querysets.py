"""Queries: the only row filter, of what partnerships and memberships a person may know."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from partnerships.viewer import Role

if TYPE_CHECKING:
    from partnerships.models import Person

Row = TypeVar("Row", bound=models.Model)


def one_or_none(rows: "models.QuerySet[Row]") -> Row | None:
    """The only row there can be, without the order that `first` asks for."""
    try:
        return rows.get()
    except ObjectDoesNotExist:
        return None


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_on__isnull=True)

    def names(self) -> dict[int, str]:
        """What these people are called, by person: in a present place, or else in the last one."""
        places = self.order_by(models.F("ended_on").asc(nulls_last=True), "pk")
        called = places.values_list("person_id", "name", "person__email_key")
        return {person: name or address for person, name, address in called}

    def foremost_first(self) -> "MembershipQuerySet":
        """For somebody with a place on each side: the one that lets see more comes first."""
        rank = models.Case(
            models.When(role=Role.FACILITATOR, then=0),
            models.When(role=Role.LEADER, then=1),
            default=2,
        )
        return self.order_by(rank, "pk")


class PartnershipQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: "Person") -> "PartnershipQuerySet":
        """The partnerships in which the person has a membership that has not ended."""
        return self.filter(
            pk__in=person.memberships.filter(ended_on__isnull=True).values("partnership")
        )
