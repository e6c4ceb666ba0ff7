"""Addresses of the pages for answering that nobody else can guess: a browser may tell every site
which addresses its visitor has been at, and the last of these pages is seen by whoever has sent.
"""

import secrets

from django.http import HttpResponseRedirect
from django.urls import reverse

BYTES = 12


def way(name: str, *args: str) -> str:
    """The address of a page, another one each time."""
    return f"{reverse(name, args=args)}?{secrets.token_urlsafe(BYTES)}"


def lead(name: str, *args: str) -> HttpResponseRedirect:
    """On to that page."""
    return HttpResponseRedirect(way(name, *args))
