"""Trends and the map, laid out and drawn."""

import json
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from plotly import graph_objects

from assessments.charts import figures, svg
from assessments.charts.agreement_map import agreement_map
from assessments.charts.geometry import DESK_WIDTH, NARROWEST
from assessments.charts.lettering import width_of
from assessments.charts.names import Names
from assessments.charts.palette import LIGHT
from assessments.charts.plots import PLOTS
from assessments.charts.spec import ChartSpec, Kind
from assessments.scoring.terms import NOT_SHOWN
from assessments.wording import say
from tests.assessments.charts import histories, rounds
from tests.assessments.charts.rounds import questionnaire
from tests.assessments.charts.test_svg import NAMES, texts
from tests.assessments.charts.test_trend import specs

HISTORIES = {
    "two": histories.two(),
    "hidden": histories.with_hidden(),
    "many": histories.many(),
    "one": histories.two()[1:],
}


def charts(name: str, names: Names = rounds.NAMES) -> Iterator[ChartSpec]:
    steps = HISTORIES[name]
    yield from specs(steps)
    yield agreement_map(steps[-1].snapshot, questionnaire(), names)


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("draw", [svg.desk, svg.phone])
def test_a_drawing_has_a_label_a_role_and_no_style(name: str, draw: object) -> None:
    for spec in charts(name):
        drawing = ET.fromstring(svg.desk(spec, say) if draw is svg.desk else svg.phone(spec, say))
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label") == spec.alt.said(say)
        for node in drawing.iter():
            assert "style" not in node.attrib
            if node.get("fill") not in (None, "none"):
                assert node.get("fill") in LIGHT.values()
                assert "fill-" in (node.get("class") or "")


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("name", HISTORIES)
def test_words_keep_their_size_and_stay_on_the_page(name: str, names: str) -> None:
    for spec in charts(name, NAMES[names]):
        for narrow, whole, page in ((True, 100, NARROWEST), (False, DESK_WIDTH, DESK_WIDTH)):
            plot = PLOTS[spec.kind](spec, say, narrow=narrow)
            for words in plot.words:
                assert words.size >= (12 if narrow else 13.5)
                left = float(words.at) / whole * page
                assert 0 <= words.y <= plot.height
                for line in words.lines:
                    wide = width_of(line, words.size, bold=words.bold)
                    start = {"start": left, "middle": left - wide / 2, "end": left - wide}
                    assert start[words.anchor] >= -1, line
                    assert start[words.anchor] + wide <= page + 2, line


@pytest.mark.parametrize("name", HISTORIES)
def test_every_mark_is_drawn_once_and_tells_its_sentence(name: str) -> None:
    for spec in charts(name):
        marks = [mark for panel in spec.panels for row in panel.rows for mark in row.marks]
        for narrow in (True, False):
            plot = PLOTS[spec.kind](spec, say, narrow=narrow)
            assert sorted(dot.tip for dot in plot.dots) == sorted(m.tip.said(say) for m in marks)


@pytest.mark.parametrize("name", HISTORIES)
def test_a_figure_holds_the_same_marks_at_the_same_places(name: str) -> None:
    for spec in charts(name):
        for size, figure in figures.of(spec, say).items():
            plot = PLOTS[spec.kind](spec, say, narrow=size == "phone")
            graph_objects.Figure(figure)
            assert json.loads(json.dumps(figure)) == figure
            assert figure["layout"]["height"] == plot.height
            traces = [trace for trace in figure["data"] if trace["mode"] == "markers"]
            assert sum(len(trace["x"]) for trace in traces) == len(plot.dots)
            assert {y for trace in traces for y in trace["y"]} == {dot.y for dot in plot.dots}
            colours = {part for part in json.dumps(figure).split('"') if part.startswith("#")}
            assert colours <= set(LIGHT.values())


def test_a_line_runs_from_score_to_score() -> None:
    """From 50 to 49.5 of 230 pixels, with a gap where there is nothing to join."""
    spec = next(s for s in charts("two") if s.code == "trend-index")
    plot = PLOTS[Kind.TREND](spec, say, narrow=False)
    assert len(plot.strokes) == 3
    dots = {(dot.symbol.value, dot.x): dot.y for dot in plot.dots}
    for stroke in plot.strokes:
        for x, y in zip(stroke.x, stroke.y, strict=True):
            assert dots[stroke.colour, x] == pytest.approx(y)
    alone = next(s for s in charts("one") if s.code == "trend-index")
    assert PLOTS[Kind.TREND](alone, say, narrow=False).strokes == ()


def test_a_dotted_line_stands_between_rounds_that_asked_otherwise() -> None:
    first, second = histories.two()
    changed = replace(second, questionnaire=histories.reworded())
    spec = next(specs((first, changed)))
    (dotted,) = [s for s in PLOTS[Kind.TREND](spec, say, narrow=True).strokes if s.dash]
    assert dotted.x[0] == dotted.x[1]


def test_the_newest_scores_stand_beside_their_marks_and_cover_nothing() -> None:
    spec = next(s for s in charts("two") if s.code == "trend-elements")
    drawing = ET.fromstring(svg.desk(spec, say))
    assert {"84", "34", "59"} <= set(texts(drawing))
    plot = PLOTS[Kind.TREND](spec, say, narrow=False)
    beside = [words for words in plot.words if words.bold and words.lines[0].isdigit()]
    for one in beside:
        for other in beside:
            if one is not other and one.at == other.at:
                assert abs(one.y - other.y) >= 16


def test_a_map_without_elements_is_empty_but_for_its_heads() -> None:
    snapshot = rounds.both()
    hidden = {
        code: replace(figures, joint=NOT_SHOWN, gap=NOT_SHOWN, gap_word=NOT_SHOWN)
        for code, figures in snapshot.elements.items()
    }
    spec = agreement_map(replace(snapshot, elements=hidden), questionnaire(), rounds.NAMES)
    assert spec.panels == ()
    assert PLOTS[Kind.MAP](spec, say, narrow=True).dots == ()
    assert spec.finding[0].code == "hidden"
