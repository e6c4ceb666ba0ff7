"""What a page of another site, open in the same browser, does not learn about its visitor."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from assessments.respondent import OTHER_SITES

ASKED_BY = "Sec-Fetch-Site"
NOT_KEPT = {"Cache-Control": "no-store"}
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")
"""By these a browser says what it has kept: the answer is shorter then, and comes sooner."""


class AsStrangers:
    """Answers what other sites fetch as if nobody were known and nothing kept, and lets no browser
    answer it out of its cache: a neighbour in the domain, with whom browsers share both, would
    learn by the time whether its visitor is signed in, or has opened a personal link. Of whoever
    asks for a connection of another kind, browsers do not say whose page it is, and send cookies.

    Whoever follows a link from there comes as themselves. Ahead of that only what a stranger gets
    is fetched, such as the first page of a personal link, at which mail scanners look.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_ahead = "Sec-Purpose" in request.headers
        is_followed = request.headers.get("Sec-Fetch-Dest") == "document"
        is_elsewhere = request.headers.get(ASKED_BY) in OTHER_SITES and not is_followed
        if is_elsewhere or is_ahead or "Upgrade" in request.headers:
            request.COOKIES = {}
            for what_is_kept in CONDITIONS:
                request.META.pop(what_is_kept, None)
        response = self.get_response(request)
        if is_ahead and response.status_code != HTTPStatus.OK:
            return HttpResponse(
                "This is not fetched ahead.", status=HTTPStatus.FORBIDDEN, headers=NOT_KEPT
            )
        patch_vary_headers(response, [ASKED_BY])
        return response
