"""Keys derived from the master key: one per purpose, so that none can stand in for another."""

import hmac
from enum import StrEnum
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32


class Purpose(StrEnum):
    LINK = "link"
    SLIP = "slip"
    TYPED = "typed"
    DRAFT = "draft"
    COMMENT = "comment"
    MOMENTS = "moments"
    WRAP = "wrap"
    BALLOT = "ballot"
    RESUME = "resume"
    COOKIE = "cookie"
    FORM = "form"
    SIGN = "sign"
    HOLDER = "holder"
    ADDRESS = "address"
    MAIL = "mail"


def derive_key(purpose: Purpose) -> bytes:
    """HKDF-SHA256 (RFC 5869) of MASTER_KEY, the purpose as its info; 32 bytes."""
    return _derived(settings.MASTER_KEY, purpose)


def keyed_hash(purpose: Purpose, *parts: object) -> bytes:
    """HMAC-SHA256 over the parts joined by `|`; 32 bytes that only this installation can make."""
    message = "|".join(str(part) for part in parts)
    return hmac.digest(derive_key(purpose), message.encode(), "sha256")


@lru_cache(maxsize=16)
def _derived(master_key: str, purpose: Purpose) -> bytes:
    info = f"alongside {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(
        master_key.encode()
    )
