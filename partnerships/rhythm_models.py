from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.Model):
    """The days on which rounds of a partnership open by themselves.

    They follow `first_on` by the months of the kind, or are the `own_days` (ISO 8601). A round
    opens at `opens` and closes `days_open` days later at `closes`, by the clocks of `time_zone`.
    Days until `done_until` have been prepared or passed over.
    """

    class Kind(models.TextChoices):
        QUARTERLY = "quarterly", _("every three months")
        HALF_YEARLY = "half-yearly", _("every six months")
        YEARLY = "yearly", _("every year")
        OWN = "own", _("on days of our own")

    partnership = models.OneToOneField(
        "partnerships.Partnership", models.CASCADE, related_name="rhythm"
    )
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    first_on = models.DateField(_("first day"), null=True, blank=True)
    own_days = models.JSONField(_("days"), default=list, blank=True)
    opens = models.TimeField(_("opens at"))
    days_open = models.PositiveSmallIntegerField(_("days open"))
    closes = models.TimeField(_("closes at"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    done_until = models.DateField()

    class Meta:
        verbose_name = _("rhythm")
        verbose_name_plural = _("rhythms")

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_kind_display()}"
