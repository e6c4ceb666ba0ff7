"""Another address for somebody who is asked: what the earlier one knew opens nothing any more."""

from datetime import datetime

from django.db import transaction

from assessments.models import Draft, Invitation
from assessments.services.drafts import CODE_TRIES
from assessments.services.letters import Kind
from assessments.services.outbox import queue_invitations
from assessments.services.rounds import State, locked_round, log_round
from partnerships import services as people
from partnerships.models import Person


@transaction.atomic
def change_address(*, person: Person, email: str, by: Person, now: datetime) -> None:
    """Let a person sign in by another address, and mail them new personal links there.

    Whoever reads the new address does not see what was answered: only the browser in which a
    draft was begun goes on with it, and no code opens it elsewhere.
    """
    people.change_address(person=person, email=email, by=by)
    asked = Invitation.objects.filter(
        membership__person=person,
        membership__ended_on=None,
        revoked=False,
        round__state=State.OPEN,
    )
    for invitation in asked.order_by("round_id"):
        _renew(invitation, by, now)


def _renew(invitation: Invitation, by: Person, now: datetime) -> None:
    """The same whether or not the person has answered."""
    round = locked_round(invitation.round_id)
    if round.state != State.OPEN:
        return
    invitation.link_version += 1
    invitation.save(update_fields=["link_version"])
    Draft.objects.filter(invitation=invitation).update(code_tries=CODE_TRIES)
    invitation.mails.filter(kind=Kind.INVITATION, sent_on=None).delete()
    queue_invitations(invitations=[invitation], kind=Kind.INVITATION, now=now)
    log_round(round=round, kind="address-changed", now=now, by=by, side=invitation.side)
