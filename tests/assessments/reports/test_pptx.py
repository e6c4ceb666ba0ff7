import io
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from assessments.reports.document.parts import Figure
from assessments.reports.document.questions import opening
from assessments.reports.formats import REPORTS
from assessments.snapshot.codec import sha256
from assessments.wording import say
from tests.assessments.reports.reading import archive, cells, parts_text, workbooks
from tests.assessments.reports.sources import FORMULA, SOURCES, document, second, written


def deck(name: str = "second", kind: str = "deck") -> Any:
    return Presentation(io.BytesIO(written(name, kind, "pptx")))


def charts(name: str = "second", kind: str = "deck") -> list[Any]:
    return [s for slide in deck(name, kind).slides for s in slide.shapes if s.has_chart]


@pytest.mark.parametrize("name", [*SOURCES])
def test_nothing_is_hidden_and_nothing_leads_outside(name: str) -> None:
    content = written(name, "deck", "pptx")
    for part_name, part in archive(content).items():
        assert b'show="0"' not in part or not part_name.startswith("ppt/slides/")
        assert b'TargetMode="External"' not in part
    assert not [one for one in archive(content) if "thumbnail" in one or "printerSettings" in one]
    for workbook in workbooks(content):
        assert {cell.data_type for cell in cells(workbook)} <= {"s", "n"}


def test_each_slide_has_a_title_and_lies_within_its_edges() -> None:
    for name in SOURCES:
        opened = deck(name)
        for slide in opened.slides:
            assert slide.shapes.title.text
            for shape in slide.shapes:
                assert 0 <= shape.left <= shape.left + shape.width <= opened.slide_width
                assert shape.top >= 0


@pytest.mark.parametrize("name", ["second", "longest", "unbroken", "many"])
@pytest.mark.parametrize("kind", ["deck", "trend"])
def test_no_table_reaches_into_the_footer(name: str, kind: str) -> None:
    for slide in deck(name, kind).slides:
        for shape in slide.shapes:
            if shape.has_table:
                rows = sum(row.height for row in shape.table.rows)
                assert shape.top + max(rows, shape.height) <= Inches(6.9)


def test_figures_of_a_table_stand_to_the_right() -> None:
    (slide,) = [one for one in deck().slides if one.shapes.title.text == "Human measures"]
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    sides = [cell.text_frame.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [None, PP_ALIGN.RIGHT, None, None]


def test_bars_begin_on_top_above_their_scale_and_have_a_key_in_their_order() -> None:
    mirror = "Ten practices, in the mirror: Northgate Council"
    (slide,) = [one for one in deck().slides if one.shapes.title.text == mirror]
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert chart.category_axis.reverse_order
    assert chart.part._element.xpath("//c:valAx/c:crosses/@val") == ["max"]  # noqa: SLF001
    assert not chart.has_legend
    (words,) = [shape.text for shape in slide.shapes if "■" in getattr(shape, "text", "")]
    assert words.index("■ Brisk") < words.index("■ Northgate")


def test_long_titles_of_rounds_leave_the_chart_its_room() -> None:
    names = [str(name) for name in charts("unbroken", "trend")[0].chart.plots[0].categories]
    assert names[0] == "Winter"
    assert len(names[1]) <= 55
    assert names[1].endswith("…")


def test_charts_are_native_and_hold_whole_points() -> None:
    found = charts()
    assert len(found) == 5
    profile = found[1].chart.plots[0]
    assert list(profile.categories)[:2] == ["Trust", "Shared Values"]
    assert [series.name for series in profile.series] == ["Brisk", "Northgate"]
    assert all(value is None or value == int(value) for s in profile.series for value in s.values)


def test_each_chart_and_table_has_words_for_those_who_do_not_see_it() -> None:
    for slide in deck().slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")  # noqa: SLF001


def test_questions_stand_in_the_notes() -> None:
    slides = {slide.shapes.title.text: slide for slide in deck().slides}
    notes = slides["What to celebrate, talk about and raise next"].notes_slide.notes_text_frame.text
    asked = [item.sentence.said(say) for item in opening(second()) if item.sentence]
    assert notes.split("\n") == asked
    assert "Trust: When did we last" in (
        slides["Six elements of partnership"].notes_slide.notes_text_frame.text
    )


def test_the_hash_is_on_the_first_slide_and_in_every_footer() -> None:
    found = sha256(second().snapshot)
    first, *others = deck().slides
    assert found in " ".join(s.text_frame.text for s in first.shapes if s.has_text_frame)
    for slide in others:
        assert any(found[:12] in s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_properties_name_nobody_and_no_clock() -> None:
    words = deck().core_properties
    assert (words.author, words.last_modified_by) == ("Alongside", "Alongside")
    assert words.created.date() == words.modified.date() == second().head.closed
    assert words.keywords == sha256(second().snapshot)
    assert "python-pptx" not in parts_text(written("second", "deck", "pptx"))


def test_no_line_is_drawn_where_no_rounds_can_be_compared() -> None:
    chart = charts("second", "trend")[0].chart.part._element  # noqa: SLF001
    assert len(chart.xpath(".//c:ser/c:spPr/a:ln/a:noFill")) == 3


def test_a_line_is_left_out_where_two_rounds_cannot_be_compared() -> None:
    trend = document(second(), "trend")
    section = next(one for one in trend.sections if one.code == "trend-elements")
    figure = next(block for block in section.blocks if isinstance(block, Figure))
    trust = figure.spec.panels[0]
    longer = replace(trust, rows=(*trust.rows, trust.rows[0]))
    figure = replace(figure, spec=replace(figure.spec, panels=(longer,)))
    changed = replace(trend, sections=(replace(section, blocks=(figure,)),))
    opened: Any = Presentation(io.BytesIO(REPORTS["pptx"].render(changed, say)))
    (found,) = [s for slide in opened.slides for s in slide.shapes if s.has_chart]
    chart = found.chart.part._element  # noqa: SLF001
    assert not chart.xpath(".//c:ser/c:spPr/a:ln/a:noFill")
    gone = chart.xpath(".//c:dPt[c:spPr/a:ln/a:noFill]/c:idx/@val")
    assert gone == ["2", "2", "2"]


def test_what_people_wrote_is_text() -> None:
    content = written("foreign", "deck", "pptx")
    assert FORMULA in parts_text(content, inside="slides/")
    assert any(cell.value == FORMULA for book in workbooks(content) for cell in cells(book))


@pytest.mark.parametrize("name", ["second", "longest"])
def test_no_words_are_too_small_to_read_from_a_seat(name: str) -> None:
    for slide in deck(name).slides:
        frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
        for paragraph in (one for frame in frames for one in frame.paragraphs):
            assert all(run.font.size >= Pt(10) for run in paragraph.runs if run.font.size)


def test_a_table_stands_below_what_is_said_about_it() -> None:
    (slide,) = [one for one in deck().slides if one.shapes.title.text == "Breakthrough"]
    (table,) = [shape for shape in slide.shapes if shape.has_table]
    (said,) = [shape for shape in slide.shapes if "points reached" in getattr(shape, "text", "")]
    assert table.top >= said.top + Pt(24 * 1.2) + said.text_frame.margin_top
