"""Forms for what both sides promise each other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.commitments import (
    MOST_AT_ONCE,
    enough_sentence,
    made_at,
    may_own,
)
from partnerships.forms import LineField, form_helper
from partnerships.models import Commitment, Membership, Partnership, Side


class DayField(forms.DateField):
    """A day of this century."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not 2000 <= day.year < 2100:
            raise ValidationError(_("Choose a day in this century."))
        return day


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Membership) -> str:
        return obj.display_name


class CommitmentForm(forms.Form):
    """Something that both sides will do, and who answers for it."""

    topic = forms.ChoiceField(
        label=gettext_lazy("About"),
        help_text=gettext_lazy("The element or practice that it should help."),
    )
    text = LineField(
        label=gettext_lazy("What we will do, together"),
        max_length=200,
        help_text=gettext_lazy("Like “Every decision about the winter works is made by two”."),
    )
    measure = LineField(
        label=gettext_lazy("How we will know"),
        max_length=200,
        help_text=gettext_lazy("What somebody from outside would see once it is done."),
    )
    contractor_owner = OwnerField(queryset=Membership.objects.none(), label="")
    client_owner = OwnerField(queryset=Membership.objects.none(), label="")
    made_on = DayField(
        label=gettext_lazy("Agreed on"), help_text=gettext_lazy("The day of the meeting.")
    )
    due_on = DayField(label=gettext_lazy("Until"))
    beyond_three = forms.BooleanField(label=gettext_lazy("Both sides want it now"), required=False)

    def __init__(
        self,
        *args: Any,
        partnership: Partnership,
        topics: Mapping[str, str],
        back: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.fields["topic"].choices = [("", _("Choose one")), *topics.items()]  # type: ignore[attr-defined]
        for side in Side:
            field: Any = self.fields[f"{side}_owner"]
            field.queryset = may_own(partnership, side).select_related("person")
            field.label = _("Owner from %(organization)s") % {
                "organization": partnership.organization_of(side)
            }
        day = self.data.get("made_on") or self.initial.get("made_on")
        if made_at(partnership, _day(day)) < MOST_AT_ONCE:
            del self.fields["beyond_three"]
        else:
            self.fields["beyond_three"].help_text = enough_sentence()
        self.helper = form_helper(_("Make this commitment"), back, *self._layout())

    def _layout(self) -> list[Any]:
        owners = Row(Column("contractor_owner"), Column("client_owner"))
        more = ["beyond_three"] if "beyond_three" in self.fields else []
        days = Row(Column("made_on"), Column("due_on"))
        return ["topic", "text", "measure", owners, days, *more]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        made, due = data.get("made_on"), data.get("due_on")
        if made and due and due < made:
            self.add_error("due_on", _("Choose a day after the meeting."))
        if "beyond_three" in self.fields and not data.get("beyond_three"):
            self.add_error("beyond_three", enough_sentence())
        return data | {"beyond_three": bool(data.get("beyond_three"))}


def _day(given: Any) -> date:
    """The day of the meeting as far as it is readable, to count what it has made."""
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return date.min


class CommitmentUpdateForm(forms.Form):
    """How a commitment stands."""

    state = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=Commitment.State.choices,
        widget=forms.RadioSelect,
    )
    note = LineField(
        label=gettext_lazy("In a few words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("What was done, or what stands in the way. May stay empty."),
    )
    due_on = DayField(label=gettext_lazy("Until"))

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save"), back, "state", "note", "due_on")
