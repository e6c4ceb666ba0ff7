"""The desk between sealing and release: a facilitator reads comments, masks words, holds back.

Until release the words are stored as ciphertext. Every change is told in the shared log without
them. Whoever has another page in front of them than what is stored changes nothing and is told so.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from assessments.comments import fingerprint_of, with_masks
from assessments.models import Comment, CommentKey, Round
from assessments.queries import has_sealed_comments
from assessments.sealed_words import SealedWordsError, put_words, words_of
from assessments.services.erasure import erase_deleted
from assessments.services.rounds import RoundError, State, locked_round, log_round
from partnerships.models import Person

ROWS_AT_ONCE = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class _OnDesk:
    """A comment as it is stored, with its locked round, and what it says."""

    comment: Comment
    words: str


def is_desk_open(round: Round) -> bool:
    """Whether comments can be read and masked now: between sealing and release. A round that was
    held elsewhere never was between them, so its comments can be read any time after.
    """
    is_sealed = round.state == State.SEALED
    return round.asks_comments and (is_sealed or round.imported)


@transaction.atomic
def mark_read(*, comment: Comment, seen: str, by: Person, now: datetime) -> None:
    """Let the leaders read a comment once the round is released.

    Raises RoundError, or SealedWordsError where it cannot be opened, as all that follow.
    """
    found = _locked(comment, seen, done=Comment.State.READ)
    if found is not None:
        _set_state(found.comment, Comment.State.READ, "comment-read", by, now)


@transaction.atomic
def hold_back(*, comment: Comment, seen: str, by: Person, now: datetime) -> None:
    """Show a comment to nobody, unless it is put back before release. Raises RoundError."""
    found = _locked(comment, seen, done=Comment.State.HELD)
    if found is not None:
        _set_state(found.comment, Comment.State.HELD, "comment-held", by, now)


@transaction.atomic
def put_back(*, comment: Comment, seen: str, by: Person, now: datetime) -> None:
    """Undo holding back: it has been read then. Raises RoundError."""
    found = _locked(comment, seen, done=Comment.State.READ)
    if found is not None:
        _set_state(found.comment, Comment.State.READ, "comment-put-back", by, now)


@sensitive_variables()
@transaction.atomic
def mask_words(
    *, comment: Comment, words: Collection[int], seen: str, by: Person, now: datetime
) -> None:
    """Take words out for good, by their numbers; nothing is left of them on the disk either.

    Who masks has read: an unread comment is read then. Raises RoundError.
    """
    found = _locked(comment, seen)
    masked = with_masks(found.words, words) if found else ""
    if found is None or masked == found.words:
        raise RoundError(_("Nothing was masked: tick the words first."))
    one = found.comment
    put_words(one.round, one, masked)
    if one.state == Comment.State.UNREAD:
        one.state = Comment.State.READ
    one.save(update_fields=["text", "blob", "state"])
    log_round(round=one.round, kind="comment-masked", now=now, by=by)
    erase_later(one.round)


@transaction.atomic
def drop_sealed(*, round: Round, now: datetime) -> int:
    """Give up comments that a release had to leave sealed, for want of a key that is lost for good.

    How many they were. Raises RoundError where there are none, or where they can be opened.
    """
    locked = locked_round(round.pk)
    comments = list(locked.comments.all())
    if locked.state != State.RELEASED or not has_sealed_comments(locked):
        raise RoundError(_("This round has no comments that wait to be opened after a release."))
    try:
        words_of(locked, comments)
    except SealedWordsError:
        locked.comments.all().delete()
        CommentKey.objects.filter(round=locked).delete()
        log_round(round=locked, kind="comments-dropped", now=now)
        erase_later(locked)
        return len(comments)
    raise RoundError(_("These comments can be opened: run_due brings them out."))


def erase_later(round: Round) -> None:
    """Have what was deleted of a locked round erased from the disk, once this is stored."""
    round.erased = False
    round.save(update_fields=["erased"])
    transaction.on_commit(erase_deleted)


def release_comments(round: Round) -> None:
    """Delete what is held back or unread of a locked round, and let the rest come out.

    Comments that cannot be opened hold up no results: run_due tries again.
    """
    dropped, _rows = round.comments.exclude(state=Comment.State.READ).delete()
    has_keys = False
    try:
        has_keys = _bring_out(round)
    except SealedWordsError:
        log.error("The comments of round %d cannot be opened: run_due tries again.", round.pk)
    if dropped or has_keys:
        erase_later(round)


@transaction.atomic
def bring_out_comments(*, round: Round) -> None:
    """Let those come out that could not be opened at release, once. Raises SealedWordsError."""
    locked = locked_round(round.pk)
    if has_sealed_comments(locked) and _bring_out(locked):
        erase_later(locked)


@sensitive_variables()
def _bring_out(round: Round) -> bool:
    """Write the words of a locked round in the clear, for its leaders, and delete their key.

    Whether there was one. Raises SealedWordsError, with nothing changed.
    """
    comments = list(round.comments.all())
    words = words_of(round, comments)
    for one in comments:
        one.text, one.blob = words[one.pk], b""
    Comment.objects.bulk_update(comments, ["text", "blob"], batch_size=ROWS_AT_ONCE)
    keys, _rows = CommentKey.objects.filter(round=round).delete()
    return bool(keys)


@sensitive_variables()
def _locked(comment: Comment, seen: str, *, done: str = "") -> _OnDesk | None:
    """The comment as it is stored, with its locked round; None if `done` is its state already."""
    round = locked_round(comment.round_id)
    if not is_desk_open(round):
        raise RoundError(_("The round has been released by now: nothing was changed."))
    found = Comment.objects.get(pk=comment.pk)
    found.round = round
    if done and found.state == done:
        return None
    words = words_of(round, [found])[found.pk]
    if fingerprint_of(words, found.state) != seen:
        raise RoundError(
            _(
                "Nothing was changed: somebody else has worked on this comment since this page was "
                "opened. Here it stands as it is now."
            )
        )
    return _OnDesk(found, words)


def _set_state(comment: Comment, state: str, kind: str, by: Person, now: datetime) -> None:
    comment.state = state
    comment.save(update_fields=["state"])
    log_round(round=comment.round, kind=kind, now=now, by=by)
