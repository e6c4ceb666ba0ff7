"""The form for the days on which rounds open by themselves."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.closing import EXTENSION_DAYS
from assessments.forms.rounds import in_this_century, zone_choices
from assessments.services.opening import APART
from partnerships.forms import form_helper
from partnerships.models import Rhythm

LONGEST_OPEN = 60
MOST_DAYS = 24
FEWEST_IN_A_QUARTER = 89
"""Days, from a last day of January to one of April."""
DAYS_APART = APART.days + EXTENSION_DAYS + 1


class RhythmForm(forms.Form):
    """How often, on which day, and for how long people can answer."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Rhythm.Kind.choices, widget=forms.RadioSelect
    )
    first_on = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The later rounds open on the same day of their month."),
    )
    own_days = forms.CharField(
        label=gettext_lazy("Days of our own"),
        required=False,
        max_length=20 * MOST_DAYS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line, like 2027-03-01. Only for days of your own."),
    )
    opens = forms.TimeField(
        label=gettext_lazy("Opens at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    days_open = forms.IntegerField(
        label=gettext_lazy("Days open"), min_value=1, max_value=LONGEST_OPEN
    )
    closes = forms.TimeField(
        label=gettext_lazy("Closes at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("The clock that everybody goes by, whatever the season."),
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]
        self.helper = form_helper(
            _("Save the rhythm"),
            back,
            "kind",
            "first_on",
            "own_days",
            Row(Column("opens"), Column("days_open"), Column("closes")),
            "time_zone",
        )

    def clean_first_on(self) -> date | None:
        day: date | None = self.cleaned_data["first_on"]
        return day and in_this_century(day)

    def clean_own_days(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["own_days"].splitlines()]
        days = {in_this_century(_day_of(line)) for line in lines if line}
        if len(days) > MOST_DAYS:
            raise ValidationError(_("At most %(most)d days."), params={"most": MOST_DAYS})
        return [day.isoformat() for day in sorted(days)]

    def clean(self) -> None:
        data = self.cleaned_data
        is_own = data.get("kind") == Rhythm.Kind.OWN
        if is_own and data.get("own_days") == []:
            self.add_error("own_days", _("Name at least one day."))
        if not is_own and "first_on" in data and data["first_on"] is None:
            self.add_error("first_on", _("Say on which day the first of these rounds opens."))
        if self._fewest_days_between() < DAYS_APART:
            self.add_error(
                "days_open",
                _(
                    "More than seven weeks must lie between the end of a round, which may be "
                    "extended by a week, and the next one: leave fewer days open, or more between."
                ),
            )

    def _fewest_days_between(self) -> int:
        """Between the end of a round and the next one; as many as are asked for, if unknown."""
        data = self.cleaned_data
        if "days_open" not in data:
            return DAYS_APART
        days_open = int(data["days_open"])
        if data.get("kind") != Rhythm.Kind.OWN:
            return FEWEST_IN_A_QUARTER - days_open
        days = [date.fromisoformat(one) for one in data.get("own_days", ())]
        gaps = [(later - one).days for one, later in pairwise(days)]
        return min(gaps, default=LONGEST_OPEN + DAYS_APART) - days_open

    @property
    def values(self) -> Mapping[str, Any]:
        """The fields of a Rhythm."""
        return self.cleaned_data


def _day_of(line: str) -> date:
    try:
        return date.fromisoformat(line)
    except ValueError:
        raise ValidationError(
            _("“%(line)s” is not a day: write it like 2027-03-01."), params={"line": line[:30]}
        ) from None


def rhythm_initial(rhythm: Rhythm | None, time_zone: str) -> dict[str, Any]:
    """A rhythm as its form shows it, or what is usual."""
    if rhythm is None:
        usual = {"kind": Rhythm.Kind.QUARTERLY, "opens": "09:00", "days_open": 14}
        return usual | {"closes": "17:00", "time_zone": time_zone}
    fields = ("kind", "first_on", "opens", "days_open", "closes", "time_zone")
    days = "\n".join(rhythm.own_days)
    return {name: getattr(rhythm, name) for name in fields} | {"own_days": days}
