"""The form for proposing where the elements should be."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from partnerships.forms import form_helper

HIGHEST = 100


class TargetsForm(forms.Form):
    """A number from 0 to 100 for each element, or none."""

    def __init__(self, *args: Any, elements: Mapping[str, str], back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in elements.items():
            widget = forms.NumberInput(attrs={"inputmode": "numeric"})
            self.fields[code] = forms.IntegerField(
                label=name, min_value=0, max_value=HIGHEST, required=False, widget=widget
            )
        self.helper = form_helper(_("Propose these targets"), back, *elements)

    @property
    def values(self) -> dict[str, int]:
        """The targets that were given, by element."""
        found = {code: self.cleaned_data.get(code) for code in self.fields}
        return {code: value for code, value in found.items() if value is not None}
