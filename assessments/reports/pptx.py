"""A document as slides: native charts that can be edited, questions in the speaker notes."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from assessments.charts.messages import Say
from assessments.reports.archive import settled
from assessments.reports.document.parts import (
    Beside,
    Document,
    Figure,
    Grid,
    Items,
    Section,
    Text,
)
from assessments.reports.slide_charts import add_chart
from assessments.reports.slide_tables import Cells, add_table
from assessments.reports.slide_words import (
    BOTTOM,
    TOP,
    add_columns,
    add_footer,
    add_lines,
    add_opening,
    add_rule,
    add_title,
    colour,
)
from assessments.reports.spoken import clean, document_lines, spoken_lines

MOST_LINES = 7
TITLE_ONLY = 5
T = TypeVar("T")


def render(document: Document, say: Say) -> bytes:
    """The whole file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    remove_preview(deck)
    paper(deck)
    name_deck(deck, document, say)
    pages = Pages(deck, document, say)
    pages.opening()
    for section in document.sections:
        pages.section(section)
    remove_unused(deck)
    stream = io.BytesIO()
    deck.save(stream)
    return settled(stream.getvalue(), document.head.closed)


def paper(deck: Deck) -> None:
    """The same ground on every slide."""
    fill = deck.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = colour("paper")


def remove_preview(deck: Deck) -> None:
    """The library's empty deck comes with a picture of itself and with somebody's printer."""
    for holder in (deck.part.package, deck.part):
        for key, relation in list(holder._rels.items()):  # noqa: SLF001
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                holder._rels.pop(key)  # noqa: SLF001


def remove_unused(deck: Deck) -> None:
    """Layouts that no slide has, and places for dates, in which the library left some."""
    layouts: Any = deck.slide_layouts
    for layout in [one for one in layouts if not one.used_by_slides]:
        layouts.remove(layout)
    for master in (*deck.slide_masters, *layouts, deck.notes_master):
        for place in list(master.placeholders):
            if place.placeholder_format.type == PP_PLACEHOLDER.DATE:
                place._element.getparent().remove(place._element)  # noqa: SLF001


def name_deck(deck: Deck, document: Document, say: Say) -> None:
    words = deck.core_properties
    closed = datetime.combine(document.head.closed, datetime.min.time())
    words.title = clean(f"{document.head.partnership}: {document.title.said(say)}")[:255]
    words.author = words.last_modified_by = "Alongside"
    words.keywords = document.sha256
    words.subject = words.comments = words.category = ""
    words.created = words.modified = closed
    words.revision = 1


class Pages:
    """Slides one after the other, each with a title, a footer and notes."""

    def __init__(self, deck: Deck, document: Document, say: Say) -> None:
        self.deck, self.document, self.say = deck, document, say
        self.number = 0

    def slide(self, title: str, notes: Sequence[str] = (), *, first: bool = False) -> Slide:
        slides: Any = self.deck.slides
        slide: Slide = slides.add_slide(self.deck.slide_layouts[TITLE_ONLY])
        self.number += 1
        add_title(slide, title, first=first)
        add_footer(slide, self.document, self.number)
        if notes and slide.notes_slide.notes_text_frame is not None:
            slide.notes_slide.notes_text_frame.text = clean("\n".join(notes))
        return slide

    def opening(self) -> None:
        """Whose deck it is, and the hash by which it can be checked."""
        slide = self.slide(self.document.title.said(self.say), first=True)
        lines = document_lines(self.document, self.say)
        add_rule(slide.slide_layout, slide)
        add_opening(slide, lines, self.say("report.hash", hash=self.document.sha256))

    def section(self, section: Section) -> None:
        """One slide for the words of a section, one for each chart, and one or more for each
        table."""
        title = section.title.said(self.say)
        notes = [note.said(self.say) for note in section.notes]
        for block in section.blocks:
            if isinstance(block, Beside):
                add_columns(self.slide(title, notes), block, self.say)
        words = [block for block in section.blocks if isinstance(block, Text | Items)]
        lines = [line for block in words for line in spoken_lines(block, self.say)]
        shown = [block for block in section.blocks if isinstance(block, Figure | Grid)]
        for block in shown:
            if isinstance(block, Figure):
                self.charts(block, lines, title, notes)
            else:
                self.table(block, lines, title, notes)
            lines = []
        for part in batched(lines, MOST_LINES):
            add_lines(self.slide(title, notes), part)

    def charts(
        self, figure: Figure, lines: Sequence[str], title: str, notes: Sequence[str]
    ) -> None:
        """A slide for each panel; what is said about it stands below the first one."""
        for place, panel in enumerate(figure.spec.panels):
            name = panel.title.said(self.say) if panel.title else ""
            slide = self.slide(self.part_of(title, name) if name else title, notes)
            add_chart(slide, figure, panel, self.document, self.say, [] if place else lines)

    def table(self, block: Grid, lines: Sequence[str], title: str, notes: Sequence[str]) -> None:
        """As many slides as the rows need, each with the head."""
        caption = block.table.caption.said(self.say)
        name = title if caption == title else self.part_of(title, caption)
        grid = Cells(block.table, self.say)
        rows: Sequence[Sequence[str]] = grid.rows
        while rows:
            slide = self.slide(name, notes)
            top = TOP + (add_lines(slide, lines) if lines else 0)
            count = grid.fitting(rows, BOTTOM - top)
            add_table(slide, grid, rows[:count], top)
            rows, lines = rows[count:], []

    def part_of(self, title: str, part: str) -> str:
        return self.say("report.split", name=title, text=part)


def batched(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """Parts of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
