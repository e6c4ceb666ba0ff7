"""How many have answered: counted once a day, at 06:00 in the round's zone, and shown no finer.

Who has answered is shown to nobody. Whoever runs a round sees the counts of a day alone, so that
nobody can watch one person's answer arrive.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from assessments.additions import added_to, invited_with
from assessments.closing import closing_moment, counting_moment, local_time
from assessments.models import ResponseCount, Round
from assessments.promise import Promise
from assessments.services.rounds import State, locked_round
from partnerships.models import Side


@dataclass(frozen=True)
class SideResponse:
    """One side as of a morning; `answered` is None while it is below the smallest group."""

    side: str
    invited: int
    answered: int | None

    @property
    def is_enough(self) -> bool:
        return self.answered is not None


@dataclass(frozen=True)
class Response:
    """Both sides as of 06:00 of `day`; before the first such morning there is no response."""

    day: date
    sides: tuple[SideResponse, ...]

    @property
    def is_enough(self) -> bool:
        return all(side.is_enough for side in self.sides)


def submitted_of(round: Round) -> dict[str, int]:
    """The submitted ballots of each side at this moment: for services, never for a page."""
    counts = round.invitations.aggregate(
        **{side.value: Count("pk", filter=Q(side=side, submitted=True)) for side in Side}
    )
    return {side: counts[side.value] for side in Side}


@transaction.atomic
def record_counts(*, round: Round, now: datetime) -> bool:
    """Note how many have answered as of this morning, once. False when it is not due."""
    found = locked_round(round.pk)
    day = local_time(now, found.time_zone).date()
    if found.state != State.OPEN or not _is_countable(found, day, now):
        return False
    if found.response_counts.filter(day=day).exists():
        return False
    promise = Promise.from_json(found.promise or {})
    invited, submitted = invited_with(promise, added_to(found)), submitted_of(found)
    ResponseCount.objects.bulk_create(
        ResponseCount(
            round=found,
            side=side,
            day=day,
            invited=getattr(invited, side),
            answered=submitted[side] if submitted[side] >= promise.k else None,
        )
        for side in Side
    )
    return True


def _is_countable(round: Round, day: date, now: datetime) -> bool:
    moment = counting_moment(day, round.time_zone)
    opened = round.opened_at is not None and round.opened_at < moment
    return opened and moment <= now and moment <= closing_moment(round)


def latest_response(round: Round) -> Response | None:
    """The response as of the last morning that was counted."""
    last = round.response_counts.order_by("-day").first()
    if last is None:
        return None
    rows = {row.side: row for row in round.response_counts.filter(day=last.day)}
    return Response(
        day=last.day,
        sides=tuple(
            SideResponse(
                side=side,
                invited=rows[side].invited,
                answered=rows[side].answered,
            )
            for side in Side
        ),
    )
