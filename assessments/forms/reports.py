"""Which sections a report has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.reports.document.kinds import Kind
from assessments.wording import say


class SectionsForm(forms.Form):
    """At least one section of a kind of report."""

    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={
            "required": _("Choose at least one section for the report."),
            "invalid_choice": _("“%(value)s” is not a section of this report: choose again."),
        },
    )

    def __init__(self, kind: Kind, data: Any = None, **options: Any) -> None:
        super().__init__(data, prefix=None, auto_id=f"{kind.code}-%s", **options)
        field = self.fields["sections"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(code, say(f"report.section.{code}")) for code in kind.sections]
