"""The words of comments between sealing and release, as bytes that nobody can read.

They are encrypted by a key of their round, which is wrapped by the master key and goes at release.
No exception raised here quotes a key or a word.
"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.utils import random

from assessments.ballots import AEAD_OVERHEAD, padded, unpadded
from assessments.keys import KEY_BYTES, Purpose, derive_key
from assessments.models import Comment, CommentKey, Round
from assessments.questionnaire.schema import canonical_json

WORDS_BYTES = 5 * 1024
"""Holds a comment in any script, also with a mask in place of every second letter."""


class SealedWordsError(Exception):
    """The words of a round's comments cannot be opened; one sentence for whoever wants to read."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The comments of this round cannot be opened: this server's master key "
                "(MASTER_KEY) is not the one with which they were sealed, or somebody has changed "
                "what is stored. Nothing was done and nothing is lost: tell whoever runs this "
                "server."
            )
        )


@sensitive_variables()
def new_comment_key(round_id: int) -> tuple[bytes, bytes]:
    """A fresh key for the comments of a round, and the same as it is stored."""
    key = random(KEY_BYTES)
    return key, bytes(Aead(derive_key(Purpose.COMMENT)).encrypt(key, _round_of(round_id)))


@sensitive_variables()
def open_comment_key(stored: CommentKey | None) -> bytes:
    """The key of a round's comments. Raises SealedWordsError."""
    if stored is None:
        raise SealedWordsError
    box = Aead(derive_key(Purpose.COMMENT))
    try:
        return bytes(box.decrypt(bytes(stored.wrapped), _round_of(stored.round_id)))
    except (CryptoError, ValueError, TypeError):
        raise SealedWordsError from None


@sensitive_variables()
def seal_words(key: bytes, comment: Comment, words: str) -> bytes:
    """The words of this comment and no other one: exactly WORDS_BYTES, new on every call."""
    plain = padded({"words": words}, WORDS_BYTES - AEAD_OVERHEAD)
    return bytes(Aead(key).encrypt(plain, _place_of(comment)))


@sensitive_variables()
def open_words(key: bytes, comment: Comment) -> str:
    """What a comment says. Raises SealedWordsError for words that were not sealed for it."""
    try:
        plain = Aead(key).decrypt(bytes(comment.blob), _place_of(comment))
        return str(unpadded(plain, WORDS_BYTES - AEAD_OVERHEAD)["words"])
    except (CryptoError, ValueError, TypeError, KeyError):
        raise SealedWordsError from None


@sensitive_variables()
def words_of(round: Round, comments: Collection[Comment]) -> dict[UUID, str]:
    """What comments of a round say before its release, or of one that was held elsewhere, whose
    words are never sealed. Raises SealedWordsError.
    """
    if round.imported or not comments:
        return {one.pk: one.text for one in comments}
    key = open_comment_key(CommentKey.objects.filter(round=round).first())
    return {one.pk: open_words(key, one) for one in comments}


@sensitive_variables()
def put_words(round: Round, comment: Comment, words: str) -> None:
    """Give a comment other words, as they are stored for its round. Raises SealedWordsError."""
    if round.imported:
        comment.text = words
        return
    key = open_comment_key(CommentKey.objects.filter(round=round).first())
    comment.blob = seal_words(key, comment, words)


def _round_of(round_id: int) -> bytes:
    return f"comments of round {round_id}".encode()


def _place_of(comment: Comment) -> bytes:
    """What words are bound to, so that those of two comments cannot change places."""
    place = [comment.round_id, str(comment.pk), comment.question, comment.side]
    return canonical_json(place).encode()
