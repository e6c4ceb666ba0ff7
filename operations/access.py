"""Who may see how an installation is."""

import hmac

from django.conf import settings
from django.http import HttpRequest

HERE = {"127.0.0.1", "::1"}
SET_BY_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto")


def may_see_figures(request: HttpRequest) -> bool:
    """Whoever sends METRICS_TOKEN as a bearer token; nobody where none is set."""
    given = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, wanted)


def may_see_problems(request: HttpRequest) -> bool:
    """The same, and whoever asks on this machine itself, not by way of a proxy."""
    is_proxied = any(name in request.headers for name in SET_BY_A_PROXY)
    is_from_here = request.META["REMOTE_ADDR"] in HERE and not is_proxied
    return is_from_here or may_see_figures(request)
