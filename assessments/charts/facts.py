"""The figures that stand beside the charts: change, model, breakthrough, human measures."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.charts.checklist import Point, checklist_point
from assessments.charts.messages import Message, cell_points, points, signed_points, word
from assessments.charts.mirror import mirror_of
from assessments.charts.names import Names
from assessments.charts.reading import round_before
from assessments.charts.spec import Table, TableRow
from assessments.questionnaire.schema import Element, Questionnaire, Statement
from assessments.scoring.reading import band
from assessments.scoring.terms import NotComparable, NotShown, Side
from assessments.snapshot.value import Change, Changes, ElementFigures, Snapshot

HUMAN_MEASURES = (("P10", "human.fun"), ("P3", "human.candor"), ("M4", "human.customer"))


@dataclass(frozen=True)
class HumanMeasure:
    """A joint score, the statement behind it, and the readings of which it is the mean."""

    code: str
    name: Message
    joint: Message
    readings: tuple[Message, ...]

    @property
    def is_hidden(self) -> bool:
        return self.joint.code == "hidden.cell"


@dataclass(frozen=True)
class Fact:
    """A short answer in parts, which leads to its place on the page."""

    anchor: str
    name: Message
    parts: tuple[Message, ...]


def short_answers(snapshot: Snapshot, names: Names) -> tuple[Fact, ...]:
    """Three of them, under where we stand; what was promised stands before them."""
    human = tuple(
        Message(f"fact.{measure.name.code}", {"points": measure.joint})
        for measure in human_measures(snapshot, names)
    )
    model_parts = (
        Message("fact.model", {"model": model(snapshot), "points": points(snapshot.stance.joint)}),
    )
    if isinstance(snapshot.stance.model, NotShown):
        model_parts = (Message("hidden.cell"),)
    return (
        Fact("stance", Message("stance.title"), model_parts),
        Fact("breakthrough", Message("breakthrough"), (reached(snapshot),)),
        Fact("human-measures", Message("human"), human),
    )


def model(snapshot: Snapshot) -> Message:
    """Contract model, in transition, or alliance model."""
    found = snapshot.stance.model
    return Message("hidden") if isinstance(found, NotShown) else word("model", found)


def reached(snapshot: Snapshot) -> Message:
    """How many of the four points are reached, and how many cannot be told."""
    points_met = [point.met for point in snapshot.breakthrough.points]
    counts = {
        "met": points_met.count(True),
        "all": len(points_met),
        "hidden": sum(isinstance(met, NotShown) for met in points_met),
    }
    if counts["hidden"]:
        return Message("fact.breakthrough.hidden", counts)
    code = "fact.breakthrough.reached" if counts["met"] == counts["all"] else "fact.breakthrough"
    return Message(code, counts)


def index_line(
    snapshot: Snapshot, questionnaire: Questionnaire, previous: str
) -> tuple[Message, ...]:
    """The joint index, its band, its change, and the element it is made without."""
    if snapshot.everyone:
        return (placed("hint.everyone", snapshot.everyone.index),)
    index = snapshot.index
    if isinstance(index.joint, NotShown):
        return (Message("hidden"),)
    parts = [placed("hint.index", index.joint)]
    missing = tuple(e.name for e in questionnaire.elements if e.code not in index.elements)
    if missing:
        parts.append(Message("hint.missing", {"elements": missing}))
    change = joint_change(index.change, round_before(previous))
    return (*parts, change) if change else tuple(parts)


def element_line(figures: ElementFigures, previous: str) -> tuple[Message, ...]:
    """The joint score of an element, how far apart the sides are, and its change."""
    if isinstance(figures.joint, NotShown) or isinstance(figures.gap, NotShown):
        return (Message("hidden"),)
    apart = {"points": abs(figures.gap), "word": word("gap", figures.gap_word)}
    parts = [placed("hint.joint", figures.joint), Message("hint.apart", apart)]
    if figures.target is not None:
        parts.append(Message("tag.target", {"points": figures.target}))
    change = joint_change(figures.change, round_before(previous))
    return (*parts, change) if change else tuple(parts)


def placed(code: str, score: Fraction | NotShown) -> Message:
    """A score with its band."""
    place = band(score)
    if isinstance(place, NotShown):
        return Message("hidden")
    return Message(code, {"points": points(score), "band": word("in", place)})


def changes(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> Table | None:
    """Points and word since the round before, for each element and the index."""
    index = snapshot.index.change
    if index is None:
        return None
    head = (
        Message("element"),
        Message("name", {"name": names.short(Side.CONTRACTOR)}),
        Message("name", {"name": names.short(Side.CLIENT)}),
        Message("joint"),
    )
    rows = [
        change_row(Message("name", {"name": element.name}), figures)
        for element in questionnaire.elements
        if (figures := snapshot.elements[element.code].change)
    ]
    rows.append(change_row(Message("index"), index))
    return Table(Message("change.title"), head, tuple(rows))


def change_row(name: Message, figures: Changes) -> TableRow:
    cells = (figures.contractor, figures.client, figures.joint)
    return TableRow(name, tuple(change_cell(cell) for cell in cells))


def change_cell(change: Change) -> Message:
    """Points with the word, or the word alone."""
    if not isinstance(change.points, Fraction):
        return word("change", change.points)
    parameters = {"points": signed_points(change.points), "word": word("change", change.word)}
    return Message("change.cell", parameters)


def joint_change(changes: Changes | None, before: Message) -> Message | None:
    """The change of a joint score in one phrase."""
    if changes is None:
        return None
    change = changes.joint
    parameters: dict[str, Any] = {"previous": before, "word": word("change", change.word)}
    if isinstance(change.points, NotShown | NotComparable):
        return Message("hint.change.word", parameters)
    if abs(change.points) < Fraction(1, 2):
        return Message("hint.change.same", parameters)
    code = "hint.change.more" if change.points > 0 else "hint.change.less"
    return Message(code, parameters | {"points": abs(change.points)})


def breakthrough(
    snapshot: Snapshot, questionnaire: Questionnaire, names: Names
) -> tuple[Point, ...]:
    """The four points in their order."""
    element_names = {element.code: element.name for element in questionnaire.elements}
    return tuple(
        checklist_point(point, element_names, names) for point in snapshot.breakthrough.points
    )


def human_measures(snapshot: Snapshot, names: Names) -> tuple[HumanMeasure, ...]:
    """Fun, candor and what the customer gets, beside the profile."""
    measures = []
    for code, name in HUMAN_MEASURES:
        if code in snapshot.practices:
            figures = snapshot.practices[code]
            readings = tuple(mirror_reading(snapshot, code, side, names) for side in Side)
            measures.append(HumanMeasure(code, Message(name), points(figures.joint), readings))
        elif code in snapshot.statements:
            cell = snapshot.statements[code]
            scores = ((Side.CONTRACTOR, cell.contractor), (Side.CLIENT, cell.client))
            readings = tuple(
                Message("human.placed", {"name": names.short(side), "points": cell_points(score)})
                for side, score in scores
            )
            measures.append(HumanMeasure(code, Message(name), points(cell.joint), readings))
    return tuple(measures)


def mirror_reading(snapshot: Snapshot, code: str, side: Side, names: Names) -> Message:
    """How one organization sees itself and is seen."""
    mirror = mirror_of(snapshot.practices[code], side)
    parameters = {
        "name": names.short(side),
        "self_points": cell_points(mirror.self_score),
        "seen_points": cell_points(mirror.seen),
    }
    return Message("human.mirror", parameters)


def stance(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> Table:
    """The statements behind the model, as each side places them."""
    return placements(snapshot, Message("stance.title"), questionnaire.stance, names)


def element_statements(
    snapshot: Snapshot, questionnaire: Questionnaire, names: Names
) -> tuple[Table, ...]:
    """A table of its statements for each element."""
    return tuple(
        placements(snapshot, Message("name", {"name": element.name}), element.statements, names)
        for element in questionnaire.elements
    )


def poles(snapshot: Snapshot, element: Element, names: Names) -> Table:
    """Each statement of an element between its two poles, as each side places it."""
    head = (
        Message("pole.vendor"),
        Message("name", {"name": names.short(Side.CONTRACTOR)}),
        Message("name", {"name": names.short(Side.CLIENT)}),
        Message("joint"),
        Message("pole.partnership"),
    )
    rows = tuple(
        TableRow(
            Message("name", {"name": statement.vendor}),
            (
                cell_points(cell.contractor),
                cell_points(cell.client),
                points(cell.joint),
                Message("name", {"name": statement.partnership}),
            ),
        )
        for statement in element.statements
        for cell in (snapshot.statements[statement.code],)
    )
    return Table(Message("poles.title"), head, rows)


def placements(
    snapshot: Snapshot, caption: Message, statements: Iterable[Statement], names: Names
) -> Table:
    """Where each side places statements between their two poles."""
    head = (
        Message("statement"),
        Message("name", {"name": names.short(Side.CONTRACTOR)}),
        Message("name", {"name": names.short(Side.CLIENT)}),
    )
    rows = tuple(
        TableRow(
            Message("statement.pair", {"vendor": s.vendor, "partnership": s.partnership}),
            (
                cell_points(snapshot.statements[s.code].contractor),
                cell_points(snapshot.statements[s.code].client),
            ),
        )
        for s in statements
    )
    return Table(caption, head, rows)
