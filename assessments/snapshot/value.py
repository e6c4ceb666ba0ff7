"""The frozen value of a sealed round: every figure and word that may ever be shown, and no other.

No sentence and no name of an organization or person stands in it. The figures it is made of are
defined in `assessments.scoring.figures` and can be had from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessments.disclosure.rules import View
from assessments.scoring.figures import (
    Breakthrough,
    BreakthroughPoint,
    Cell,
    Change,
    Changes,
    ElementFigures,
    Everyone,
    IndexFigures,
    Mirror,
    MirroredFigures,
    PracticeFigures,
    Reading,
    SingleFigures,
    StanceFigures,
)
from assessments.scoring.terms import NotShown, Sides, TooFew

__all__ = [
    "VERSION",
    "Breakthrough",
    "BreakthroughPoint",
    "Cell",
    "Change",
    "Changes",
    "ElementFigures",
    "Everyone",
    "FurtherFigures",
    "IndexFigures",
    "Mirror",
    "MirroredFigures",
    "PracticeFigures",
    "Reading",
    "Response",
    "SingleFigures",
    "Snapshot",
    "StanceFigures",
    "View",
]

VERSION = 2

FurtherFigures = Mapping[str, SingleFigures | MirroredFigures]
"""Of the statements of one section, by code."""


@dataclass(frozen=True)
class Response:
    """Ballots of one side out of those invited; `answered` is hidden below the smallest group."""

    invited: int | None
    answered: int | NotShown


@dataclass(frozen=True)
class Snapshot:
    """A round as everybody may see it. Mappings keep the questionnaire's order. `reliability`: not
    told any more, because it is made of whole sheets; only earlier snapshots hold some. `further`:
    by section; empty in version 1, which knew none."""

    version: int
    instrument: str
    number: int
    previous: int | None
    closed: date
    k: int
    view: View
    response: Sides[Response]
    statements: Mapping[str, Cell]
    elements: Mapping[str, ElementFigures]
    index: IndexFigures
    practices: Mapping[str, PracticeFigures]
    stance: StanceFigures
    everyone: Everyone | None
    breakthrough: Breakthrough
    reading: Reading
    reliability: Mapping[str, Fraction | TooFew | NotShown]
    further: Mapping[str, FurtherFigures]
