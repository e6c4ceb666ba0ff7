"""The way of a relationship on one line: its rounds, what was promised and kept, and its wins.

Whatever else belongs there gives entries of its own; nothing here reads the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.charts import facts
from assessments.charts.messages import Message
from assessments.charts.steps import Steps
from assessments.closing import local_time
from assessments.models import Round
from assessments.services.meetings import day_of
from partnerships.models import Commitment, Meeting, Partnership, Side, Win
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class Entry:
    """One thing that happened on a day. `kind` chooses its mark, `what` says it in words; `note`
    is what stands below: the organization that told it, or the topic it is about."""

    day: date
    kind: str
    what: str
    title: str
    address: str = ""
    text: str = ""
    figures: Sequence[Message] = ()
    note: str = ""


@dataclass(frozen=True)
class WinView:
    """`is_own`: the viewer wrote it and may change it."""

    win: Win
    from_whom: str
    is_own: bool


def from_rounds(partnership: Partnership, steps: Steps, rounds: Iterable[Round]) -> list[Entry]:
    """The released rounds on the day they closed, with the joint index."""
    found = []
    by_number = {round.number: round for round in rounds}
    titles = {step.snapshot.number: step.title for step in steps}
    for step in steps:
        round = by_number[step.snapshot.number]
        if round.closed_at is not None:
            previous = titles.get(step.snapshot.previous or 0, "")
            found.append(
                Entry(
                    day=local_time(round.closed_at, round.time_zone).date(),
                    kind="round",
                    what=_("Round"),
                    title=step.title,
                    address=reverse("dashboard", args=[partnership.slug, round.number]),
                    figures=facts.index_line(step.snapshot, step.questionnaire, previous),
                )
            )
    return found


def from_commitments(
    partnership: Partnership,
    commitments: Iterable[Commitment],
    kept_on: Mapping[int, date],
    names: Mapping[str, str],
) -> list[Entry]:
    """What was promised on the day of its meeting, and what was kept when that was said."""
    found = []
    for one in commitments:
        address = reverse("commitment", args=[partnership.slug, one.pk])
        topic = names.get(one.topic, one.topic)
        days = [("promised", _("Promised"), one.made_on)]
        if one.pk in kept_on:
            days.append(("kept", _("Kept"), kept_on[one.pk]))
        found += [Entry(day, kind, what, one.text, address, note=topic) for kind, what, day in days]
    return found


def from_meetings(
    partnership: Partnership, meetings: Iterable[Meeting], now: datetime
) -> list[Entry]:
    """Those that have begun and were not called off."""
    return [
        Entry(
            day=day_of(one),
            kind="meeting",
            what=_("Meeting"),
            title=one.place or _("Meeting of both organizations"),
            address=reverse("meeting", args=[partnership.slug, one.pk]),
        )
        for one in meetings
        if one.starts_at <= now and not one.called_off
    ]


def from_wins(partnership: Partnership, wins: Iterable[Win]) -> list[Entry]:
    return [
        Entry(
            day=win.day,
            kind=win.kind,
            what=win.get_kind_display(),
            title=win.title,
            text=win.text,
            note=from_whom(partnership, win),
        )
        for win in wins
    ]


def from_whom(partnership: Partnership, win: Win) -> str:
    """The organization of whoever wrote it; no page says more about the person."""
    if win.side in Side.values:
        return str(partnership.organization_of(win.side))
    return _("a neutral facilitator")


def win_views(partnership: Partnership, wins: Iterable[Win], viewer: Viewer) -> list[WinView]:
    return [
        WinView(win, from_whom(partnership, win), win.writer_id == viewer.person_id) for win in wins
    ]


def by_year(entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
    """The newest first; of one day, the round stands last, because it looks at all before it."""
    ordered = sorted(entries, key=lambda one: (one.day, one.kind == "round"), reverse=True)
    return [(year, list(found)) for year, found in groupby(ordered, lambda one: one.day.year)]
