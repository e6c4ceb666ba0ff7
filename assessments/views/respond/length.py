"""One length for the pages of those who answer: they show what somebody has chosen and written, and
whoever watches the network must not read that from their size.
"""

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PAGE_BYTES = 32 * 1024
ACKNOWLEDGEMENT_BYTES = 200
HEAD_BYTES = 10
FLAGS = 3
HAS_NAME = 8


def give_one_length(request: HttpRequest, response: HttpResponse) -> None:
    """Compress a page and fill it up, as every browser asks for it; that something was saved is
    told in so few words that they show nothing.
    """
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
