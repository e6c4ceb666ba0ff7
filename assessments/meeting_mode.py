"""What the meeting mode shows, stage by stage, ready for its templates.

All stages stand in one document, so that a meeting goes on without a network. Figures come from the
snapshot alone; what tells the profile stays locked until guesses are in or deliberately left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from assessments.access import comments_readable_by
from assessments.charts import facts, reading, svg
from assessments.charts.messages import Message
from assessments.charts.mirror import mirror
from assessments.charts.names import Names
from assessments.charts.profile import profile
from assessments.charts.spec import ChartSpec
from assessments.charts.steps import Step, Steps
from assessments.pages import Remarks
from assessments.questionnaire.schema import Questionnaire
from assessments.reports.document.questions import question
from assessments.scoring.terms import Side
from assessments.snapshot.value import Snapshot, View
from assessments.wording import say, whole_points
from partnerships.access import viewer_of
from partnerships.models import Meeting, MeetingGuesses, Membership
from partnerships.viewer import Viewer

GUESSES = "guesses"


@dataclass(frozen=True)
class Drawing:
    """A chart without the part that a browser draws anew."""

    spec: ChartSpec
    desk: SafeString
    phone: SafeString


@dataclass(frozen=True)
class TopicStage:
    """Something to talk about, with a question that opens the conversation."""

    code: str
    name: str
    line: tuple[Message, ...]
    tags: tuple[Message, ...]
    question: Message
    drawing: Drawing


@dataclass(frozen=True)
class Stage:
    """`kind` names its template; `locked`: it tells the profile, which is not shown yet."""

    code: str
    kind: str
    title: str
    locked: bool = False
    topic: TopicStage | None = None

    @property
    def template(self) -> str:
        return f"assessments/mode/{self.kind}.html"


@dataclass(frozen=True)
class Distance:
    """What one side guessed of the other's score. `points` is the score as everybody reads it."""

    guesser: str
    of: str
    name: str
    guesser_name: str
    points: int
    guess: int | None

    @property
    def apart(self) -> int | None:
        """From the score as it is read, so that anybody can check it."""
        return None if self.guess is None else abs(self.guess - self.points)


@dataclass(frozen=True)
class ElementRow:
    """An element with both scores, and what each side guessed of the other's."""

    code: str
    name: str
    line: tuple[Message, ...]
    distances: tuple[Distance, ...]


@dataclass(frozen=True)
class ModePage:
    stages: tuple[Stage, ...]
    elements: tuple[ElementRow, ...]
    celebrate: reading.TopicList | None
    raise_next: tuple[reading.Topic, ...]
    profile: Drawing | None
    remarks: Sequence[Remarks]

    @property
    def guessed(self) -> tuple[ElementRow, ...]:
        """The elements of which both scores are shown."""
        return tuple(row for row in self.elements if row.distances)

    @property
    def has_guesses(self) -> bool:
        return any(guess is not None for guess in self._guesses)

    @property
    def has_all_guesses(self) -> bool:
        return all(guess is not None for guess in self._guesses)

    @property
    def _guesses(self) -> list[int | None]:
        return [one.guess for row in self.elements for one in row.distances]


def mode_page(
    meeting: Meeting,
    step: Step,
    names: Names,
    guesses: Mapping[str, MeetingGuesses],
    remarks: Sequence[Remarks],
) -> ModePage:
    """`guesses`: by the side that guessed."""
    snapshot, asked = step.snapshot, step.questionnaire
    lists = {one.code: one for one in reading.lists(snapshot, asked, names)}
    elements = element_rows(snapshot, asked, names, guesses)
    topics = tuple(
        topic_stage(topic, snapshot, asked, names)
        for topic in (lists["talk-about"].topics if lists else ())
    )
    can_guess = any(row.distances for row in elements)
    is_locked = meeting.revealed_at is None and can_guess
    shown = snapshot.view is not View.NOTHING
    codes = [GUESSES] if can_guess else []
    codes += ["profile"] if shown else []
    has_distances = can_guess and (is_locked or any(one.values for one in guesses.values()))
    codes += ["distances"] if has_distances else []
    return ModePage(
        stages=tuple(_stages(codes, topics, bool(remarks), is_locked=is_locked)),
        elements=elements,
        celebrate=lists.get("celebrate"),
        raise_next=lists["raise-next"].topics if lists else (),
        profile=drawing(profile(snapshot, asked, names)) if shown else None,
        remarks=remarks,
    )


TITLES: Mapping[str, Any] = {
    "welcome": gettext_lazy("Welcome"),
    "celebrate": gettext_lazy("What we celebrate"),
    GUESSES: gettext_lazy("How do the others see us?"),
    "profile": gettext_lazy("Where we stand"),
    "distances": gettext_lazy("Guessed and found"),
    "talk_general": gettext_lazy("Talk about"),
    "comments": gettext_lazy("In people's own words"),
    "kept": gettext_lazy("What we promised last time"),
    "promise": gettext_lazy("What we promise each other now"),
    "agreed": gettext_lazy("What we agree on"),
    "closing": gettext_lazy("Thank you"),
}


def _stages(
    profile: Sequence[str], topics: Sequence[TopicStage], has_comments: bool, *, is_locked: bool
) -> Iterator[Stage]:
    """`profile`: the stages around the profile that this round has. After the guesses all waits."""
    for code in ("welcome", "celebrate", *profile):
        waits = is_locked and code in ("profile", "distances")
        yield Stage(code, code, str(TITLES[code]), waits)
    for topic in topics:
        yield Stage(f"talk-{topic.code}", "talk", topic.name, is_locked, topic)
    codes = [] if topics else ["talk_general"]
    codes += ["comments"] if has_comments else []
    for code in (*codes, "kept", "promise", "agreed", "closing"):
        yield Stage(code, code, str(TITLES[code]), is_locked)


def element_rows(
    snapshot: Snapshot,
    asked: Questionnaire,
    names: Names,
    guesses: Mapping[str, MeetingGuesses],
) -> tuple[ElementRow, ...]:
    """Every element that this round asked about."""
    return tuple(
        ElementRow(
            element.code,
            element.name,
            element_line(snapshot, element.code),
            distances(snapshot, element.code, names, guesses),
        )
        for element in asked.elements
    )


def guessed_rows(meeting: Meeting, steps: Steps, names: Names) -> list[ElementRow]:
    """What was guessed at a meeting, beside the scores; nothing before the profile was shown."""
    guesses = {one.side: one for one in meeting.guesses.all() if one.values}
    if meeting.revealed_at is None or not guesses:
        return []
    return [
        row
        for step in steps
        if step.snapshot.number == meeting.round_number
        for row in element_rows(step.snapshot, step.questionnaire, names, guesses)
        if row.distances
    ]


def element_line(snapshot: Snapshot, code: str) -> tuple[Message, ...]:
    together = snapshot.everyone.elements[code] if snapshot.everyone else None
    if together is not None:
        return (facts.placed("hint.everyone", together),)
    return facts.element_line(snapshot.elements[code], "")[:2]


def distances(
    snapshot: Snapshot, code: str, names: Names, guesses: Mapping[str, MeetingGuesses]
) -> tuple[Distance, ...]:
    """Where both scores of an element are shown: each side's guess of the other's."""
    figures = snapshot.elements[code]
    scores = {Side.CONTRACTOR: figures.contractor, Side.CLIENT: figures.client}
    if snapshot.view is not View.SIDES:
        return ()
    return tuple(
        Distance(
            guesser=guesser.value,
            of=side.value,
            name=names.short(side),
            guesser_name=names.short(guesser),
            points=whole_points(score),
            guess=guesses[guesser.value].values.get(code) if guesser.value in guesses else None,
        )
        for side, guesser in ((Side.CONTRACTOR, Side.CLIENT), (Side.CLIENT, Side.CONTRACTOR))
        if isinstance(score := scores[side], Fraction)
        if all(isinstance(one, Fraction) for one in scores.values())
    )


def topic_stage(
    topic: reading.Topic, snapshot: Snapshot, asked: Questionnaire, names: Names
) -> TopicStage:
    if topic.code in snapshot.elements:
        kept: Any = tuple(one for one in asked.elements if one.code == topic.code)
        spec = profile(snapshot, replace(asked, elements=kept), names)
    else:
        kept = tuple(one for one in asked.practices if one.code == topic.code)
        spec = mirror(snapshot, replace(asked, practices=kept), names)
    line = (topic.figure,) if topic.figure else ()
    asks = question(topic.code, topic.name)
    return TopicStage(topic.code, topic.name, line, topic.tags, asks, drawing(spec))


def drawing(spec: ChartSpec) -> Drawing:
    """Our own pen made both as elements, so every text in them is escaped."""
    return Drawing(spec, SafeString(svg.desk(spec, say)), SafeString(svg.phone(spec, say)))


def readable_by_all(viewer: Viewer, participants: Iterable[Membership]) -> tuple[str | None, ...]:
    """The sides whose comments everybody in the room may read: the screen is one for all. Whoever
    has left reads nothing."""
    allowed = [comments_readable_by(viewer)]
    for one in participants:
        allowed.append(() if one.ended_on else comments_readable_by(viewer_of(one)))
    return tuple(side for side in allowed[0] if all(side in sides for sides in allowed))
