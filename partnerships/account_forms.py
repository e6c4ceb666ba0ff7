"""The steps of signing in: an address, the code that was sent to it, and perhaps that of an app.

Whether an address is known shows in no answer and in no time that it takes.
"""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import generate_totp_secret
from crispy_forms.helper import FormHelper
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.forms import CharField, Form, HiddenInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnerships.access import person_at
from partnerships.addresses import email_key
from partnerships.browsers import is_known_browser
from partnerships.codes import is_code
from partnerships.limits import (
    CODE_TRIES,
    SIGN_IN_AS,
    SIGN_IN_FROM,
    SIGN_IN_HERE,
    SIGN_IN_KNOWN,
    SIGN_IN_KNOWN_LONG,
    network_of,
)
from partnerships.models import Person
from partnerships.second_step import is_spent, spend, step_of

APP_OR_SPARE = _("Six digits from your app, or one of your spare codes.")


def without_form_tag() -> FormHelper:
    """The template holds the form's tag and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def dress_code(form: Form, help_text: Any) -> None:
    """The one field of a page that asks for a code."""
    form.helper = without_form_tag()  # type: ignore[attr-defined]
    field = form.fields["code"]
    field.label, field.help_text = _("Code"), help_text
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autofocus": True,
    }


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = without_form_tag()
        field = self.fields["email"]
        field.label = _("E-mail address")
        field.help_text = _("The address at which your organization or facilitator knows you.")
        field.widget.attrs = {"autocomplete": "email", "type": "email"}

    def clean_email(self) -> str:
        """Shown again as it was written here, known or not; the code goes to the one known."""
        email = str(self.cleaned_data["email"])
        self._user = person_at(email)
        if not may_ask(context.request, email, self._user):
            raise ValidationError(
                _(
                    "Too many codes were asked for. Wait half an hour, then ask once more; in a "
                    "browser in which you have signed in before, wait a minute."
                )
            )
        return email


def may_ask(request: HttpRequest, email: str, person: Person | None) -> bool:
    """Whether one more code may be sent; counted alike for addresses that are known and not.

    A browser in which the person has signed in before counts for itself, so that nobody can shut
    others out by asking in their name.
    """
    key, network = email_key(email), network_of(request)
    if is_known_browser(request, person):
        return all([SIGN_IN_KNOWN.allows(key), SIGN_IN_KNOWN_LONG.allows(key)])
    limits = (SIGN_IN_FROM.allows(network), SIGN_IN_HERE.allows(network, key))
    return all(limits) and SIGN_IN_AS.allows(key)


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_code(self, _("Eight digits. The code is good for 15 minutes."))

    def clean_code(self) -> str:
        """Compared by its digest; after five tries a code opens nothing, even tried at once."""
        code = str(self.cleaned_data["code"])
        # Where nobody is known no code was kept, and the count must not show that
        may_try = CODE_TRIES.allows(self.expected_code or context.request.session.session_key)
        if not is_code(code, self.expected_code) or not may_try:
            raise ValidationError(_("This code is not right, or no longer good."))
        return code


class OnceForm(BaseAuthenticateForm):  # type: ignore[misc]
    """A code of an app is good once, whichever process gets it first."""

    def clean_code(self) -> str:
        with transaction.atomic():
            apps = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP)
            app = apps.select_for_update().first()
            step = step_of(app, self.cleaned_data["code"]) if app else None
            if step is not None and is_spent(app, step):
                self.cleaned_data["code"] = ""  # one more wrong code, and counted as such
            code = str(super().clean_code())
            if app and self.authenticator == app:
                if step is None:  # its time began after the row was read
                    raise get_adapter().validation_error("incorrect_code")
                spend(app, step)
        return code


class AppCodeForm(OnceForm, AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_code(self, APP_OR_SPARE)

    def clean(self) -> dict[str, Any] | None:
        """The code that was mailed opens nothing any more once the address is another one."""
        waiting = unstash_login(context.request, peek=True)
        if waiting and waiting.email and email_key(waiting.email) != self.user.email_key:
            raise ValidationError(_("Your address has changed meanwhile: sign in by the new one."))
        found: dict[str, Any] | None = super().clean()
        return found


class AppCodeAgainForm(OnceForm, ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_code(self, APP_OR_SPARE)


class NewAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The secret of a new app travels in the page, signed for this person: nothing is stored
    before its first code is right.
    """

    kept = CharField(widget=HiddenInput)

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        Form.__init__(self, *args, **kwargs)
        self.user = user
        self.signer = Signer(salt=f"new app of {user.pk}")
        self.secret = self._sent() or generate_totp_secret()
        self.initial["kept"] = self.signer.sign(self.secret)
        dress_code(self, _("Six digits, as the app shows them now."))

    def _sent(self) -> str:
        """The secret of the page that was sent in; none if we did not make it for this person."""
        try:
            return self.signer.unsign(self.data.get("kept", ""))
        except BadSignature:
            return ""
