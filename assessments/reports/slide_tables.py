"""Tables on slides: columns as wide as their words need, as many rows as a slide holds."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from assessments.charts.lettering import lines_of
from assessments.charts.messages import Say
from assessments.charts.spec import Table
from assessments.reports.columns import numbers, shares
from assessments.reports.slide_words import LEADING, LEFT, WIDTH, colour, name, write

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
SIDE, ABOVE = Inches(0.1), Inches(0.05)


class Cells:
    """The words of a table, and the room that they need."""

    def __init__(self, table: Table, say: Say) -> None:
        self.caption = table.caption.said(say)
        self.head = [cell.said(say) for cell in table.head]
        self.rows = [
            [row.name.said(say), *(cell.said(say) for cell in row.cells)] for row in table.rows
        ]
        self.numbers = numbers(table)
        self.size = 12 if len(self.head) > 6 else 14
        parts = shares(self.head, self.rows, self.numbers)
        self.widths = [int(WIDTH * part / sum(parts)) for part in parts]

    def height(self, words: Sequence[str], *, bold: bool = False) -> int:
        """How high a row is."""
        deepest = max(
            len(lines_of(text, Emu(width - 2 * SIDE).pt, self.size, bold=bold))
            for text, width in zip(words, self.widths, strict=True)
        )
        return int(Pt(deepest * self.size * LEADING) + 2 * ABOVE)

    def fitting(self, rows: Sequence[Sequence[str]], room: int) -> int:
        """How many rows fit below the head; at least one."""
        room -= self.height(self.head, bold=True)
        for count, row in enumerate(rows):
            room -= self.height(row)
            if room < 0:
                return max(count, 1)
        return len(rows)


def add_table(slide: Slide, cells: Cells, rows: Sequence[Sequence[str]], top: int) -> None:
    """The head and some rows; figures stand to the right."""
    shapes: Any = slide.shapes
    words = [cells.head, *rows]
    heights = [cells.height(line, bold=not place) for place, line in enumerate(words)]
    shape = shapes.add_table(len(words), len(cells.head), LEFT, top, WIDTH, sum(heights))
    shape.table.horz_banding = False
    (style,) = shape.table._tbl.xpath("./a:tblPr/a:tableStyleId")  # noqa: SLF001
    style.text = PLAIN
    for column, width in zip(shape.table.columns, cells.widths, strict=True):
        column.width = Emu(width)
    for y, (line, height) in enumerate(zip(words, heights, strict=True)):
        shape.table.rows[y].height = Emu(height)
        for x, text in enumerate(line):
            fill_cell(shape.table.cell(y, x), text, cells, column=x, head=y == 0)
    name(shape, cells.caption)


def fill_cell(cell: Any, text: str, cells: Cells, *, column: int, head: bool) -> None:
    frame = cell.text_frame
    cell.margin_left = cell.margin_right = SIDE
    cell.margin_top = cell.margin_bottom = ABOVE
    write(frame, text, cells.size, "ink" if head else "", bold=head)
    if cells.numbers[column]:
        frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour("accent-soft")
