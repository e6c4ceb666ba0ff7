"""Whether somebody may still answer, and why not."""

from datetime import datetime
from enum import Enum, auto

from django.db.models import Q, QuerySet

from assessments.closing import closing_moment
from assessments.models import Invitation, Round
from partnerships.querysets import one_or_none

MAY_ANSWER = (Q(membership__isnull=False) | Q(by_slip=True)) & Q(revoked=False, submitted=False)
"""The invitations that may answer as long as their round accepts answers."""


class Refusal(Enum):
    CLOSED = auto()
    """The closing moment has come, or the round was cancelled."""
    SENT = auto()
    """This person has sent their answers."""
    REVOKED = auto()
    """The invitation was withdrawn."""
    ELSEWHERE = auto()
    """The draft is that of another device, and this one has not given its code."""
    NEWER = auto()
    """Another page has saved other answers to the same part since this one was opened."""
    EMPTY = auto()
    """Nothing has been answered."""


class RefusedError(Exception):
    """Nothing was stored; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal


def accepts_answers(round: Round, now: datetime) -> bool:
    """Whether the round is open and its closing moment has not come."""
    return round.state == Round.State.OPEN and now < closing_moment(round)


def refusal_of(invitation: Invitation, round: Round, now: datetime) -> Refusal | None:
    """Why this invitation cannot answer any more, if so."""
    if round.state == Round.State.CANCELLED:
        return Refusal.CLOSED
    if invitation.is_withdrawn:
        return Refusal.REVOKED
    if invitation.submitted:
        return Refusal.SENT
    return None if accepts_answers(round, now) else Refusal.CLOSED


def answering() -> QuerySet[Invitation]:
    """The invitations that may answer while their closing moment has not come, as `refusal_of`."""
    return Invitation.objects.filter(MAY_ANSWER, round__state=Round.State.OPEN)


def why_refused(invitation_id: int, now: datetime) -> Refusal:
    """Why an invitation that was not among those that may answer cannot; CLOSED, too, where it may
    again by now.
    """
    invitations = Invitation.objects.select_related("round")
    invitations = invitations.defer("round__questionnaire", "round__promise")
    found = one_or_none(invitations.filter(pk=invitation_id))
    refusal = refusal_of(found, found.round, now) if found else Refusal.REVOKED
    return refusal or Refusal.CLOSED


def lock_for_answering(invitation_id: int, now: datetime) -> Invitation:
    """The invitation, locked until the transaction ends. Raises RefusedError.

    None is locked that may not answer: PostgreSQL would keep on its row that somebody has tried,
    after sealing as well, and who had begun would stand there by name.
    """
    invitations = answering().select_for_update(of=("self",))
    invitation = one_or_none(invitations.filter(pk=invitation_id))
    if invitation is None:
        raise RefusedError(why_refused(invitation_id, now))
    # Read after the lock: sealing may have begun while we waited for it
    rounds = Round.objects.select_related("key").defer("questionnaire", "promise")
    round = rounds.get(pk=invitation.round_id)
    refusal = refusal_of(invitation, round, now)
    if refusal is not None:
        raise RefusedError(refusal)
    invitation.round = round
    return invitation
