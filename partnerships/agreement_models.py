"""What holds once both sides have agreed to exactly that."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.numbers import DrawnNumber

CONTRACTOR = "contractor"


class Agreement(models.Model):
    """Something that somebody proposed; it holds once both sides have agreed.

    `by_contractor` and `by_client` are who agreed for each side.
    """

    id = DrawnNumber()
    proposed_at = models.DateTimeField(_("proposed at"))
    by_contractor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    by_client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True)

    class Meta:
        abstract = True

    def agreed_for(self, side: str) -> models.Model | None:
        return self.by_contractor if side == CONTRACTOR else self.by_client


class TargetAgreement(Agreement):
    """Targets by element."""

    partnership = models.ForeignKey(
        "partnerships.Partnership", models.CASCADE, related_name="target_agreements"
    )
    values = models.JSONField(_("targets"))

    class Meta:
        verbose_name = _("agreement on targets")
        verbose_name_plural = _("agreements on targets")
        ordering = ("-agreed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("partnership",),
                condition=models.Q(agreed_at__isnull=True),
                name="one_open_proposal_of_targets",
            ),
        )

    def __str__(self) -> str:
        return str(self.values)


class StatementAgreement(Agreement):
    """A section of statements to be asked in rounds, in the form in which a round freezes it.

    `subject` is the section's code.
    """

    partnership = models.ForeignKey(
        "partnerships.Partnership", models.CASCADE, related_name="statement_agreements"
    )
    subject = models.CharField(_("subject"), max_length=20)
    section = models.JSONField(_("statements"))

    class Meta:
        verbose_name = _("agreement on statements")
        verbose_name_plural = _("agreements on statements")
        ordering = ("-agreed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "subject"),
                condition=models.Q(agreed_at__isnull=True),
                name="one_open_proposal_of_statements",
            ),
        )

    def __str__(self) -> str:
        return self.subject
