"""A page with a sentence where the framework would answer with nothing."""

import codecs
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LETTERS = "utf-8"
UNREADABLE_TYPE = "text/plain; charset=undefined"
UNREADABLE = 400
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
        return page


def refuse_odd_content_types(application: Application) -> Application:
    """An application that gets a content type which it refuses in place of those whose parameters
    say in which letters they are written: no browser sends one, and the framework fails at them
    before a middleware is called.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if {"*", "\0"} & {*environ.get("CONTENT_TYPE", "")}:
            environ["CONTENT_TYPE"] = UNREADABLE_TYPE
        return application(environ, start_response)

    return answer


class OneWayOfWriting:
    """Refuses what says that it is written in other letters than all browsers send: read so, a
    form, a query and even the framework's own page about the mistake would fail. Nor does it take
    a query with a NUL, which not every database looks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        other = request.encoding and codecs.lookup(request.encoding).name != LETTERS
        if other or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(render_to_string("400.html"), status=UNREADABLE)
        request.encoding = LETTERS
        return self.get_response(request)
