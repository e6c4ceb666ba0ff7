"""What the pages about commitments show, ready for their templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.charts.messages import Message
from assessments.charts.since import change_since
from assessments.charts.steps import Steps
from partnerships.models import Commitment

State = Commitment.State
MOST_TOLD = 3
SAID = (State.KEPT, State.MOVING, State.PROMISED, State.LET_GO)


@dataclass(frozen=True)
class CommitmentView:
    """`since`: what its topic has done since it was made, once a round was released after that;
    `is_carried_over`: still open, and another meeting has been held."""

    commitment: Commitment
    topic: str
    since: Message | None
    is_carried_over: bool
    is_late: bool


@dataclass(frozen=True)
class Promised:
    """What a dashboard tells: the most pressing open ones, those of the last meeting that were
    kept, and that meeting in one line."""

    open: Sequence[CommitmentView]
    kept: Sequence[CommitmentView]
    line: Sequence[Message]


@dataclass(frozen=True)
class Promises:
    open: Sequence[CommitmentView]
    done: Sequence[CommitmentView]


def promises(
    commitments: Sequence[Commitment], steps: Steps, names: dict[str, str], today: date
) -> Promises:
    """Open ones, the most pressing first; then those kept or let go, the latest first."""
    found = views(commitments, steps, names, today)
    still_open = [view for view in found if view.commitment.is_open]
    return Promises(
        sorted(still_open, key=lambda view: (view.commitment.due_on, view.commitment.pk)),
        [view for view in found if not view.commitment.is_open],
    )


def promised(commitments: Sequence[Commitment], today: date) -> Promised:
    """The short answer to what was promised; without what has changed since."""
    found, last = promises(commitments, (), {}, today), last_meeting(commitments)
    kept = [
        view
        for view in found.done
        if view.commitment.state == State.KEPT and view.commitment.made_on == last
    ]
    line = summary(commitments) if commitments else ()
    return Promised(found.open[:MOST_TOLD], kept[:MOST_TOLD], line)


def views(
    commitments: Sequence[Commitment], steps: Steps, names: dict[str, str], today: date
) -> list[CommitmentView]:
    last = last_meeting(commitments)
    return [
        CommitmentView(
            commitment=one,
            topic=names.get(one.topic, one.topic),
            since=change_since(steps, one.topic, one.round_number),
            is_carried_over=one.is_open and one.made_on != last,
            is_late=one.is_open and one.due_on < today,
        )
        for one in commitments
    ]


def last_meeting(commitments: Iterable[Commitment]) -> date | None:
    return max((one.made_on for one in commitments), default=None)


def summary(commitments: Sequence[Commitment]) -> tuple[Message, ...]:
    """What the last meeting promised and what became of it, and what was carried over."""
    last = last_meeting(commitments)
    if last is None:
        return (Message("promises.none"),)
    latest = [one for one in commitments if one.made_on == last]
    counts = {state: sum(one.state == state for one in latest) for state in SAID}
    states = tuple(
        Message(f"promises.{state.name.lower()}", {"count": count})
        for state, count in counts.items()
        if count
    )
    made = {"count": len(latest), "day": last, "states": states}
    carried = sum(one.is_open and one.made_on != last for one in commitments)
    told = (Message("promises.made", made),)
    return (*told, Message("promises.carried", {"count": carried})) if carried else told
