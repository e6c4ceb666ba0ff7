"""What a chart shows, before it is drawn: marks with exact values, words, table.

Every format draws from the same description, so that page, print and file show the same
figures in the same order. A hidden figure is a mark that is not there and a note that says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assessments.charts.messages import Message
from assessments.scoring.cells import rounded
from assessments.scoring.terms import NOT_SHOWN, Band, NotShown

SAME_PLACE, LIFT = 2, 0.6
POLES = (Message("pole.vendor"), Message("pole.partnership"))


class Kind(StrEnum):
    """How a chart is laid out."""

    SCALE = "scale"
    PROFILE = "profile"
    MIRROR = "mirror"
    TREND = "trend"
    MAP = "map"


class Symbol(StrEnum):
    """What stands for whom or what; shape and colour always go together."""

    CONTRACTOR = "contractor"
    CLIENT = "client"
    JOINT = "joint"
    PREVIOUS = "previous"
    TARGET = "target"
    PRECISION = "precision"
    CHANGED = "changed"
    STRONG = "strong"
    WEAK = "weak"
    CLEAR = "clear"
    POSSIBLE = "possible"


class Link(StrEnum):
    """The line between two marks of a row, by the word for their gap."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    PLAIN = "plain"


@dataclass(frozen=True)
class Mark:
    """One score; `previous` is that of the round before, if the two may be compared; `precision`:
    how far it may lie to either side, in points, if that is told."""

    symbol: Symbol
    score: Fraction
    label: Message
    tip: Message
    previous: Fraction | None = None
    precision: int | None = None
    hollow: bool = False
    previous_tip: Message | None = None

    @property
    def reach(self) -> tuple[Fraction, Fraction] | None:
        """The two ends of its whisker, which never leaves the scale."""
        if self.precision is None:
            return None
        low, high = self.score - self.precision, self.score + self.precision
        return max(low, Fraction(0)), min(high, Fraction(100))


@dataclass(frozen=True)
class Row:
    """One line of a chart, or one round of a trend. `note` says what is not shown; `target` is the
    agreed score; `changed`: other statements were asked than in the round before."""

    code: str
    name: str
    marks: tuple[Mark, ...]
    link: Link | None = None
    target: Fraction | None = None
    note: Message | None = None
    changed: bool = False

    def lift(self, mark: Mark) -> float:
        """How far above its row a mark lies, in radii: two that would cover each other are moved
        apart, the contractor's up and the client's down."""
        scores = [rounded(one.score, 10) for one in self.marks]
        if len(scores) < 2 or max(scores) - min(scores) >= SAME_PLACE:
            return 0.0
        return LIFT if mark.symbol is Symbol.CONTRACTOR else -LIFT


@dataclass(frozen=True)
class Panel:
    rows: tuple[Row, ...]
    symbol: Symbol | None = None
    title: Message | None = None


@dataclass(frozen=True)
class Zone:
    """A band of the scale; `current` where the joint score lies."""

    start: int
    end: int
    name: Message
    current: bool = False


@dataclass(frozen=True)
class KeyEntry:
    """What a symbol means: a name in bold, then the rest."""

    symbol: Symbol
    name: Message | None
    text: Message | None


@dataclass(frozen=True)
class TableRow:
    name: Message
    cells: tuple[Message, ...]


@dataclass(frozen=True)
class LabelledRow:
    name: Message
    cells: tuple[tuple[Message, Message], ...]


@dataclass(frozen=True)
class Table:
    """The same figures in words: first column a row's name, then one cell per other head."""

    caption: Message
    head: tuple[Message, ...]
    rows: tuple[TableRow, ...]

    @property
    def labelled(self) -> Iterator[LabelledRow]:
        """Each row with every cell beside the head of its column."""
        for row in self.rows:
            yield LabelledRow(row.name, tuple(zip(self.head[1:], row.cells, strict=True)))

    @property
    def has_hidden(self) -> bool:
        return any(cell.code == "hidden.cell" for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class ChartSpec:
    """`finding`: what the chart shows, in sentences."""

    code: str
    kind: Kind
    title: Message
    alt: Message
    panels: tuple[Panel, ...]
    key: tuple[KeyEntry, ...]
    table: Table
    zones: tuple[Zone, ...] = ()
    ends: tuple[Message, Message] = POLES
    finding: tuple[Message, ...] = ()


def zones(current: Band | NotShown = NOT_SHOWN) -> tuple[Zone, ...]:
    """The five bands, each twenty points wide."""
    return tuple(
        Zone(20 * place, 20 * place + 20, Message(f"band.{band.name.lower()}"), band is current)
        for place, band in enumerate(Band)
    )
