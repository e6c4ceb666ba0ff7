"""The map: how far apart the two sides are on an element, against how far each agrees inside."""

from collections.abc import Mapping
from fractions import Fraction

from assessments.charts.messages import Message, points, word
from assessments.charts.names import Names
from assessments.charts.spec import (
    ChartSpec,
    KeyEntry,
    Kind,
    Mark,
    Panel,
    Row,
    Symbol,
    Table,
    TableRow,
)
from assessments.questionnaire.schema import Element, Questionnaire
from assessments.scoring.reading import Place, is_strong, place_on_map
from assessments.scoring.terms import Agreement, NotShown, Side
from assessments.snapshot.value import ElementFigures, Snapshot

TITLE = Message("map.title")
LANES = (Agreement.ONE_VIEW, Agreement.MIXED, Agreement.SPLIT, None)


def agreement_map(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> ChartSpec:
    """A lane for each degree of agreement that occurs; hidden elements stand in the table alone."""
    placed: dict[Element, tuple[ElementFigures, Place]] = {
        element: (figures, place)
        for element in questionnaire.elements
        if (place := place_on_map(figures := snapshot.elements[element.code]))
    }
    lanes = tuple(
        Panel(rows, title=Message(f"map.lane.{lane.name.lower()}" if lane else "map.lane.untold"))
        for lane in LANES
        if (
            rows := tuple(
                row(element, figures, place)
                for element, (figures, place) in placed.items()
                if least_agreement(figures) is lane
            )
        )
    )
    told = finding({element: place for element, (_, place) in placed.items()})
    alt = Message("map.alt", {"finding": Message.joined(told)})
    return ChartSpec(
        code="map",
        kind=Kind.MAP,
        title=TITLE,
        alt=alt,
        panels=lanes,
        key=key(lanes),
        table=table(snapshot, questionnaire, names),
        finding=told,
    )


def least_agreement(figures: ElementFigures) -> Agreement | None:
    """Of the side that agrees less; None where neither is told."""
    found = [figures.agreement.of(side) for side in Side]
    return next((word for word in reversed(LANES[:-1]) if word in found), None)


def row(element: Element, figures: ElementFigures, place: Place) -> Row:
    """Its mark lies as far out as the sides are apart, and is filled where the score is high."""
    gap = figures.gap if isinstance(figures.gap, Fraction) else Fraction(0)
    said = Message(f"map.place.{place.name.lower()}")
    figures_said = {"place": said, "apart": abs(gap), "points": points(figures.joint)}
    label = Message("map.figures", figures_said)
    tip = Message("map.label", {"element": element.name, "figures": label})
    mark = Mark(Symbol.JOINT, abs(gap), label, tip, hollow=not is_strong(figures.joint))
    return Row(element.code, element.name, (mark,))


def key(lanes: tuple[Panel, ...]) -> tuple[KeyEntry, ...]:
    """Only what the drawing really holds is explained."""
    hollow = {mark.hollow for lane in lanes for row in lane.rows for mark in row.marks}
    entries = ((False, Symbol.STRONG), (True, Symbol.WEAK))
    return tuple(
        KeyEntry(symbol, None, Message(f"key.{symbol}"))
        for is_hollow, symbol in entries
        if is_hollow in hollow
    )


def finding(places: Mapping[Element, Place]) -> tuple[Message, ...]:
    """Which elements lie where, in the order in which a meeting would take them."""
    if not places:
        return (Message("hidden"),)
    told = []
    for place in Place:
        elements = tuple(element.name for element, found in places.items() if found is place)
        if elements:
            told.append(Message(f"map.finding.{place.name.lower()}", {"elements": elements}))
    return tuple(told)


def table(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> Table:
    """Each element with its place, joint score, distance, word and agreement."""
    head = (
        Message("element"),
        Message("map.place"),
        Message("joint"),
        Message("map.apart.head"),
        Message("difference"),
        *(Message("inside", {"name": names.short(side)}) for side in Side),
    )
    return Table(TITLE, head, tuple(table_row(snapshot, one) for one in questionnaire.elements))


def table_row(snapshot: Snapshot, element: Element) -> TableRow:
    figures = snapshot.elements[element.code]
    place = place_on_map(figures)
    gap = figures.gap if isinstance(figures.gap, NotShown) else abs(figures.gap)
    cells = (
        Message(f"map.place.{place.name.lower()}") if place else Message("hidden.cell"),
        points(figures.joint),
        points(gap),
        word("gap", figures.gap_word),
        *(word("agreement", figures.agreement.of(side)) for side in Side),
    )
    return TableRow(Message("name", {"name": element.name}), cells)
