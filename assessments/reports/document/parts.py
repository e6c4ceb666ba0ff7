"""The parts of a document. Texts are message codes; tables and charts hold exact figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.charts.messages import Message
from assessments.charts.spec import ChartSpec, Symbol, Table


class Style(StrEnum):
    """How a paragraph is meant."""

    LEDE = "lede"
    PLAIN = "plain"
    NOTE = "note"


@dataclass(frozen=True)
class Text:
    message: Message
    style: Style = Style.PLAIN


@dataclass(frozen=True)
class Item:
    """One line of a list: what it is, its figure, why it stands here, and a sentence about it."""

    text: Message
    figure: Message | None = None
    tags: tuple[Message, ...] = ()
    sentence: Message | None = None


@dataclass(frozen=True)
class Items:
    """A list, with a heading of its own if it has a title."""

    items: tuple[Item, ...]
    title: Message | None = None
    empty: Message | None = None


@dataclass(frozen=True)
class Beside:
    """Lists that stand beside each other where there is room."""

    lists: tuple[Items, ...]


@dataclass(frozen=True)
class Figure:
    """A chart. `over_time`: its rows are rounds, the earliest first, and lines join them."""

    spec: ChartSpec
    over_time: bool = False


@dataclass(frozen=True)
class Grid:
    table: Table


Block = Text | Items | Beside | Figure | Grid


@dataclass(frozen=True)
class Section:
    """`notes`: what whoever leads the meeting may ask; formats without notes leave them out."""

    code: str
    title: Message
    blocks: tuple[Block, ...]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Head:
    """Whose report it is. All but the date are names that people chose."""

    partnership: str
    contractor: str
    client: str
    round_title: str
    closed: date
    customer: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Document:
    """`pages`: how many it must not exceed, if any; `sha256`: the hash of its snapshot, empty
    where its readers may not read all of that; `series`: what each symbol of the charts is called.
    """

    kind: str
    title: Message
    head: Head
    sections: tuple[Section, ...]
    series: Mapping[Symbol, Message]
    sha256: str
    contents: bool = False
    pages: int | None = None
