"""How people get an account and sign in: somebody enters them; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from partnerships.browsers import remember_browser
from partnerships.codes import SignInCode
from partnerships.models import Person

NOBODY = "nobody@alongside.invalid"
"""The recipient of a mail that is written and never sent."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for people who are known, and the same work for everybody else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are entered by those who run a partnership."""
        return False

    def generate_login_code(self) -> SignInCode:
        return SignInCode.of(super().generate_login_code())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail a code; for an unknown address the same mail is written, to nobody."""
        if template_prefix == "account/email/unknown_account":
            template_prefix, email = "account/email/login_code", NOBODY
            context = context | {"code": self.generate_login_code()}
        super().send_mail(template_prefix, email, context)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(response, user)
        return response
