"""Where everything of a trend lies: scores up, rounds from left to right, a panel for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.charts.geometry import DESK_WIDTH, LABEL, LEADING, NARROWEST, SMALL, deep, tenth
from assessments.charts.lettering import lines_of, width_of
from assessments.charts.messages import Say
from assessments.charts.plot import Area, Dot, Plot, Stroke
from assessments.charts.scene import Words
from assessments.charts.spec import ChartSpec, Mark, Panel, Row

COLUMNS, GUTTER = 3, 30
TICKS_WIDTH, NUMBER_WIDTH, NAME_WIDTH = 34, 40, 170
PHONE_START, PHONE_END = 11.0, 88.0
MOST_NAMES = 6
HEIGHTS = {True: 230.0, False: 120.0}


@dataclass(frozen=True)
class Frame:
    """The field of one panel. `alone`: it has the page to itself."""

    left: float
    right: float
    title: float
    top: float
    bottom: float
    alone: bool
    narrow: bool

    def x(self, place: int, count: int) -> float:
        """The middle of one round out of so many."""
        if count == 1:
            return (self.left + self.right) / 2
        inset = (self.right - self.left) * 0.03
        step = (self.right - self.left - 2 * inset) / (count - 1)
        return self.left + inset + step * place

    def y(self, score: float) -> float:
        return self.bottom - (self.bottom - self.top) * score / 100

    @property
    def size(self) -> float:
        """Of small letters: a desk's drawing is scaled down a little on many screens."""
        return 13 if self.narrow else SMALL

    @property
    def width(self) -> float:
        """In pixels, on the narrowest page."""
        share = (self.right - self.left) / 100
        return share * NARROWEST if self.narrow else self.right - self.left


def trend_plot(spec: ChartSpec, say: Say, *, narrow: bool) -> Plot:
    """Panels in three columns on a desk, below each other on a phone."""
    framed = list(frames(spec, say, narrow=narrow))
    areas: list[Area] = []
    strokes: list[Stroke] = []
    dots: list[Dot] = []
    words: list[Words] = []
    for panel, frame in zip(spec.panels, framed, strict=True):
        areas += bands(spec, frame)
        strokes += lines(panel, frame)
        dots += marks(panel, frame, say)
        words += [*around(panel, frame, say), *last_scores(spec, panel, frame, say)]
    height = max(frame.bottom for frame in framed) + 30
    return Plot(height, narrow, tuple(areas), tuple(strokes), tuple(dots), tuple(words))


def frames(spec: ChartSpec, say: Say, *, narrow: bool) -> Iterator[Frame]:
    """The fields row by row; those of a row share their height."""
    alone = len(spec.panels) == 1
    columns = 1 if narrow else min(COLUMNS, len(spec.panels))
    width = (DESK_WIDTH - GUTTER * (columns - 1)) / columns
    room = NARROWEST if narrow else width
    top = 0.0
    for start in range(0, len(spec.panels), columns):
        row = spec.panels[start : start + columns]
        titles = [deep(p.title.said(say), room, LABEL, bold=True) for p in row if p.title]
        field = top + max(titles, default=0.0) + 12
        bottom = field + HEIGHTS[alone]
        for column in range(len(row)):
            left = column * (width + GUTTER)
            beside = NAME_WIDTH if alone else NUMBER_WIDTH
            ends = (left + TICKS_WIDTH, left + width - beside)
            if narrow:
                ends = (PHONE_START, PHONE_END)
            yield Frame(*ends, top, field, bottom, alone, narrow)
        top = bottom + 44


def bands(spec: ChartSpec, frame: Frame) -> Iterator[Area]:
    """The five bands, the highest on top."""
    for number, zone in enumerate(spec.zones):
        span = (frame.y(zone.end), frame.y(zone.start))
        yield Area(f"zone-{number + 1}", (frame.left, frame.right), span)


def lines(panel: Panel, frame: Frame) -> Iterator[Stroke]:
    """From round to round where both may be compared; dashed ones where statements changed."""
    count = len(panel.rows)
    for place, row in enumerate(panel.rows):
        x = (frame.x(place - 1, count), frame.x(place, count))
        if row.changed:
            between = sum(x) / 2
            yield Stroke("ink", (between, between), (frame.top, frame.bottom), 1, "2 4")
        for mark in row.marks:
            if mark.previous is not None:
                y = (frame.y(tenth(mark.previous)), frame.y(tenth(mark.score)))
                yield Stroke(mark.symbol.value, x, y, 2.2 if frame.alone else 1.8)


def marks(panel: Panel, frame: Frame, say: Say) -> Iterator[Dot]:
    count = len(panel.rows)
    radius = (6.0 if frame.alone else 4.5) if count <= 12 else 3.0
    for place, row in enumerate(panel.rows):
        for mark in row.marks:
            y = frame.y(tenth(mark.score))
            yield Dot(mark.symbol, frame.x(place, count), y, radius, mark.tip.said(say))


def around(panel: Panel, frame: Frame, say: Say) -> Iterator[Words]:
    """Title, scores up the side, names of rounds below, and what is not shown."""
    start = 0.0 if frame.narrow else frame.left - TICKS_WIDTH
    if panel.title:
        room = NARROWEST if frame.narrow else frame.right - start + NUMBER_WIDTH
        lines = tuple(lines_of(panel.title.said(say), room, LABEL, bold=True))
        colour = panel.symbol.value if panel.symbol else "ink"
        yield Words(lines, None, start, frame.title, LABEL, colour, bold=True)
    for score in range(0, 101, 20 if frame.alone else 50):
        yield Words((str(score),), None, start, frame.y(score) - SMALL * 0.62)
    yield from round_names(panel.rows, frame)
    note = next((row.note for row in panel.rows if row.note), None)
    if note and not any(row.marks for row in panel.rows):
        room, left = frame.width - 12, frame.left + (1 if frame.narrow else 8)
        lines = tuple(lines_of(note.said(say), room, frame.size))
        yield Words(lines, None, left, frame.top + 8, frame.size)


def round_names(rows: Sequence[Row], frame: Frame) -> Iterator[Words]:
    """Below their rounds; where there are many, the first, the last and evenly chosen ones."""
    count = len(rows)
    most = MOST_NAMES if frame.alone and not frame.narrow else 2
    places = list(range(count))
    if count > most:
        places = sorted({round(n * (count - 1) / (most - 1)) for n in range(most)})
    room = frame.width / len(places) - 6
    for place in places:
        anchor, at = "middle", frame.x(place, count)
        if count > 1 and place in (0, count - 1):
            anchor, at = ("start", frame.left) if place == 0 else ("end", frame.right)
        if frame.narrow and anchor == "end":
            at = 100.0
        name = cut(rows[place].name, room, frame.size)
        yield Words((name,), None, at, frame.bottom + 6, frame.size, anchor=anchor)


def cut(name: str, room: float, size: float) -> str:
    """A name where there is room for it, else its beginning."""
    if width_of(name, size) <= room:
        return name
    while name and width_of(f"{name}…", size) > room:
        name = name[:-1]
    return f"{name.rstrip()}…"


def last_scores(spec: ChartSpec, panel: Panel, frame: Frame, say: Say) -> Iterator[Words]:
    """The newest scores beside their marks, moved apart where they would cover each other."""
    rows = panel.rows
    shown = next((row for row in reversed(rows) if row.marks), None)
    if shown is None:
        return
    called = {entry.symbol: entry.name.said(say) for entry in spec.key if entry.name}
    ordered = sorted(shown.marks, key=lambda mark: -mark.score)
    for mark, y in zip(ordered, apart(ordered, frame), strict=True):
        words = mark.label.said(say)
        if frame.alone and not frame.narrow:
            words = cut(f"{words} {called.get(mark.symbol, '')}", NAME_WIDTH - 30, SMALL)
        left = frame.right + (1.5 if frame.narrow else 8)
        yield Words((words,), None, left, y, frame.size, mark.symbol.value, bold=True)


def apart(ordered: Sequence[Mark], frame: Frame) -> list[float]:
    """The tops of their labels, the highest first."""
    step = LEADING * SMALL
    tops: list[float] = []
    for mark in ordered:
        wanted = frame.y(tenth(mark.score)) - SMALL * 0.62
        tops.append(max(wanted, tops[-1] + step) if tops else wanted)
    beyond = max(0.0, tops[-1] - (frame.bottom - SMALL * 0.62))
    return [top - beyond for top in tops]
