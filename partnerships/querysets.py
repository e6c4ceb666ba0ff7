"""The only row filter: which partnerships and memberships a person may know of."""

from typing import TYPE_CHECKING, Any

from django.db import models

from partnerships.viewer import Role

if TYPE_CHECKING:
    from partnerships.models import Person


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_on__isnull=True)

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
