"""Words on slides of 13.33 by 7.5 inches."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from assessments.charts.lettering import lines_of
from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.reports.document.parts import Beside, Document, Items
from assessments.reports.spoken import clean, item_line, short

LEFT, WIDTH = Inches(0.7), Inches(11.93)
TOP, BOTTOM = Inches(1.6), Inches(6.8)
HEIGHT = Emu(BOTTOM - TOP)
SMALLEST, GAP, LEADING = 12, 10, 1.2
LONGEST_BELOW = 50
HEADING = "Georgia"


def colour(name: str) -> Any:
    make: Any = RGBColor.from_string
    return make(LIGHT[name][1:].upper())


def add_title(slide: Slide, words: str, *, first: bool = False) -> None:
    """In the title's own place, so that readers and outlines find it."""
    title = slide.shapes.title
    if title is None:
        return
    title.left, title.width, title.height = LEFT, WIDTH, Inches(0.95)
    title.top = Inches(1.6) if first else Inches(0.5)
    frame = title.text_frame
    frame.text = clean(words)
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.font.name = HEADING
    paragraph.font.size = Pt(44 if first else title_size(words))
    paragraph.font.color.rgb = colour("ink")


def title_size(words: str) -> int:
    """The largest of a few sizes at which a title fits its place."""
    for size, most in ((28, 1), (22, 2), (16, 3)):
        if len(lines_of(words, WIDTH.pt, size)) <= most:
            return size
    return SMALLEST


def add_rule(layout: Any, slide: Slide) -> None:
    """A short line above every title, on the layout of all slides, where nothing reads it out."""
    shapes: Any = slide.shapes
    rule = shapes.add_shape(MSO_SHAPE.RECTANGLE, LEFT, Inches(0.42), Inches(0.7), Inches(0.05))
    rule.fill.solid()
    rule.fill.fore_color.rgb = colour("accent")
    rule.line.fill.background()
    element = rule._element  # noqa: SLF001
    element.remove(element.xpath("./p:style")[0])
    tree = layout.shapes._spTree  # noqa: SLF001
    element.xpath(".//p:cNvPr")[0].set("id", str(1 + max(map(int, tree.xpath("//p:cNvPr/@id")))))
    tree.append(element)


def add_footer(slide: Slide, document: Document, number: int) -> None:
    """Whose slide it is, the beginning of the hash, and its number."""
    head = document.head
    names = (short(name, LONGEST_BELOW) for name in (head.partnership, head.round_title))
    words = " · ".join((*names, document.sha256[:12], str(number)))
    frame = box(slide, Inches(6.95), Inches(0.35))
    write(frame, words, 10, "soft")


def box(slide: Slide, top: int, height: int, left: int = LEFT, width: int = WIDTH) -> TextFrame:
    shapes: Any = slide.shapes
    frame: TextFrame = shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Emu(0)
    return frame


def write(
    frame: Any, words: str, size: float, ink: str = "", *, bold: bool = False, gap: int = 0
) -> None:
    """One more paragraph; in the deck's own colour where none is named."""
    first = frame.paragraphs[0]
    paragraph = first if not first.runs and len(frame.paragraphs) == 1 else frame.add_paragraph()
    if not words:
        paragraph._p.get_or_add_endParaRPr().set("sz", str(Pt(size).centipoints))  # noqa: SLF001
        return
    run = paragraph.add_run()
    run.text = clean(words)
    run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    if ink:
        run.font.color.rgb = colour(ink)
    if gap:
        paragraph.space_after = Pt(gap)


def add_lines(slide: Slide, lines: Sequence[str]) -> int:
    """Paragraphs, smaller where there is much to say; how far down they reach."""
    letters = sum(len(line) for line in lines)
    size = 24 if letters < 420 else 18 if letters < 900 else 14
    frame = box(slide, TOP, HEIGHT)
    for line in lines:
        write(frame, line, size, gap=GAP)
    return depth(lines, size, GAP)


def depth(lines: Sequence[str], size: float, gap: float) -> int:
    """How far down paragraphs over the whole width reach."""
    wide = sum(len(lines_of(line, WIDTH.pt, size)) for line in lines)
    return int(Pt(wide * size * LEADING + gap * len(lines)) + Inches(0.1))


def add_opening(slide: Slide, lines: Sequence[str], check: str) -> None:
    """Whose deck it is, and the hash by which it can be checked."""
    first, *others = lines
    frame = box(slide, Inches(2.7), Inches(3.4))
    write(frame, first, 28 if len(lines_of(first, WIDTH.pt, 28)) == 1 else 18, gap=GAP)
    size = 18 if sum(map(len, others)) < 300 else 14
    for line in others:
        write(frame, line, size, "soft", gap=4)
    write(box(slide, Inches(6.45), Inches(0.35)), check, 11, "soft")


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


def name(shape: Any, words: str) -> None:
    """What a screen reader says of a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(words))  # noqa: SLF001
