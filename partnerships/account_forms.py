"""The two steps of signing in: an address, then the code that was sent to it."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from crispy_forms.helper import FormHelper
from django.utils.translation import gettext_lazy as _

from partnerships.access import person_at


def without_form_tag() -> FormHelper:
    """The template holds the form's tag and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = without_form_tag()
        field = self.fields["email"]
        field.label = _("E-mail address")
        field.help_text = _("The address at which your organization or facilitator knows you.")
        field.widget.attrs = {"autocomplete": "email", "type": "email"}

    def clean_email(self) -> str:
        """The code goes to the very address at which somebody is known, never to a twin of it."""
        email = str(super().clean_email())
        self._user = person_at(email)
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = without_form_tag()
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = _("Six digits. The code is good for 15 minutes.")
        field.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autofocus": True,
        }
