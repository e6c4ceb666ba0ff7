import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from assessments.reports import pdf
from assessments.reports.errors import ReportError
from assessments.snapshot.codec import sha256
from assessments.wording import say
from tests.assessments.reports.reading import pdf_text, pdf_words
from tests.assessments.reports.sources import SOURCES, WORD, document, longest, second, written

KINDS = ("brief", "full", "staff", "trend")


def render(name: str = "second", kind: str = "full") -> bytes:
    return written(name, kind, "pdf")


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the structure, in reading order."""
    children: Any = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def structure(content: bytes) -> list[tuple[str, str]]:
    """Each tag with its words for those who do not see it."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        found = elements(opened.Root.StructTreeRoot)
        return [(str(element.S), str(element.get("/Alt", ""))) for element in found]


@pytest.mark.parametrize("name", [*SOURCES])
def test_an_independent_reader_finds_what_a_screen_reader_needs(name: str) -> None:
    content = render(name)
    opened = pikepdf.open(io.BytesIO(content))
    assert str(opened.Root.Lang) == "en"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert "Full report" in str(opened.docinfo["/Title"])
    claims = opened.open_metadata()
    assert claims["pdfuaid:part"] == "1"
    assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("2", "A")
    found = [tag for tag, _ in structure(content)]
    assert found.count("/Table") == found.count("/THead")
    assert "/TH" in found or name == "nothing"
    levels = [int(tag[2:]) for tag in found if re.fullmatch(r"/H\d", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", ["second", "everyone", "foreign"])
def test_every_figure_has_words(name: str) -> None:
    figures = [words for tag, words in structure(render(name)) if tag == "/Figure"]
    assert len(figures) >= 2
    assert all(figures)


def test_fonts_are_embedded_and_nothing_acts_or_hides() -> None:
    opened = pikepdf.open(io.BytesIO(render("foreign")))
    fonts = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & {*font.keys()} for font in fonts)
    kinds = {str(o.get("/S")) for o in opened.objects if isinstance(o, pikepdf.Dictionary)}
    assert not kinds & {"/JavaScript", "/URI", "/Launch", "/GoToR", "/SubmitForm"}
    assert not {"/EmbeddedFiles", "/JavaScript"} & {*opened.Root.get("/Names", {}).keys()}
    assert "/OCProperties" not in opened.Root


def test_contents_bookmarks_and_numbers_of_pages() -> None:
    reader = PdfReader(io.BytesIO(render("longest")))
    pages = len(reader.pages)
    assert "Contents" in reader.pages[0].extract_text()
    assert f"Page 1 of {pages}" in reader.pages[0].extract_text()
    marks = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert marks[:2] == ["Contents", "The reading"]
    assert marks[-1] == "How these figures are made"


@pytest.mark.parametrize("name", [*SOURCES])
def test_the_brief_has_two_pages_at_most(name: str) -> None:
    assert len(PdfReader(io.BytesIO(render(name, "brief"))).pages) <= 2


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "staff"])
def test_the_hash_is_printed_below_the_title_and_on_every_page(kind: str) -> None:
    """A screen reader skips what stands below a page."""
    first, *others = PdfReader(io.BytesIO(render(kind=kind))).pages
    found = sha256(second().snapshot)
    assert first.extract_text().count(found) == 2
    assert all(page.extract_text().count(found) == 1 for page in others)


def test_what_members_read_holds_no_hash_of_results() -> None:
    staff = render(kind="staff")
    reader = PdfReader(io.BytesIO(staff))
    found = sha256(second().snapshot)
    assert "SHA-256" not in pdf_text(staff)
    assert reader.metadata is not None
    assert not reader.metadata.keywords
    assert found[:8].encode() not in staff


def test_what_the_font_lacks_becomes_a_box_with_a_note() -> None:
    text = pdf_text(render("foreign"))
    assert "Party □ Ltd" in text
    assert "□ stands for a character" in text
    assert "=HYPERLINK" in text
    assert "□ stands for" not in pdf_text(render("second"))


def test_text_of_people_is_never_read_as_markup() -> None:
    assert "<b>ward</b> #strong[sang]" in " ".join(pdf_text(render("longest")).split())
    assert longest().remarks[0].text[-30:].split()[-1] in pdf_text(render("longest"))


def test_a_missing_font_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "font_directory", str(tmp_path))
    pdf.fonts.cache_clear()
    with pytest.raises(ReportError, match="“Source Sans Pro” is missing: install"):
        pdf.render(document(second(), "staff"), say)
    pdf.fonts.cache_clear()


def test_names_in_any_script_leave_the_figures_alone() -> None:
    figures = re.compile(r"Trust \d+ \d+ \d+")
    told = [" ".join(pdf_text(render(name)).split()) for name in ("second", "foreign")]
    first, other = (figures.findall(text) for text in told)
    assert first == other
    assert first


@pytest.mark.parametrize("kind", ["full", "staff", "trend"])
def test_words_without_a_space_do_not_run_out_of_the_page(kind: str) -> None:
    told = " ".join(pdf_words(render("unbroken", kind)))
    assert WORD[:20] in told
    assert max(map(len, re.split(r"[\s\u200b]", told))) < 110
