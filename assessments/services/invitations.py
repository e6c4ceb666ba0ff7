"""Links and reminders of an open round. Nothing here looks or counts different for somebody who
has answered: whoever runs a round cannot tell by trying.
"""

from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.closing import closing_moment, reminding_moment
from assessments.links import goes_to
from assessments.models import Invitation, Round
from assessments.promise import Promise
from assessments.services.few_left import (
    LINK_RENEWED,
    LINK_SENT_AGAIN,
    LINK_SENT_LATE,
    REACHED,
    REMOVED,
    is_without_link,
    may_be_let_in,
    may_remove,
    may_renew,
)
from assessments.services.letters import Kind
from assessments.services.outbox import queue_invitations
from assessments.services.rounds import RoundError, State, check_state, locked_round, log_round
from partnerships.models import Event, Person, Side

SETTLING = timedelta(days=1)


@transaction.atomic
def resend_link(*, invitation: Invitation, new_link: bool, by: Person, now: datetime) -> None:
    """Mail the personal link again, which the shared log tells without a name; a new link makes the
    old one worthless: until its mail is read, it is as if the person had been removed.

    Raises RoundError once the round has closed, the person was removed, has left the partnership,
    or got another address after the link had gone to the earlier one; for a new link also where
    others of a side with few left got one lately; and for somebody without a link where the
    next number would be about this person.
    """
    found = _usable(invitation, now)
    if found.membership is None or found.membership.ended_on is not None:
        raise RoundError(_("This person has left the partnership: no mail goes there any more."))
    if not reaches_its_person(found):
        raise RoundError(
            _(
                "The personal link has gone to an earlier address of this person and goes to no "
                "other while the round is open."
            )
        )
    is_late = is_without_link(found)
    if is_late and not may_be_let_in(found, now):
        raise RoundError(
            _(
                "Too few others can still answer: the numbers told later would be about this"
                " person, so the link is not sent as long as that is so."
            )
        )
    ends_one = new_link and (found.sent_to or not is_late)
    if ends_one and not may_renew(found.round, found.side, now):
        raise RoundError(
            _(
                "Somebody of this side got a new link within a week, or waits for one, and too few"
                " are left who can answer meanwhile: send the same link again, or wait."
            )
        )
    found.link_version += new_link
    found.save(update_fields=["link_version"])
    found.mails.filter(kind=Kind.INVITATION, sent_on=None).delete()
    queue_invitations(invitations=[found], kind=Kind.INVITATION, now=now)
    kind = LINK_SENT_LATE if is_late else LINK_SENT_AGAIN
    kind = LINK_RENEWED if ends_one else kind
    log_round(round=found.round, kind=kind, now=now, by=by, side=found.side)


@transaction.atomic
def remove_invitation(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """End a person's link and reminders. The invited count stays, and so does a ballot.

    Raises RoundError where too few others are left: the number of answers told next would be about
    these few. It depends on invitations and on the last count, as the side's own people see it.
    """
    found = _usable(invitation, now)
    if not may_remove(found.round, found.side, now):
        raise RoundError(
            _(
                "Too few others are left who can still answer: without this link the number of"
                " answers would tell whether they do."
            )
        )
    found.revoked = True
    found.save(update_fields=["revoked"])
    found.mails.filter(sent_on=None).delete()
    log_round(round=found.round, kind=REMOVED, now=now, by=by, side=found.side)


def reaches_its_person(invitation: Invitation) -> bool:
    """Whether the link may go to the address that the person has now."""
    membership = invitation.membership
    return membership is None or goes_to(invitation, membership.person.email)


def _usable(invitation: Invitation, now: datetime) -> Invitation:
    round = locked_round(invitation.round_id)
    check_state(round, State.OPEN)
    if closing_moment(round) <= now:
        raise RoundError(_("The round has closed: links can no longer be changed or sent."))
    invitations = Invitation.objects.select_related("round__partnership", "membership__person")
    found = invitations.get(pk=invitation.pk)
    if found.revoked:
        raise RoundError(_("This person has been removed from the round."))
    return found


@transaction.atomic
def remind(*, round: Round, now: datetime) -> bool:
    """Remind those who have not answered by then, once for each of the round's reminder days. Of
    several that are due only the last one goes; none while the round is held.
    """
    found = locked_round(round.pk)
    due = _due_reminder(found, now) if found.state == State.OPEN else None
    if due is None:
        return False
    queue_reminders(round=found, occasion=_occasion(found), days=due, now=now)
    return True


def _due_reminder(round: Round, now: datetime) -> int | None:
    if now >= closing_moment(round) or round.opened_at is None or round.held:
        return None
    settled = round.opened_at + SETTLING
    due = [days for days in round.reminder_days if settled <= reminding_moment(round, days) <= now]
    last: int | None = min(due, default=None)
    return None if last is None or _went(round, last) else last


def _occasion(round: Round) -> str:
    return "closing-again" if round.extended else "closing"


def _went(round: Round, days: int) -> bool:
    """Whether the reminder of so many days before closing, or a later one, has gone."""
    return Event.objects.filter(
        partnership=round.partnership_id,
        kind="reminders-sent",
        parameters__round=round.number,
        parameters__occasion=_occasion(round),
        parameters__days__lte=days,
    ).exists()


def queue_reminders(*, round: Round, occasion: str, now: datetime, days: int | None = None) -> None:
    """A reminder for each who was asked by name and has got the link; those of people who have
    answered are dropped when they would be sent, so that no number of rows tells of them. The log
    says only that they went, or that there are none for a side of which fewer people than the
    smallest group could get one: whoever has ended all other places would have a mail sent to one
    person alone.
    """
    reached = round.invitations.filter(REACHED, revoked=False)
    named = reached.filter(membership__isnull=False, membership__ended_on=None)
    there = [one for one in named.select_related("membership__person") if reaches_its_person(one)]
    k = Promise.from_json(round.promise or {}).k
    few = [side for side in Side if sum(one.side == side for one in there) < k]
    asked = [one for one in there if one.side not in few]
    # Whoever gets one after another could tell from the pause whether somebody between them did
    SystemRandom().shuffle(asked)
    queue_invitations(invitations=asked, kind=Kind.REMINDER, now=now)
    log_round(round=round, kind="reminders-sent", now=now, occasion=occasion, days=days)
    for side in few:
        log_round(round=round, kind="reminders-left-out", now=now, side=side)
