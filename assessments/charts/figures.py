"""A chart as figures that plotly.js draws in the browser: one for a desk, one for a phone.

Across, the data are scores; down, they are pixels from the top, so that a figure lies exactly
where the drawing was that it replaces. plotly is imported late: that takes most of a second.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from assessments.charts.geometry import (
    DESK_WIDTH,
    LEADING,
    PHONE_INSET,
    WHISKERS,
    Axis,
    Geometry,
    RowPlace,
    place,
    tenth,
)
from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.charts.pen import FONT
from assessments.charts.plot import Area, Dot, Plot, Stroke
from assessments.charts.plots import PLOTS
from assessments.charts.scene import Field, Rule, Words, across, scene
from assessments.charts.spec import ChartSpec, Kind, Link, Mark, Row, Symbol

Json = dict[str, Any]
SHAPES = {Symbol.CONTRACTOR: "circle", Symbol.CLIENT: "diamond", Symbol.JOINT: "square"}
LETTERS = {Symbol.CONTRACTOR: "●", Symbol.CLIENT: "◆", Symbol.JOINT: "■"}
SIZES = {Kind.SCALE: 18, Kind.PROFILE: 16, Kind.MIRROR: 14}
LINKS = {
    Link.CLEAR: {"color": LIGHT["link-clear"], "width": 5},
    Link.POSSIBLE: {"color": LIGHT["link-clear"], "width": 4, "dash": "7px,4px"},
    Link.PLAIN: {"color": LIGHT["link-plain"], "width": 3},
}
ANCHORS = {"start": "left", "middle": "center", "end": "right"}
Placed = Sequence[tuple[Row, RowPlace]]


def of(spec: ChartSpec, say: Say) -> dict[str, Json]:
    """Both figures as JSON-ready values, in the colours of the light palette."""
    return {"desk": figure(spec, say, narrow=False), "phone": figure(spec, say, narrow=True)}


def figure(spec: ChartSpec, say: Say, *, narrow: bool) -> Json:
    """One figure, checked by plotly."""
    from plotly import graph_objects

    if spec.kind in PLOTS:
        drawn = plot_figure(PLOTS[spec.kind](spec, say, narrow=narrow))
        plotted: Json = graph_objects.Figure(**drawn).to_plotly_json()
        return plotted
    geometry = place(spec, say, narrow=narrow)
    traces = []
    for panel, panel_place, axis in zip(
        spec.panels, geometry.panels, x_names(geometry), strict=True
    ):
        rows = list(zip(panel.rows, panel_place.rows, strict=True))
        traces += [trace | {"xaxis": axis} for trace in row_traces(spec, rows, say)]
    built = graph_objects.Figure(data=traces, layout=layout(spec, geometry, say))
    found: Json = built.to_plotly_json()
    return found


def x_names(geometry: Geometry) -> list[str]:
    """An axis for each panel; panels below each other share one."""
    count = 1 if geometry.narrow else len(geometry.panels)
    return [f"x{n + 1}" if n and n < count else "x" for n in range(len(geometry.panels))]


def plain(text: str) -> str:
    """Text without markup: plotly reads some HTML in its texts."""
    return escape(text, quote=False)


def row_traces(spec: ChartSpec, rows: Placed, say: Say) -> list[Json]:
    """Lines first, then targets, the last round, and this round on top."""
    found = [link_trace(rows, link) for link in Link]
    found += [whisker_trace(rows, symbol) for symbol in SHAPES]
    found.append(target_trace(rows, say))
    for symbol in SHAPES:
        marks = [(m, at.y) for row, at in rows for m in row.marks if m.symbol is symbol]
        found.append(previous_trace(symbol, marks, say))
        radius = SIZES[spec.kind] / 2
        lifted = [
            (m, at.y - row.lift(m) * radius)
            for row, at in rows
            for m in row.marks
            if m.symbol is symbol
        ]
        found.append(mark_trace(symbol, lifted, say, SIZES[spec.kind]))
    return [trace for trace in found if trace["x"]]


def link_trace(rows: Placed, link: Link) -> Json:
    """The lines between two marks, one look for each word."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, at in rows:
        if row.link is link and len(row.marks) == 2:
            x += [tenth(mark.score) for mark in row.marks] + [None]
            y += [at.y, at.y, None]
    look = {"mode": "lines", "line": LINKS[link], "hoverinfo": "skip", "showlegend": False}
    return {"type": "scatter", "x": x, "y": y, "name": link.value} | look


def whisker_trace(rows: Placed, symbol: Symbol) -> Json:
    """How precise the scores of one side are: a line with two ends below each mark."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, at in rows:
        for low, high in (mark.reach for mark in row.marks if mark.symbol is symbol and mark.reach):
            ends, below = (tenth(low), tenth(high)), at.y + WHISKERS[symbol]
            x += [ends[0], ends[0], ends[0], ends[1], ends[1], ends[1], None]
            y += [below - 2, below + 2, below, below, below - 2, below + 2, None]
    look: Json = {"mode": "lines", "line": {"width": 1.5, "color": LIGHT[symbol.value]}}
    look |= {"hoverinfo": "skip", "showlegend": False}
    return {"type": "scatter", "x": x, "y": y, "name": f"{symbol}-precision"} | look


def target_trace(rows: Placed, say: Say) -> Json:
    """The agreed target as a tick."""
    found = [(row.name, row.target, at.y) for row, at in rows if row.target is not None]
    tips = [say("tip.target", element=name, points=target) for name, target, _ in found]
    targets = [(target, y) for _, target, y in found]
    line = {"width": 2, "color": LIGHT["ink"]}
    marker = {"symbol": "line-ns", "size": 13, "color": LIGHT["ink"], "line": line}
    return trace_of("target", [(tenth(t), y) for t, y in targets], tips, marker)


def previous_trace(symbol: Symbol, marks: Sequence[tuple[Mark, float]], say: Say) -> Json:
    """The round before, hollow."""
    found = [(mark, y) for mark, y in marks if mark.previous is not None]
    known = [(mark.previous, y) for mark, y in found if mark.previous is not None]
    tips = [mark.previous_tip.said(say) if mark.previous_tip else "" for mark, _ in found]
    marker = {"symbol": f"{SHAPES[symbol]}-open", "size": 12, "color": LIGHT[symbol.value]}
    marker |= {"line": {"width": 1.5}, "opacity": 0.75}
    return trace_of(f"{symbol}-previous", [(tenth(s), y) for s, y in known], tips, marker)


def mark_trace(symbol: Symbol, marks: Sequence[tuple[Mark, float]], say: Say, size: int) -> Json:
    """This round's marks, each with its sentence."""
    tips = [mark.tip.said(say) for mark, _ in marks]
    scale = 0.95 if symbol is Symbol.CLIENT else 1.0
    marker = {"symbol": SHAPES[symbol], "size": size * scale, "color": LIGHT[symbol.value]}
    marker |= {"line": {"width": 1.5, "color": LIGHT["card"]}, "opacity": 1}
    return trace_of(symbol.value, [(tenth(m.score), y) for m, y in marks], tips, marker)


def trace_of(
    name: str, points: Sequence[tuple[float, float]], tips: list[str], marker: Json
) -> Json:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "customdata": [plain(tip) for tip in tips],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": marker,
        "showlegend": False,
    }


def layout(spec: ChartSpec, geometry: Geometry, say: Say) -> Json:
    """The scene as shapes and annotations, and axes that reach from edge to edge."""
    around = scene(spec, geometry, say)
    names = dict(zip((p.axis for p in geometry.panels), x_names(geometry), strict=True))
    shapes = [field_shape(field, names[field.axis]) for field in around.fields]
    shapes += [rule_shape(rule, names[rule.axis]) for rule in around.rules]
    found = look(geometry.height) | {
        "dragmode": "zoom" if zoomable(spec, geometry) else False,
        "modebar": modebar(spec, geometry),
        "shapes": shapes,
        "annotations": [
            annotation(words, names, narrow=geometry.narrow)
            for words in around.words
            if any(words.lines)
        ],
    }
    for axis, name in names.items():
        place = x_axis(axis, narrow=geometry.narrow)
        found[name.replace("x", "xaxis")] = place | {"fixedrange": not zoomable(spec, geometry)}
    return found


def look(height: float) -> Json:
    """What all figures share: no edges, our colours and lettering, pixels from the top."""
    return {
        "template": "none",
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": LIGHT["card"],
        "plot_bgcolor": LIGHT["card"],
        "font": {"family": FONT, "size": 13.5, "color": LIGHT["soft"]},
        "hoverlabel": {
            "bgcolor": LIGHT["card"],
            "bordercolor": LIGHT["edge"],
            "align": "left",
            "font": {"family": FONT, "size": 13.5, "color": LIGHT["ink"]},
        },
        "hovermode": "closest",
        "yaxis": BARE | {"range": [height, 0], "fixedrange": True},
    }


MODEBAR: Json = {
    "bgcolor": LIGHT["card"],
    "color": LIGHT["soft"],
    "activecolor": LIGHT["accent"],
}
BARE: Json = {"showgrid": False, "showticklabels": False, "zeroline": False, "ticks": ""}


def zoomable(spec: ChartSpec, geometry: Geometry) -> bool:
    """On a phone a finger scrolls the page, and the bar of bands holds two marks only."""
    return not geometry.narrow and spec.kind is not Kind.SCALE


def modebar(spec: ChartSpec, geometry: Geometry) -> Json:
    """Buttons at the right edge, beside the marks; a picture can always be saved."""
    if zoomable(spec, geometry):
        return MODEBAR | {"orientation": "v"}
    return MODEBAR | {"remove": ["zoom", "pan", "resetscale"]}


def x_axis(axis: Axis, *, narrow: bool) -> Json:
    """Scores from 0 to 100 over the part of the width that the axis has."""
    whole = 100 if narrow else DESK_WIDTH
    place = {"domain": [axis.start / whole, axis.end / whole], "anchor": "y"}
    return BARE | place | {"range": [0, 100]}


def field_shape(field: Field, axis: str) -> Json:
    """A band, behind everything; the strips of a phone reach beyond the ends of the scale."""
    ends: Json = {"x0": field.start, "x1": field.end, "xref": axis}
    if field.axis is PHONE_INSET:
        shares = (field.axis.at(score) / 100 for score in (field.start, field.end))
        ends = {**dict(zip(("x0", "x1"), shares, strict=True)), "xref": "paper"}
    look = {"type": "rect", "layer": "below", "fillcolor": LIGHT[field.colour]}
    return look | ends | {"y0": field.y, "y1": field.y + field.height, "line": {"width": 0}}


def rule_shape(rule: Rule, axis: str) -> Json:
    ends = {"x0": 0, "x1": 100, "y0": rule.y, "y1": rule.y, "xref": axis}
    line = {"color": LIGHT["line"], "width": 1}
    return {"type": "line", "layer": "below", "line": line} | ends


def annotation(words: Words, names: dict[Axis, str], *, narrow: bool) -> Json:
    """Words at a score move with a zoom; all others stay where they are."""
    lines = [plain(line) for line in words.lines]
    if words.symbol:
        lines[0] = f"{LETTERS[words.symbol]} {lines[0]}"
    if words.axis:
        where = {"x": float(words.at), "xref": names[words.axis]}
    else:
        where = {"x": across(words, narrow=narrow), "xref": "paper"}
    anchor = ANCHORS[words.anchor]
    down = words.size * LEADING * len(lines) / 2
    return where | {
        "text": "<br>".join(lines),
        "y": words.y + down,
        "yref": "y",
        "xanchor": anchor,
        "yanchor": "middle",
        "xshift": 0 if words.symbol else words.shift,
        "align": anchor,
        "showarrow": False,
        "borderpad": 0,
        "font": {
            "color": LIGHT[words.colour],
            "size": words.size,
            "weight": 600 if words.bold else "normal",
        },
    }


def plot_figure(plot: Plot) -> Json:
    """A finished layout: across, the data are shares of the width."""
    whole = 100 if plot.narrow else DESK_WIDTH
    words = [annotation(one, {}, narrow=plot.narrow) for one in plot.words if any(one.lines)]
    layout = look(plot.height) | {
        "dragmode": False,
        "modebar": MODEBAR | {"remove": ["zoom", "pan", "resetscale"]},
        "shapes": [area_shape(area, whole) for area in plot.areas],
        "annotations": words,
        "xaxis": BARE | {"range": [0, 1], "fixedrange": True},
    }
    return {"data": [*stroke_traces(plot, whole), *dot_traces(plot, whole)], "layout": layout}


def area_shape(area: Area, whole: float) -> Json:
    look = {"type": "rect", "layer": "below", "fillcolor": LIGHT[area.colour], "line": {"width": 0}}
    x0, x1 = (x / whole for x in area.x)
    return look | {"xref": "x", "x0": x0, "x1": x1, "y0": area.y[0], "y1": area.y[1]}


def stroke_traces(plot: Plot, whole: float) -> list[Json]:
    """One trace for each look of a line."""
    looks: dict[tuple[str, float, str], list[Stroke]] = {}
    for stroke in plot.strokes:
        looks.setdefault((stroke.colour, stroke.width, stroke.dash), []).append(stroke)
    traces = []
    for (colour, width, dash), strokes in looks.items():
        line = {"color": LIGHT[colour], "width": width}
        line |= {"dash": ",".join(f"{part}px" for part in dash.split())} if dash else {}
        x = [part for s in strokes for part in (*(x / whole for x in s.x), None)]
        y = [part for s in strokes for part in (*s.y, None)]
        shape = {"type": "scatter", "mode": "lines", "name": f"{colour}-line", "x": x, "y": y}
        traces.append(shape | {"line": line, "hoverinfo": "skip", "showlegend": False})
    return traces


def dot_traces(plot: Plot, whole: float) -> list[Json]:
    """One trace for each look of a mark, in the order of drawing."""
    looks: dict[tuple[Symbol, bool], list[Dot]] = {}
    for dot in plot.dots:
        looks.setdefault((dot.symbol, dot.hollow), []).append(dot)
    traces = []
    for (symbol, hollow), dots in looks.items():
        colour = LIGHT[symbol.value]
        marker: Json = {"symbol": SHAPES[symbol], "size": 2 * dots[0].radius, "color": colour}
        marker |= {"line": {"width": 1.5, "color": LIGHT["card"]}, "opacity": 1}
        if hollow:
            marker |= {"symbol": f"{SHAPES[symbol]}-open", "line": {"width": 1.5}}
        name = f"{symbol}-hollow" if hollow else symbol.value
        points = [(dot.x / whole, dot.y) for dot in dots]
        traces.append(trace_of(name, points, [dot.tip for dot in dots], marker))
    return traces
