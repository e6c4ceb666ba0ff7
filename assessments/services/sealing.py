"""The one way by which a round gets its results, whether it was held here or elsewhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from assessments.additions import added_to, invited_with
from assessments.comments import KeptComment, WrittenComment, kept_comments
from assessments.frozen import check_frozen, check_times
from assessments.models import Comment, CommentKey, Draft, Moments, Round, RoundKey, Snapshot
from assessments.promise import Promise
from assessments.queries import released_before
from assessments.questionnaire.load import from_json
from assessments.scoring.terms import Sheet, Side, Sides
from assessments.sealed_moments import seal_moments
from assessments.sealed_words import new_comment_key, seal_words
from assessments.services.comments import erase_later
from assessments.services.erasure import erase_deleted
from assessments.services.letters import Kind
from assessments.services.response import slips_of_sides
from assessments.services.rounds import change_state, locked_round
from assessments.snapshot import codec, trend, value
from assessments.snapshot.build import Frame, build

COMMENTS_AT_ONCE = 500


class SealingError(Exception):
    """The round cannot be sealed; nothing has been stored."""


@dataclass(frozen=True, repr=False)
class Results:
    """All that is kept of a round."""

    snapshot: value.Snapshot
    moments: trend.Moments
    comments: Sequence[KeptComment]


def compute_results(
    *, round: Round, sheets: Sequence[Sheet], comments: Sequence[WrittenComment]
) -> Results:
    """The results of a round in state sealing, added up before the transaction that stores them;
    the same sheets give the same results, in any order.

    Raises BrokenPromiseError if promise or questionnaire are not what they were at opening.
    """
    check_frozen(round.promise, round.promise_sha256)
    check_frozen(round.questionnaire, round.questionnaire_sha256)
    promise = Promise.from_json(round.promise or {})
    check_times(round, promise)
    ballots = Sides(*(sum(sheet.side is side for sheet in sheets) for side in Side))
    slips = _slips_of(round, promise.k)
    snapshot, moments = build(_frame(round, promise, slips), sheets, released_before(round))
    others = Sides(*(ballots.of(side) - slips.of(side) for side in Side))
    return Results(snapshot, moments, kept_comments(comments, others, promise))


def _slips_of(round: Round, k: int) -> Sides[int]:
    """Those that come on top; a round that was held elsewhere knows none, nor is it stored yet."""
    if round.imported:
        return Sides(0, 0)
    on_top = slips_of_sides(round, k)
    return Sides(*(on_top[side] for side in Side))


def _frame(round: Round, promise: Promise, slips: Sides[int]) -> Frame:
    if round.closed_at is None:
        raise SealingError(_("This round has not been closed yet."))
    return Frame(
        questionnaire=from_json(round.questionnaire or {}),
        number=round.number,
        closed=round.closed_at.astimezone(ZoneInfo(round.time_zone)).date(),
        k=promise.k,
        invited=invited_with(promise, [] if round.imported else added_to(round)),
        slips=slips,
        held_elsewhere=round.imported,
    )


@transaction.atomic
def store_results(*, round: Round, results: Results, now: datetime) -> Snapshot:
    """Write the results and delete every answer, key and mark: sealing -> sealed. All or nothing.

    Raises SealingError if the round is not being sealed (any more).
    """
    locked = locked_round(round.pk)
    if locked.state != Round.State.SEALING:
        raise SealingError(_("This round is not being sealed."))
    row = Snapshot.objects.create(
        round=locked,
        version=results.snapshot.version,
        data=codec.to_json(results.snapshot),
        sha256=codec.sha256(results.snapshot),
        promise_sha256=locked.promise_sha256,
    )
    Moments.objects.create(round=locked, blob=seal_moments(locked.pk, results.moments))
    _store_comments(locked, results.comments)
    _forget_answers(locked)
    change_state(locked, Round.State.SEALED, sealed_at=now)
    transaction.on_commit(erase_deleted)
    return row


def forget_earlier_moments(released: Round) -> None:
    """A later round is compared with the latest alone."""
    earlier = Moments.objects.filter(
        round__partnership=released.partnership_id, round__closed_at__lt=released.closed_at
    )
    if earlier.delete()[0]:
        erase_later(released)


@sensitive_variables()
def _store_comments(round: Round, comments: Sequence[KeptComment]) -> None:
    """In a random order, which is also the order of the rows; sealed until release, but for a
    round that was held elsewhere, whose comments lie in a file anyway.
    """
    if not comments:
        return
    shuffled = secrets.SystemRandom().sample(comments, len(comments))
    key = b"" if round.imported else _store_comment_key(round)
    for start in range(0, len(shuffled), COMMENTS_AT_ONCE):
        some = shuffled[start : start + COMMENTS_AT_ONCE]
        Comment.objects.bulk_create(
            _as_row(round, comment, position, key)
            for position, comment in enumerate(some, start=start + 1)
        )


@sensitive_variables()
def _store_comment_key(round: Round) -> bytes:
    key, wrapped = new_comment_key(round.pk)
    CommentKey.objects.create(round=round, wrapped=wrapped)
    return key


@sensitive_variables()
def _as_row(round: Round, comment: KeptComment, position: int, key: bytes) -> Comment:
    """A comment as it is stored: by a key its words are sealed."""
    row = Comment(round=round, side=comment.side, question=comment.question, position=position)
    if key:
        row.blob = seal_words(key, row, comment.text)
    else:
        row.text = comment.text
    return row


def _forget_answers(round: Round) -> None:
    """Ballots, drafts, the key, the marks of who answered, and mails that show who was asked."""
    # First, because it waits for a draft that is being saved at this moment
    round.invitations.update(submitted=False, sent_to="")
    round.ballots.all().delete()
    round.additions.filter(added_at=None).delete()
    round.mails.filter(kind__in=(Kind.INVITATION, Kind.REMINDER)).delete()
    Draft.objects.filter(invitation__round=round).delete()
    RoundKey.objects.filter(round=round).delete()
