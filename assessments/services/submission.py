"""Sending: one transaction turns a draft into a ballot that nobody can read."""

from datetime import datetime

from django.db import connection, transaction

from assessments.ballots import Answers, decrypt_draft, open_draft_key, public_key_of, seal_ballot
from assessments.models import Ballot, Draft, Invitation, Round, RoundKey
from assessments.scoring.terms import Side
from assessments.services.answering import (
    MAY_ANSWER,
    Refusal,
    RefusedError,
    accepts_answers,
    why_refused,
)
from partnerships.querysets import one_or_none


@transaction.atomic
def submit(*, invitation: Invitation, origin: str, now: datetime) -> None:
    """Send the draft of this invitation as its one ballot.

    Raises RefusedError; then nothing has changed, and a draft is kept.
    """
    round = _round_until_sent(invitation.round_id)
    if not accepts_answers(round, now) or invitation.is_withdrawn:
        raise RefusedError(why_refused(invitation.pk, now))
    _mark_submitted(invitation, now)
    answers = _take_draft(invitation, origin, round.key)
    public, side = public_key_of(round.key), Side(invitation.side)
    ballot = Ballot(round=round)
    ballot.blob = seal_ballot(public, round.pk, ballot.pk, side, answers, round.ballot_bytes)
    ballot.save(force_insert=True)


def _round_until_sent(round_id: int) -> Round:
    """The round, which `wait_for_senders` cannot end before the transaction does; whoever locks it
    otherwise, or sends at the same time, does not wait. SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        lock = "SELECT FROM assessments_round WHERE id = %s AND state = %s FOR KEY SHARE"
        with connection.cursor() as cursor:
            cursor.execute(lock, [round_id, Round.State.OPEN])
    rounds = Round.objects.select_related("key").defer("questionnaire", "promise")
    return rounds.get(pk=round_id)


def _mark_submitted(invitation: Invitation, now: datetime) -> None:
    if not Invitation.objects.filter(MAY_ANSWER, pk=invitation.pk).update(submitted=True):
        raise RefusedError(why_refused(invitation.pk, now))


def _take_draft(invitation: Invitation, origin: str, key: RoundKey) -> Answers:
    # Locked, because a save that meets this one must either be sent along or be told of it
    draft = one_or_none(Draft.objects.select_for_update().filter(invitation=invitation))
    if draft is None:
        raise RefusedError(Refusal.EMPTY)
    if draft.origin != origin:
        raise RefusedError(Refusal.ELSEWHERE)
    answers = decrypt_draft(open_draft_key(key), invitation.selector, origin, draft.blob).answers
    if not (answers.placed or answers.comments):
        raise RefusedError(Refusal.EMPTY)
    draft.delete()
    return answers
