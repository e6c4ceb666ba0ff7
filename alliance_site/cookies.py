"""Which cookies of a request count: those whose names are what the browser took them for."""

import re
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NAMED = re.compile(r"[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=")
"""What RFC 6265 has for a name, and the blanks around it."""


class AsNamed:
    """Leaves out what is no name to a browser, and each name that comes twice.

    Django takes white space of every alphabet off a name. To browsers it is a part of it, so that
    a neighbour in the domain could plant what they take from this very host alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_COOKIE" in request.META:
            request.META["HTTP_COOKIE"] = as_named(request.META["HTTP_COOKIE"])
        return self.get_response(request)


def as_named(header: str) -> str:
    """The header without them."""
    named = [(found[1], part) for part in header.split(";") if (found := NAMED.match(part))]
    often = Counter(name for name, _part in named)
    return ";".join(part for name, part in named if often[name] == 1)
