"""One length for the pages of those who answer: they show what somebody has chosen and written, and
whoever watches the network must not read that from their size.
"""

import gzip
import secrets
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PAGE_BYTES = 32 * 1024
ACKNOWLEDGEMENT_BYTES = 200
MOST_PADDING = 256
HEAD_BYTES = 10
FLAGS = 3
HAS_NAME = 8
MARK = "has_one_length"

View = TypeVar("View", bound=Callable[..., HttpResponse])


def of_one_length(view: View) -> View:
    """Marks a view whose answers are made one length, whatever becomes of the request."""
    setattr(view, MARK, True)
    return view


class OneLength:
    """Outside of all that answers in place of a view, such as the page for a database that is away,
    which repeats what was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        if found and hasattr(found.func, MARK):
            _give_one_length(request, response)
        return response


def _give_one_length(request: HttpRequest, response: HttpResponse) -> None:
    """Compress a page and fill it up, as every browser asks for it; that something was saved is
    told in so few words that they show nothing. Where somebody is sent on to differs by a few
    letters, which are lost in those of a header that nobody reads.
    """
    response["Padding"] = "0" * secrets.randbelow(MOST_PADDING)
    if len(response.content) <= ACKNOWLEDGEMENT_BYTES:
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = filled(response.content)
        response["Content-Encoding"] = "gzip"


def filled(content: bytes) -> bytes:
    """In the form of gzip, with a name that nobody reads and that fills it up."""
    packed = gzip.compress(content, compresslevel=6, mtime=0)
    head, rest = bytearray(packed[:HEAD_BYTES]), packed[HEAD_BYTES:]
    head[FLAGS] |= HAS_NAME
    name = b"0" * (-(len(packed) + 1) % PAGE_BYTES) + b"\0"
    return bytes(head) + name + rest
