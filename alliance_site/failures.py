"""What is answered when something fails on our side, so that nothing that was sent is lost."""

import sys

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string
from django.views import defaults
from redis.exceptions import RedisError

AWAY = (OperationalError, InterfaceError, InternalError, RedisError)
"""The database or Redis does not answer, cannot be written to, or its disk is full."""
UNAVAILABLE = 503
SECONDS = 10


def server_error(request: HttpRequest) -> HttpResponse:
    """While one of them is away: a page that keeps what was sent and sends it again. Else the
    usual one.
    """
    if not _is_away(sys.exc_info()[1]):
        return defaults.server_error(request)
    context = {"fields": _sent_fields(request), "is_form": request.method == "POST"}
    page = HttpResponse(render_to_string("503.html", context), status=UNAVAILABLE)
    page["Retry-After"] = SECONDS
    page["X-Robots-Tag"] = "noindex"
    return page


def _is_away(problem: BaseException | None) -> bool:
    # A server that dies within a statement is told by the general kind alone
    return isinstance(problem, AWAY) or type(problem) is DatabaseError


def _sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Each field with each of its values, as they came."""
    try:
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except (OSError, RawPostDataException):
        return []
