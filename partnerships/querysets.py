"""The only row filter: which partnerships and memberships a person may know of."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from partnerships.models import Person


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_on__isnull=True)


class PartnershipQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: "Person") -> "PartnershipQuerySet":
        """The partnerships in which the person has a membership that has not ended."""
        return self.filter(
            pk__in=person.memberships.filter(ended_on__isnull=True).values("partnership")
        )
