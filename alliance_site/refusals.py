"""A page with a sentence where the framework would answer with nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

WRONG_METHOD = 405


class WrongMethodPage:
    """Tells whoever opens an address that only takes forms, such as a download, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != WRONG_METHOD or response.content:
            return response
        page = render(request, "405.html", status=WRONG_METHOD)
        page["Allow"] = response["Allow"]
        add_never_cache_headers(page)
        return page
