"""What the people added to an open round change: how many are invited, and what is told of them.

The promise stays as it was frozen; additions stand beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assessments.models import Addition, Round
from assessments.promise import Promise
from assessments.scoring.terms import Side, Sides


@dataclass(frozen=True)
class Added:
    """So many people of `organization`, with the consent of `other`, by the clocks of the zone."""

    number: int
    organization: str
    other: str
    at: datetime


def added_to(round: Round) -> Sequence[Addition]:
    """The additions that both sides agreed to, in their order; one query."""
    return list(round.additions.exclude(added_at=None))


def invited_with(promise: Promise, additions: Sequence[Addition]) -> Sides[int | None]:
    """How many of each side are invited, those added since the opening included."""
    return Sides(*(_with(promise.invited.of(side), side, additions) for side in Side))


def _with(invited: int | None, side: Side, additions: Sequence[Addition]) -> int | None:
    added = sum(one.number for one in additions if one.side == side)
    return None if invited is None else invited + added


def told_of(round: Round, promise: Promise) -> list[Added]:
    """What every respondent reads beside the promise."""
    names, zone = promise.organizations, ZoneInfo(round.time_zone)
    return [
        Added(one.number, names[one.side], names[Side(one.side).other], at.astimezone(zone))
        for one in added_to(round)
        if (at := one.added_at)
    ]
