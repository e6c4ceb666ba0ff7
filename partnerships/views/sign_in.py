"""The steps of signing in by a code."""

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.views import confirm_login_code, request_login_code
from django.http import HttpRequest, HttpResponse

NOBODY = "0"


def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Mail a code; whoever asks for another one is done with the first."""
    if request.method == "POST" and not request.user.is_authenticated:
        clear_login(request)
    response: HttpResponse = request_login_code(request)
    _look_up_somebody(request)
    return response


def confirm_code(request: HttpRequest) -> HttpResponse:
    """Sign in whoever enters the code that was mailed."""
    response: HttpResponse = confirm_login_code(request)
    _look_up_somebody(request)
    return response


def _look_up_somebody(request: HttpRequest) -> None:
    """Let every page that follows look up a person, known or not: it would come sooner where there
    is nobody to look up.
    """
    waiting = request.session.get(LOGIN_SESSION_KEY)
    if waiting and waiting["user_pk"] is None:
        request.session[LOGIN_SESSION_KEY] = waiting | {"user_pk": NOBODY}
