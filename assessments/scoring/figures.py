"""The figures of a round: frozen values that hold nothing but what may be shown.

All scores are exact fractions from 0 to 100; gaps and changes are differences of scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.terms import (
    Agreement,
    Band,
    ChangeWord,
    GapWord,
    MirrorWord,
    Model,
    NotComparable,
    NotShown,
    Score,
    Sides,
)


@dataclass(frozen=True)
class Cell:
    """One statement: the coded mean of each side, and the joint score."""

    contractor: Score
    client: Score
    joint: Score


@dataclass(frozen=True)
class Change:
    """Score minus score of the round before, in points, and how sure a reader may be."""

    points: Score | NotComparable
    word: ChangeWord | NotShown | NotComparable


@dataclass(frozen=True)
class Changes:
    contractor: Change
    client: Change
    joint: Change


@dataclass(frozen=True)
class ElementFigures:
    contractor: Score
    client: Score
    joint: Score
    gap: Score
    gap_word: GapWord | NotShown
    band: Band | NotShown
    agreement: Sides[Agreement | NotShown | None]
    precision: Sides[int | NotShown | None]
    change: Changes | None
    target: Fraction | None


@dataclass(frozen=True)
class IndexFigures:
    """`elements`: codes of the elements it is made of, empty when the index is hidden."""

    contractor: Score
    client: Score
    joint: Score
    gap: Score
    gap_word: GapWord | NotShown
    band: Band | NotShown
    change: Changes | None
    elements: tuple[str, ...]


@dataclass(frozen=True)
class Mirror:
    """One organization: as its own staff rate it, and as the other side's staff rate it."""

    self_score: Score
    seen: Score
    gap: Score
    word: MirrorWord | NotShown


@dataclass(frozen=True)
class PracticeFigures:
    contractor: Mirror
    client: Mirror
    joint: Score


@dataclass(frozen=True)
class Points:
    """Score minus score of the round before. No word stands beside it: words are told about whole
    elements, never about a single statement."""

    contractor: Score | NotComparable
    client: Score | NotComparable
    joint: Score | NotComparable


@dataclass(frozen=True)
class SingleFigures:
    """A further statement that everybody answers once. `change`: None in a first round."""

    contractor: Score
    client: Score
    joint: Score
    gap: Score
    change: Points | None


@dataclass(frozen=True)
class Readings:
    """How far the two readings of one organization have moved."""

    self_score: Score | NotComparable
    seen: Score | NotComparable


@dataclass(frozen=True)
class MirroredPoints:
    contractor: Readings
    client: Readings
    joint: Score | NotComparable


@dataclass(frozen=True)
class MirroredFigures(PracticeFigures):
    """A further statement that is rated for each organization."""

    change: MirroredPoints | None


@dataclass(frozen=True)
class StanceFigures:
    contractor: Score
    client: Score
    joint: Score
    model: Model | NotShown


@dataclass(frozen=True)
class Everyone:
    """All people of both sides together, where one side is too small to be told apart."""

    elements: Mapping[str, Score]
    index: Score


@dataclass(frozen=True)
class BreakthroughPoint:
    """`detail` holds the figures behind the point: scores, codes of elements and sides."""

    code: str
    met: bool | NotShown
    detail: Mapping[str, Score | str | tuple[str, ...]]


@dataclass(frozen=True)
class Breakthrough:
    reached: bool | NotShown
    points: tuple[BreakthroughPoint, ...]


@dataclass(frozen=True)
class Reading:
    """Codes of elements and practices, in the order in which a page names them."""

    celebrate: tuple[str, ...]
    strongest_so_far: tuple[str, ...]
    talk_about: tuple[str, ...]
    raise_next: tuple[str, ...]
