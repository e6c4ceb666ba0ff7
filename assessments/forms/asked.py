"""Forms for what a partnership asks beyond the instrument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
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

LONGEST, LONGEST_NAME = 200, 60
EMPTY_ROWS = 2
ROWS = range(1, MOST_OWN_MEASURES + 1)


@dataclass(frozen=True)
class Kind:
    """A way to ask: its heading, and its two texts by name with label and most characters."""

    code: str
    title: Any
    texts: Mapping[str, tuple[Any, int]]

    def fields(self, row: int) -> list[str]:
        return [f"{self.code}-{name}-{row}" for name in self.texts]


KINDS = (
    Kind(
        "placed",
        gettext_lazy("Placed between two poles: %(number)s"),
        {
            "vendor": (gettext_lazy("How it is between vendor and customer"), LONGEST),
            "partnership": (gettext_lazy("How it is in a partnership"), LONGEST),
        },
    ),
    Kind(
        "mirrored",
        gettext_lazy("Rated for each organization: %(number)s"),
        {
            "name": (gettext_lazy("Short name, as it stands in tables"), LONGEST_NAME),
            "statement": (gettext_lazy("Go on with the sentence “This organization …”"), LONGEST),
        },
    ),
)


class OwnMeasuresForm(forms.Form):
    """Up to eight statements of each kind; a row with two empty texts counts for nothing."""

    def __init__(
        self, *args: Any, partnership: Partnership, now: datetime, back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shown: list[Fieldset] = []
        for kind in KINDS:
            for row in ROWS:
                for code, (label, longest) in zip(
                    kind.fields(row), kind.texts.values(), strict=True
                ):
                    self.fields[code] = LineField(label=label, max_length=longest, required=False)
            filled = [row for row in ROWS if any(map(self._given, kind.fields(row)))]
            shown += [
                Fieldset(kind.title % {"number": row}, *kind.fields(row))
                for row in ROWS[: max(filled, default=0) + EMPTY_ROWS]
            ]
        self.helper = form_helper(_("Propose these measures"), back, *shown)

    def _given(self, code: str) -> Any:
        return (self.data if self.is_bound else self.initial).get(code)

    def clean(self) -> dict[str, Any]:
        for first, second in (kind.fields(row) for kind in KINDS for row in ROWS):
            for code, other in ((first, second), (second, first)):
                if self.cleaned_data.get(code) == "" and self.cleaned_data.get(other):
                    self.add_error(code, _("Fill in both texts, or leave both empty."))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, list[tuple[str, str]]]:
        """The statements of each kind, in their order."""
        given = self.cleaned_data
        rows = {kind.code: [kind.fields(row) for row in ROWS] for kind in KINDS}
        return {
            code: [(given[one], given[other]) for one, other in pairs if given[one]]
            for code, pairs in rows.items()
        }

    @staticmethod
    def initial_of(section: Section, partnership: Partnership) -> dict[str, str]:
        return {
            field: getattr(statement, name)
            for kind in KINDS
            for row, statement in enumerate(getattr(section, kind.code), start=1)
            for name, field in zip(kind.texts, kind.fields(row), strict=True)
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
