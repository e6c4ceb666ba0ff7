"""What both sides promise each other at a meeting, and what became of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Round
from partnerships.models import (
    Commitment,
    CommitmentUpdate,
    Meeting,
    Membership,
    Partnership,
    Person,
    Side,
)
from partnerships.querysets import MembershipQuerySet
from partnerships.services import log_event
from partnerships.viewer import READERS

State = Commitment.State
MOST_AT_ONCE = 3


class CommitmentError(Exception):
    """The change is not possible; the message says why and what to do."""


@transaction.atomic
def make_commitment(
    *,
    partnership: Partnership,
    topic: str,
    text: str,
    measure: str,
    contractor_owner: Membership,
    client_owner: Membership,
    made_on: date,
    due_on: date,
    beyond_three: bool,
    by: Person,
    now: datetime,
    meeting: Meeting | None = None,
) -> Commitment:
    """Promise something jointly. `beyond_three`: both sides want it although their meeting made
    three already. Raises CommitmentError for that, and for an owner who is not of the own side.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    for side, owner in ((Side.CONTRACTOR, contractor_owner), (Side.CLIENT, client_owner)):
        if not may_own(locked, side).filter(pk=owner.pk).exists():
            raise CommitmentError(
                _("%(owner)s is no leader or facilitator of that side any more: choose again.")
                % {"owner": owner.display_name}
            )
    if not beyond_three and made_at(locked, made_on) >= MOST_AT_ONCE:
        raise CommitmentError(enough_sentence())
    latest = locked.rounds.filter(state=Round.State.RELEASED).order_by("-closed_at", "-number")
    found = Commitment.objects.create(
        partnership=locked,
        topic=topic,
        text=text,
        measure=measure,
        contractor_owner=contractor_owner,
        client_owner=client_owner,
        made_on=made_on,
        due_on=due_on,
        round_number=latest.values_list("number", flat=True).first(),
        meeting=meeting,
    )
    log_event(partnership=locked, kind="commitment-made", person=by, at=now, commitment=found.pk)
    return found


def enough_sentence() -> str:
    """Why three are enough, and what to do with a fourth."""
    return _(
        "This meeting has made three commitments already. A few that are kept build more trust"
        " than many that are forgotten: keep this one for next time, or say that both sides want"
        " it now."
    )


def made_at(partnership: Partnership, day: date) -> int:
    """How many commitments the meeting of a day has made so far."""
    return partnership.commitments.filter(made_on=day).count()


def may_own(partnership: Partnership, side: str) -> MembershipQuerySet:
    """Who can answer for a commitment: the present leaders and facilitators of a side."""
    return Membership.objects.current().filter(partnership=partnership, side=side, role__in=READERS)


@transaction.atomic
def update_commitment(
    *, commitment: Commitment, state: str, note: str, due_on: date, by: Person, now: datetime
) -> None:
    """Say how it stands. Nothing is written where nothing has changed."""
    found = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if (state, due_on) == (found.state, found.due_on) and not note:
        return
    found.state, found.due_on = state, due_on
    found.save(update_fields=["state", "due_on"])
    CommitmentUpdate.objects.create(commitment=found, at=now, person=by, state=state, note=note)
    log_event(
        partnership=found.partnership,
        kind="commitment-updated",
        person=by,
        at=now,
        commitment=found.pk,
        state=state,
    )
