"""What a round keeps for the words of the next one, as bytes that nobody reads without the master
key: whoever knows the answers of some could reckon from it those of others.
"""

import logging

from django.views.decorators.debug import sensitive_variables
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from assessments.ballots import AEAD_OVERHEAD, padded, unpadded
from assessments.keys import Purpose, derive_key
from assessments.models import Moments
from assessments.snapshot import codec, trend

MOMENTS_BYTES = 8 * 1024
"""Holds some six times what a round of the instrument keeps."""

log = logging.getLogger(__name__)


@sensitive_variables()
def seal_moments(round_id: int, moments: trend.Moments) -> bytes:
    """What this round and no other one keeps: exactly MOMENTS_BYTES, new on every call."""
    plain = padded(codec.to_json(moments), MOMENTS_BYTES - AEAD_OVERHEAD)
    return bytes(Aead(derive_key(Purpose.MOMENTS)).encrypt(plain, _round_of(round_id)))


@sensitive_variables()
def open_moments(stored: Moments) -> trend.Moments:
    """What a round has kept. Nothing where it cannot be opened, as after the master key was lost:
    no later round shall wait for it for good.
    """
    try:
        box = Aead(derive_key(Purpose.MOMENTS))
        plain = box.decrypt(bytes(stored.blob), _round_of(stored.round_id))
        return codec.moments_from_json(unpadded(plain, MOMENTS_BYTES - AEAD_OVERHEAD))
    except (CryptoError, ValueError, TypeError):
        log.error(
            "What round %d kept for words of change cannot be opened: MASTER_KEY is not the one "
            "with which it was sealed. Published figures alone decide.",
            stored.round_id,
        )
        return trend.NO_MOMENTS


def _round_of(round_id: int) -> bytes:
    return f"moments of round {round_id}".encode()
