import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from assessments.charts import svg
from assessments.charts.geometry import NARROWEST, place
from assessments.charts.lettering import width_of
from assessments.charts.mirror import mirror
from assessments.charts.names import Names
from assessments.charts.palette import LIGHT
from assessments.charts.profile import profile
from assessments.charts.scene import scene
from assessments.charts.spec import ChartSpec
from assessments.charts.standing import standing
from assessments.snapshot.value import Snapshot, View
from assessments.wording import say
from tests.assessments.charts import rounds

SVG = "{http://www.w3.org/2000/svg}"
NAMES = {"short": rounds.NAMES, "long": rounds.LONG, "arabic": rounds.ARABIC, "nasty": rounds.NASTY}
DRAWN = [
    name for name, snapshot in rounds.all_rounds().items() if snapshot.view is not View.NOTHING
]


def charts(snapshot: Snapshot, names: Names) -> Iterator[ChartSpec]:
    asked = rounds.questionnaire(targets=snapshot is rounds.both(targets=True))
    yield standing(snapshot, names)
    yield profile(snapshot, asked, names)
    if snapshot.view is View.SIDES:
        yield mirror(snapshot, asked, names)


def drawings(name: str, names: str = "short") -> Iterator[tuple[ChartSpec, ET.Element]]:
    for spec in charts(rounds.all_rounds()[name], NAMES[names]):
        for draw in (svg.desk, svg.phone):
            yield spec, ET.fromstring(draw(spec, say))


def texts(drawing: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in drawing.iter(f"{SVG}text")]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("name", DRAWN)
def test_each_drawing_has_a_role_and_a_label(name: str, names: str) -> None:
    for spec, drawing in drawings(name, names):
        assert drawing.tag == f"{SVG}svg"
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label") == spec.alt.said(say)


@pytest.mark.parametrize("name", DRAWN)
def test_no_drawing_writes_a_style_or_a_script(name: str) -> None:
    for _, drawing in drawings(name, "nasty"):
        for node in drawing.iter():
            assert node.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}a")
            assert not any(key == "style" or key.startswith("on") for key in node.attrib)


@pytest.mark.parametrize("name", DRAWN)
def test_colours_are_of_the_palette_and_can_be_overridden(name: str) -> None:
    for _, drawing in drawings(name):
        for node in drawing.iter():
            fill = node.get("fill")
            if fill and fill != "none":
                assert fill in LIGHT.values()
                assert "fill-" in (node.get("class") or "")


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("name", DRAWN)
def test_phone_text_is_12_pixels_or_more_and_fits_the_narrowest_page(name: str, names: str) -> None:
    for spec in charts(rounds.all_rounds()[name], NAMES[names]):
        around = scene(spec, place(spec, say, narrow=True), say)
        for words in around.words:
            assert words.size >= 12
            for line in words.lines:
                assert width_of(line, words.size, bold=words.bold) <= NARROWEST + 1


@pytest.mark.parametrize("name", DRAWN)
def test_desk_text_is_12_pixels_or_more_where_it_is_shown(name: str) -> None:
    """From 64rem on, a card leaves 919 pixels beside a scroll bar for the 1,020 units."""
    for spec in charts(rounds.all_rounds()[name], rounds.NAMES):
        around = scene(spec, place(spec, say, narrow=False), say)
        assert min(words.size for words in around.words) * 919 / 1020 >= 12


@pytest.mark.parametrize("name", DRAWN)
def test_both_drawings_hold_the_same_marks(name: str) -> None:
    for spec in charts(rounds.all_rounds()[name], rounds.NAMES):
        desk, phone = (ET.fromstring(draw(spec, say)) for draw in (svg.desk, svg.phone))
        marks = sum(len(row.marks) for panel in spec.panels for row in panel.rows)
        for drawing in (desk, phone):
            shapes = [n for n in drawing.iter() if "halo" in (n.get("class") or "")]
            listed = len(spec.panels[0].rows[0].marks) if spec.code == "standing" else 0
            assert len(shapes) in (marks, marks + listed)


def test_numbers_are_the_rounded_scores() -> None:
    _, drawing = next((s, d) for s, d in drawings("both") if s.code == "elements")
    assert {"84", "34", "50"} <= set(texts(drawing))


def test_a_mark_lies_at_its_score() -> None:
    """Trust of the contractor: 84.4 of 660 units from 300 on."""
    _, drawing = next((s, d) for s, d in drawings("both") if s.code == "elements")
    circles = [
        at.get("x")
        for at in drawing.iter(f"{SVG}svg")
        for circle in at.findall(f"{SVG}circle")
        if "halo" in (circle.get("class") or "")
    ]
    assert circles[0] == "857.04"


def test_hollow_marks_stand_for_the_last_round() -> None:
    _, drawing = next((s, d) for s, d in drawings("both") if s.code == "elements")
    hollow = [n for n in drawing.iter() if n.get("fill") == "none"]
    assert len(hollow) == 12


def test_hidden_figures_are_told_in_place_of_marks() -> None:
    for spec, drawing in drawings("hidden"):
        if spec.code != "standing":
            said = " ".join(texts(drawing))
            assert "Not shown: fewer than five answers, or it would reveal a smaller group." in said


def test_names_are_text_and_never_markup() -> None:
    for spec in charts(rounds.both(), rounds.NASTY):
        assert "<script" not in svg.desk(spec, say)
        assert "<b>" not in svg.phone(spec, say)


def test_long_names_are_listed_and_short_ones_stand_at_their_marks() -> None:
    short = place(standing(rounds.both(), rounds.NAMES), say, narrow=False)
    long = place(standing(rounds.both(), rounds.LONG), say, narrow=False)
    assert all(name.x is not None for name in short.names)
    assert all(name.x is None for name in long.names)
    assert long.height > short.height


def test_places_across_a_phone_are_percentages() -> None:
    for draw in charts(rounds.both(), rounds.NAMES):
        drawing = svg.phone(draw, say)
        assert "viewBox" not in drawing
        assert re.search(r'<svg[^>]* x="[\d.]+%"', drawing)
