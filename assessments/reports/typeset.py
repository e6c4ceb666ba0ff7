"""A document as plain values for the PDF template: every word said, every place worked out.

A4 less its margins is 482 points wide; all lengths are points.
"""

from fractions import Fraction
from typing import Any

from assessments.charts.lettering import breakable
from assessments.charts.messages import Message, Say
from assessments.charts.palette import LIGHT
from assessments.charts.spec import Mark, Panel, Row, Symbol, Table
from assessments.reports.columns import numbers, shares
from assessments.reports.document.parts import (
    Beside,
    Block,
    Document,
    Figure,
    Grid,
    Items,
    Section,
    Text,
)
from assessments.reports.rounds_over_time import timeline
from assessments.reports.spoken import document_lines, short

WIDTH = 481.8
LEDE, GUTTER, BULLET = 1.25, 14, 12
PANEL_TITLE, PANEL_SIZE = 146, 10.5
TABLE_SIZE, TABLE_LETTER, PADDING = 9.0, 7.6, 10
ROOM = 9
UNBROKEN = 8
LONGEST_TITLE, LONGEST_BELOW = 60, 40

Json = dict[str, Any]


def typeset(document: Document, say: Say, *, language: str, size: float) -> Json:
    """What the template reads. `size`: of the text, in points."""
    head = document.head
    title = document.title.said(say)
    closed = head.closed
    return {
        "title": ": ".join(
            (short(head.partnership, LONGEST_TITLE), title, short(head.round_title, LONGEST_TITLE))
        ),
        "title-line": title,
        "keywords": [document.sha256] if document.sha256 else [],
        "language": language.split("-")[0],
        "size": size,
        "colours": dict(LIGHT),
        "closed": {"year": closed.year, "month": closed.month, "day": closed.day},
        "page": say("report.page", page="{page}", pages="{pages}"),
        "footer": " · ".join(
            (short(head.partnership, LONGEST_BELOW), title, short(head.round_title, LONGEST_BELOW))
        ),
        "partnership": breakable(head.partnership, WIDTH, size * 1.35),
        "lines": [breakable(line, WIDTH, size) for line in document_lines(document, say)[1:]],
        "contents": say("report.contents") if document.contents else None,
        "sections": [section_data(section, say, size) for section in document.sections],
        "notes": [],
        "hash": say("report.hash", hash=document.sha256) if document.sha256 else None,
    }


def within(say: Say, width: float, size: float, *, bold: bool = False) -> Say:
    """Sentences whose words fit a line of that width."""
    return lambda code, **parameters: breakable(say(code, **parameters), width, size, bold=bold)


def section_data(section: Section, say: Say, size: float) -> Json:
    title = section.title.said(say)
    following = (*section.blocks[1:], None)
    return {
        "title": title,
        "blocks": [
            block_data(block, say, title, size, quoted=section.code == "comments")
            | {"sticky": isinstance(after, Grid)}
            for block, after in zip(section.blocks, following, strict=True)
        ],
    }


def block_data(block: Block, say: Say, title: str, size: float, *, quoted: bool) -> Json:
    """One block; a table named like its section gets no heading of its own."""
    match block:
        case Text():
            words = block.message.said(within(say, WIDTH, size * LEDE))
            return {"type": "text", "text": words, "style": block.style.value}
        case Items():
            return items_data(block, within(say, WIDTH - BULLET, size), quoted=quoted)
        case Beside():
            width = (WIDTH + GUTTER) / len(block.lists) - GUTTER - BULLET
            spoken = within(say, width, size)
            return {"type": "beside", "lists": [items_data(one, spoken) for one in block.lists]}
        case Figure():
            return chart_data(block, say)
        case Grid():
            return table_data(block.table, say, title)


def items_data(block: Items, say: Say, *, quoted: bool = False) -> Json:
    return {
        "type": "items",
        "title": said(block.title, say),
        "empty": said(block.empty, say) or "",
        "quoted": quoted,
        "items": [
            {
                "text": item.text.said(say),
                "figure": said(item.figure, say),
                "tags": [tag.said(say) for tag in item.tags],
                "sentence": said(item.sentence, say),
            }
            for item in block.items
        ],
    }


def said(message: Message | None, say: Say) -> str | None:
    return message.said(say) if message else None


def table_data(table: Table, say: Say, title: str) -> Json:
    """Columns of numbers are narrow and set flush right; words get room by how long they are."""
    head = [cell.said(say) for cell in table.head]
    rows = [[row.name.said(say), *(cell.said(say) for cell in row.cells)] for row in table.rows]
    caption = table.caption.said(say)
    figures = numbers(table)
    parts = shares(head, rows, figures)
    widths = [part / sum(parts) * (WIDTH - PADDING * len(head)) for part in parts]
    return {
        "type": "table",
        "title": None if caption == title else caption,
        "breakable": len(rows) > UNBROKEN,
        "head": head,
        "rows": [
            [
                breakable(words, width, TABLE_LETTER)
                for words, width in zip(row, widths, strict=True)
            ]
            for row in rows
        ],
        "aligned": ["right" if number else "left" for number in figures],
        "columns": [width + PADDING for width in widths],
    }


def chart_data(figure: Figure, say: Say) -> Json:
    """A chart's description with every word said."""
    spec = figure.spec
    if figure.over_time:
        panels = [timeline(panel, spec, say) for panel in spec.panels]
    else:
        panels = [panel_data(panel, say) for panel in spec.panels]
    return {
        "type": "chart",
        "kind": "lines" if figure.over_time else spec.kind.value,
        "alt": spec.alt.said(say),
        "width": WIDTH,
        "ends": [end.said(say) for end in spec.ends],
        "zones": [
            {
                "start": zone.start,
                "end": zone.end,
                "name": zone.name.said(say),
                "current": zone.current,
            }
            for zone in spec.zones
        ],
        "panels": panels,
        "key": [
            {
                "symbol": entry.symbol.value,
                "name": said(entry.name, within(say, WIDTH - BULLET, TABLE_SIZE, bold=True)),
                "text": said(entry.text, within(say, WIDTH - BULLET, TABLE_SIZE)) or "",
            }
            for entry in spec.key
        ],
    }


def panel_data(panel: Panel, say: Say) -> Json:
    return {
        "title": said(panel.title, within(say, PANEL_TITLE, PANEL_SIZE, bold=True)),
        "symbol": (panel.symbol or Symbol.JOINT).value,
        "rows": [row_data(row, say) for row in panel.rows],
    }


def row_data(row: Row, say: Say) -> Json:
    ordered = sorted(row.marks, key=lambda mark: mark.score)
    return {
        "name": row.name,
        "note": said(row.note, say),
        "link": row.link.value if row.link else None,
        "target": None if row.target is None else float(row.target),
        "marks": [
            {
                "symbol": mark.symbol.value,
                "x": float(mark.score),
                "label": mark.label.said(say),
                "side": side_of(mark, ordered, row.target),
                "lift": row.lift(mark),
                "previous": None if mark.previous is None else float(mark.previous),
                "reach": [float(end) for end in mark.reach] if mark.reach else None,
            }
            for mark in row.marks
        ],
    }


def side_of(mark: Mark, ordered: list[Mark], target: Fraction | None) -> str:
    """Where the number of a mark stands, so that it covers nothing: outside, or else above."""
    outward = -1 if len(ordered) == 2 and mark is ordered[0] else 1
    others = [other.previous for other in ordered if other.previous is not None]
    others += [] if target is None else [target]
    if not any(0 < (other - mark.score) * outward <= ROOM for other in others):
        return "left" if outward < 0 else "right"
    if len(ordered) == 2 and ordered[1].score - ordered[0].score < ROOM:
        return "above-left" if outward < 0 else "above-right"
    return "above"
