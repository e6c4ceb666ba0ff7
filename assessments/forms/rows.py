"""Rows of radios. Those of the instrument are made once, while nothing is chosen and for no round,
and only marked for somebody: no time that a page takes tells what others have chosen, or whether
anybody has come. Statements of a partnership's own are made anew for each page.
"""

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Field, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from assessments.questionnaire.schema import JointStatement, Practice, Statement
from assessments.scoring.terms import Side, Sides

if TYPE_CHECKING:
    from assessments.forms.answer import AnswerForm

Codes = tuple[str, ...]

NAMES = Sides("\ue000", "\ue001")
"""What stands for the names of the organizations; no keyboard writes it."""


class Row(LayoutObject):  # type: ignore[misc]
    """The radios of these codes. `inner` makes them; what is wrong with an answer is told anew."""

    def __init__(self, inner: LayoutObject, *codes: str) -> None:
        self.inner, self.codes = inner, codes

    def render(
        self, form: "AnswerForm", context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        fields = [form[code] for code in self.codes]
        markup = form.prepared.get(self.codes)
        if markup is None or settings.DEBUG or any(field.errors for field in fields):
            return str(self.inner.render(form, context, template_pack, **kwargs))
        for field in fields:
            if chosen := field.value():
                radio = f'name="{field.html_name}" value="{chosen}"'
                markup = markup.replace(radio, f"{radio} checked")
        names = {ord(NAMES.of(side)): escape(form.organizations.of(side)) for side in Side}
        return SafeString(markup.translate(names))

    def unanswered(self, form: "AnswerForm") -> str:
        """The row with nothing chosen."""
        return str(self.inner.render(form, Context()))


class PracticeBlock(LayoutObject):  # type: ignore[misc]
    """The name and the statement of a practice, once for both of its rows."""

    template = "components/practice.html"

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.fields = [
            Field(code, template="components/extent.html")
            for code in (practice.own, practice.partner)
        ]

    def render(
        self, form: "AnswerForm", context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        rows = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.template, {"practice": self.practice, "rows": rows})


def row_of(statement: Statement | JointStatement, template: str) -> Row:
    """The row of a statement that is rated once."""
    return Row(Field(statement.code, template=template), statement.code)


def rows_of(practice: Practice) -> Row:
    """A practice with the rows of both organizations."""
    return Row(PracticeBlock(practice), practice.own, practice.partner)
