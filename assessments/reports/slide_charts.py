"""Native charts on slides. Their data, and so the workbook behind each, hold whole points, which
is all that a slide says."""

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
)
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Pt
from xlsxwriter import Workbook

from assessments.charts.messages import Say
from assessments.charts.spec import Panel, Row, Symbol
from assessments.reports.cells import is_bars, label_form
from assessments.reports.document.parts import Document, Figure
from assessments.reports.slide_words import (
    HEIGHT,
    LEFT,
    SMALLEST,
    TOP,
    WIDTH,
    add_lines,
    box,
    colour,
    depth,
    name,
    write,
)
from assessments.reports.spoken import clean, short
from assessments.scoring.cells import rounded

MARKERS = {
    Symbol.CONTRACTOR: XL_MARKER_STYLE.CIRCLE,
    Symbol.CLIENT: XL_MARKER_STYLE.DIAMOND,
    Symbol.JOINT: XL_MARKER_STYLE.SQUARE,
}
SIZES = {Symbol.CONTRACTOR: 13, Symbol.CLIENT: 10, Symbol.JOINT: 8}
MANY_ROUNDS, SMALL = 12, 5
SHORTEST_ROUND, ROOM_FOR_ROUNDS = 12, 110


def whole(score: Fraction) -> int:
    return int(rounded(score, 1))


def symbols_in(panel: Panel) -> tuple[Symbol, ...]:
    found = {mark.symbol for row in panel.rows for mark in row.marks}
    return tuple(symbol for symbol in Symbol if symbol in found)


def score(row: Row, symbol: Symbol) -> int | None:
    return next((whole(mark.score) for mark in row.marks if mark.symbol is symbol), None)


def add_chart(
    slide: Slide,
    figure: Figure,
    panel: Panel,
    document: Document,
    say: Say,
    lines: Sequence[str],
) -> None:
    """The chart, what its ends mean, and what is said about it."""
    symbols = symbols_in(panel)
    if not symbols:
        notes = {row.note.said(say) for row in panel.rows if row.note}
        add_lines(slide, [*lines, *sorted(notes)])
        return
    make: Any = CategoryChartData
    data = make(number_format="0")
    most = max(SHORTEST_ROUND, ROOM_FOR_ROUNDS // len(panel.rows)) if figure.over_time else None
    data.categories = [short(clean(row.name), most) or say("index") for row in panel.rows]
    for symbol in symbols:
        series = document.series[symbol].said(say)
        data.add_series(clean(series), [score(row, symbol) for row in panel.rows])
    bars = is_bars(figure)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if bars else XL_CHART_TYPE.LINE_MARKERS
    alone = bars and len(panel.rows) == 1
    size = 20 if alone else 14
    room = depth(lines, size, 2) + depth([""], SMALLEST, 2)
    height = min(Inches(2.6), HEIGHT - room) if alone else HEIGHT - room
    shapes: Any = slide.shapes
    frame = shapes.add_chart(kind, LEFT, TOP, WIDTH, height, data)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(workbook(data))
    words = figure.spec.alt.said(say)
    name(frame, f"{panel.title.said(say)}. {words}" if panel.title else words)
    finish(frame.chart, bars=bars, alone=alone)
    for place, symbol in enumerate(symbols):
        look(frame.chart.plots[0].series[place], symbol, panel, figure)
    words_box = box(slide, TOP + height, room)
    add_ends(words_box, figure, say)
    if bars:
        add_key(words_box, [(symbol, document.series[symbol].said(say)) for symbol in symbols])
    for line in lines:
        write(words_box, line, size, gap=2)


def workbook(data: Any) -> bytes:
    """The cells behind a chart, where its references look for them. The library's own would take
    a name that begins with an equals sign for a formula."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    for row, category in enumerate(data.categories, 1):
        sheet.write_string(row, 0, category.label)
    for column, series in enumerate(data, 1):
        sheet.write_string(0, column, series.name)
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value)
    book.close()
    return stream.getvalue()


def add_ends(frame: TextFrame, figure: Figure, say: Say) -> None:
    """What the ends of the scale mean."""
    low, high = (end.said(say) for end in figure.spec.ends)
    if figure.spec.ends[0].code.startswith("pole"):
        low, high = f"0: {low}", f"100: {high}"
    write(frame, f"{low} · {high}", SMALLEST, "soft", gap=2)


def add_key(frame: TextFrame, names: Sequence[tuple[Symbol, str]]) -> None:
    """Which bar is whose, in the order of the bars: programs differ in that of a legend."""
    paragraph = frame.paragraphs[-1]
    for symbol, called in names:
        run = paragraph.add_run()
        run.text = f"     \u25a0 {clean(called)}"
        run.font.size, run.font.bold = Pt(SMALLEST), True
        run.font.color.rgb = colour(symbol.value)


def finish(chart: Chart, *, bars: bool, alone: bool) -> None:
    """The scale from 0 to 100, below; the first row on top."""
    chart.has_title = False
    chart.has_legend = not bars
    if not bars:
        legend: Any = chart.legend
        legend.position, legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        legend.font.size = Pt(12)
    scale, categories = chart.value_axis, chart.category_axis
    scale.minimum_scale, scale.maximum_scale, scale.major_unit = 0, 100, 20
    scale.major_gridlines.format.line.color.rgb = colour("line")
    scale.format.line.color.rgb = colour("line")
    scale.tick_labels.font.size = Pt(11)
    categories.tick_labels.font.size = Pt(12)
    categories.format.line.color.rgb = colour("edge")
    if bars:
        categories.reverse_order = True
        chart.plots[0].gap_width = 80 if alone else 45
    settle_axes(chart, bars=bars)


def settle_axes(chart: Chart, *, bars: bool) -> None:
    """What the library has no words for: its numbers of axes are below zero, which the format
    does not allow, and the scale goes to the end of reversed categories, which is below."""
    element = chart.part._element  # noqa: SLF001
    for reference in element.xpath("//c:axId | //c:crossAx"):
        reference.set("val", reference.get("val").lstrip("-"))
    if bars:
        (crosses,) = element.xpath("//c:valAx/c:crosses")
        crosses.set("val", "max")


def look(series: Any, symbol: Symbol, panel: Panel, figure: Figure) -> None:
    """Colour, shape and numbers of a series."""
    ink = colour(symbol.value)
    if is_bars(figure):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = ink
        series.data_labels.show_value = True
        series.data_labels.number_format = label_form(figure)
        series.data_labels.number_format_is_linked = False
        series.data_labels.font.size = Pt(14 if len(panel.rows) == 1 else 10)
        return
    series.smooth = False
    size = SIZES[symbol] if len(panel.rows) <= MANY_ROUNDS else SMALL
    series.marker.style, series.marker.size = MARKERS[symbol], size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = ink
    series.marker.format.line.color.rgb = colour("card")
    if figure.over_time:
        join(series, symbol, panel)
    else:
        series.format.line.fill.background()
        number(series, symbol, panel)


def join(series: Any, symbol: Symbol, panel: Panel) -> None:
    """A line, left out into a round that cannot be compared with the one before."""
    found = [
        next((mark for mark in row.marks if mark.symbol is symbol), None) for row in panel.rows
    ]
    if not any(mark and mark.previous is not None for mark in found):
        series.format.line.fill.background()
        return
    series.format.line.color.rgb = colour(symbol.value)
    series.format.line.width = Pt(2.25)
    for place, mark in enumerate(found):
        if place and mark is not None and mark.previous is None:
            series.points[place].format.line.fill.background()


def number(series: Any, symbol: Symbol, panel: Panel) -> None:
    """The higher score above its mark, the lower one below."""
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0", False
    labels.font.size = Pt(11)
    labels.font.color.rgb = colour(symbol.value)
    for place, row in enumerate(panel.rows):
        own, others = score(row, symbol), [whole(mark.score) for mark in row.marks]
        if own is None:
            continue
        lower = own == min(others) and (own < max(others) or symbol is Symbol.CLIENT)
        below = len(others) > 1 and lower
        position = XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE
        series.points[place].data_label.position = position
