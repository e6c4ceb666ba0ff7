"""Rounds that wait after a restore. A backup may hold a round as it was before it ended, and sealed
a second time it would give other figures: whoever compares them reads what the last people said.
No program can know what happened in the lost database, only whoever runs the server can.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.services.releasing import cancel_round
from assessments.services.rounds import RoundError, State, locked_round, log_round

GOING_ON = (State.OPEN, State.SEALING, State.SEALED)


def rounds_under_way(*, held: bool) -> QuerySet[Round]:
    """The rounds that were opened and are not released, with what their names need."""
    found = Round.objects.filter(state__in=GOING_ON, held=held)
    return found.select_related("partnership__contractor", "partnership__client").order_by("pk")


def held_round(number: int) -> Round:
    """The round that is held under this number. Raises RoundError if there is none."""
    found = rounds_under_way(held=True).filter(pk=number).first()
    if found is None:
        raise RoundError(
            _("No round is held under the number %(number)s: held_rounds lists those that are.")
            % {"number": number}
        )
    return found


@transaction.atomic
def hold_round(*, round: Round, now: datetime) -> bool:
    """Let a round under way stand still, but for its answers. False where it does already."""
    found = locked_round(round.pk)
    if found.held or found.state not in GOING_ON:
        return False
    found.held = True
    found.save(update_fields=["held"])
    log_round(round=found, kind="round-held", now=now)
    return True


@transaction.atomic
def let_round_go(*, round: Round, now: datetime) -> None:
    """Go on with a round that is held as if nothing had happened. Raises RoundError for others, and
    while mail of this one is held: who has a link is known only once that is decided.
    """
    found = locked_round(round.pk)
    _check_held(found)
    if found.mails.filter(held=True).exists():
        raise RoundError(
            _(
                "Mail of this round has been waiting since the restore: send or drop it first, with"
                " manage.py held_mail."
            )
        )
    found.held = False
    found.save(update_fields=["held"])
    log_round(round=found, kind="round-let-go", now=now)


@transaction.atomic
def cancel_held(*, round: Round, now: datetime) -> None:
    """Give up an open round that is held. Raises RoundError for one that has closed or is not held:
    after its closing no answer came, so its figures are the same whenever it goes on.
    """
    found = locked_round(round.pk)
    _check_held(found)
    if found.state != State.OPEN:
        raise RoundError(
            _(
                "This round had closed and cannot be cancelled, and its figures are the same as "
                "before: have its comments read and masked once more, then let it go on."
            )
        )
    cancel_round(round=found, by=None, now=now)


def stands_still(round: Round) -> bool:
    """Whether a round waits now: one that was cancelled meanwhile does no more."""
    return round.held and round.state in GOING_ON


def _check_held(round: Round) -> None:
    if not stands_still(round):
        raise RoundError(_("This round is not held: there is nothing to do."))
