"""The statements of an instrument as rows that the admin browses; see `assessments.models`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Instrument(models.Model):
    """One version of the statements; never changed once it has been used."""

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    data = models.JSONField(_("data"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="one_instrument_version"),
        )

    def __str__(self) -> str:
        return f"{self.code}-{self.version}"


class Element(models.Model):
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="elements")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("summary"), max_length=300)

    class Meta:
        verbose_name = _("element of partnership")
        verbose_name_plural = _("elements of partnership")
        ordering = ("instrument", "position")
        constraints = (
            models.UniqueConstraint(fields=("instrument", "code"), name="one_element_code"),
        )

    def __str__(self) -> str:
        return self.name


class Practice(models.Model):
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="practices")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    statement = models.CharField(_("statement"), max_length=300)

    class Meta:
        verbose_name = _("breakthrough practice")
        verbose_name_plural = _("breakthrough practices")
        ordering = ("instrument", "position")
        constraints = (
            models.UniqueConstraint(fields=("instrument", "code"), name="one_practice_code"),
        )

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """Two poles between which the relationship is placed; without an element: the stance."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="statements")
    element = models.ForeignKey(
        Element, models.CASCADE, null=True, blank=True, related_name="statements"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=20)
    vendor = models.CharField("Vendor / Contractor", max_length=300)
    partnership = models.CharField("High Performance Partnership", max_length=300)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("instrument", "position")
        constraints = (
            models.UniqueConstraint(fields=("instrument", "code"), name="one_statement_code"),
        )

    def __str__(self) -> str:
        return self.code
