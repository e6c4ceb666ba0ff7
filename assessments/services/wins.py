"""What both sides tell each other between two rounds: written, changed and removed by one hand."""

from datetime import date, datetime

from django.db import transaction

from partnerships.models import Partnership, Person, Win
from partnerships.services import log_event


@transaction.atomic
def add_win(
    *,
    partnership: Partnership,
    kind: str,
    day: date,
    title: str,
    text: str,
    side: str | None,
    by: Person,
    now: datetime,
) -> Win:
    """`side`: of the organization in whose name it is told; None for a neutral facilitator."""
    win = Win.objects.create(
        partnership=partnership,
        kind=kind,
        day=day,
        title=title,
        text=text,
        side=side,
        writer=by,
    )
    log_event(partnership=partnership, kind="win-added", person=by, side=side, at=now)
    return win


@transaction.atomic
def change_win(
    *, win: Win, kind: str, day: date, title: str, text: str, by: Person, now: datetime
) -> None:
    """Say it better. Nothing is written where nothing has changed."""
    wanted = {"kind": kind, "day": day, "title": title, "text": text}
    same = Win.objects.filter(pk=win.pk, **wanted).exists()
    if same or not Win.objects.filter(pk=win.pk).update(**wanted):
        return
    log_event(partnership=win.partnership, kind="win-changed", person=by, side=win.side, at=now)


@transaction.atomic
def remove_win(*, win: Win, by: Person, now: datetime) -> None:
    """Take it back; the log keeps that something was there, not what."""
    if Win.objects.filter(pk=win.pk).delete()[0]:
        log_event(partnership=win.partnership, kind="win-removed", person=by, side=win.side, at=now)
