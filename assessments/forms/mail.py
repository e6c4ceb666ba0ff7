"""The form for what the mails of a round say besides, and when reminders go."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import LONGEST_NOTE, Round
from partnerships.forms import LinesField, form_helper

DAYS = (
    (10, gettext_lazy("Ten working days before closing")),
    (5, gettext_lazy("Five working days before closing")),
    (3, gettext_lazy("Three working days before closing")),
    (2, gettext_lazy("Two working days before closing")),
    (1, gettext_lazy("One working day before closing")),
)


class MailForm(forms.Form):
    """A word of those who run the round, and the days of its reminders."""

    note = LinesField(
        label=gettext_lazy("A word of your own"),
        required=False,
        max_length=LONGEST_NOTE,
        rows=5,
        help_text=gettext_lazy("Stands in every invitation, to the people of both sides."),
    )
    reminder_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Reminders"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "They go by themselves, at nine in the morning, to those who have not answered."
        ),
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save the mail"), back, "note", "reminder_days")


def mail_initial(round: Round) -> dict[str, Any]:
    """What a draft says, as its form shows it."""
    return {"note": round.note, "reminder_days": round.reminder_days}
