"""Native charts of a workbook, drawn from the cells beside them."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.charts.spec import Panel, Symbol
from assessments.reports.cells import Sheet, is_bars, label_form, symbols_of
from assessments.reports.document.parts import Figure

MARKERS = {Symbol.CONTRACTOR: "circle", Symbol.CLIENT: "diamond", Symbol.JOINT: "square"}
WIDE, HIGH, ROW = 560, 340, 20
MOST_COLUMNS, BESIDE, COLUMNS_OF_A_CHART = 8, 3, 7
ROWS_OF_A_CHART = HIGH // ROW + 1
Json = dict[str, Any]


def insert_charts(book: Workbook, page: Worksheet, sheet: Sheet, first: int, say: Say) -> None:
    """One chart for each panel, to the right of the cells. Names and titles are references to
    cells, never text, which a workbook could take for a formula."""
    if sheet.figure is None:
        return
    spec = sheet.figure.spec
    symbols = symbols_of(spec)
    last = first + len(sheet.rows) - 1
    for number, panel in enumerate(spec.panels):
        chart = book.add_chart({"type": "bar" if is_bars(sheet.figure) else "line"})
        start = 1 + number * len(symbols)
        for place, symbol in enumerate(symbols):
            column = start + place
            chart.add_series(
                {
                    "name": [page.name, first - 1, column],
                    "categories": [page.name, first, 0, last, 0],
                    "values": [page.name, first, column, last, column],
                }
                | look(symbol, sheet.figure, panel)
            )
        finish(chart, [page.name, first - 2, start] if panel.title else None, sheet)
        alt = spec.alt.said(say)
        words = f"{panel.title.said(say)}. {alt}" if panel.title else alt
        page.insert_chart(*corner(number, sheet, first), chart, {"description": words})


def corner(number: int, sheet: Sheet, first: int) -> tuple[int, int]:
    """The cell at which a chart begins: beside its rows, or below them where they are wide."""
    columns = len(sheet.heads[-1])
    if columns <= MOST_COLUMNS:
        return first + number * ROWS_OF_A_CHART, columns + 1
    down, across = divmod(number, BESIDE)
    return first + len(sheet.rows) + 3 + down * ROWS_OF_A_CHART, 1 + across * COLUMNS_OF_A_CHART


def look(symbol: Symbol, figure: Figure, panel: Panel) -> Json:
    """Colour and shape of a series; lines only over time."""
    colour = LIGHT[symbol.value]
    if is_bars(figure):
        return {"fill": {"color": colour}, "data_labels": labels(figure)}
    marker = {
        "type": MARKERS[symbol],
        "size": 8,
        "fill": {"color": colour},
        "border": {"color": colour},
    }
    if not figure.over_time:
        return {"line": {"none": True}, "marker": marker, "data_labels": labels(figure)}
    return {
        "line": {"color": colour, "width": 1.75},
        "marker": marker,
        "points": [joined(panel, place, symbol) for place in range(len(panel.rows))],
    }


def labels(figure: Figure) -> Json:
    return {
        "value": True,
        "num_format": label_form(figure),
        "font": {"size": 8, "color": LIGHT["soft"]},
    }


def joined(panel: Panel, place: int, symbol: Symbol) -> Json | None:
    """The line into a round is left out where it cannot be compared with the one before."""
    marks = panel.rows[place].marks
    mark = next((mark for mark in marks if mark.symbol is symbol), None)
    return None if mark and mark.previous is not None else {"line": {"none": True}}


def finish(chart: Chart, title: list[Any] | None, sheet: Sheet) -> None:
    """The scale from 0 to 100, and a line between the two scores of a row."""
    scale = {"min": 0, "max": 100, "major_unit": 20, "num_format": "0"}
    scale |= {"major_gridlines": {"visible": True, "line": {"color": LIGHT["line"]}}}
    if sheet.figure and is_bars(sheet.figure):
        chart.set_x_axis(scale)
        chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": {"size": 9}})
    else:
        chart.set_y_axis(scale)
        chart.set_x_axis({"num_font": {"size": 9}})
        if sheet.figure and not sheet.figure.over_time:
            chart.set_high_low_lines({"line": {"color": LIGHT["link-plain"], "width": 2}})
    heading = {"name": title, "overlay": False, "name_font": {"size": 11}}
    chart.set_title(heading if title else {"none": True})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": WIDE, "height": HIGH})
