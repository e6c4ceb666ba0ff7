"""Forms for bringing in a round that was held elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scoring.terms import Sides
from assessments.services.importing import LONGEST_TITLE, MOST_INVITED
from partnerships.forms import LineField, form_helper
from partnerships.models import Partnership
from partnerships.uploads import UploadField


class RoundImportForm(forms.Form):
    """What the file of answers does not say; the numbers of those invited may be unknown."""

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Like “Autumn 2025”."),
    )
    closed = forms.DateField(
        label=gettext_lazy("Closed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The last day on which somebody answered."),
    )
    contractor_invited = forms.IntegerField(min_value=1, max_value=MOST_INVITED, required=False)
    client_invited = forms.IntegerField(min_value=1, max_value=MOST_INVITED, required=False)
    file = UploadField(
        label=gettext_lazy("File with the answers"),
        help_text=gettext_lazy("CSV (UTF-8) or XLSX, at most 2 MB."),
    )

    def __init__(self, *args: Any, partnership: Partnership, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("contractor", "client"):
            field = self.fields[f"{side}_invited"]
            field.label = _("People of %(organization)s who were invited") % {
                "organization": partnership.organization_of(side)
            }
            field.help_text = _("May stay empty.")
        self.helper = form_helper(_("Look at what would happen"), back, *self.fields)

    @property
    def values(self) -> dict[str, Any]:
        """What the services take, but for the answers."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "closed": data["closed"],
            "invited": Sides(data["contractor_invited"], data["client_invited"]),
        }


class RoundConfirmForm(RoundImportForm):
    """The same as the preview carries it on, the file as a signed text."""

    file = None  # type: ignore[assignment]
    upload = forms.CharField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()
