"""The points of the breakthrough checklist in words, each with how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.charts.messages import Message, cell_points, points
from assessments.charts.names import Names
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
