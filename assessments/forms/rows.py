"""Rows of radios. Those of the instrument are made once, while nothing is chosen and for no round,
and only marked for somebody: no time that a page takes tells what others have chosen, or whether
anybody has come. Statements of a partnership's own are made anew for each page.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from assessments.questionnaire.schema import Practice
from assessments.scoring.terms import Side, Sides

if TYPE_CHECKING:
    from assessments.forms.answer import AnswerForm

Codes = tuple[str, ...]

NAMES = Sides("\ue000", "\ue001")
"""What stands for the names of the organizations; no keyboard writes it."""


@dataclass(frozen=True)
class Row:
    """The fields of these codes, each by this template, below their practice if they have one."""

    template: str
    codes: Codes
    practice: Practice | None = None

    def shown(self, form: "AnswerForm") -> SafeString:
        """The row for somebody; what is wrong with an answer is told anew."""
        markup = self._filled(form)
        if form.resumes_at in self.codes:
            radio = f'name="{form.resumes_at}"'
            markup = markup.replace(radio, f"{radio} autofocus", 1)
        return SafeString(markup)

    def _filled(self, form: "AnswerForm") -> str:
        fields = [form[code] for code in self.codes]
        markup = form.prepared.get(self.codes)
        if markup is None or settings.DEBUG or any(field.errors for field in fields):
            return self.made(form)
        for field in fields:
            if chosen := field.value():
                radio = f'name="{field.html_name}" value="{chosen}"'
                markup = markup.replace(radio, f"{radio} checked")
        names = {ord(NAMES.of(side)): escape(form.organizations.of(side)) for side in Side}
        return markup.translate(names)

    def made(self, form: "AnswerForm") -> SafeString:
        """The row made anew."""
        fields = ((render_to_string(self.template, {"field": form[code]}),) for code in self.codes)
        rows = format_html_join("", "{}", fields)
        if self.practice is None:
            return rows
        return render_to_string(
            "components/practice.html", {"practice": self.practice, "rows": rows}
        )
