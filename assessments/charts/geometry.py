"""Where everything of a chart lies, for a desk and for a phone; each pen draws at these places.

Down, everything is in pixels from the top. Across, a desk has 1,020 units and a phone percentages,
so that a phone's drawing fits any width; its lines are broken for the narrowest page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assessments.charts.lettering import lines_of, width_of
from assessments.charts.messages import Say
from assessments.charts.spec import ChartSpec, Kind, Mark, Symbol
from assessments.scoring.cells import rounded

SMALL, LABEL, LEADING = 13.5, 15.0, 1.25
DESK_WIDTH, NARROWEST = 1020, 250
BAR = 20


def tenth(score: Fraction | float) -> float:
    """A score as data files tell it: a finer one could give away how many people are behind it."""
    return float(rounded(Fraction(score), 10))


@dataclass(frozen=True)
class Axis:
    """Where the scores 0 and 100 lie; `room` is what a number beside a mark needs, in points."""

    start: float
    end: float
    unit: str
    room: int

    def at(self, score: Fraction | float) -> float:
        return self.start + (self.end - self.start) * tenth(score) / 100


@dataclass(frozen=True)
class RowPlace:
    """`top`: where its name or note begins on a phone; `y`: the middle of its marks."""

    top: float
    y: float
    height: float


@dataclass(frozen=True)
class PanelPlace:
    """Its title, then the two ends of its scale, then its rows."""

    axis: Axis
    title: float
    ends: float
    rows: tuple[RowPlace, ...]


@dataclass(frozen=True)
class NamePlace:
    """A name with its score on the bar of bands; `x` is None where names are listed."""

    mark: Mark
    x: float | None
    anchor: str
    y: float


@dataclass(frozen=True)
class Geometry:
    """`narrow`: labels stand above their rows."""

    height: float
    panels: tuple[PanelPlace, ...]
    names: tuple[NamePlace, ...] = ()
    narrow: bool = False


WHISKERS = {Symbol.CONTRACTOR: 11.0, Symbol.CLIENT: 14.5, Symbol.JOINT: 11.0}
"""How far below its mark a whisker lies, so that those of two sides do not cover each other."""


def deep(words: str, width: float, size: float, *, bold: bool = False) -> float:
    """How far down a paragraph reaches."""
    return len(lines_of(words, width, size, bold=bold)) * size * LEADING


def place(spec: ChartSpec, say: Say, *, narrow: bool) -> Geometry:
    """The places for one size of page."""
    return PLACES[spec.kind, narrow](spec, say)


DESK_SCALE = Axis(20, 1000, "", 6)
DESK_PROFILE = Axis(300, 960, "", 6)
DESK_MIRROR = (Axis(330, 650, "", 12), Axis(690, 1010, "", 12))
PHONE_FULL = Axis(0, 100, "%", 16)
PHONE_INSET = Axis(8, 92, "%", 16)


def desk_scale(spec: ChartSpec, say: Say) -> Geometry:
    """Names above their own marks if there is room, else one below the other."""
    row = spec.panels[0].rows[0]
    top, names = 32.0, direct_names(row.marks, say)
    if row.note:
        top = deep(row.note.said(say), 980, SMALL) + 14
    elif not names:
        top, names = listed_names(row.marks, say, 940)
    rows = (RowPlace(0, top + BAR / 2, BAR),)
    return Geometry(top + 54, (PanelPlace(DESK_SCALE, 0, top + 32, rows),), names)


def direct_names(marks: tuple[Mark, ...], say: Say) -> tuple[NamePlace, ...]:
    """The lower one ends at its mark and the higher one begins there; none if they do not fit."""
    if not marks:
        return ()
    ordered = sorted(marks, key=lambda mark: mark.score)
    low, high = ordered[0], ordered[-1]
    middle = (DESK_SCALE.at(low.score) + DESK_SCALE.at(high.score)) / 2
    left = max(DESK_SCALE.at(high.score) - 9, middle + 6)
    right = min(DESK_SCALE.at(low.score) + 9, middle - 6)
    if len(ordered) == 1:
        left = DESK_SCALE.at(high.score) - 9
    if left + width_of(high.label.said(say), LABEL, bold=True) > DESK_WIDTH:
        return ()
    found = (NamePlace(high, left, "start", 6),)
    if len(ordered) == 1:
        return found
    if right < width_of(low.label.said(say), LABEL, bold=True):
        return ()
    return (*found, NamePlace(low, right, "end", 6))


def listed_names(
    marks: tuple[Mark, ...], say: Say, width: float
) -> tuple[float, tuple[NamePlace, ...]]:
    """Each name behind its symbol; and where the bar begins."""
    top = 0.0
    names = []
    for mark in marks:
        names.append(NamePlace(mark, None, "start", top))
        top += deep(mark.label.said(say), width, LABEL, bold=True) + 4
    return top + 10, tuple(names)


def desk_profile(spec: ChartSpec, say: Say) -> Geometry:
    """Rows of 52 pixels, or more where a name needs it."""
    top = 34.0
    rows = []
    for row in spec.panels[0].rows:
        height = max(52.0, deep(row.name, 270, LABEL) + 14)
        rows.append(RowPlace(top, top + height / 2, height))
        top += height
    return Geometry(top + 30, (PanelPlace(DESK_PROFILE, 0, 10, tuple(rows)),))


def desk_mirror(spec: ChartSpec, say: Say) -> Geometry:
    """Two panels beside each other over the same rows."""
    titles = [deep(p.title.said(say), 316, LABEL, bold=True) for p in spec.panels if p.title]
    top = max(titles, default=0.0)
    first = top + 28
    panels = tuple(
        PanelPlace(
            axis,
            0,
            top + 4,
            tuple(
                RowPlace(first + 36 * n, first + 36 * n + 18, 36) for n in range(len(panel.rows))
            ),
        )
        for panel, axis in zip(spec.panels, DESK_MIRROR, strict=True)
    )
    return Geometry(first + 36 * len(spec.panels[0].rows) + 4, panels)


def ends_depth(spec: ChartSpec, say: Say) -> float:
    """How far down the words at the two ends of a scale reach on a phone."""
    return max(deep(end.said(say), NARROWEST / 2 - 6, 13) for end in spec.ends)


def phone_scale(spec: ChartSpec, say: Say) -> Geometry:
    """Names, bar, the current band's name, and the two ends."""
    row = spec.panels[0].rows[0]
    top, names = listed_names(row.marks, say, NARROWEST - 24)
    if row.note:
        top = deep(row.note.said(say), NARROWEST, SMALL) + 14
    ends = top + BAR + (32 if any(zone.current for zone in spec.zones) else 10)
    rows = (RowPlace(0, top + BAR / 2, BAR),)
    panel = PanelPlace(PHONE_FULL, 0, ends, rows)
    return Geometry(ends + ends_depth(spec, say) + 4, (panel,), names, narrow=True)


def phone_profile(spec: ChartSpec, say: Say) -> Geometry:
    """Each name above its own strip."""
    top = ends_depth(spec, say) + 10
    rows = []
    for row in spec.panels[0].rows:
        name = deep(row.name, NARROWEST, LABEL) + 4
        marks = 43 if row.marks else deep(row.note.said(say), NARROWEST, 13) if row.note else 0
        rows.append(RowPlace(top, top + name + 27, name + marks))
        top += name + marks + 14
    return Geometry(top - 6, (PanelPlace(PHONE_INSET, 0, 0, tuple(rows)),), narrow=True)


def phone_mirror(spec: ChartSpec, say: Say) -> Geometry:
    """One panel below the other, each name above its line."""
    top = 0.0
    panels = []
    for panel in spec.panels:
        title = deep(panel.title.said(say), NARROWEST, 16, bold=True) + 2 if panel.title else 0.0
        start, ends = top, top + title
        top = ends + ends_depth(spec, say) + 10
        rows = []
        for row in panel.rows:
            name = deep(row.name, NARROWEST, LABEL) + 2
            note = row.note.said(say) if row.note and not row.marks else ""
            marks = deep(note, NARROWEST, 13) + 10 if note else 34
            rows.append(RowPlace(top, top + name + 12, name + marks))
            top += name + marks
        panels.append(PanelPlace(PHONE_INSET, start, ends, tuple(rows)))
        top += 22
    return Geometry(top - 22, tuple(panels), narrow=True)


PLACES: dict[tuple[Kind, bool], Callable[[ChartSpec, Say], Geometry]] = {
    (Kind.SCALE, False): desk_scale,
    (Kind.PROFILE, False): desk_profile,
    (Kind.MIRROR, False): desk_mirror,
    (Kind.SCALE, True): phone_scale,
    (Kind.PROFILE, True): phone_profile,
    (Kind.MIRROR, True): phone_mirror,
}
