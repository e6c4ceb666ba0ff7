"""The form for people to be added to an open round."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.slips import MOST_SLIPS
from partnerships.forms import form_helper
from partnerships.models import Membership


class AdditionForm(forms.Form):
    """Whom a side would add, by mail or by a slip of paper."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("By mail"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Somebody is not on this side any more: choose again.")
        },
    )
    slips = forms.IntegerField(
        label=gettext_lazy("By a slip of paper"),
        min_value=0,
        max_value=MOST_SLIPS,
        help_text=gettext_lazy("For people without e-mail: how many slips, one for each person."),
    )

    def __init__(
        self, *args: Any, candidates: Sequence[Membership], back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        choices = [(str(one.pk), one.display_name) for one in candidates]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]
        if not candidates:
            del self.fields["people"]
        self.helper = form_helper(_("Ask for consent"), back, *self.fields)

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        ticked = set(self.cleaned_data.get("people", ()))
        return {
            "memberships": [one for one in self.candidates if str(one.pk) in ticked],
            "slips": self.cleaned_data["slips"],
        }
