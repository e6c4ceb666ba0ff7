"""Forms for what a partnership asks beyond the instrument."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.questionnaire.schema import Section
from assessments.services.statements import (
    MOST_COMMITMENTS,
    MOST_OWN_MEASURES,
    askable,
)
from partnerships.forms import LineField, form_helper
from partnerships.models import Partnership

PLACED, MIRRORED = "placed", "mirrored"
FORMS = (
    (PLACED, gettext_lazy("placed between two poles")),
    (MIRRORED, gettext_lazy("rated for each organization")),
)
LONGEST, LONGEST_NAME = 200, 60
EMPTY_ROWS = 2
ROWS = range(1, MOST_OWN_MEASURES + 1)


class OwnMeasuresForm(forms.Form):
    """Up to eight statements; a row with two empty texts counts for nothing."""

    def __init__(
        self, *args: Any, partnership: Partnership, now: datetime, back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for row in ROWS:
            self.fields[f"form-{row}"] = forms.ChoiceField(
                label=_("Form"), choices=FORMS, required=False
            )
            self.fields[f"first-{row}"] = LineField(
                label=_("The vendor's pole, or a short name"), max_length=LONGEST, required=False
            )
            self.fields[f"second-{row}"] = LineField(
                label=_("The partnership's pole, or the statement"),
                max_length=LONGEST,
                required=False,
            )
        values = self.data if self.is_bound else self.initial
        filled = [r for r in ROWS if values.get(f"first-{r}") or values.get(f"second-{r}")]
        shown = ROWS[: max(filled, default=0) + EMPTY_ROWS]
        rows = (
            Fieldset(
                _("Measure %(number)s") % {"number": row},
                *(f"{name}-{row}" for name in ("form", "first", "second")),
            )
            for row in shown
        )
        self.helper = form_helper(_("Propose these measures"), back, *rows)

    def clean(self) -> dict[str, Any]:
        for row in ROWS:
            first, second = (self.cleaned_data.get(f"{name}-{row}") for name in ("first", "second"))
            for name, text, other in (("first", first, second), ("second", second, first)):
                if text == "" and other:
                    self.add_error(f"{name}-{row}", _("Fill in both texts, or leave both empty."))
            is_named = self.cleaned_data.get(f"form-{row}") == MIRRORED
            if is_named and len(first or "") > LONGEST_NAME:
                self.add_error(
                    f"first-{row}",
                    ValidationError(
                        _("A short name has at most %(most)d characters."),
                        params={"most": LONGEST_NAME},
                    ),
                )
        return self.cleaned_data

    @property
    def values(self) -> dict[str, list[tuple[str, str]]]:
        """The statements of each form, in their order."""
        found: dict[str, list[tuple[str, str]]] = {PLACED: [], MIRRORED: []}
        for row in ROWS:
            form, first, second = (
                self.cleaned_data[f"{name}-{row}"] for name in ("form", "first", "second")
            )
            if first and second:
                found[form or PLACED].append((first, second))
        return found

    @staticmethod
    def initial_of(section: Section, partnership: Partnership) -> dict[str, str]:
        placed = [(PLACED, one.vendor, one.partnership) for one in section.placed]
        mirrored = [(MIRRORED, one.name, one.statement) for one in section.mirrored]
        return {
            f"{name}-{row}": text
            for row, texts in zip(ROWS, [*placed, *mirrored], strict=False)
            for name, text in zip(("form", "first", "second"), texts, strict=True)
        }


class AskedCommitmentsForm(forms.Form):
    """Which commitments the next round asks about."""

    commitments = forms.MultipleChoiceField(
        label=gettext_lazy("Ask whether these were kept"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "One of these commitments cannot be asked any more: choose again."
            )
        },
    )

    def __init__(
        self, *args: Any, partnership: Partnership, now: datetime, back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commitments"]
        field.choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.text} ({one.get_state_display()})")
            for one in askable(partnership, now)
        ]
        field.help_text = _("Up to %(most)d; none is a choice, too.") % {"most": MOST_COMMITMENTS}
        self.helper = form_helper(_("Propose to ask these"), back, "commitments")

    @property
    def values(self) -> dict[str, Iterable[int]]:
        return {"commitments": [int(one) for one in self.cleaned_data["commitments"]]}

    @staticmethod
    def initial_of(section: Section, partnership: Partnership) -> dict[str, list[str]]:
        texts = [one.statement for one in section.rated]
        found = partnership.commitments.filter(text__in=texts).values_list("pk", flat=True)
        return {"commitments": [str(one) for one in found]}
