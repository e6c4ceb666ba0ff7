"""Rows of radios. Those of a round are made all at once, while nothing is chosen, and only marked
for somebody: no time that a page takes tells what others have chosen, or how far they have come.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Field, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.kept import Itself, Kept
from assessments.questionnaire.schema import JointStatement, Practice, Statement
from assessments.scoring.terms import Side

if TYPE_CHECKING:
    from assessments.forms.answer import AnswerForm

Codes = tuple[str, ...]

UNANSWERED: Kept[Mapping[tuple[Side, Codes], str]] = Kept(60)


class Row(LayoutObject):  # type: ignore[misc]
    """The radios of these codes. `inner` makes them; what is wrong with an answer is told anew."""

    def __init__(self, inner: LayoutObject, *codes: str) -> None:
        self.inner, self.codes = inner, codes

    def render(
        self, form: "AnswerForm", context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        fields = [form[code] for code in self.codes]
        if settings.DEBUG or any(field.errors for field in fields):
            return str(self.inner.render(form, context, template_pack, **kwargs))
        markup = _unanswered(form, context)[form.side, self.codes]
        for field in fields:
            if chosen := field.value():
                radio = f'name="{field.html_name}" value="{chosen}"'
                markup = markup.replace(radio, f"{radio} checked")
        return SafeString(markup)


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


def _unanswered(form: "AnswerForm", context: Any) -> Mapping[tuple[Side, Codes], str]:
    """Every row of the round, for either side."""

    def made() -> Mapping[tuple[Side, Codes], str]:
        blank = [form.unanswered(part, side) for part in form.parts for side in Side]
        return {
            (one.side, row.codes): str(row.inner.render(one, context))
            for one in blank
            for row in one.helper.layout
            if isinstance(row, Row)
        }

    return UNANSWERED.of((Itself(form.parts), form.organizations), made)
