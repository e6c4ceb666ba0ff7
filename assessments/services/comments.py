"""The desk between sealing and release: a facilitator reads comments, masks words, holds back.

Every change is told in the shared log without the words. Whoever has another page in front of them
than what is stored changes nothing and is told so.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.comments import fingerprint_of, with_masks
from assessments.models import Comment, Round
from assessments.services.erasure import erase_deleted
from assessments.services.rounds import RoundError, State, locked_round, log_round
from partnerships.models import Person


def is_desk_open(round: Round) -> bool:
    """Whether comments can be read and masked now: between sealing and release. A round that was
    held elsewhere never was between them, so its comments can be read any time after.
    """
    is_sealed = round.state == State.SEALED
    return round.asks_comments and (is_sealed or round.imported)


@transaction.atomic
def mark_read(*, comment: Comment, seen: str, by: Person, now: datetime) -> None:
    """Let the leaders read a comment once the round is released. Raises RoundError."""
    found = _locked(comment, seen, done=Comment.State.READ)
    if found is not None:
        _set_state(found, Comment.State.READ, "comment-read", by, now)


@transaction.atomic
def hold_back(*, comment: Comment, seen: str, by: Person, now: datetime) -> None:
    """Show a comment to nobody, unless it is put back before release. Raises RoundError."""
    found = _locked(comment, seen, done=Comment.State.HELD)
    if found is not None:
        _set_state(found, Comment.State.HELD, "comment-held", by, now)


@transaction.atomic
def put_back(*, comment: Comment, seen: str, by: Person, now: datetime) -> None:
    """Undo holding back: it has been read then. Raises RoundError."""
    found = _locked(comment, seen, done=Comment.State.READ)
    if found is not None:
        _set_state(found, Comment.State.READ, "comment-put-back", by, now)


@transaction.atomic
def mask_words(
    *, comment: Comment, words: Collection[int], seen: str, by: Person, now: datetime
) -> None:
    """Take words out for good, by their numbers; nothing is left of them on the disk either.

    Who masks has read: an unread comment is read then. Raises RoundError.
    """
    found = _locked(comment, seen)
    masked = with_masks(found.text, words) if found else ""
    if found is None or masked == found.text:
        raise RoundError(_("Nothing was masked: tick the words first."))
    found.text = masked
    if found.state == Comment.State.UNREAD:
        found.state = Comment.State.READ
    found.save(update_fields=["text", "state"])
    log_round(round=found.round, kind="comment-masked", now=now, by=by)
    erase_later(found.round)


def erase_later(round: Round) -> None:
    """Have what was deleted of a locked round erased from the disk, once this is stored."""
    round.erased = False
    round.save(update_fields=["erased"])
    transaction.on_commit(erase_deleted)


def drop_unreleased(round: Round) -> None:
    """Delete what nobody will ever read: comments that are held back, or that nobody has read."""
    dropped, _rows = round.comments.exclude(state=Comment.State.READ).delete()
    if dropped:
        erase_later(round)


def _locked(comment: Comment, seen: str, *, done: str = "") -> Comment | None:
    """The comment as it is stored, with its locked round; None if `done` is its state already."""
    round = locked_round(comment.round_id)
    if not is_desk_open(round):
        raise RoundError(_("The round has been released by now: nothing was changed."))
    found = Comment.objects.get(pk=comment.pk)
    found.round = round
    if done and found.state == done:
        return None
    if fingerprint_of(found.text, found.state) != seen:
        raise RoundError(
            _(
                "Nothing was changed: somebody else has worked on this comment since this page was "
                "opened. Here it stands as it is now."
            )
        )
    return found


def _set_state(comment: Comment, state: str, kind: str, by: Person, now: datetime) -> None:
    comment.state = state
    comment.save(update_fields=["state"])
    log_round(round=comment.round, kind=kind, now=now, by=by)
