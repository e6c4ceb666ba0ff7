"""Where the sentences wait that the next page tells: in a cookie of this very host."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookieStorage(CookieStorage):
    """Under a name that browsers behind TLS take from this host alone: a neighbour in the domain
    could plant sentences that were told to somebody else.
    """

    cookie_name = f"{settings.HOST_PREFIX}messages"


class Notices(FallbackStorage):
    """What is too long for the cookie goes into the session."""

    storage_classes = (OwnCookieStorage, SessionStorage)
