"""Whether somebody may still answer, and why not."""

from datetime import datetime
from enum import Enum, auto

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.closing import closing_moment
from assessments.models import Invitation, Round
from partnerships.models import Membership
from partnerships.querysets import one_or_none

MAY_ANSWER = (Q(membership__isnull=False) | Q(by_slip=True)) & Q(revoked=False, submitted=False)
"""The invitations that may answer as long as their round accepts answers."""

SENT_FOR_OTHER = Exists(
    Invitation.objects.filter(
        round=OuterRef("round"), membership__person=OuterRef("membership__person"), submitted=True
    ).exclude(pk=OuterRef("pk"))
)
"""The invitations whose person, with a place on each side, has answered for the other one:
everybody answers a round once. Else one side less the other would be what those few said who
answered for one alone.
"""


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


def of_same_person(invitation: Invitation) -> QuerySet[Invitation]:
    """All by which the person of this invitation is asked in its round: two, with a place on each
    side. None of somebody with a slip, whom nobody knows.
    """
    place = Membership.objects.filter(pk=invitation.membership_id)
    return Invitation.objects.filter(
        round=invitation.round_id, membership__person__in=place.values("person")
    )


def has_answered_for_other(invitation: Invitation) -> bool:
    """Whether its person has answered for the other side, as SENT_FOR_OTHER."""
    return Invitation.objects.filter(SENT_FOR_OTHER, pk=invitation.pk).exists()


def answering() -> QuerySet[Invitation]:
    """The invitations that may answer while their closing moment has not come, as `refusal_of`."""
    return Invitation.objects.filter(MAY_ANSWER, round__state=Round.State.OPEN)


def lock_for_answering(invitation_id: int, now: datetime) -> Invitation:
    """The invitation, locked until the transaction ends. Raises RefusedError."""
    invitations = Invitation.objects.select_for_update()
    invitation = one_or_none(invitations.filter(pk=invitation_id))
    if invitation is None:
        raise RefusedError(Refusal.REVOKED)
    # Read after the lock: sealing may have finished while we waited for it
    rounds = Round.objects.select_related("key").defer("questionnaire", "promise")
    round = rounds.get(pk=invitation.round_id)
    refusal = refusal_of(invitation, round, now)
    if refusal is not None:
        raise RefusedError(refusal)
    invitation.round = round
    return invitation
