"""How forms are laid out beyond one field below the other."""

from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template import Context
from django.template.loader import render_to_string


class Further(LayoutObject):  # type: ignore[misc]
    """Fields that most people leave as they are, folded away under a line that names them.

    Unfolded where one of them holds something else than usual, or was refused.
    """

    def __init__(self, summary: str, *fields: Any) -> None:
        self.summary, self.fields = summary, list(fields)

    def render(self, form: forms.BaseForm, context: Context, **kwargs: Any) -> str:
        names = [pointer.name for pointer in self.get_field_names()]
        told = {
            "summary": self.summary,
            "fields": self.get_rendered_fields(form, context, **kwargs),
            "is_open": any(_is_changed(form, name) for name in names),
        }
        return render_to_string("components/further_fields.html", told)


def _is_changed(form: forms.BaseForm, name: str) -> bool:
    shown, usual = form[name].value(), form.fields[name].initial
    return bool(form[name].errors) or str(shown or "") != str(usual or "")
