"""A chart as SVG: the first paint, the print form, and the form without script.

Two drawings of each chart: one for a desk, scaled as a whole, and one for a phone, whose places
across are percentages, so that its text keeps its size at any width.
"""

from fractions import Fraction

from assessments.charts.geometry import DESK_WIDTH, WHISKERS, Axis, Geometry, RowPlace, place
from assessments.charts.messages import Say
from assessments.charts.pen import Pen, number
from assessments.charts.plot import Plot
from assessments.charts.plots import PLOTS
from assessments.charts.scene import Scene, across, scene
from assessments.charts.spec import ChartSpec, Kind, Link, Mark, Row

RADIUS = {Kind.SCALE: 9.0, Kind.PROFILE: 8.0, Kind.MIRROR: 7.0}
LINKS = {
    Link.CLEAR: ("link-clear", 5, ""),
    Link.POSSIBLE: ("link-clear", 4, "7 4"),
    Link.PLAIN: ("link-plain", 3, ""),
}


def desk(spec: ChartSpec, say: Say) -> str:
    """The drawing for a wide page and for print."""
    pen, height = drawing(spec, say, narrow=False)
    size = {"viewBox": f"0 0 {DESK_WIDTH} {number(height)}"}
    return pen.finish(label=spec.alt.said(say), size=size, css=f"drawing desk {spec.kind}")


def phone(spec: ChartSpec, say: Say) -> str:
    """The drawing for a narrow page: labels above their rows, no text under 12 px."""
    pen, height = drawing(spec, say, narrow=True)
    size = {"height": number(height)}
    return pen.finish(label=spec.alt.said(say), size=size, css=f"drawing phone {spec.kind}")


def drawing(spec: ChartSpec, say: Say, *, narrow: bool) -> tuple[Pen, float]:
    """The drawing and its height in pixels."""
    if spec.kind in PLOTS:
        plot = PLOTS[spec.kind](spec, say, narrow=narrow)
        return plotted(plot), plot.height
    geometry = place(spec, say, narrow=narrow)
    return drawn(spec, geometry, say), geometry.height


def plotted(plot: Plot) -> Pen:
    """A finished layout, from back to front."""
    pen, unit = Pen(), "%" if plot.narrow else ""
    for area in plot.areas:
        left, right = area.x
        width, height = f"{number(right - left)}{unit}", area.y[1] - area.y[0]
        pen.rect(area.colour, f"{number(left)}{unit}", width, area.y[0], height, 0)
    for stroke in plot.strokes:
        start, end = (f"{number(x)}{unit}" for x in stroke.x)
        pen.line(stroke.colour, (start, end), stroke.y, stroke.width, stroke.dash)
    for dot in plot.dots:
        mark = pen.hollow if dot.hollow else pen.symbol
        mark(dot.symbol, f"{number(dot.x)}{unit}", dot.y, dot.radius)
    for words in plot.words:
        share = across(words, narrow=plot.narrow)
        pen.words(words, f"{number(share * (100 if plot.narrow else DESK_WIDTH))}{unit}")
    return pen


def drawn(spec: ChartSpec, geometry: Geometry, say: Say) -> Pen:
    """First what lies behind, then the marks."""
    pen = Pen()
    draw_scene(pen, scene(spec, geometry, say), narrow=geometry.narrow)
    for panel, panel_place in zip(spec.panels, geometry.panels, strict=True):
        for row, at in zip(panel.rows, panel_place.rows, strict=True):
            draw_marks(pen, row, at, panel_place.axis, RADIUS[spec.kind])
    return pen


def at_score(axis: Axis, score: Fraction | float) -> str:
    return number(axis.at(score)) + axis.unit


def draw_scene(pen: Pen, scene: Scene, *, narrow: bool) -> None:
    """Bands, lines and words."""
    for field in scene.fields:
        width = number(field.axis.at(field.end) - field.axis.at(field.start)) + field.axis.unit
        x = at_score(field.axis, field.start)
        pen.rect(field.colour, x, width, field.y, field.height, field.corner)
    for rule in scene.rules:
        ends = (at_score(rule.axis, 0), at_score(rule.axis, 100))
        pen.line("line", ends, (rule.y, rule.y))
    for words in scene.words:
        share = across(words, narrow=narrow)
        pen.words(words, f"{number(100 * share)}%" if narrow else number(DESK_WIDTH * share))
        if words.symbol:
            pen.symbol(words.symbol, "9" if narrow else "29", words.y + 9, 7)


def draw_marks(pen: Pen, row: Row, at: RowPlace, axis: Axis, radius: float) -> None:
    """Line, target, hollow marks of the last round, then this round's marks."""
    if row.link and len(row.marks) == 2:
        colour, width, dash = LINKS[row.link]
        low, high = sorted(mark.score for mark in row.marks)
        ends = (at_score(axis, low), at_score(axis, high))
        pen.line(colour, ends, (at.y, at.y), width, dash)
    if row.target is not None:
        place = at_score(axis, row.target)
        pen.line("ink", (place, place), (at.y - 13, at.y + 13), 2)
    for mark in row.marks:
        draw_whisker(pen, mark, at.y, axis)
    for mark in row.marks:
        if mark.previous is not None:
            pen.hollow(mark.symbol, at_score(axis, mark.previous), at.y, radius * 0.75)
    for mark in row.marks:
        y = at.y - row.lift(mark) * radius
        pen.symbol(mark.symbol, at_score(axis, mark.score), y, radius)


def draw_whisker(pen: Pen, mark: Mark, y: float, axis: Axis) -> None:
    """How precise a score is: a line with two ends, below its mark."""
    if mark.reach is None:
        return
    low, high = (at_score(axis, end) for end in mark.reach)
    colour, y = mark.symbol.value, y + WHISKERS[mark.symbol]
    pen.line(colour, (low, high), (y, y), 1.5)
    for end in (low, high):
        pen.line(colour, (end, end), (y - 2, y + 2), 1.5)
