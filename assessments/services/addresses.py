"""Another address for somebody who is asked. A personal link that has gone to the earlier one stays
there until its round ends: whoever reads the new one cannot answer in that person's place, nor see
whether they have.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.models import Invitation, Outbox
from assessments.services.few_left import ADDRESS_CHANGED, is_without_link, may_be_let_in
from assessments.services.letters import Kind
from assessments.services.outbox import queue_invitations
from assessments.services.rounds import RoundError, State, locked_round, log_round
from partnerships import services as people
from partnerships.models import Person


def new_link_waits(person: Person) -> bool:
    """Whether the mail with a new link, which has ended one that had gone, is on its way to the
    present address: after a change of it the mail would go to nobody.
    """
    renewed = Invitation.objects.filter(
        membership__person=person.pk, round__state=State.OPEN, link_version__gt=1
    ).exclude(sent_to="")
    mails = Outbox.objects.filter(kind=Kind.INVITATION, sent_on=None, invitation__in=renewed)
    return mails.exists()


@transaction.atomic
def change_address(*, person: Person, email: str, by: Person, now: datetime) -> None:
    """Let a person sign in by another address, and mail them there the personal links of open
    rounds that have reached no address yet. Raises RoundError while a new link is on its way.
    """
    asked = Invitation.objects.filter(
        membership__person=person,
        membership__ended_on=None,
        revoked=False,
        round__state=State.OPEN,
    ).order_by("round_id")
    for round_id in asked.values_list("round_id", flat=True):
        locked_round(round_id)  # so that nobody sends a new link from here on
    if new_link_waits(person):
        raise RoundError(_("A new personal link is on its way to the present address."))
    people.change_address(person=person, email=email, by=by)
    for invitation in asked:
        _move_link(invitation, by, now)


def _move_link(invitation: Invitation, by: Person, now: datetime) -> None:
    """Only where nobody has got it; so it is the same whether or not the person has answered. Not
    where the next number would be about whoever gets it now.
    """
    round = locked_round(invitation.round_id)
    if round.state != State.OPEN:
        return
    unsent = Invitation.objects.filter(pk=invitation.pk, sent_to="")
    if is_without_link(invitation) and not may_be_let_in(invitation, now):
        unsent = unsent.none()
    moves = bool(unsent.update(link_version=F("link_version") + 1, refused=False))
    if moves:
        invitation.mails.filter(kind=Kind.INVITATION, sent_on=None).delete()
        queue_invitations(invitations=[invitation], kind=Kind.INVITATION, now=now)
    kind = ADDRESS_CHANGED if moves else "address-changed-later"
    log_round(round=round, kind=kind, now=now, by=by, side=invitation.side)
