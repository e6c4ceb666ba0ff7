"""Every number in every file is one of the snapshot's, and the same one everywhere."""

import io
import json as plain_json
from fractions import Fraction
from typing import Any

import pytest
from pptx import Presentation
from pypdf import PdfReader

from assessments.reports import csv, json
from assessments.reports.json import Heading
from assessments.scoring.cells import rounded
from assessments.wording import whole_points
from tests.assessments.reports.reading import (
    cells,
    fixed,
    numbers,
    parts_text,
    pdf_text,
    pdf_words,
    table_rows,
    tenths,
    wholes,
    workbooks,
)
from tests.assessments.reports.sources import SOURCES, second, written

HEADING = Heading("north", "Cleaning at Northgate", "Brisk Ltd", "Northgate Council", "Spring")


@pytest.mark.parametrize("name", [*SOURCES])
def test_every_number_of_a_pdf_may_be_told(name: str) -> None:
    source = SOURCES[name]()
    content = written(name, "full", "pdf")
    pages = {str(number + 1) for number in range(len(PdfReader(io.BytesIO(content)).pages))}
    allowed = wholes(source) | fixed(source) | {str(value) for value in tenths(source)}
    assert numbers("\n".join(pdf_words(content))) <= allowed | pages


@pytest.mark.parametrize("name", [*SOURCES])
def test_every_number_of_a_workbook_may_be_told(name: str) -> None:
    source = SOURCES[name]()
    content = written(name, "full", "xlsx")
    told = [cell.value for cell in cells(content)]
    assert {abs(value) for value in told if isinstance(value, int | float)} <= tenths(source)
    assert numbers(" ".join(v for v in told if isinstance(v, str))) <= (
        wholes(source) | fixed(source)
    )
    drawn = numbers(parts_text(content, inside="charts/"))
    allowed = tenths(source) | {float(number) for number in fixed(source)}
    assert {round(float(number), 9) for number in drawn} <= allowed
    assert numbers(parts_text(content, inside="docProps")) <= fixed(source)


@pytest.mark.parametrize("name", [*SOURCES])
def test_every_number_of_a_deck_may_be_told(name: str) -> None:
    source = SOURCES[name]()
    content = written(name, "deck", "pptx")
    slides = {str(number) for number in range(1, len(Presentation(io.BytesIO(content)).slides) + 1)}
    allowed = wholes(source) | fixed(source)
    assert numbers(parts_text(content)) <= allowed | slides
    assert numbers(parts_text(content, inside="charts/")) <= allowed
    for workbook in workbooks(content):
        told = [cell.value for cell in cells(workbook)]
        assert {str(int(value)) for value in told if isinstance(value, int | float)} <= wholes(
            source
        )
        assert all(float(v).is_integer() for v in told if isinstance(v, int | float))


def test_the_numbers_are_really_read() -> None:
    """The tests above see what is there: each score of each element."""
    elements = second().snapshot.elements.values()
    scores = [one.contractor for one in elements if isinstance(one.contractor, Fraction)]
    assert len(scores) == 5
    whole = {str(whole_points(score)) for score in scores}
    assert whole <= numbers(pdf_text(written("second", "full", "pdf")))
    deck = written("second", "deck", "pptx")
    assert whole <= numbers(parts_text(deck, inside="charts/"))
    book = written("second", "full", "xlsx")
    assert {float(rounded(score, 10)) for score in scores} <= {
        cell.value for cell in cells(book) if isinstance(cell.value, int | float)
    }


def test_the_same_figure_is_the_same_everywhere() -> None:
    """Scores of the six elements in the data file, the workbook, the PDF and the slides."""
    source = second()
    book = written("second", "full", "xlsx")
    rows = {row[0]: row for row in table_rows(book, "Elements")}
    text = " ".join(pdf_text(written("second", "full", "pdf")).split())
    data = plain_json.loads(json.render(source.snapshot, HEADING))
    flat = csv.render(source.snapshot, HEADING).decode()
    deck = Presentation(io.BytesIO(written("second", "deck", "pptx")))
    (chart,) = [
        shape.chart
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart and slide.shapes.title.text == "Six elements of partnership"
    ]
    for place, element in enumerate(source.questionnaire.elements):
        figures = source.snapshot.elements[element.code]
        sides = (figures.contractor, figures.client, figures.joint)
        shown = [score for score in sides if isinstance(score, Fraction)]
        exact: list[Any] = [float(rounded(score, 10)) for score in shown] or ["not shown"] * 3
        assert rows[element.name][1:4] == exact
        assert [
            data["elements"][element.code][s] for s in ("contractor", "client", "joint")
        ] == exact
        assert f"elements.{element.code}.joint,{exact[2]}" in flat
        whole: list[Any] = [whole_points(score) for score in shown]
        told = " ".join(map(str, whole or ["not shown"] * 3))
        assert f"{element.name} {told}" in text
        drawn = [series.values[place] for series in chart.plots[0].series]
        assert drawn == (whole[:2] or [None, None])


def test_forty_rounds_are_told_in_every_format() -> None:
    text = pdf_text(written("many", "full", "pdf"))
    assert "Round 1 " in " ".join(text.split())
    assert "Round 40" in text
    assert len(table_rows(written("many", "full", "xlsx"), "Trend")) == 44
    deck = Presentation(io.BytesIO(written("many", "trend", "pptx")))
    assert len(deck.slides) > 10


def test_a_hidden_element_is_nowhere_a_zero() -> None:
    book = written("second", "full", "xlsx")
    chart = {row[0]: row for row in table_rows(book, "Elements chart")}
    assert chart["Integrated Learning"][1:] == [None, None]
    assert any("Not shown: fewer than five" in str(row[0]) for row in chart.values())
