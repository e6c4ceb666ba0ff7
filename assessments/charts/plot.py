"""A finished layout: areas, lines, marks and words at their places, for any pen to draw.

Across, a desk has 1,020 units and a phone percentages; down, everything is in pixels.
"""

from dataclasses import dataclass

from assessments.charts.scene import Words
from assessments.charts.spec import Symbol

Span = tuple[float, float]


@dataclass(frozen=True)
class Area:
    colour: str
    x: Span
    y: Span


@dataclass(frozen=True)
class Stroke:
    """A straight line; `dash` as in SVG."""

    colour: str
    x: Span
    y: Span
    width: float = 1
    dash: str = ""


@dataclass(frozen=True)
class Dot:
    """A mark with the sentence that it tells."""

    symbol: Symbol
    x: float
    y: float
    radius: float
    tip: str
    hollow: bool = False


@dataclass(frozen=True)
class Plot:
    """In the order of drawing: each lies on top of those before."""

    height: float
    narrow: bool
    areas: tuple[Area, ...]
    strokes: tuple[Stroke, ...]
    dots: tuple[Dot, ...]
    words: tuple[Words, ...]
