"""Tables and charts as rows of cells, for workbooks: numbers as numbers, to one decimal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.charts.messages import Message, Say
from assessments.charts.spec import ChartSpec, Kind, Mark, Symbol, Table, TableRow
from assessments.reports.document.parts import Document, Figure
from assessments.reports.spoken import short
from assessments.scoring.cells import rounded

NUMBERS = {
    "points": "0.0",
    "points.highest": '0"+"',
    "points.lowest": '0"-"',
    "points.signed": "+0.0;\u22120.0;0.0",
    "points.precision": '"±"0',
    "number": "0.0",
}


LONGEST_ROUND = 50


@dataclass(frozen=True)
class Cell:
    """A text, or a number with the form in which it is shown; neither is an empty cell."""

    text: str = ""
    number: float | None = None
    form: str = ""


@dataclass(frozen=True)
class Sheet:
    """`heads`: one or two rows; `series`: how many columns of each panel a chart draws."""

    title: str
    texts: tuple[str, ...] = ()
    heads: tuple[tuple[str, ...], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    figure: Figure | None = None


def one_decimal(value: Fraction) -> float:
    return float(rounded(value, 10))


def cell(message: Message, say: Say) -> Cell:
    """A figure as a number, and everything else as text."""
    form = NUMBERS.get(message.code)
    if form is None:
        return Cell(message.said(say))
    (value,) = message.parameters.values()
    return Cell(number=one_decimal(value), form=form)


def is_split(table: Table, column: int) -> bool:
    """Whether a column holds points and a word together."""
    return any(row.cells[column].code == "change.cell" for row in table.rows)


def head_of(table: Table, say: Say) -> tuple[str, ...]:
    """The head, with two columns for points and their word."""
    found = [table.head[0].said(say)]
    for column, message in enumerate(table.head[1:]):
        name = message.said(say)
        found.append(name)
        if is_split(table, column):
            found.append(say("mirror.head.word", name=name))
    return tuple(found)


def rows_of(table: Table, say: Say) -> Iterator[tuple[Cell, ...]]:
    split = [is_split(table, column) for column in range(len(table.head) - 1)]
    for row in table.rows:
        yield (Cell(row.name.said(say)), *row_cells(row, split, say))


def row_cells(row: TableRow, split: Sequence[bool], say: Say) -> Iterator[Cell]:
    for message, parts in zip(row.cells, split, strict=True):
        if not parts:
            yield cell(message, say)
        elif message.code == "change.cell":
            yield cell(message.parameters["points"], say)
            yield cell(message.parameters["word"], say)
        else:
            yield from (Cell(), cell(message, say))


def symbols_of(spec: ChartSpec) -> tuple[Symbol, ...]:
    """The series of a chart, in one order everywhere."""
    found = {mark.symbol for panel in spec.panels for row in panel.rows for mark in row.marks}
    return tuple(symbol for symbol in Symbol if symbol in found)


def marks_of(spec: ChartSpec, panel: int, symbol: Symbol) -> list[Mark | None]:
    """The marks of one series, row by row; None where nothing is shown."""
    return [
        next((mark for mark in row.marks if mark.symbol is symbol), None)
        for row in spec.panels[panel].rows
    ]


def is_bars(figure: Figure) -> bool:
    """Bars have room for long names; the profile and lines over time have marks."""
    return not figure.over_time and figure.spec.kind is not Kind.PROFILE


def chart_sheet(figure: Figure, document: Document, say: Say) -> Sheet:
    """What a chart draws: a column for each series of each panel. A place without a figure is
    empty, since a chart would take words for zero. Long titles of rounds would leave the chart
    no room."""
    spec = figure.spec
    symbols = symbols_of(spec)
    columns = [(panel, symbol) for panel in range(len(spec.panels)) for symbol in symbols]
    series = [marks_of(spec, panel, symbol) for panel, symbol in columns]
    titles = [panel.title.said(say) if panel.title else "" for panel in spec.panels]
    first = symbols[0] if symbols else None
    above = [titles[panel] if symbol is first else "" for panel, symbol in columns]
    heads = [("", *above)] if any(titles) else []
    heads.append((spec.table.head[0].said(say), *(name(document, s, say) for _, s in columns)))
    rows = tuple(
        (
            Cell(short(row.name, LONGEST_ROUND) or say("index")),
            *(mark_cell(column[place]) for column in series),
        )
        for place, row in enumerate(spec.panels[0].rows)
    )
    blank = any(mark is None for column in series for mark in column) or not columns
    return Sheet(
        title=spec.title.said(say),
        heads=tuple(heads),
        rows=rows,
        notes=(say("report.blank"), say("hidden")) if blank else (),
        figure=figure if symbols else None,
    )


def mark_cell(mark: Mark | None) -> Cell:
    if mark is None:
        return Cell()
    return Cell(number=one_decimal(mark.score), form=NUMBERS.get(mark.label.code, "0.0"))


def label_form(figure: Figure) -> str:
    """How the numbers beside marks read: the readings of practices are coded cells."""
    return '[>=95]0"+";[<=5]0"-";0' if figure.spec.kind is Kind.MIRROR else "0"


def name(document: Document, symbol: Symbol, say: Say) -> str:
    return document.series[symbol].said(say)
