"""A document as a workbook: one sheet for each part, native charts, numbers as numbers.

Text is always written as text, so that nothing that people wrote can become a formula.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count, groupby
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.charts.spec import Symbol
from assessments.reports.cells import Cell, Sheet, chart_sheet, head_of, rows_of, symbols_of
from assessments.reports.document.parts import Document, Figure, Grid, Section
from assessments.reports.sheet_charts import insert_charts
from assessments.reports.spoken import clean, document_lines, spoken_lines

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
NEVER_BESIDE_DATA = ("comments",)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST, NARROWEST, WIDE_TEXT = 60, 10, 72
LINE, WIDE_LETTER = 15.5, 1.1


def render(document: Document, say: Say) -> bytes:
    """The whole file."""
    stream = io.BytesIO()
    book = Workbook(stream, OPTIONS)
    book.set_properties(
        {
            "title": clean(f"{document.head.partnership}: {document.title.said(say)}")[:255],
            "keywords": document.sha256,
            "created": datetime.combine(document.head.closed, datetime.min.time()),
        }
    )
    forms = Forms(book)
    names = Names()
    for wanted, sheet in sheets_of(document, say):
        write_sheet(book, forms, names.free(wanted), sheet, document, say)
    book.close()
    return stream.getvalue()


class Names:
    """Names of sheets: short, allowed and each only once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def free(self, wanted: str) -> str:
        plain = FORBIDDEN.sub(" ", clean(wanted)).strip("' ")[:LONGEST_NAME] or "-"
        for number in count(1):
            end = f" {number}" if number > 1 else ""
            name = plain[: LONGEST_NAME - len(end)] + end
            if name.casefold() not in self.taken:
                break
        self.taken.add(name.casefold())
        return name


class Forms:
    """The few formats of our cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[str, Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": LIGHT["ink"]})
        self.text = book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
        )
        self.soft = book.add_format({"font_color": LIGHT["soft"]})
        look = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        self.head = book.add_format(look | {"align": "left", "indent": 1})
        self.number_head = book.add_format(look | {"align": "right"})
        self.series = {
            symbol: book.add_format(look | {"align": "right", "font_color": LIGHT[symbol.value]})
            for symbol in (Symbol.CONTRACTOR, Symbol.CLIENT, Symbol.JOINT)
        }

    def number(self, form: str) -> Format:
        if form not in self.made:
            look = {"num_format": form, "valign": "top", "align": "right"}
            self.made[form] = self.book.add_format(look)
        return self.made[form]


def sheets_of(document: Document, say: Say) -> Iterator[tuple[str, Sheet]]:
    """Each sheet with the name it would like to have. Comments never stand in a data file."""
    about = (*document_lines(document, say), say("report.hash", hash=document.sha256))
    yield say("report.sheet.about"), Sheet(document.title.said(say), about)
    for section in document.sections:
        if section.code in NEVER_BESIDE_DATA:
            continue
        name = say(f"report.sheet.{section.code}")
        yield from section_sheets(section, name, document, say)


def section_sheets(
    section: Section, name: str, document: Document, say: Say
) -> Iterator[tuple[str, Sheet]]:
    """A sheet for the words, if there is no table to put them above; one for each chart; one for
    each run of tables with the same head."""
    texts = tuple(line for block in section.blocks for line in spoken_lines(block, say))
    tables = [block for block in section.blocks if isinstance(block, Figure | Grid)]
    if not tables:
        yield name, Sheet(section.title.said(say), texts)
    for key, run in groupby(tables, key=lambda block: grid_head(block, say)):
        blocks = list(run)
        first = blocks[0] is tables[0]
        for sheet in run_sheets(key, blocks, document, say):
            wanted = say("report.sheet.chart", name=name) if sheet.figure else name
            yield wanted, Sheet(**(vars(sheet) | {"texts": texts if first else ()}))


def grid_head(block: Figure | Grid, say: Say) -> tuple[str, ...]:
    """What tables must share to stand on one sheet."""
    return head_of(block.table, say) if isinstance(block, Grid) else ()


def run_sheets(
    head: tuple[str, ...], blocks: list[Figure | Grid], document: Document, say: Say
) -> Iterator[Sheet]:
    grids = [block.table for block in blocks if isinstance(block, Grid)]
    if not grids:
        yield from (chart_sheet(one, document, say) for one in blocks if isinstance(one, Figure))
    elif len(grids) == 1:
        yield Sheet(grids[0].caption.said(say), (), (head,), tuple(rows_of(grids[0], say)))
    else:
        rows = tuple(
            (Cell(table.caption.said(say)), *row) for table in grids for row in rows_of(table, say)
        )
        yield Sheet(say("report.section.statements"), (), ((say("element"), *head),), rows)


def write_sheet(
    book: Workbook, forms: Forms, name: str, sheet: Sheet, document: Document, say: Say
) -> None:
    """Title, words, head, rows, notes, and the charts."""
    page = book.add_worksheet(name)
    page.write_string(0, 0, clean(sheet.title), forms.title)
    for place, line in enumerate(sheet.texts):
        page.write_string(1 + place, 0, clean(line), forms.soft if sheet.heads else forms.text)
    first = len(sheet.texts) + 2 + len(sheet.heads)
    write_table(page, forms, sheet, first)
    for place, note in enumerate(sheet.notes):
        page.write_string(first + len(sheet.rows) + 1 + place, 0, clean(note), forms.soft)
    if sheet.figure:
        insert_charts(book, page, sheet, first, say)
    lay_out(page, sheet, first, document, say)


def write_table(page: Worksheet, forms: Forms, sheet: Sheet, first: int) -> None:
    """Heads over their rows; a row is as high as its longest text needs."""
    wide = list(widths(sheet))
    for place, head in enumerate(sheet.heads):
        page.set_row(first - len(sheet.heads) + place, height(head, wide, WIDE_LETTER))
        for column, words in enumerate(head):
            form = head_form(forms, sheet, column)
            page.write_string(first - len(sheet.heads) + place, column, clean(words), form)
    for place, row in enumerate(sheet.rows):
        page.set_row(first + place, height([cell.text for cell in row], wide))
        for column, cell in enumerate(row):
            write_cell(page, forms, first + place, column, cell)


def height(words: Sequence[str], widths: Iterable[float], letter: float = 1) -> float:
    """Points that a row needs; `letter`: how wide one is beside a digit."""
    lines = (len(wrap(text, int(w / letter))) for text, w in zip(words, widths, strict=True))
    return LINE * max([1, *lines])


def head_form(forms: Forms, sheet: Sheet, column: int) -> Format:
    """What a chart draws in a colour has its name in that colour."""
    if sheet.figure and column:
        symbols = symbols_of(sheet.figure.spec)
        return forms.series[symbols[(column - 1) % len(symbols)]]
    return forms.number_head if is_number(sheet, column) else forms.head


def is_number(sheet: Sheet, column: int) -> bool:
    return any(row[column].number is not None for row in sheet.rows)


def write_cell(page: Worksheet, forms: Forms, row: int, column: int, cell: Cell) -> None:
    if cell.number is not None:
        page.write_number(row, column, cell.number, forms.number(cell.form))
    elif cell.text:
        page.write_string(row, column, clean(cell.text), forms.text)


def lay_out(page: Worksheet, sheet: Sheet, first: int, document: Document, say: Say) -> None:
    """Widths, frozen heads, and the page for print."""
    if not sheet.heads:
        page.set_column(0, 0, WIDE_TEXT)
        for place, line in enumerate(sheet.texts):
            page.set_row(1 + place, height([line], [WIDE_TEXT], WIDE_LETTER))
    for column, width in enumerate(widths(sheet)):
        page.set_column(column, column, width)
    if sheet.heads:
        page.freeze_panes(first, 1)
        page.repeat_rows(first - len(sheet.heads), first - 1)
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page_words = say("report.page", page="&P", pages="&N")
    page.set_footer(f"&L&7 {document.sha256}&R&8 {page_words}")


def widths(sheet: Sheet) -> Iterator[float]:
    for column in range(len(sheet.heads[-1]) if sheet.heads else 0):
        longest = max((len(row[column].text) for row in sheet.rows), default=0)
        words = max(len(word) for head in sheet.heads for word in head[column].split(" "))
        yield min(max(longest * 1.0 + 2, min(words, 26) + 3, NARROWEST), WIDEST)
