import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from plotly import graph_objects

from assessments.charts import figures, svg
from assessments.charts.geometry import place
from assessments.charts.palette import LIGHT
from assessments.charts.pen import number
from assessments.charts.spec import ChartSpec, Symbol
from assessments.charts.standing import standing
from assessments.scoring.cells import rounded
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.test_svg import DRAWN, charts

SIZES = ("desk", "phone")


def drawn(name: str) -> Iterator[tuple[ChartSpec, str, dict[str, Any]]]:
    for spec in charts(rounds.all_rounds()[name], rounds.NAMES):
        for size, figure in figures.of(spec, say).items():
            yield spec, size, figure


@pytest.mark.parametrize("name", DRAWN)
def test_figures_are_plain_json_that_plotly_knows(name: str) -> None:
    for _, size, figure in drawn(name):
        assert size in SIZES
        assert json.loads(json.dumps(figure)) == figure
        graph_objects.Figure(figure)


@pytest.mark.parametrize("name", DRAWN)
def test_figures_hold_the_marks_of_the_description_and_no_others(name: str) -> None:
    for spec, _, figure in drawn(name):
        for symbol in (Symbol.CONTRACTOR, Symbol.CLIENT, Symbol.JOINT):
            wanted = [
                float(rounded(mark.score, 10))
                for panel in spec.panels
                for row in panel.rows
                for mark in row.marks
                if mark.symbol is symbol
            ]
            traces = [trace for trace in figure["data"] if trace.get("name") == symbol.value]
            assert sorted(x for trace in traces for x in trace["x"]) == sorted(wanted)


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_lies_where_its_drawing_does(name: str) -> None:
    for spec, size, figure in drawn(name):
        geometry = place(spec, say, narrow=size == "phone")
        assert figure["layout"]["height"] == geometry.height
        assert figure["layout"]["yaxis"]["range"] == (geometry.height, 0) or figure["layout"][
            "yaxis"
        ]["range"] == [geometry.height, 0]
        drawing = ET.fromstring(svg.phone(spec, say) if size == "phone" else svg.desk(spec, say))
        places = {node.get("y") for node in drawing.iter() if node.tag.endswith("}svg")}
        rows = {number(at.y) for panel in geometry.panels for at in panel.rows}
        for trace in figure["data"]:
            if trace["mode"] == "markers":
                lifted = trace["name"] in set(Symbol)
                assert {number(y) for y in trace["y"]} <= (places if lifted else rows)


@pytest.mark.parametrize("name", DRAWN)
def test_figures_use_colours_that_can_be_looked_up(name: str) -> None:
    for _, _, figure in drawn(name):
        colours = {part for part in json.dumps(figure).split('"') if part.startswith("#")}
        assert colours <= set(LIGHT.values())


def test_names_are_escaped_because_plotly_reads_markup() -> None:
    figure = figures.of(standing(rounds.both(), rounds.NASTY), say)["desk"]
    text = json.dumps(figure, ensure_ascii=False)
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;Bright&lt;/b&gt; &amp; Co" in text


def test_each_mark_tells_its_sentence() -> None:
    spec = next(s for s in charts(rounds.both(), rounds.NAMES) if s.code == "elements")
    traces = {trace["name"]: trace for trace in figures.of(spec, say)["desk"]["data"]}
    told = traces["contractor"]["customdata"][0]
    assert told == "Trust, as Brightline Services places it: 84 ± 20"
    assert traces["contractor-previous"]["customdata"][0] == (
        "Trust, as Brightline Services placed it in the last round: 50"
    )


def test_a_target_is_a_trace_of_its_own() -> None:
    spec = next(s for s in charts(rounds.both(targets=True), rounds.NAMES) if s.code == "elements")
    traces = {trace["name"]: trace for trace in figures.of(spec, say)["phone"]["data"]}
    assert traces["target"]["x"] == [float(Fraction(80))]
    assert traces["target"]["customdata"] == ["Trust: agreed target 80"]


@pytest.mark.parametrize("name", DRAWN)
def test_a_finger_on_a_phone_scrolls_the_page(name: str) -> None:
    for _, size, figure in drawn(name):
        if size == "phone":
            assert figure["layout"]["dragmode"] is False
            assert figure["layout"]["xaxis"]["fixedrange"] is True


def test_whiskers_lie_below_their_marks_and_leave_gaps_between_elements() -> None:
    spec = next(s for s in charts(rounds.both(), rounds.NAMES) if s.code == "elements")
    figure = figures.of(spec, say)["desk"]
    traces = {trace["name"]: trace for trace in figure["data"]}
    whisker, marks = traces["contractor-precision"], traces["contractor"]
    assert whisker["x"][:7] == [64.4, 64.4, 64.4, 100.0, 100.0, 100.0, None]
    assert whisker["y"][2] == marks["y"][0] + 11
