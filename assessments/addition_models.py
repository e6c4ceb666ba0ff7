from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Side
from partnerships.numbers import DrawnNumber


class Addition(models.Model):
    """People of a side who would be added to an open round: `members` by mail, the rest by slips.

    `members` holds the ids of their memberships until both sides have agreed; from then on
    (`added_at`) they are invited like all others, and the number alone is kept.
    """

    id = DrawnNumber()
    round = models.ForeignKey("Round", models.CASCADE, related_name="additions")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    number = models.PositiveSmallIntegerField(_("number"))
    members = models.JSONField(default=list)
    proposed_at = models.DateTimeField(_("proposed at"))
    added_at = models.DateTimeField(_("added at"), null=True, blank=True)

    class Meta:
        verbose_name = _("addition")
        verbose_name_plural = _("additions")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "side"),
                condition=Q(added_at=None),
                name="one_waiting_addition_of_a_side",
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.number}"

    @property
    def slips(self) -> int:
        """How many of those who wait to be added get a slip of paper."""
        return self.number - len(self.members)
