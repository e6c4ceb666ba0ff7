import io
from itertools import chain

import pytest
from openpyxl import load_workbook

from assessments.charts.palette import LIGHT
from assessments.reports.xlsx import LINE, Names, height
from assessments.snapshot.codec import sha256
from tests.assessments.reports.reading import archive, cells, parts_text, table_rows
from tests.assessments.reports.sources import (
    ARABIC,
    COMMENT,
    EMOJI,
    FORMULA,
    SOURCES,
    longest,
    second,
    written,
)

KINDS = ("full", "trend")


@pytest.mark.parametrize("name", [*SOURCES])
def test_nothing_is_a_formula_and_nothing_is_hidden(name: str) -> None:
    content = written(name, "full", "xlsx")
    book = load_workbook(io.BytesIO(content))
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    assert {cell.data_type for cell in cells(content)} <= {"s", "n"}
    hidden = (
        size.hidden
        for sheet in book.worksheets
        for size in chain(sheet.row_dimensions.values(), sheet.column_dimensions.values())
    )
    assert not any(hidden)
    assert all(cell.comment is None and cell.hyperlink is None for cell in cells(content))
    assert not [part for part in archive(content) if "external" in part or "vba" in part]
    assert not any(b"TargetMode" in part for part in archive(content).values())


def test_what_people_wrote_stays_text() -> None:
    told = {cell.value for cell in cells(written("foreign", "full", "xlsx"))}
    assert {FORMULA, "+1+1", "=1+1"} <= told
    assert any(ARABIC in str(one) for one in told)
    assert any(EMOJI in str(one) for one in told)
    assert f"Customer: {'@SUM(1)'}" in told
    assert "Relationship: -2" in told


def test_charts_name_cells_and_never_text() -> None:
    charts = [p for n, p in archive(written("foreign", "full", "xlsx")).items() if "/charts/" in n]
    assert charts
    for chart in charts:
        assert b"HYPERLINK" not in chart.split(b"<c:strCache>")[0]
        assert b"<c:f>'" in chart or b"<c:f>" in chart
        assert b"<c:f>HYPERLINK" not in chart


def test_comments_never_stand_in_a_data_file() -> None:
    assert COMMENT[:20] not in parts_text(written("longest", "full", "xlsx"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_hash_is_in_the_first_sheet(kind: str) -> None:
    rows = table_rows(written("second", kind, "xlsx"), "About")
    assert any(sha256(second().snapshot) in str(row[0]) for row in rows)


def test_heads_are_frozen_and_repeated_on_paper() -> None:
    sheet = load_workbook(io.BytesIO(written("second", "full", "xlsx")))["Statements"]
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert [cell.value for cell in sheet[3]] == [
        "Element",
        "Statement",
        "Brisk",
        "Northgate",
        "Joint",
    ]


def test_each_chart_has_words_for_those_who_do_not_see_it() -> None:
    drawings = [
        part
        for name, part in archive(written("second", "full", "xlsx")).items()
        if name.startswith("xl/drawings/drawing")
    ]
    assert drawings
    assert all(part.count(b" descr=") == part.count(b"<xdr:graphicFrame ") for part in drawings)


def test_coded_ends_are_numbers_that_read_as_ends() -> None:
    book = load_workbook(io.BytesIO(written("everyone", "full", "xlsx")))
    assert "Elements" in book.sheetnames
    mirror = load_workbook(io.BytesIO(written("second", "full", "xlsx")))["Practices"]
    coded = [cell for row in mirror.iter_rows() for cell in row if cell.value in (5, 95)]
    assert {(cell.value, cell.number_format) for cell in coded} == {(95, '0"+"'), (5, '0"-"')}


def test_names_of_sheets_are_short_allowed_and_single() -> None:
    names = Names()
    assert names.free("A/B: [c]?*\\") == "A B   c"
    assert names.free("x" * 40) == "x" * 31
    assert names.free("X" * 40) == "X" * 29 + " 2"
    assert names.free("''") == "-"


def test_long_titles_of_rounds_leave_the_chart_room_and_stand_whole_in_the_table() -> None:
    title = longest().head.round_title
    content = written("longest", "full", "xlsx")
    drawn = [row[0] for row in table_rows(content, "Trend chart")]
    assert "Winter" in drawn
    assert f"{title[:49].rstrip()}…" in drawn
    assert title not in drawn
    assert title in [row[0] for row in table_rows(content, "Trend")]


def test_a_chart_never_lies_on_heads_that_every_page_repeats() -> None:
    for kind in KINDS:
        for sheet in load_workbook(io.BytesIO(written("second", kind, "xlsx"))).worksheets:
            first = int(sheet.freeze_panes[1:]) if sheet.freeze_panes else 1
            assert all(chart.anchor._from.row >= first - 1 for chart in sheet._charts)  # noqa: SLF001


def test_heads_have_the_colours_of_what_their_chart_draws() -> None:
    book = load_workbook(io.BytesIO(written("second", "full", "xlsx")))
    sheet = book["Elements chart"]
    (head,) = [row for row in sheet.iter_rows() if row[0].value == "Element"]
    colours = [cell.font.color.rgb[2:].lower() for cell in head[1:3]]
    assert colours == [LIGHT["contractor"][1:], LIGHT["client"][1:]]


@pytest.mark.parametrize(
    ("words", "widths", "points"),
    [
        (["Trust", "50"], [20, 10], LINE),
        (["one two three", "50"], [6, 10], 3 * LINE),
        (["Æthelflæd-Wolverhampton", ""], [14, 10], 2 * LINE),
        (["x" * 40], [10], 4 * LINE),
        ([], [], LINE),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(
    words: list[str], widths: list[float], points: float
) -> None:
    assert height(words, widths) == points
    assert height(words, widths, 2.0) >= points
