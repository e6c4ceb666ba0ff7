"""Links and reminders of an open round. Nothing here looks or counts different for somebody who
has answered: whoever runs a round cannot tell by trying.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.closing import closing_moment, local_time, moment_of
from assessments.models import Invitation, Round
from assessments.services.letters import Kind
from assessments.services.outbox import queue_invitations
from assessments.services.rounds import RoundError, State, check_state, locked_round, log_round
from partnerships.models import Event, Person

REMINDER_DAYS = 3
SETTLING = timedelta(days=1)


@transaction.atomic
def resend_link(*, invitation: Invitation, new_link: bool, now: datetime) -> None:
    """Mail the personal link again; a new link makes the old one worthless.

    Raises RoundError once the round has closed or the person was removed.
    """
    found = _usable(invitation, now)
    if new_link:
        found.link_version += 1
        found.save(update_fields=["link_version"])
    found.mails.filter(kind=Kind.INVITATION, sent_on=None).delete()
    queue_invitations(invitations=[found], kind=Kind.INVITATION, now=now)


@transaction.atomic
def remove_invitation(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """End a person's link and reminders. The invited count stays, and so does a ballot."""
    found = _usable(invitation, now)
    found.revoked = True
    found.save(update_fields=["revoked"])
    found.mails.filter(sent_on=None).delete()
    log_round(round=found.round, kind="invitation-removed", now=now, by=by, side=found.side)


def _usable(invitation: Invitation, now: datetime) -> Invitation:
    round = locked_round(invitation.round_id)
    check_state(round, State.OPEN)
    if closing_moment(round) <= now:
        raise RoundError(_("The round has closed: links can no longer be changed or sent."))
    found = Invitation.objects.select_related("round__partnership").get(pk=invitation.pk)
    if found.revoked:
        raise RoundError(_("This person has been removed from the round."))
    return found


@transaction.atomic
def remind(*, round: Round, now: datetime) -> bool:
    """Remind those who have not answered, once, three local days before closing."""
    found = locked_round(round.pk)
    if found.state != State.OPEN or not _is_time_to_remind(found, now):
        return False
    queue_reminders(round=found, occasion=_occasion(found), now=now)
    return True


def _is_time_to_remind(round: Round, now: datetime) -> bool:
    closing = closing_moment(round)
    before = local_time(closing, round.time_zone) - timedelta(days=REMINDER_DAYS)
    moment = moment_of(before, round.time_zone)
    is_settled = round.opened_at is not None and moment >= round.opened_at + SETTLING
    return is_settled and moment <= now < closing and not _went(round, _occasion(round))


def _occasion(round: Round) -> str:
    return "closing-again" if round.extended else "closing"


def _went(round: Round, occasion: str) -> bool:
    return Event.objects.filter(
        partnership=round.partnership_id,
        kind="reminders-sent",
        parameters__round=round.number,
        parameters__occasion=occasion,
    ).exists()


def queue_reminders(*, round: Round, occasion: str, now: datetime) -> None:
    """A reminder to each who has not answered; the log says only that they went."""
    waiting = round.invitations.filter(submitted=False, revoked=False, membership__ended_on=None)
    queue_invitations(invitations=waiting, kind=Kind.REMINDER, now=now)
    log_round(round=round, kind="reminders-sent", now=now, occasion=occasion)
