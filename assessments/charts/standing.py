"""Where we stand: the index of both sides on the five bands."""

from assessments.charts.messages import Message, points, word
from assessments.charts.names import Names
from assessments.charts.spec import (
    ChartSpec,
    Kind,
    Mark,
    Panel,
    Row,
    Symbol,
    Table,
    TableRow,
    zones,
)
from assessments.scoring.reading import band
from assessments.scoring.terms import Band, NotShown, Score, Side
from assessments.snapshot.value import Snapshot

TITLE = Message("standing.title")


def standing(snapshot: Snapshot, names: Names) -> ChartSpec:
    """The index: both sides, or everyone together, or a note that it is not shown."""
    return together(snapshot) if snapshot.everyone else sides(snapshot, names)


def sides(snapshot: Snapshot, names: Names) -> ChartSpec:
    """Both sides on the bands; the joint index marks the current band."""
    index = snapshot.index
    scores: tuple[tuple[Side, Score], ...] = (
        (Side.CONTRACTOR, index.contractor),
        (Side.CLIENT, index.client),
    )
    marks = tuple(
        Mark(
            Symbol(side.value),
            score,
            Message("standing.label", {"name": names.short(side), "points": score}),
            Message("standing.label", {"name": names.of(side), "points": score}),
        )
        for side, score in scores
        if not isinstance(score, NotShown)
    )
    rows = [TableRow(Message("name", {"name": names.of(side)}), (points(s),)) for side, s in scores]
    rows.append(TableRow(Message("joint"), (points(index.joint),)))
    rows.append(TableRow(Message("standing.apart"), (word("gap", index.gap_word),)))
    alt = Message(
        "standing.alt",
        {
            "contractor": names.contractor,
            "client": names.client,
            "contractor_points": points(index.contractor),
            "client_points": points(index.client),
        },
    )
    return chart(marks, alt if marks else Message("standing.alt.hidden"), index.band, tuple(rows))


def together(snapshot: Snapshot) -> ChartSpec:
    """All people of both sides as one mark."""
    score = snapshot.everyone.index if snapshot.everyone else snapshot.index.joint
    rows = (TableRow(Message("everyone"), (points(score),)),)
    if isinstance(score, NotShown):
        return chart((), Message("standing.alt.hidden"), score, rows)
    label = Message("standing.everyone", {"points": score})
    alt = Message("standing.alt.everyone", {"points": score})
    return chart((Mark(Symbol.JOINT, score, label, label),), alt, band(score), rows)


def chart(
    marks: tuple[Mark, ...], alt: Message, current: Band | NotShown, rows: tuple[TableRow, ...]
) -> ChartSpec:
    """One row on the five bands."""
    note = None if marks else Message("hidden")
    return ChartSpec(
        code="standing",
        kind=Kind.SCALE,
        title=TITLE,
        alt=alt,
        panels=(Panel((Row("index", "", marks, note=note),)),),
        key=(),
        table=Table(TITLE, (Message("standing.whose"), Message("index")), rows),
        zones=zones(current),
    )
