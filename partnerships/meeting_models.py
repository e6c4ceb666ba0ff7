from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.numbers import DrawnNumber

LONGEST_NOTE = 4000
SIDES = ("contractor", "client")


class Meeting(models.Model):
    """Leaders and facilitators of both sides come together about the results of a round.

    `starts_at` is shown by the clocks of `time_zone`. `reminded`: nobody waits for a reminder any
    more. `revealed_at`: from then on everybody has seen the profile, and no guess changes.
    """

    id = DrawnNumber()
    partnership = models.ForeignKey(
        "partnerships.Partnership", models.CASCADE, related_name="meetings"
    )
    starts_at = models.DateTimeField(_("starts at"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=200, blank=True)
    round_number = models.PositiveIntegerField(_("round"), null=True, blank=True)
    participants = models.ManyToManyField("partnerships.Membership", related_name="+")
    called_off = models.BooleanField(_("called off"), default=False)
    reminded = models.BooleanField(default=False, editable=False)
    revealed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("-starts_at", "-pk")
        indexes = (
            models.Index(fields=("partnership", "-starts_at"), name="meeting_of_partnership"),
        )

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class MeetingNote(models.Model):
    """A text that the people of a meeting share: its agenda, its minutes, or what they agreed about
    an element or practice. `version` counts how often it was written."""

    AGENDA, MINUTES = "agenda", "minutes"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notes")
    topic = models.CharField(_("about"), max_length=20)
    text = models.TextField(_("text"), max_length=LONGEST_NOTE, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("note of a meeting")
        verbose_name_plural = _("notes of meetings")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "topic"), name="one_note_of_a_meeting"),
        )

    def __str__(self) -> str:
        return self.topic


class MeetingGuesses(models.Model):
    """Where the people of one side, together, expect the other side's scores: 0 to 100 by element.

    Said before the profile was shown; nobody's name stands with it.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guesses")
    side = models.CharField(_("side"), max_length=10)
    values = models.JSONField(_("guesses"), default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("guesses of a side")
        verbose_name_plural = _("guesses of the sides")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "side"), name="guesses_of_a_side"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="guesses_by_a_side"),
        )

    def __str__(self) -> str:
        return self.side
