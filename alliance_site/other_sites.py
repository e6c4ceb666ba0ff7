"""What a page of another site, open in the same browser, does not learn about its visitor."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import escape_leading_slashes

ASKED_BY = "Sec-Fetch-Site"
OTHER_SITES = ("same-site", "cross-site")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")
"""By these a browser says what it has kept: the answer is shorter then, and comes sooner."""


class AsStrangers:
    """Answers what other sites fetch as if nobody were known and nothing kept, and lets no browser
    answer it out of its cache: a neighbour in the domain, with whom browsers share both, would
    learn by the time whether its visitor is signed in, or has opened a personal link. Of whoever
    asks for a connection of another kind, browsers do not say whose page it is, and send cookies.

    Whoever follows a link from there comes as themselves, by a page in between that is the same
    for everybody: whoever opens a window on an address sees no further than that. Browsers get
    nothing ahead of that; mail scanners, which do not say who asks, see what a stranger gets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        patch_vary_headers(response, [ASKED_BY])
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        asked_by = request.headers.get(ASKED_BY)
        # Nobody's, says the browser of what a page asks for in the background, but tells its origin
        in_background = asked_by == "none" and "Origin" in request.headers
        is_elsewhere = asked_by in OTHER_SITES or in_background
        is_ahead = "Sec-Purpose" in request.headers
        if is_ahead and asked_by:
            return _not_kept(
                HttpResponse("This is not fetched ahead.", status=HTTPStatus.FORBIDDEN)
            )
        if is_elsewhere and _is_followed(request):
            return _in_between(request)
        if not (is_elsewhere or is_ahead or "Upgrade" in request.headers):
            return self.get_response(request)
        request.COOKIES = {}
        for what_is_kept in CONDITIONS:
            request.META.pop(what_is_kept, None)
        response = self.get_response(request)
        # A stranger's token for forms would take the place of that of the visitor's open pages
        response.cookies.clear()
        # Where a neighbour keeps it, our own pages take its place: the next time tells of them
        del response["Cache-Control"]
        return _not_kept(response)


def _is_followed(request: HttpRequest) -> bool:
    is_page = request.headers.get("Sec-Fetch-Dest") == "document"
    return is_page and request.method in ("GET", "HEAD")


def _in_between(request: HttpRequest) -> HttpResponse:
    """A page that goes on at once to the address it stands at, as one of our own pages."""
    # Two slashes at the start would lead to another site
    address = escape_leading_slashes(request.get_full_path())
    return _not_kept(HttpResponse(render_to_string("in_between.html", {"address": address})))


def _not_kept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
