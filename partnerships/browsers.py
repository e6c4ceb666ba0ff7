"""The browsers in which somebody has signed in before: others cannot use up their tries."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from partnerships.models import Person

COOKIE = "known"
COOKIE_SECONDS = 180 * 24 * 60 * 60


def remember_browser(response: HttpResponse, person: Person) -> None:
    """Let the browser show later that this person has signed in there; it opens nothing."""
    response.set_cookie(
        settings.HOST_PREFIX + COOKIE,
        _mark(person),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_known_browser(request: HttpRequest, person: Person | None) -> bool:
    """Whether this person has signed in there; for nobody the work is the same."""
    kept = request.COOKIES.get(settings.HOST_PREFIX + COOKIE, "")
    return constant_time_compare(kept, _mark(person))


def _mark(person: Person | None) -> str:
    whose = f"{person.pk}|{person.email_key}" if person else ""
    return salted_hmac("known browser", whose, algorithm="sha256").hexdigest()
