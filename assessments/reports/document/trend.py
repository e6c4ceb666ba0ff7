"""The same figures over several rounds: only released ones, and no line between two rounds that
cannot be compared."""

from fractions import Fraction

from assessments.charts.messages import Message, points, word
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
    zones,
)
from assessments.reports.document.parts import Figure
from assessments.reports.document.source import EarlierRound, Source
from assessments.scoring.terms import NotShown, Score, Side
from assessments.snapshot.value import Change, ElementFigures, IndexFigures

Figures = ElementFigures | IndexFigures
HIDDEN = Message("hidden.cell")


def index_chart(source: Source) -> Figure:
    """Both sides and the joint index, round by round."""
    panel = Panel(tuple(row(source, one, one.snapshot.index) for one in source.rounds))
    return Figure(chart(source, "trend", (panel,), Message("report.trend.alt")), over_time=True)


def elements_chart(source: Source) -> Figure:
    """One panel for each element."""
    panels = tuple(
        Panel(
            tuple(
                row(source, one, one.snapshot.elements.get(element.code)) for one in source.rounds
            ),
            title=Message("name", {"name": element.name}),
        )
        for element in source.questionnaire.elements
    )
    alt = Message("report.trend.elements.alt")
    return Figure(chart(source, "trend-elements", panels, alt), over_time=True)


def chart(source: Source, code: str, panels: tuple[Panel, ...], alt: Message) -> ChartSpec:
    names = {"contractor": source.names.contractor, "client": source.names.client}
    table = index_table(source) if code == "trend" else elements_table(source)
    return ChartSpec(
        code=code,
        kind=Kind.PROFILE,
        title=table.caption,
        alt=Message(alt.code, names | {"count": len(source.rounds)}),
        panels=panels,
        key=(
            *(KeyEntry(Symbol(side.value), source.short(side), None) for side in Side),
            KeyEntry(Symbol.JOINT, Message("joint"), None),
        ),
        table=table,
        zones=zones(),
    )


def row(source: Source, one: EarlierRound, figures: Figures | None) -> Row:
    """One round; hidden scores leave no mark. An element that was not asked leaves none either."""
    number = str(one.snapshot.number)
    if figures is None:
        return Row(number, one.title, (), note=Message("report.not_asked"))
    changes = figures.change
    scores: tuple[tuple[Symbol, Score, Change | None], ...] = (
        (Symbol.CONTRACTOR, figures.contractor, changes.contractor if changes else None),
        (Symbol.CLIENT, figures.client, changes.client if changes else None),
        (Symbol.JOINT, figures.joint, changes.joint if changes else None),
    )
    marks = tuple(
        Mark(symbol, score, points(score), points(score), before(source, one, score, change))
        for symbol, score, change in scores
        if not isinstance(score, NotShown)
    )
    return Row(number, one.title, marks, note=None if marks else HIDDEN)


def before(
    source: Source, one: EarlierRound, score: Fraction, change: Change | None
) -> Fraction | None:
    """The score of the round drawn before, if the two may be compared."""
    place = source.rounds.index(one)
    earlier = source.rounds[place - 1].snapshot.number if place else None
    if change is None or earlier is None or one.snapshot.previous != earlier:
        return None
    return score - change.points if isinstance(change.points, Fraction) else None


def index_table(source: Source) -> Table:
    """Index of both sides and joint, and the word for the joint change."""
    rows = []
    for one in source.rounds:
        index = one.snapshot.index
        change = NOTHING if index.change is None else word("change", index.change.joint.word)
        cells = (points(index.contractor), points(index.client), points(index.joint), change)
        rows.append(TableRow(round_name(one), cells))
    head = (
        Message("report.round"),
        *(source.short(side) for side in Side),
        Message("joint"),
        Message("report.trend.change"),
    )
    return Table(Message("report.trend.index"), head, tuple(rows))


NOTHING = Message("nothing")


def elements_table(source: Source) -> Table:
    """The joint score of each element, round by round."""
    rows = tuple(
        TableRow(round_name(one), tuple(joint(one, e.code) for e in source.questionnaire.elements))
        for one in source.rounds
    )
    names = (Message("name", {"name": e.name}) for e in source.questionnaire.elements)
    return Table(Message("report.trend.elements"), (Message("report.round"), *names), rows)


def joint(one: EarlierRound, code: str) -> Message:
    figures = one.snapshot.elements.get(code)
    return NOTHING if figures is None else points(figures.joint)


def round_name(one: EarlierRound) -> Message:
    return Message("name", {"name": one.title})
