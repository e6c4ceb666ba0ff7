"""Words and tables on slides of 13.33 by 7.5 inches."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.charts.spec import Table, TableRow
from assessments.reports.document.parts import Beside, Document, Items
from assessments.reports.spoken import clean, item_line

LEFT, WIDTH = Inches(0.7), Inches(11.93)
TOP, HEIGHT = Inches(1.45), Inches(5.2)
SMALLEST = 12
HEADING = "Georgia"
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def colour(name: str) -> Any:
    make: Any = RGBColor.from_string
    return make(LIGHT[name][1:].upper())


def add_title(slide: Slide, words: str) -> None:
    """In the title's own place, so that readers and outlines find it."""
    title = slide.shapes.title
    if title is None:
        return
    title.left, title.top, title.width, title.height = LEFT, Inches(0.45), WIDTH, Inches(0.9)
    frame = title.text_frame
    frame.text = clean(words)
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.font.name = HEADING
    paragraph.font.size = Pt(30 if len(words) < 60 else 22 if len(words) < 120 else 16)
    paragraph.font.color.rgb = colour("ink")


def add_footer(slide: Slide, document: Document, number: int) -> None:
    """Whose slide it is, the beginning of the hash, and its number."""
    head = document.head
    words = f"{head.partnership} · {head.round_title} · {document.sha256[:12]} · {number}"
    frame = box(slide, Inches(6.95), Inches(0.35))
    write(frame, words, 10, "soft")


def box(slide: Slide, top: int, height: int, left: int = LEFT, width: int = WIDTH) -> TextFrame:
    shapes: Any = slide.shapes
    frame: TextFrame = shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    return frame


def write(
    frame: Any, words: str, size: float, ink: str = "", *, bold: bool = False, gap: int = 0
) -> None:
    """One more paragraph; in the deck's own colour where none is named."""
    first = frame.paragraphs[0]
    paragraph = first if not first.runs and len(frame.paragraphs) == 1 else frame.add_paragraph()
    run = paragraph.add_run()
    run.text = clean(words)
    run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    if ink:
        run.font.color.rgb = colour(ink)
    if gap:
        paragraph.space_after = Pt(gap)


def add_lines(slide: Slide, lines: Sequence[str], *, big: bool = False) -> None:
    """Paragraphs; smaller where there is much to say."""
    letters = sum(len(line) for line in lines)
    size = 24 if letters < 420 else 18 if letters < 900 else 14
    frame = box(slide, TOP, HEIGHT)
    for place, line in enumerate(lines):
        soft = big and place > 0
        points = max(SMALLEST, size - 6) if soft else size
        write(frame, line, points, "soft" if soft else "", gap=10)


def add_columns(slide: Slide, block: Beside, say: Say) -> None:
    """Lists beside each other."""
    width = (WIDTH - Inches(0.5)) // len(block.lists)
    for place, one in enumerate(block.lists):
        frame = box(slide, TOP, HEIGHT, LEFT + place * (width + Inches(0.25)), width)
        add_list(frame, one, say)


def add_list(frame: TextFrame, one: Items, say: Say) -> None:
    if one.title:
        write(frame, one.title.said(say), 22, "accent", bold=True, gap=10)
    for item in one.items:
        write(frame, item_line(item, say), 18, gap=10)
    if not one.items and one.empty:
        write(frame, one.empty.said(say), 18, "soft")


def add_table(
    slide: Slide, table: Table, rows: Sequence[TableRow], lines: Sequence[str], say: Say
) -> None:
    """A table with a head, below what is said about it; the first column is wider."""
    columns = len(table.head)
    down = Inches(0.1 + 0.5 * len(lines)) if lines else 0
    if lines:
        add_lines(slide, lines)
    shapes: Any = slide.shapes
    shape = shapes.add_table(len(rows) + 1, columns, LEFT, TOP + down, WIDTH, Inches(0.4))
    shape.table.horz_banding = False
    (style,) = shape.table._tbl.xpath("./a:tblPr/a:tableStyleId")  # noqa: SLF001
    style.text = PLAIN
    first = WIDTH // (columns + 1) * 2 if columns > 2 else WIDTH // 2
    for place, column in enumerate(shape.table.columns):
        column.width = Emu(first if place == 0 else (WIDTH - first) // (columns - 1))
    words = [[cell.said(say) for cell in table.head]]
    words += [[row.name.said(say), *(cell.said(say) for cell in row.cells)] for row in rows]
    size = 11 if columns > 6 else 14
    for y, line in enumerate(words):
        for x, text in enumerate(line):
            ink = "" if y else "ink"
            write(shape.table.cell(y, x).text_frame, text, size, ink, bold=y == 0)
    for x in range(columns):
        head = shape.table.cell(0, x)
        head.fill.solid()
        head.fill.fore_color.rgb = colour("accent-soft")
    name(shape, table.caption.said(say))


def name(shape: Any, words: str) -> None:
    """What a screen reader says of a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(words))  # noqa: SLF001
