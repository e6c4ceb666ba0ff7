"""Where everything of the map lies: how far apart the sides are, in lanes of agreement."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assessments.charts.geometry import DESK_WIDTH, LABEL, LEADING, NARROWEST, SMALL, deep, tenth
from assessments.charts.lettering import lines_of
from assessments.charts.messages import Say
from assessments.charts.plot import Area, Dot, Plot, Stroke
from assessments.charts.scene import Words
from assessments.charts.spec import ChartSpec, Panel, Row

APART_FROM = 10
LEAST_REACH, ROUNDED_TO = 30, 10
DESK_START, DESK_END, FIGURES = 300.0, 730.0, 762.0
PHONE_START, PHONE_END = 3.0, 97.0
NAME_WIDTH, LANE_HEAD, ROW, STRIP = 270, 30.0, 40.0, 26.0
HEADS = ("alike", "apart")


@dataclass(frozen=True)
class RowAt:
    """`top`: where its name begins on a phone; `middle`: of its mark."""

    row: Row
    top: float
    middle: float


@dataclass(frozen=True)
class Lane:
    panel: Panel
    top: float
    bottom: float
    rows: tuple[RowAt, ...]


def map_plot(spec: ChartSpec, say: Say, *, narrow: bool) -> Plot:
    """A lane for each panel, a row for each element."""
    start, end = (PHONE_START, PHONE_END) if narrow else (DESK_START, DESK_END)
    reach = reach_of(spec)

    def at(gap: float) -> float:
        return start + (end - start) * gap / reach

    room = NARROWEST / 2 - 8 if narrow else 210
    heads = [tuple(lines_of(say(f"map.{side}"), room, SMALL)) for side in HEADS]
    found = list(lanes(spec, say, max(map(len, heads)) * SMALL * LEADING + 8, narrow=narrow))
    bottom = found[-1].bottom if found else 0.0
    rows = [row for lane in found for row in lane.rows]
    edges = (0.0, 100.0) if narrow else (DESK_START - 16, float(DESK_WIDTH))
    words = [word for lane in found for word in lane_words(lane, edges[0], say, narrow=narrow)]
    words += [word for row in rows for word in row_words(row, say, narrow=narrow)]
    words += around(heads, at, reach, bottom, narrow=narrow)
    limit = (at(APART_FROM), at(APART_FROM))
    return Plot(
        height=bottom + 30,
        narrow=narrow,
        areas=tuple(
            Area("zone-4" if n % 2 == 0 else "zone-2", edges, (lane.top, lane.bottom))
            for n, lane in enumerate(found)
        ),
        strokes=tuple(
            stroke
            for row in rows
            for stroke in (
                Stroke("line", (at(0), at(reach)), (row.middle, row.middle)),
                Stroke("ink", limit, (row.middle - 12, row.middle + 12), 1.5, "4 4"),
            )
        ),
        dots=tuple(
            Dot(mark.symbol, at(tenth(mark.score)), row.middle, 8, mark.tip.said(say), mark.hollow)
            for row in rows
            for mark in row.row.marks
        ),
        words=tuple(words),
    )


def reach_of(spec: ChartSpec) -> int:
    """The points at the right edge: the widest gap, rounded up."""
    gaps = [mark.score for panel in spec.panels for row in panel.rows for mark in row.marks]
    widest = int(max(gaps, default=0)) + 1
    return max(LEAST_REACH, -(-widest // ROUNDED_TO) * ROUNDED_TO)


def lanes(spec: ChartSpec, say: Say, top: float, *, narrow: bool) -> Iterator[Lane]:
    """From top to bottom: its head, then its rows."""
    for panel in spec.panels:
        y = top + LANE_HEAD
        if narrow and panel.title:
            y = top + deep(panel.title.said(say), NARROWEST - 8, LABEL, bold=True) + 8
        rows = []
        for row in panel.rows:
            depth = deep(phone_name(row, say), NARROWEST - 8, 13) + STRIP + 6 if narrow else ROW
            middle = y + depth - STRIP / 2 - 4 if narrow else y + depth / 2
            rows.append(RowAt(row, y, middle))
            y += depth
        yield Lane(panel, top, y + 4, tuple(rows))
        top = y + 10


def phone_name(row: Row, say: Say) -> str:
    return say("map.label", element=row.name, figures=row.marks[0].label)


def lane_words(lane: Lane, left: float, say: Say, *, narrow: bool) -> Iterator[Words]:
    if lane.panel.title:
        room = NARROWEST - 8 if narrow else DESK_WIDTH - DESK_START
        lines = tuple(lines_of(lane.panel.title.said(say), room, LABEL, bold=True))
        inset = 1.5 if narrow else 16
        yield Words(lines, None, left + inset, lane.top + 6, LABEL, "ink", bold=True)


def row_words(at: RowAt, say: Say, *, narrow: bool) -> Iterator[Words]:
    """Name to the left and figures to the right of the lane; both above the mark on a phone."""
    if narrow:
        lines = tuple(lines_of(phone_name(at.row, say), NARROWEST - 8, 13))
        yield Words(lines, None, 1.5, at.top, 13, "ink")
        return
    lines = tuple(lines_of(at.row.name, NAME_WIDTH, LABEL))
    top = at.middle - deep(at.row.name, NAME_WIDTH, LABEL) / 2
    yield Words(lines, None, DESK_START - 32, top, LABEL, "ink", "end")
    said = at.row.marks[0].label.said(say)
    figures = tuple(lines_of(said, DESK_WIDTH - FIGURES - 8, SMALL))
    yield Words(figures, None, FIGURES, at.middle - len(figures) * SMALL * LEADING / 2, SMALL)


def around(
    heads: list[tuple[str, ...]],
    at: Callable[[float], float],
    reach: int,
    bottom: float,
    *,
    narrow: bool,
) -> Iterator[Words]:
    """What lies on both sides of the dashed line, and the points along the bottom."""
    alike, apart = heads
    edge = 100.0 if narrow else at(reach)
    yield Words(alike, None, at(0), 0, SMALL)
    yield Words(apart, None, edge, 0, SMALL, anchor="end")
    for points in range(0, reach + 1, ROUNDED_TO):
        if not (narrow and points in (0, reach)):
            yield Words((str(points),), None, at(points), bottom + 6, SMALL, anchor="middle")
