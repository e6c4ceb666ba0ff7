"""The points of the breakthrough checklist in words, each with how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.charts.messages import Message, cell_points, points
from assessments.charts.names import Names
from assessments.charts.spec import Table, TableRow
from assessments.charts.steps import Step, Steps
from assessments.scoring.terms import NotShown, Side
from assessments.snapshot.value import BreakthroughPoint


@dataclass(frozen=True)
class Point:
    """One point of the breakthrough checklist and how far it is; `met` None: not shown."""

    text: Message
    met: bool | None
    state: Message
    how_far: Message


def checklist_point(
    point: BreakthroughPoint, element_names: Mapping[str, str], names: Names
) -> Point:
    """One point in words."""
    met = None if isinstance(point.met, NotShown) else point.met
    state = {True: "met.yes", False: "met.no", None: "met.hidden"}[met]
    how_far = HOW_FAR[point.code](point.detail, element_names, names)
    if met is None:
        how_far = Message("hidden")
    return Point(Message(f"breakthrough.{point.code}"), met, Message(state), how_far)


def trust_of_both(detail: Mapping[str, Any], _: Mapping[str, str], names: Names) -> Message:
    parameters = {
        "contractor": names.short(Side.CONTRACTOR),
        "client": names.short(Side.CLIENT),
        "contractor_points": cell_points(detail["contractor"]),
        "client_points": cell_points(detail["client"]),
    }
    return Message("breakthrough.trust_both.how_far", parameters)


def joint_index(detail: Mapping[str, Any], _: Mapping[str, str], names: Names) -> Message:
    return Message("breakthrough.index.how_far", {"points": points(detail["joint"])})


def lowest_element(
    detail: Mapping[str, Any], element_names: Mapping[str, str], names: Names
) -> Message:
    """The lowest score of either side."""
    if isinstance(detail["score"], NotShown) or isinstance(detail["element"], NotShown):
        return Message("hidden")
    parameters = {
        "element": element_names[detail["element"]],
        "name": names.short(Side(detail["side"])),
        "points": detail["score"],
    }
    return Message("breakthrough.elements.how_far", parameters)


def clear_gaps(
    detail: Mapping[str, Any], element_names: Mapping[str, str], names: Names
) -> Message:
    """Which elements are seen differently."""
    clear = detail["clear"]
    if not clear:
        return Message("breakthrough.gaps.how_far.none")
    elements = tuple(element_names[code] for code in clear)
    return Message("breakthrough.gaps.how_far", {"elements": elements})


HOW_FAR = {
    "trust_both": trust_of_both,
    "index": joint_index,
    "elements": lowest_element,
    "gaps": clear_gaps,
}


def breakthrough_history(steps: Steps, names: Names) -> Table:
    """Each round with its four points, and how many of them were reached."""
    codes = [point.code for point in steps[-1].snapshot.breakthrough.points]
    head = (
        Message("trend.round"),
        Message("breakthrough.head.met"),
        *(Message(f"breakthrough.head.{code}") for code in codes),
    )
    rows = tuple(history_row(step, names) for step in steps)
    return Table(Message("breakthrough.history"), head, rows)


def history_row(step: Step, names: Names) -> TableRow:
    """A round in which a point cannot be told says so."""
    element_names = {element.code: element.name for element in step.questionnaire.elements}
    found = step.snapshot.breakthrough.points
    points = [checklist_point(point, element_names, names) for point in found]
    met = sum(bool(point.met) for point in points)
    cells = [
        Message("hidden.cell")
        if point.met is None
        else Message("breakthrough.cell", {"state": point.state, "how_far": point.how_far})
        for point in points
    ]
    count = Message("breakthrough.met", {"met": met, "all": len(points)})
    if any(point.met is None for point in points):
        count = Message("hidden.cell") if not met else count
    return TableRow(Message("name", {"name": step.title}), (count, *cells))
