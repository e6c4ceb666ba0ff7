"""The form of one part: a row of radios for each statement, and what tells whose page it is."""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from assessments.ballots import DraftContent
from assessments.comments import LONGEST_COMMENT, problem_with
from assessments.forms.rows import NAMES, Codes, Row
from assessments.parts import Part, parts_of
from assessments.questionnaire.load import breakthrough_1
from assessments.questionnaire.schema import (
    CommentPrompt,
    JointStatement,
    Practice,
    Scale,
    Statement,
)
from assessments.respondent import CODE_DIGITS
from assessments.scoring.terms import CANNOT_SAY, Side, Sides
from partnerships.texts import tidy_lines

UNPLACED = ""
CANNOT_SAY_VALUE = "x"
PAGE_NAME_LENGTH = 32
MOST = 2**31 - 1
NOT_ANSWERS = {"csrfmiddlewaretoken", "go", "fill"}


class AnswerField(forms.TypedChoiceField):
    """One statement; empty while it is not answered.

    `number` and `of` say where it stands on its page.
    """

    def __init__(self, scale: Scale, number: int, of: int) -> None:
        self.scale, self.number, self.of = scale, number, of
        self.places = [(str(option.value), option.label) for option in scale.options]
        super().__init__(
            choices=[*self.places, (CANNOT_SAY_VALUE, scale.cannot_say)],
            coerce=_value_of,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": _("Choose one of the places shown here.")},
        )


class PlacementField(AnswerField):
    """The relationship is placed between two poles."""

    def __init__(self, statement: Statement, scale: Scale, number: int, of: int) -> None:
        super().__init__(scale, number, of)
        self.statement = statement


class ExtentField(AnswerField):
    """A practice is rated for one of the two organizations."""

    def __init__(
        self, practice: Practice, side: Side, organization: str, scale: Scale, number: int, of: int
    ) -> None:
        super().__init__(scale, number, of)
        self.practice, self.side, self.organization = practice, side, organization


class WordsField(forms.CharField):
    """A question answered in one's own words. `beside`: other words that could not be saved."""

    most = LONGEST_COMMENT
    beside = ""

    def __init__(self, prompt: CommentPrompt) -> None:
        self.prompt = prompt
        super().__init__(required=False, widget=forms.Textarea)

    def to_python(self, value: Any) -> str:
        return tidy_lines(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if problem := problem_with(value):
            raise ValidationError(problem)


class JointField(AnswerField):
    """A statement is rated once, for both organizations together."""

    def __init__(self, statement: JointStatement, scale: Scale, number: int, of: int) -> None:
        super().__init__(scale, number, of)
        self.statement = statement


class AnswerForm(forms.Form):
    """`invitation` is the keyed id of its invitation; the other three are as in `drafts.Edit`."""

    invitation = forms.CharField(widget=forms.HiddenInput)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    turn = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST, required=False, initial=0
    )
    page = forms.SlugField(widget=forms.HiddenInput, max_length=PAGE_NAME_LENGTH)

    hidden: ClassVar[tuple[str, ...]] = ("invitation", "base", "page", "turn")

    def __init__(
        self, part: Part, side: Side, organizations: Sides[str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.side, self.organizations = part, side, organizations
        self.fields |= _fields(part, side, organizations)

    def clean(self) -> dict[str, Any]:
        if not set(self.data) <= {*self.fields, *NOT_ANSWERS}:
            raise ValidationError(
                _("This page holds statements of another questionnaire. Open your link again.")
            )
        return self.cleaned_data

    @cached_property
    def prepared(self) -> Mapping[Codes, str]:
        """Its rows while nothing is chosen, by their codes, if it is a part of the instrument."""
        return prepared(get_language() or "").get((self.part, self.side), {})

    @cached_property
    def resumes_at(self) -> str:
        """The first statement left open on a page that somebody comes back to: the browser goes
        there by itself, since a link to it would tell whoever looks into the browser's history.
        """
        still_open = [code for code in self.part.codes if code not in self.initial]
        comes_back = not self.is_bound and len(still_open) < len(self.part.codes)
        return still_open[0] if comes_back and still_open else ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """What it asks, in order."""
        part = self.part
        return (
            *(Row("components/placement.html", (one.code,)) for one in part.statements),
            *(Row("components/extent.html", (one.own, one.partner), one) for one in part.practices),
            *(Row("components/joint.html", (one.code,)) for one in part.rated),
            *(Row("components/words.html", (code,)) for code in part.prompt_codes),
        )

    @property
    def markup(self) -> SafeString:
        """Its rows as they are shown."""
        return format_html_join("", "{}", ((row.shown(self),) for row in self.rows))

    @property
    def placed(self) -> dict[str, int]:
        """The valid answers by statement code."""
        values = {code: self.cleaned_data.get(code) for code in self.part.codes}
        return {code: value for code, value in values.items() if value is not None}

    @property
    def words(self) -> dict[str, str]:
        """What was written, by question."""
        written = {code: self.cleaned_data.get(code, "") for code in self.part.prompt_codes}
        return {code: text for code, text in written.items() if text}

    def keep_beside(self, words: Mapping[str, str]) -> None:
        """Show these words under the saved ones where they differ, so that nothing is lost."""
        for code, text in words.items():
            if text != self.initial.get(code):
                self.fields[code].beside = text  # type: ignore[attr-defined]


@cache
def prepared(language: str) -> Mapping[tuple[Part, Side], Mapping[Codes, str]]:
    """The rows of every part of the instrument for either side, with `rows.NAMES`."""
    with override(language):
        both = [(part, side) for part in parts_of(breakthrough_1()) for side in Side]
        forms = [AnswerForm(part, side, NAMES) for part, side in both]
        return {
            (form.part, form.side): {row.codes: row.made(form) for row in form.rows}
            for form in forms
        }


class CodeForm(forms.Form):
    """The six digits that another device shows; spaces between them do not matter."""

    code = forms.CharField(
        max_length=20,
        error_messages={"required": gettext_lazy("The code has six digits. Type it.")},
        label=gettext_lazy("Code"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control"}
        ),
    )

    def clean_code(self) -> str:
        digits = "".join(str(self.cleaned_data["code"]).split())
        if len(digits) != CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("The code has six digits. Type it again."))
        return digits


class SlipForm(forms.Form):
    """The code of a slip, however it is typed."""

    slip = forms.CharField(
        max_length=40,
        label=gettext_lazy("Code of your slip"),
        error_messages={"required": gettext_lazy("Type the code that stands on your slip.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "form-control",
            }
        ),
    )


def initial_of(part: Part, content: DraftContent) -> dict[str, str]:
    """The saved answers of a part, as its form shows them."""
    placed, written = content.answers.placed, content.answers.comments
    shown = {code: _shown(placed[code]) for code in part.codes if code in placed}
    return shown | {code: written[code] for code in part.prompt_codes if code in written}


def _shown(value: int) -> str:
    return CANNOT_SAY_VALUE if value == CANNOT_SAY else str(value)


def _value_of(shown: str) -> int:
    return CANNOT_SAY if shown == CANNOT_SAY_VALUE else int(shown)


def _fields(part: Part, side: Side, organizations: Sides[str]) -> Mapping[str, forms.Field]:
    if part.scale is None:
        return {prompt.code: WordsField(prompt) for prompt in part.prompts}
    of = len(part.codes)
    fields: dict[str, forms.Field] = {}
    for statement in part.statements:
        fields[statement.code] = PlacementField(statement, part.scale, len(fields) + 1, of)
    for practice in part.practices:
        for code, rated in ((practice.own, side), (practice.partner, side.other)):
            fields[code] = ExtentField(
                practice, rated, organizations.of(rated), part.scale, len(fields) + 1, of
            )
    for one in part.rated:
        fields[one.code] = JointField(one, part.scale, len(fields) + 1, of)
    return fields
