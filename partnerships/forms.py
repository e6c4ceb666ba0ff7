"""Forms for setting up a partnership and its people."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Layout, Row, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.addresses import address_problem, twin_key
from partnerships.layouts import Further
from partnerships.models import (
    LARGEST_SMALLEST_GROUP,
    SMALLEST_GROUP,
    Membership,
    Partnership,
    Side,
)
from partnerships.texts import is_writable, tidy_lines, unwritable_sentence
from partnerships.uploads import UploadField
from partnerships.viewer import Role, Viewer

DETAILS = ("name", "scope", "customer")
NEUTRAL = "neutral"
MOST_LINES = 300
MOST_PROBLEMS = 10


class LineField(forms.CharField):
    """A text of one line: whatever breaks it becomes a space."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not is_writable(value):
            raise ValidationError(unwritable_sentence())


class LinesField(forms.CharField):
    """A text of a few lines, each without blanks around it."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy_lines(str(super().to_python(value)))

    def validate(self, value: str) -> None:
        super().validate(value)
        if not all(map(is_writable, value.splitlines())):
            raise ValidationError(unwritable_sentence())


def form_helper(button: str, back: str, *fields: Any) -> FormHelper:
    """A form with its button and, beside it, the way back without saving."""
    helper = FormHelper()
    helper.layout = Layout(
        *fields,
        Div(
            Submit("save", button),
            HTML(
                f'<a class="btn btn-quiet" href="{conditional_escape(back)}">'
                f"{conditional_escape(_('Cancel'))}</a>"
            ),
            css_class="actions",
        ),
    )
    return helper


class PartnershipForm(forms.Form):
    """Two organizations, what they do together, and whom both serve."""

    name = LineField(
        label=gettext_lazy("Name of the partnership"),
        max_length=120,
        help_text=gettext_lazy("As both call it, like “Northgate Alliance”."),
    )
    contractor = LineField(
        label=gettext_lazy("Contractor"),
        max_length=120,
        help_text=gettext_lazy("The organization that delivers."),
    )
    contractor_short = LineField(
        label=gettext_lazy("Short name of the contractor"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For charts; may stay empty."),
    )
    client = LineField(
        label=gettext_lazy("Client"),
        max_length=120,
        help_text=gettext_lazy("The organization that commissions."),
    )
    client_short = LineField(
        label=gettext_lazy("Short name of the client"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For charts; may stay empty."),
    )
    scope = LineField(
        label=gettext_lazy("Relationship"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Like “cleaning contract 2024”."),
    )
    customer = LineField(
        label=gettext_lazy("Customer"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Whom both serve in the end, like “patients and ward staff”."),
    )
    k = forms.IntegerField(
        label=gettext_lazy("Smallest group"),
        min_value=SMALLEST_GROUP,
        max_value=LARGEST_SMALLEST_GROUP,
        initial=SMALLEST_GROUP,
        help_text=gettext_lazy(
            "No figure about fewer people than this is ever shown. It can be raised later, but "
            "never lowered."
        ),
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            _("Set up the partnership"),
            back,
            "name",
            Row(Column("contractor"), Column("client")),
            "scope",
            "customer",
            Further(
                _("Short names, smallest group"),
                Row(Column("contractor_short"), Column("client_short")),
                "k",
            ),
        )

    def clean_client(self) -> str:
        client = str(self.cleaned_data["client"])
        if client.casefold() == str(self.cleaned_data.get("contractor", "")).casefold():
            raise ValidationError(_("Contractor and client have the same name: give two names."))
        return client


class PartnershipChangeForm(forms.Form):
    """What a partnership is called and does, and for whom."""

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DETAILS:
            self.fields[name] = deepcopy(PartnershipForm.base_fields[name])
        self.helper = form_helper(_("Save"), back, *DETAILS)


class PlaceForm(forms.Form):
    """Somebody's place in a partnership: the side, where there is a choice, and the role."""

    side = forms.ChoiceField(label=gettext_lazy("Side"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Membership.Role, initial=Role.MEMBER
    )

    def __init__(self, *args: Any, partnership: Partnership, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = side_choices(partnership, viewer)  # type: ignore[attr-defined]
        self.fields["role"].help_text = _(
            "Members answer and see a summary. Leaders see all results and turn their side's key. "
            "Facilitators run rounds and choose their side's people; a neutral one does so for "
            "both sides."
        )

    def clean_side(self) -> str | None:
        side = str(self.cleaned_data["side"])
        return None if side == NEUTRAL else side

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "side" in data and data["side"] is None and data.get("role") != Role.FACILITATOR:
            self.add_error("role", _("Without a side somebody can only be a facilitator."))
        return data


class PeopleUploadForm(forms.Form):
    """A spreadsheet of people, and where those belong whose row says no side."""

    file = UploadField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or XLSX: a line of column names, then for each person name, email, side and role."
        ),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Side"),
        help_text=gettext_lazy("For rows without one."),
    )

    def __init__(
        self, *args: Any, partnership: Partnership, viewer: Viewer, back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sides = [one for one in side_choices(partnership, viewer) if one[0] != NEUTRAL]
        self.fields["side"].choices = sides  # type: ignore[attr-defined]
        self.helper = form_helper(_("Look at what would happen"), back, "file", "side")


class PeopleConfirmForm(forms.Form):
    """What the preview carries on: the file, its side, and what was seen."""

    upload = forms.CharField(widget=forms.HiddenInput)
    side = forms.ChoiceField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, partnership: Partnership, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = side_choices(partnership, viewer)[: len(Side)]  # type: ignore[attr-defined]


def side_choices(partnership: Partnership, viewer: Viewer) -> list[tuple[str, str]]:
    """The sides whose people this viewer chooses."""
    sides = [
        (str(side), str(partnership.organization_of(side)))
        for side in Side
        if viewer.may_manage_people(side)
    ]
    return [*sides, (NEUTRAL, _("neutral, for both sides"))] if viewer.is_neutral else sides


class MemberForm(PlaceForm):
    """One person; in a partnership there is one place for each."""

    name = LineField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)

    field_order = ("name", "email", "side", "role")

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Add this person"), back, "name", "email", "side", "role")


class MemberChangeForm(PlaceForm):
    """Another name, side or role. The address stays: it is who somebody is."""

    name = LineField(label=gettext_lazy("Name"), max_length=150)

    field_order = ("name", "side", "role")

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save"), back, "name", "side", "role")


class MembersForm(PlaceForm):
    """Several people at once, one a line: all of them or none."""

    people = forms.CharField(
        label=gettext_lazy("People"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One person a line, the name and then the address: Ada Byron, ada@example.org"
        ),
    )

    field_order = ("people", "side", "role")

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Add these people"), back, "people", "side", "role")

    def clean_people(self) -> list[tuple[str, str]]:
        """Name and address of each line that is not empty."""
        lines = str(self.cleaned_data["people"]).splitlines()
        if len(lines) > MOST_LINES:
            raise ValidationError(
                _("That are more than %(most)s lines: add them in several steps.")
                % {"most": MOST_LINES}
            )
        entries = [
            (number, *_name_and_address(line))
            for number, line in enumerate(lines, start=1)
            if line.replace(",", " ").replace(";", " ").strip()
        ]
        problems = _line_problems(entries) or ([] if entries else [_("This field is required.")])
        if problems:
            raise ValidationError(problems[:MOST_PROBLEMS])
        return [(name[:150], email) for _number, name, email in entries]


def _name_and_address(line: str) -> tuple[str, str]:
    """`Ada Byron, ada@example.org`, also with a tab, a semicolon or angle brackets."""
    words = line.replace(",", " ").replace(";", " ").split()
    return " ".join(words[:-1]), words[-1].strip("<>")


def _line_problems(entries: Sequence[tuple[int, str, str]]) -> list[str]:
    """What is wrong with each line, in their order: at most one sentence a line."""
    problems: list[str] = []
    first: dict[str, int] = {}
    for number, name, email in entries:
        problem = _line_problem(number, name, email)
        earlier = number if problem else first.setdefault(twin_key(email), number)
        if earlier != number:
            problem = _(
                "Lines %(first)s and %(second)s have the same address: keep one of them."
            ) % {"first": earlier, "second": number}
        if problem:
            problems.append(problem)
    return problems


def _line_problem(number: int, name: str, email: str) -> str:
    if _is_address(email):
        if not name:
            return _("Line %(number)s has no name.") % {"number": number}
        problem = address_problem(email, email)
        said = _("Line %(number)s: %(problem)s") % {"number": number, "problem": problem}
        return problem and said
    if any(_is_address(word.strip("<>")) for word in name.split()):
        return _(
            "Line %(number)s goes on after the e-mail address: write only the name and the "
            "address. The role is chosen below, for all of them."
        ) % {"number": number}
    return _("Line %(number)s does not end with an e-mail address.") % {"number": number}


def _is_address(word: str) -> bool:
    try:
        validate_email(word)
    except ValidationError:
        return False
    return True
