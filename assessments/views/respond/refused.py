"""A form of whoever came without the site's cookie: respondents are shown to their link."""

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from assessments.services.answering import Refusal
from assessments.views.respond.visitor import turned_away

RESPONDENTS = ("/a/", "/answer/")


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What CSRF protection answers: people who answer have no use for the sign-in page."""
    if not request.path.startswith(RESPONDENTS):
        return csrf_failure(request, reason)
    response = turned_away(request, None, Refusal.REVOKED)
    response["X-Robots-Tag"] = "noindex"
    return response
