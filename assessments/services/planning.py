"""A draft like the last round: its people, its promise, its mail; the first one asks everybody."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import Round
from assessments.services.rounds import (
    State,
    choose_people,
    create_round,
    eligible,
    is_neutral,
    set_promise,
)
from assessments.services.slips import repeat_slips
from partnerships.models import Partnership, Person


@transaction.atomic
def plan_round(
    *, partnership: Partnership, sides: Collection[str], by: Person, now: datetime, **plan: Any
) -> Round:
    """A draft with the people of `sides`, those that whoever plans it chooses; `plan` as
    create_round takes it, whose errors it raises.
    """
    draft = create_round(partnership=partnership, by=by, now=now, **plan)
    repeat_last(draft=draft, sides=sides, now=now)
    return draft


def repeat_last(*, draft: Round, sides: Collection[str], now: datetime) -> None:
    """Make a new draft like the last round: of these sides, whoever was asked and is still there;
    everybody where nobody was asked by this site.
    """
    earlier = draft.partnership.rounds.exclude(pk=draft.pk).exclude(state=State.CANCELLED)
    last = earlier.order_by("-number").first()
    people = eligible(draft.partnership, sides)
    if last is not None and last.invitations.exists():
        people = people.filter(pk__in=last.invitations.filter(revoked=False).values("membership"))
    choose_people(round=draft, sides=sides, memberships=people)
    if last is not None:
        _repeat_promise(draft, last, now)
        repeat_slips(draft=draft, last=last, sides=sides)


def _repeat_promise(draft: Round, last: Round, now: datetime) -> None:
    """What the last round promised; who was to hold both keys is asked for anew."""
    draft.note, draft.reminder_days = last.note, last.reminder_days
    draft.save(update_fields=["note", "reminder_days"])
    holder = last.key_holder
    if holder is not None and not is_neutral(draft.partnership, holder):
        holder = None
    set_promise(
        round=draft,
        key_holder=holder,
        asks_comments=last.asks_comments,
        now=now,
    )
