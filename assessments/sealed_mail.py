"""The words of a mail with a code for signing in, as they wait in the outbox: whoever reads the
database, its log or a copy of it, and has no master key, cannot sign in with the code.
"""

from base64 import b64decode, b64encode

from django.views.decorators.debug import sensitive_variables
from nacl.secret import SecretBox

from assessments.keys import Purpose, derive_key


@sensitive_variables()
def seal_mail(words: str) -> str:
    """New on every call."""
    return b64encode(bytes(_box().encrypt(words.encode()))).decode()


@sensitive_variables()
def open_mail(sealed: str) -> str:
    """Raises ValueError or CryptoError for what was not sealed with this master key."""
    return bytes(_box().decrypt(b64decode(sealed))).decode()


def _box() -> SecretBox:
    return SecretBox(derive_key(Purpose.MAIL))
