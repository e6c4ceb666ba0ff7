"""Slips of paper for people without an e-mail address: how many, and that they were printed.

Nobody knows who holds which slip: it has no name, no number and no place in an order.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import segno
from django.db import transaction
from django.utils.safestring import SafeString

from assessments.links import link_for, slip_code
from assessments.models import Round, Slips
from assessments.services.rounds import State, check_state, drawn_of, locked_round, log_round
from partnerships.models import Person

MOST_SLIPS = 500
QR_SCALE = 3


@dataclass(frozen=True, repr=False)
class Slip:
    """What is printed: the link as a picture for cameras, the code for those who type."""

    picture: SafeString
    code: str


@transaction.atomic
def draw_slips(*, round: Round, side: str, number: int, by: Person, now: datetime) -> None:
    """Invite so many people of a side by slips; they count as invited, frozen at the opening.

    Raises RoundError once the round is open.
    """
    found = locked_round(round.pk)
    check_state(found, State.DRAFT)
    Slips.objects.update_or_create(round=found, side=side, defaults={"number": number})
    log_round(round=found, kind="slips-drawn", now=now, by=by, side=side, number=number)


def repeat_slips(*, draft: Round, last: Round, sides: Collection[str]) -> None:
    """Draw as many slips for these sides as the last round had."""
    drawn = drawn_of(last)
    Slips.objects.bulk_create(
        Slips(round=draft, side=side, number=drawn[side]) for side in sides if drawn[side]
    )


@transaction.atomic
def print_slips(*, round: Round, side: str, by: Person, now: datetime) -> list[Slip]:
    """The slips of a side in an order that is another one each time; the shared log tells of it.

    Raises RoundError while the round is not open.
    """
    found = locked_round(round.pk)
    check_state(found, State.OPEN)
    invitations = list(found.invitations.filter(side=side, by_slip=True, revoked=False))
    secrets.SystemRandom().shuffle(invitations)
    log_round(round=found, kind="slips-shown", now=now, by=by, side=side)
    return [Slip(_picture(link_for(one)), slip_code(one)) for one in invitations]


def _picture(link: str) -> SafeString:
    made = segno.make(link, error="m", micro=False)
    return SafeString(made.svg_inline(scale=QR_SCALE, light="#fff", title="QR", svgclass="qr"))
