"""A second step of signing in, for whoever wants one: the code of an app."""

from base64 import urlsafe_b64encode

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage


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
