"""The first step of signing in."""

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import request_login_code
from django.http import HttpRequest, HttpResponse


def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Mail a code; whoever asks for another one is done with the first."""
    if request.method == "POST" and not request.user.is_authenticated:
        clear_login(request)
    response: HttpResponse = request_login_code(request)
    return response
