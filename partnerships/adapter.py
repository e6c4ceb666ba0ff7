"""How people get an account and sign in: somebody enters them; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from partnerships.access import person_at
from partnerships.addresses import email_key
from partnerships.browsers import remember_browser
from partnerships.codes import SignInCode
from partnerships.models import Person

NOWHERE = "@alongside.invalid"
NAME_LENGTH = 16


def nobody(email: str) -> str:
    """The recipient of a mail that is written and never sent: another one for each address that
    nobody is known by, so that such mails wait for each other as those of known people do.
    """
    digest = salted_hmac(NOWHERE, email_key(email), algorithm="sha256").hexdigest()
    return digest[:NAME_LENGTH] + NOWHERE


def is_nobody(recipient: str) -> bool:
    return recipient.endswith(NOWHERE)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for people who are known, and the same work for everybody else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are entered by those who run a partnership."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether it leads on within this site, which it does not name: a link from elsewhere could
        send people to other servers of their own machine.
        """
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def generate_login_code(self) -> SignInCode:
        return SignInCode.of(super().generate_login_code())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail a code to the address at which somebody is known, however it was written now; for an
        unknown one the same mail is written, to nobody.
        """
        person, unknown = person_at(email), nobody(email)
        if template_prefix == "account/email/unknown_account":
            template_prefix = "account/email/login_code"
            context = context | {"code": self.generate_login_code()}
        super().send_mail(template_prefix, person.email if person else unknown, context)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """A code that went to an earlier address of somebody opens nothing any more."""
        if kwargs["email"] and email_key(kwargs["email"]) != user.email_key:
            clear_login(request)
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(response, user)
        return response
