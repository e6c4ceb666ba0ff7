"""All of a chart but its marks: bands, lines and words, at their places.

The SVG pen and the Plotly figure both draw this scene, so that they cannot differ.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from assessments.charts.geometry import (
    BAR,
    DESK_WIDTH,
    LABEL,
    LEADING,
    NARROWEST,
    SMALL,
    Axis,
    Geometry,
    PanelPlace,
    RowPlace,
    deep,
)
from assessments.charts.lettering import lines_of
from assessments.charts.messages import Say
from assessments.charts.spec import ChartSpec, Kind, Link, Mark, Panel, Row, Symbol, Zone


@dataclass(frozen=True)
class Field:
    """A band, or a part of one, between two scores."""

    colour: str
    axis: Axis
    start: float
    end: float
    y: float
    height: float
    corner: int = 0


@dataclass(frozen=True)
class Rule:
    """A thin line from 0 to 100."""

    axis: Axis
    y: float


@dataclass(frozen=True)
class Words:
    """Lines of text from `y` down. `at` is a score on the axis, or a place across without one."""

    lines: tuple[str, ...]
    axis: Axis | None
    at: Fraction | float
    y: float
    size: float = SMALL
    colour: str = "soft"
    anchor: str = "start"
    bold: bool = False
    shift: float = 0
    symbol: Symbol | None = None


@dataclass(frozen=True)
class Scene:
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    words: tuple[Words, ...]


def scene(spec: ChartSpec, geometry: Geometry, say: Say) -> Scene:
    """Everything around the marks."""
    fields: list[Field] = []
    rules: list[Rule] = []
    words: list[Words] = []
    for panel, place in zip(spec.panels, geometry.panels, strict=True):
        rows = list(zip(panel.rows, place.rows, strict=True))
        fields += [f for n, z in enumerate(spec.zones) for f in bands(spec, geometry, place, n, z)]
        if spec.kind is Kind.MIRROR:
            rules += [Rule(place.axis, at.y) for row, at in rows if row.marks]
        words += around(spec, geometry, panel, place, say)
        for row, at in rows:
            words += of_row(spec, geometry, row, at, place.axis, say)
    return Scene(tuple(fields), tuple(rules), (*words, *names(geometry, say)))


def bands(
    spec: ChartSpec, geometry: Geometry, place: PanelPlace, number: int, zone: Zone
) -> list[Field]:
    """One band: a part of the bar, a field behind all rows, or a strip behind each."""
    colour = f"zone-{number + 1}"
    axis, rows = place.axis, place.rows
    if spec.kind is Kind.SCALE:
        gap = 0.15 if not geometry.narrow else 0.3
        span = (zone.start + gap, zone.end - gap)
        return [Field(colour, axis, *span, rows[0].y - BAR / 2, BAR, corner=4)]
    if not geometry.narrow:
        height = rows[-1].top + rows[-1].height - rows[0].top
        return [Field(colour, axis, zone.start, zone.end, rows[0].top, height)]
    start = axis_at(axis, 0) if number == 0 else zone.start
    end = axis_at(axis, 100) if number == len(spec.zones) - 1 else zone.end
    marked = (at for at, row in zip(rows, spec.panels[0].rows, strict=True) if row.marks)
    return [Field(colour, axis, start, end, at.y - 27, 43) for at in marked]


def axis_at(axis: Axis, place: float) -> float:
    """The score that would lie at a place across."""
    return (place - axis.start) / (axis.end - axis.start) * 100


def around(
    spec: ChartSpec, geometry: Geometry, panel: Panel, place: PanelPlace, say: Say
) -> list[Words]:
    """Title, ends of the scale, names of the bands, scores along the bottom."""
    axis = place.axis
    found = []
    if panel.title:
        size, width = (16.0, NARROWEST) if geometry.narrow else (LABEL, 316)
        lines = lines_of(panel.title.said(say), width, size, bold=True)
        colour = (panel.symbol or Symbol.JOINT).value
        left = None if geometry.narrow else axis
        found.append(Words(tuple(lines), left, 0, place.title, size, colour, bold=True))
    if spec.kind is Kind.SCALE:
        found += band_names(spec, geometry, place, say)
    if spec.kind is not Kind.SCALE or geometry.narrow:
        found += ends(spec, geometry, place, say)
    if spec.kind is Kind.PROFILE and not geometry.narrow:
        bottom = place.rows[-1].top + place.rows[-1].height + 8
        ticks = range(0, 101, 20)
        found += [Words((str(t),), axis, t, bottom, anchor="middle") for t in ticks]
    return found


def band_names(spec: ChartSpec, geometry: Geometry, place: PanelPlace, say: Say) -> list[Words]:
    """Below the bar: all of them on a desk, the current one alone on a phone."""
    found = []
    bottom = place.rows[0].y + BAR / 2 + 9
    for zone in spec.zones:
        lines = (zone.name.said(say),)
        at, anchor = (zone.start + zone.end) / 2, "middle"
        if geometry.narrow and zone.start == 0:
            at, anchor = 0, "start"
        elif geometry.narrow and zone.end == 100:
            at, anchor = 100, "end"
        colour = "ink" if zone.current else "soft"
        if zone.current or not geometry.narrow:
            found.append(
                Words(lines, place.axis, at, bottom, SMALL, colour, anchor, bold=zone.current)
            )
    return found


def ends(spec: ChartSpec, geometry: Geometry, place: PanelPlace, say: Say) -> list[Words]:
    """What 0 and 100 mean."""
    profile = spec.kind is Kind.PROFILE and not geometry.narrow
    width = NARROWEST / 2 - 6 if geometry.narrow else 320
    size = 13 if geometry.narrow else SMALL
    low, high = (tuple(lines_of(end.said(say), width, size)) for end in spec.ends)
    axis = None if geometry.narrow else place.axis
    colour = "accent" if profile else "soft"
    return [
        Words(low, axis, 0, place.ends, size),
        Words(high, axis, 100, place.ends, size, colour, anchor="end", bold=profile),
    ]


def names(geometry: Geometry, say: Say) -> list[Words]:
    """Whose mark is whose, on the bar of bands."""
    found = []
    for name in geometry.names:
        words, colour = name.mark.label.said(say), name.mark.symbol.value
        if name.x is not None:
            place = (None, name.x, name.y, LABEL, colour, name.anchor)
            found.append(Words((words,), *place, bold=True))
            continue
        lines = lines_of(words, NARROWEST - 24 if geometry.narrow else 940, LABEL, bold=True)
        left = 0 if geometry.narrow else 20
        listed = Words(tuple(lines), None, left, name.y, LABEL, colour, bold=True, shift=24)
        found.append(replace(listed, symbol=name.mark.symbol))
    return found


def of_row(
    spec: ChartSpec, geometry: Geometry, row: Row, at: RowPlace, axis: Axis, say: Say
) -> list[Words]:
    """Its name, its numbers, and what is not shown."""
    found = [] if not row.name or (axis.start > 650) else [row_name(spec, geometry, row, at)]
    if row.note:
        found.append(row_note(spec, geometry, row, at, axis, say))
    flagged = row.note is not None or row.link in (Link.CLEAR, Link.POSSIBLE)
    if spec.kind is Kind.PROFILE or (spec.kind is Kind.MIRROR and (flagged or geometry.narrow)):
        found += numbers(row, at.y, axis, say)
    return found


def row_name(spec: ChartSpec, geometry: Geometry, row: Row, at: RowPlace) -> Words:
    """Above the row on a phone, else to its left and centred on it."""
    if geometry.narrow:
        lines = lines_of(row.name, NARROWEST, LABEL)
        return Words(tuple(lines), None, 0, at.top, LABEL, "ink")
    right, width = (284, 270) if spec.kind is Kind.PROFILE else (310, 300)
    top = at.y - deep(row.name, width, LABEL) / 2
    lines = lines_of(row.name, width, LABEL)
    return Words(tuple(lines), None, right, top, LABEL, "ink", "end")


def row_note(
    spec: ChartSpec, geometry: Geometry, row: Row, at: RowPlace, axis: Axis, say: Say
) -> Words:
    """The whole sentence in place of marks, or a short one beside the mark that is there."""
    words = row.note.said(say) if row.note else ""
    if row.marks:
        right = row.marks[0].score < 50
        at_end, anchor = (100, "end") if right else (0, "start")
        return Words((say("hidden.cell"),), axis, at_end, at.y - 17, anchor=anchor)
    if spec.kind is Kind.SCALE:
        width, left = (NARROWEST, 0) if geometry.narrow else (980, 20)
        return Words(tuple(lines_of(words, width, SMALL)), None, left, 0)
    if geometry.narrow:
        top = at.top + deep(row.name, NARROWEST, LABEL) + 2
        return Words(tuple(lines_of(words, NARROWEST, 13)), None, 0, top, 13)
    width = 620 if spec.kind is Kind.PROFILE else 334
    top = at.y - deep(words, width, SMALL) / 2
    shift = 14 if spec.kind is Kind.PROFILE else 0
    return Words(tuple(lines_of(words, width, SMALL)), axis, 0, top, shift=shift)


def numbers(row: Row, y: float, axis: Axis, say: Say) -> list[Words]:
    """The lower score to the left of its mark, the higher one to the right of its own.

    Where something else lies there, the number stands above its mark.
    """
    others = [mark.previous for mark in row.marks if mark.previous is not None]
    others += [row.target] if row.target is not None else []
    ordered = sorted(row.marks, key=lambda mark: mark.score)
    found = []
    for mark in ordered:
        outward = -1 if len(ordered) == 2 and mark is ordered[0] else 1
        if any(0 < (other - mark.score) * outward <= axis.room for other in others):
            found.append(number_above(mark, ordered, y, axis, say))
        else:
            anchor = "start" if outward > 0 else "end"
            words, top = (mark.label.said(say),), y - 0.62 * SMALL
            found.append(Words(words, axis, mark.score, top, anchor=anchor, shift=15 * outward))
    return found


def number_above(mark: Mark, ordered: list[Mark], y: float, axis: Axis, say: Say) -> Words:
    """Centred on the mark, or turned away from the other mark if that is close."""
    anchor, shift = "middle", 0
    if len(ordered) == 2 and ordered[1].score - ordered[0].score < axis.room:
        anchor, shift = ("end", 7) if mark is ordered[0] else ("start", -7)
    top = y - 11 - LEADING * SMALL
    return Words((mark.label.said(say),), axis, mark.score, top, anchor=anchor, shift=shift)


def across(words: Words, *, narrow: bool) -> float:
    """Where words begin, as a share of the whole width."""
    place = words.axis.at(words.at) if words.axis else float(words.at)
    if words.axis is None and narrow and words.anchor == "end":
        place = 100.0
    return place / (100 if narrow else DESK_WIDTH)
