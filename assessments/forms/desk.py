"""What a facilitator does to a comment: an act, and the words that are ticked."""

from typing import Any

from django import forms

READ, HOLD, BACK, MASK = "read", "hold", "back", "mask"
MOST_DIGITS = 4
FINGERPRINT = 64


class WordsField(forms.Field):
    """The numbers of the ticked words."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> frozenset[int]:
        ticked = [str(one)[: MOST_DIGITS + 1] for one in value or ()]
        numbers = [one for one in ticked if one.isascii() and one.isdigit()]
        return frozenset(int(one) for one in numbers if len(one) <= MOST_DIGITS)


class DeskForm(forms.Form):
    """`seen`: the comment as the page showed it."""

    act = forms.ChoiceField(choices=[(one, one) for one in (READ, HOLD, BACK, MASK)])
    seen = forms.CharField(max_length=FINGERPRINT)
    words = WordsField(required=False)
