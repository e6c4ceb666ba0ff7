from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.numbers import DrawnNumber

LONGEST_TITLE, LONGEST_TEXT = 120, 600


class Win(models.Model):
    """Something worth telling between two rounds, written down by a leader or facilitator.

    `side` is that of whoever wrote it, empty for a neutral facilitator; pages name that
    organization, never the person. `writer` alone may change or remove it.
    """

    class Kind(models.TextChoices):
        BOLD = "bold", _("Bold try")
        LEARNED = "learned", _("Failure we learned from")
        CELEBRATION = "celebration", _("Celebration")
        CUSTOMER = "customer", _("Appreciation from a customer")

    id = DrawnNumber()
    partnership = models.ForeignKey("partnerships.Partnership", models.CASCADE, related_name="wins")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    day = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT, blank=True)
    side = models.CharField(_("side"), max_length=10, null=True, blank=True)
    writer = models.ForeignKey("partnerships.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("win")
        verbose_name_plural = _("wins")
        ordering = ("-day", "-pk")
        indexes = (models.Index(fields=("partnership", "-day"), name="win_of_partnership"),)

    def __str__(self) -> str:
        return self.title
