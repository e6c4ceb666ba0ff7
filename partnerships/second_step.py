"""A second step of signing in, for whoever wants one: the code of an app."""

from base64 import urlsafe_b64encode

import qrcode
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

LAST_STEP = "last_step"


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of apps and spare codes encrypted; the key is not in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right: enter the one that the app shows now."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture that an app reads, to stand in a page."""
        drawn = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        return str(drawn)


def _cipher() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"alongside second step").derive(
        settings.MASTER_KEY.encode()
    )
    return Fernet(urlsafe_b64encode(key))


def step_of(app: Authenticator, code: str) -> int | None:
    """The step of the clock to which the app shows this code; none if it is not good now."""
    secret = decrypt(app.data["secret"])
    return max(
        (
            step
            for step in yield_hotp_counters_from_time()
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
        ),
        default=None,
    )


def newest_step() -> int:
    """The latest step of the clock whose code is good now."""
    return int(max(yield_hotp_counters_from_time()))


def is_spent(app: Authenticator, step: int) -> bool:
    """Whether the code of this step, or a later one, has been used. The row says so, because each
    process can have a cache of its own."""
    return step <= int(app.data.get(LAST_STEP, 0))


def spend(app: Authenticator, step: int) -> None:
    """Let no code up to this step be good again; the row is locked, or not seen by others yet."""
    app.data[LAST_STEP] = step
    app.save(update_fields=["data"])
