"""The form for something worth telling."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.commitments import DayField
from partnerships.forms import LineField, LinesField, form_helper
from partnerships.models import Win
from partnerships.win_models import LONGEST_TEXT, LONGEST_TITLE


class WinForm(forms.Form):
    """What happened, when, and what it was."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it was"), choices=Win.Kind.choices, widget=forms.RadioSelect
    )
    title = LineField(
        label=gettext_lazy("In one line"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Like “The flood shelter opened in three hours”."),
    )
    text = LinesField(
        label=gettext_lazy("In a few sentences"),
        max_length=LONGEST_TEXT,
        required=False,
        rows=4,
        help_text=gettext_lazy(
            "What was tried, what came of it, what you learned. Leaders and facilitators of both"
            " organizations read it: name only people who would like that."
        ),
    )
    day = DayField(label=gettext_lazy("When it happened"))

    def __init__(self, *args: Any, today: date, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = form_helper(_("Save"), back, "kind", "title", "text", "day")

    def clean_day(self) -> date:
        """Somewhere it may be tomorrow already."""
        day: date = self.cleaned_data["day"]
        if day > self.today + timedelta(days=1):
            raise ValidationError(_("That day is still to come: choose today or an earlier day."))
        return day
