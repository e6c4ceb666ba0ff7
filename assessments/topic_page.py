"""What the page of one element or practice shows, ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessments.charts import facts, reading
from assessments.charts.further import kept
from assessments.charts.messages import Message, points
from assessments.charts.mirror import mirror
from assessments.charts.names import Names
from assessments.charts.profile import profile
from assessments.charts.spec import ChartSpec, Table
from assessments.charts.steps import Step, Steps
from assessments.charts.trend import element_trend, practice_trend
from assessments.pages import PALETTE, Chart, RoundInfo, chart
from assessments.questionnaire.schema import COMMITMENTS, Element, Practice, Questionnaire
from assessments.reports.document.questions import question
from assessments.scoring.terms import NotShown
from assessments.snapshot.value import Snapshot, View

TRUST = "trust"
"""The element beside which the sides read whether they kept their word."""


@dataclass(frozen=True)
class Neighbour:
    code: str
    name: str


@dataclass(frozen=True)
class TopicPage:
    """`question` opens the conversation about it; `chart` is left out where nothing is shown,
    `trend` in a first round, `statements` for a practice, and `kept`, how far commitments were
    kept, but for trust."""

    round: RoundInfo
    code: str
    name: str
    about: Message
    question: Message
    line: tuple[Message, ...]
    tags: tuple[Message, ...]
    chart: Chart | None
    statements: Table | None
    kept: Table | None
    trend: Chart | None
    before: Neighbour | None
    after: Neighbour | None
    steps: Steps

    @property
    def palette(self) -> dict[str, str]:
        return PALETTE


def topics(questionnaire: Questionnaire) -> list[Neighbour]:
    """All elements, then all practices."""
    found: tuple[Element | Practice, ...] = (*questionnaire.elements, *questionnaire.practices)
    return [Neighbour(topic.code, topic.name) for topic in found]


def topic_page(
    code: str,
    snapshot: Snapshot,
    questionnaire: Questionnaire,
    names: Names,
    info: RoundInfo,
    earlier: Sequence[Step] = (),
) -> TopicPage:
    """Raises KeyError for what this round did not ask."""
    steps = (*earlier, Step(info.title, snapshot, questionnaire))
    elements = {element.code: element for element in questionnaire.elements}
    practices = {practice.code: practice for practice in questionnaire.practices}
    if code in elements:
        parts = element_parts(elements[code], steps, names, info)
    else:
        parts = practice_parts(practices[code], steps, names)
    order = topics(questionnaire)
    place = [one.code for one in order].index(code)
    name = order[place].name
    return TopicPage(
        round=info,
        code=code,
        name=name,
        question=question(code, name),
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        steps=steps,
        **parts,
    )


def element_parts(element: Element, steps: Steps, names: Names, info: RoundInfo) -> dict[str, Any]:
    snapshot = steps[-1].snapshot
    alone = replace(steps[-1].questionnaire, elements=(element,))
    figures = snapshot.elements[element.code]
    both = snapshot.view is View.SIDES
    together = snapshot.everyone.elements[element.code] if snapshot.everyone else None
    line = facts.element_line(figures, info.previous_title)
    if together is not None:
        line = (facts.placed("hint.everyone", together),)
    spec = profile(snapshot, alone, names)
    return {
        "about": Message("name", {"name": element.summary}),
        "line": line,
        "tags": reading.element_talk(element.code, element.name, figures, names).tags,
        "chart": drawn(spec, shown=snapshot.view is not View.NOTHING),
        "statements": facts.poles(snapshot, element, names),
        "kept": kept_beside(element, steps[-1], names) if both else None,
        "trend": drawn(element_trend(steps, element, names), shown=both and len(steps) > 1),
    }


def practice_parts(practice: Practice, steps: Steps, names: Names) -> dict[str, Any]:
    snapshot = steps[-1].snapshot
    alone = replace(steps[-1].questionnaire, practices=(practice,))
    figures = snapshot.practices[practice.code]
    both = snapshot.view is View.SIDES
    line = Message("hidden")
    if not isinstance(figures.joint, NotShown):
        line = Message(
            "standing.label", {"name": Message("joint"), "points": points(figures.joint)}
        )
    return {
        "about": Message("practice.statement", {"statement": practice.statement}),
        "line": (line,),
        "tags": reading.practice_talk(practice.code, practice.name, figures, names).tags,
        "chart": drawn(mirror(snapshot, alone, names), shown=both),
        "statements": None,
        "kept": None,
        "trend": drawn(practice_trend(steps, practice, names), shown=both and len(steps) > 1),
    }


def kept_beside(element: Element, step: Step, names: Names) -> Table | None:
    if element.code != TRUST:
        return None
    return kept(step.snapshot, step.questionnaire.section(COMMITMENTS), names)


def drawn(spec: ChartSpec, *, shown: bool) -> Chart | None:
    return chart(spec) if shown else None
