"""Where the sentences wait that the next page tells: in a cookie of this very host, for whoever
was signed in when they were written.
"""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core import signing


class OwnCookieStorage(CookieStorage):
    """Under a name that browsers behind TLS take from this host alone: a neighbour in the domain
    could plant sentences that were told to somebody else. Signed for whoever is signed in: the next
    person at a browser must not read what the last one's next page was to tell.
    """

    cookie_name = f"{settings.HOST_PREFIX}messages"

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        self._sign_for_visitor()
        return super()._get(*args, **kwargs)  # type: ignore[misc]

    def _store(self, *args: Any, **kwargs: Any) -> Any:
        self._sign_for_visitor()
        return super()._store(*args, **kwargs)  # type: ignore[misc]

    def _sign_for_visitor(self) -> None:
        user = getattr(self.request, "user", None)
        self.signer = signing.get_cookie_signer(salt=f"{self.key_salt} {user and user.pk}")


class Notices(FallbackStorage):
    """What is too long for the cookie goes into the session."""

    storage_classes = (OwnCookieStorage, SessionStorage)
