"""Forms of the meeting mode: guesses of one side, and what was agreed about one element."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from assessments.forms.meetings import VersionedForm, clean_lines
from partnerships.texts import MOST_DIGITS

LONGEST_AGREED = 600
STEP = 5
RANGE = gettext_lazy("Guess a number from 0 to 100, in steps of five.")


class GuessField(forms.IntegerField):
    """A whole number of few digits: one of hundreds breaks the look at its steps."""

    def to_python(self, value: Any) -> int | None:
        if len(str(value or "")) > MOST_DIGITS:
            raise forms.ValidationError(RANGE)
        return super().to_python(value)


class GuessesForm(VersionedForm):
    """Where a side expects the other side's score of each element; any may stay empty."""

    def __init__(self, *args: Any, elements: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        messages = dict.fromkeys(("invalid", "min_value", "max_value", "step_size"), RANGE)
        for code, name in elements.items():
            self.fields[code] = GuessField(
                label=name,
                required=False,
                min_value=0,
                max_value=100,
                step_size=STEP,
                error_messages=messages,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control"}),
            )

    @property
    def values(self) -> dict[str, int]:
        """The guesses that were made, by element."""
        data = self.cleaned_data
        return {
            code: data[code] for code in self.fields if code != "base" and data[code] is not None
        }


class AgreedForm(VersionedForm):
    """What the meeting agrees about one element."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST_AGREED,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    def clean_text(self) -> str:
        return clean_lines(self.cleaned_data["text"])
