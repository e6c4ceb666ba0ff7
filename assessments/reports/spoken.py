"""What a document's blocks say, line by line, for formats that hold plain lines."""

import unicodedata
from collections.abc import Iterator

from assessments.charts.messages import Say
from assessments.reports.document.parts import Beside, Block, Document, Item, Items, Text


def clean(text: str) -> str:
    """Without characters that no slide and no cell can hold."""
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept)


def document_lines(document: Document, say: Say) -> list[str]:
    """Whose report it is, about which relationship and round."""
    head = document.head
    lines = [
        head.partnership,
        say("report.between", contractor=head.contractor, client=head.client),
    ]
    if head.customer:
        lines.append(say("report.customer", customer=head.customer))
    if head.scope:
        lines.append(say("report.scope", scope=head.scope))
    return [*lines, say("report.closed", round=head.round_title, closed=head.closed)]


def spoken_lines(block: Block, say: Say) -> Iterator[str]:
    """The words of a block; tables and charts have none of their own."""
    match block:
        case Text():
            yield block.message.said(say)
        case Items():
            if block.title:
                yield block.title.said(say)
            yield from (item_line(item, say) for item in block.items)
            if not block.items and block.empty:
                yield block.empty.said(say)
        case Beside():
            for one in block.lists:
                yield from spoken_lines(one, say)


def item_line(item: Item, say: Say) -> str:
    """One line: what, how much, why."""
    parts = [item.text.said(say), item.figure.said(say) if item.figure else ""]
    head = " ".join(part for part in parts if part)
    tail = [tag.said(say) for tag in item.tags]
    tail += [item.sentence.said(say)] if item.sentence else []
    return say("report.split", name=head, text="; ".join(tail)) if tail else head


def short(name: str, most: int | None) -> str:
    """A name where there is room for so many letters alone, if there is a limit."""
    return name if most is None or len(name) <= most else f"{name[: most - 1].rstrip()}\u2026"
