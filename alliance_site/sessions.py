"""Sessions in the database, found by a digest of what the cookie holds: whoever reads the database
or a backup cannot make the cookie of somebody who is signed in.
"""

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

LENGTH = 40
"""As many characters as the key of a row may have: 160 bits of the digest."""


def digest_of(key: str) -> str:
    """What a row is named by. Keys are random and long, so that nobody finds one by trying."""
    return sha256(key.encode()).hexdigest()[:LENGTH]


class SessionStore(DatabaseStore):
    """As Django's own, which is asked by the digest instead of the key wherever it has one."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        living = self.model.objects.filter(expire_date__gt=timezone.now())
        found = living.filter(session_key=digest_of(self.session_key or "")).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = digest_of(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(digest_of(key))
