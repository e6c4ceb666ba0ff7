"""Answers as bytes that nobody can read: the ballots of a round, its key pair, and drafts.

A ballot is a libsodium sealed box to its round's public key; only the private half, wrapped by
the master key, opens it. Anybody can make such a box, so there is a proof inside that this
installation did. No exception raised here quotes a key or an answer.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.views.decorators.debug import sensitive_variables
from nacl.bindings import crypto_box_SEALBYTES, sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead, SecretBox
from nacl.utils import random

from assessments.keys import KEY_BYTES, Purpose, derive_key, keyed_hash
from assessments.models import Round, RoundKey
from assessments.questionnaire.schema import canonical_json
from assessments.scoring.terms import Side

BALLOT_BYTES = 2 * 1024
BALLOT_BYTES_WITH_COMMENTS = 16 * 1024
AEAD_OVERHEAD = Aead.NONCE_SIZE + Aead.MACBYTES
PROOF = "proof"
PROVED = "ballots proved"
"""What the signature of a round's keys says besides."""
MORE_THAN_ANY_PAGE_HOLDS = 1000
"""By so much the version of a draft that was begun when its row held it is taken to be higher."""


class RoundKeyError(Exception):
    """The private key of a round cannot be opened."""


class BallotError(Exception):
    """A ballot or a draft cannot be made or read."""


@dataclass(frozen=True, repr=False)
class Answers:
    """What one person said: option value or CANNOT_SAY by statement code, words by question."""

    placed: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class OpenedBallot:
    """In memory only, while a round is sealed."""

    side: Side
    answers: Answers


@dataclass(frozen=True, repr=False)
class DraftContent:
    """`version`: how often the draft has changed. `versions`: by part, the version at which its
    answers last did. `sent`: by part, the page that sent it last, by the beginning of its name, and
    the place of that among all that this page has sent. `begun`: the version with which all was
    begun anew; pages that are older hold what was deleted.
    """

    answers: Answers = field(default_factory=Answers)
    versions: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    sent: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    begun: int = 0


@sensitive_variables()
def new_round_key(round: Round) -> RoundKey:
    """Fresh keys for a round that has been stored, whose ballots are all proved; the row itself is
    not stored here.
    """
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    draft = random(KEY_BYTES)
    return RoundKey(
        round=round,
        public=public,
        signature=_signature(round.pk, public, PROVED),
        wrapped_private=bytes(SecretBox(derive_key(Purpose.WRAP)).encrypt(bytes(private))),
        wrapped_draft=Aead(derive_key(Purpose.DRAFT)).encrypt(draft, _canary(round.pk)),
        canary=SealedBox(private.public_key).encrypt(_canary(round.pk)),
    )


def public_key_of(key: RoundKey) -> bytes:
    """The public half, proved to be the one that was made here. Raises RoundKeyError."""
    if not (proves_ballots(key) or _is_signed(key)):
        raise _unusable(key)
    return bytes(key.public)


def proves_ballots(key: RoundKey) -> bool:
    """Whether a ballot of this round counts with its proof alone: of all but those opened before
    there was one. The signature tells, so that nobody can take it back.
    """
    return _is_signed(key, PROVED)


@sensitive_variables()
def open_private_key(key: RoundKey) -> PrivateKey:
    """The private half, proved to open what the public half seals. Raises RoundKeyError."""
    try:
        box = SecretBox(derive_key(Purpose.WRAP))
        private = PrivateKey(box.decrypt(bytes(key.wrapped_private)))
        canary = SealedBox(private).decrypt(bytes(key.canary))
    except (CryptoError, ValueError, TypeError):
        raise _unusable(key) from None
    if bytes(private.public_key) != public_key_of(key) or canary != _canary(key.round_id):
        raise _unusable(key)
    return private


@sensitive_variables()
def open_draft_key(key: RoundKey) -> bytes:
    """The key of the drafts of a round. Raises RoundKeyError."""
    wrapped = bytes(key.wrapped_draft)
    if not wrapped:
        return derive_key(Purpose.DRAFT)
    try:
        return bytes(Aead(derive_key(Purpose.DRAFT)).decrypt(wrapped, _canary(key.round_id)))
    except (CryptoError, ValueError, TypeError):
        raise _unusable(key) from None


@sensitive_variables()
def seal_ballot(
    public: bytes | memoryview, round_id: int, number: UUID, side: Side, answers: Answers, size: int
) -> bytes:
    """One person's answers as the ballot of this number, encrypted to the round's public key:
    exactly `size` bytes.

    Raises BallotError when they do not fit.
    """
    content = {
        "round": round_id,
        "side": side.value,
        "placed": dict(answers.placed),
        "comments": dict(answers.comments),
    }
    plain = padded(content | {PROOF: _proof(number, content)}, size - crypto_box_SEALBYTES)
    return SealedBox(PublicKey(bytes(public))).encrypt(plain)


@sensitive_variables()
def open_ballot(
    private: PrivateKey,
    round_id: int,
    number: UUID,
    blob: bytes | memoryview,
    size: int,
    *,
    is_proved: bool = True,
) -> OpenedBallot:
    """What the ballot of this number, round and size says. Raises BallotError for any other bytes,
    and unless `is_proved` is taken back, for a ballot that was not sealed by this installation.
    """
    if len(blob) != size:
        raise BallotError("A ballot does not have the size of its round's ballots.")
    try:
        content = unpadded(SealedBox(private).decrypt(bytes(blob)), size - crypto_box_SEALBYTES)
        proof = content.pop(PROOF, "")
        if is_proved and not hmac.compare_digest(proof, _proof(number, content)):
            raise BallotError("A ballot was not sealed here.")
        if content.pop("round") != round_id:
            raise BallotError("A ballot belongs to another round.")
        return OpenedBallot(side=Side(content.pop("side")), answers=Answers(**content))
    except (CryptoError, ValueError, TypeError, KeyError, AttributeError):
        raise BallotError("A ballot cannot be read with its round's key.") from None


@sensitive_variables()
def encrypt_draft(key: bytes, selector: str, origin: str, draft: DraftContent, size: int) -> bytes:
    """What one invitation has answered so far, by the draft key of its round: exactly `size`
    bytes, new on every call. It opens for devices of this origin alone.

    Raises BallotError when it does not fit.
    """
    content = {
        "placed": dict(draft.answers.placed),
        "comments": dict(draft.answers.comments),
        "versions": dict(draft.versions),
        "version": draft.version,
        "sent": dict(draft.sent),
        "begun": draft.begun,
    }
    plain = padded(content, size - AEAD_OVERHEAD)
    return bytes(Aead(key).encrypt(plain, _bound_to(selector, origin)))


@sensitive_variables()
def decrypt_draft(key: bytes, selector: str, origin: str, blob: bytes | memoryview) -> DraftContent:
    """What a draft of this invitation and origin holds. Raises BallotError for any other bytes."""
    blob = bytes(blob)
    try:
        plain = _opened_draft(Aead(key), selector, origin, blob)
        content = unpadded(plain, len(blob) - AEAD_OVERHEAD)
        versions = content.pop("versions")
        earlier = max(versions.values(), default=0) + MORE_THAN_ANY_PAGE_HOLDS
        version = content.pop("version", earlier)
        sent = {part: (page, turn) for part, (page, turn) in content.pop("sent", {}).items()}
        answers = Answers(content["placed"], content["comments"])
        return DraftContent(answers, versions, version, sent, content.pop("begun", 0))
    except (CryptoError, ValueError, TypeError, KeyError, AttributeError):
        raise BallotError("A draft cannot be read: it was made with another key.") from None


@sensitive_variables()
def _opened_draft(box: Aead, selector: str, origin: str, blob: bytes) -> bytes:
    try:
        return bytes(box.decrypt(blob, _bound_to(selector, origin)))
    except CryptoError:  # last saved before drafts were bound to an origin
        return bytes(box.decrypt(blob, selector.encode()))


def padded(content: Mapping[str, Any], size: int) -> bytes:
    """The content as `size` bytes, whatever its length. Raises BallotError when it is longer."""
    plain = canonical_json(content).encode()
    if len(plain) >= size:
        raise BallotError("The answers are larger than a ballot of this round.")
    return sodium_pad(plain, size)


def unpadded(plain: bytes, size: int) -> dict[str, Any]:
    """What was padded. Raises ValueError or CryptoError for any other bytes."""
    content: dict[str, Any] = json.loads(sodium_unpad(plain, size))
    return content


def _bound_to(selector: str, origin: str) -> bytes:
    return f"{selector}|{origin}".encode()


@sensitive_variables()
def _proof(number: UUID, content: Mapping[str, Any]) -> str:
    return keyed_hash(Purpose.BALLOT, number, canonical_json(content)).hex()


def _is_signed(key: RoundKey, *more: str) -> bool:
    expected = _signature(key.round_id, bytes(key.public), *more)
    return hmac.compare_digest(bytes(key.signature), expected)


def _signature(round_id: int, public: bytes, *more: str) -> bytes:
    return keyed_hash(Purpose.SIGN, round_id, public.hex(), *more)


def _canary(round_id: int) -> bytes:
    return f"canary of round {round_id}".encode()


def _unusable(key: RoundKey) -> RoundKeyError:
    return RoundKeyError(
        f"The key of round {key.round_id} cannot be opened: MASTER_KEY is not the one with which "
        "the round was opened, or the stored key is damaged."
    )
