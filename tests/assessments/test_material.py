"""What is handed out before people answer: true, complete, on one page, and marked as invented."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from assessments.material import data_sheet, intranet_text
from assessments.models import Round
from assessments.questionnaire.load import breakthrough_1
from assessments.reports.document.parts import Items
from assessments.sample import sample_dashboard
from assessments.services.rounds import set_promise
from assessments.wording import say
from partnerships.models import Partnership
from tests.assessments.manage.desk import as_, text
from tests.live_round import START, alliance, drafted, neutral, person
from tests.notice import notice_sentences, sentences_of

pytestmark = pytest.mark.django_db

MATERIAL = "/p/harbour-alliance/material/"


@pytest.fixture
def partnership() -> Partnership:
    return alliance()


@pytest.fixture
def nora(partnership: Partnership) -> Client:
    return as_(neutral())


def read(response: Any) -> tuple[PdfReader, str]:
    """The file and its words in one line."""
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_every_statement_stands_in_the_pdf(nora: Client, partnership: Partnership) -> None:
    asked = breakthrough_1()
    reader, words = read(nora.get(f"{MATERIAL}statements.pdf"))
    for element in asked.elements:
        for statement in element.statements:
            assert all(end in words for end in statement.wording)
    assert all(practice.statement in words for practice in asked.practices)
    assert all(end in words for one in asked.stance for end in one.wording)
    assert asked.comments[0].prompt not in words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]


def test_a_round_that_asks_for_words_says_so(nora: Client, partnership: Partnership) -> None:
    assert "Comments" not in text(nora.get(f"{MATERIAL}data-protection/"))
    draft = drafted(partnership)
    set_promise(round=draft, key_holder=None, asks_comments=True, now=START)
    _reader, words = read(nora.get(f"{MATERIAL}statements.pdf"))
    assert breakthrough_1().comments[0].prompt in words
    assert "Comments" in text(nora.get(f"{MATERIAL}data-protection/"))


def test_the_sheet_is_one_page_and_the_same_as_on_the_screen(nora: Client) -> None:
    content = nora.get(f"{MATERIAL}data-protection/").content.decode()
    page = sentences_of(content.split("</h1>")[1].split("</main>")[0])
    reader, words = read(nora.get(f"{MATERIAL}data-protection.pdf"))
    assert len(reader.pages) == 1
    assert [one for one in page if one not in words and one != "Save the sheet as PDF"] == []
    assert len(page) > 25


def test_what_the_sheet_says_of_the_notice_is_the_notice(partnership: Partnership) -> None:
    sheet = data_sheet(partnership, None)
    told = {
        sentence
        for section in sheet.sections
        for block in section.blocks
        if isinstance(block, Items)
        for item in block.items
        for sentence in sentences_of(f"<p>{item.text.said(say)}</p>")
    }
    assert len(told) > 10
    assert told <= set(notice_sentences())
    assert set(sentences_of(f"<p>{sheet.vow}</p>")) <= set(notice_sentences())


def test_the_sample_is_marked_as_invented_and_leads_nowhere(
    nora: Client, partnership: Partnership
) -> None:
    page = nora.get(f"{MATERIAL}sample/").content.decode()
    assert page.count("everything on this page is invented") == 2
    assert "Harbour Alliance" not in page.split("</nav>")[1].split("<h1")[1]
    assert "/topics/" not in page
    assert page.count("data-chart=") == 3
    assert not Round.objects.exists()


def test_the_sample_is_the_same_each_time() -> None:
    assert sample_dashboard() is sample_dashboard()
    detail = sample_dashboard().page.detail
    assert detail is not None
    assert detail.sides is not None


def test_the_words_for_the_intranet_name_both_sides(partnership: Partnership) -> None:
    words = intranet_text(partnership, 14)
    assert "It takes about 14 minutes" in words
    assert "Brightline Services and Northgate Council ask" in words
    assert "patients and ward staff" in words
    partnership.customer = ""
    assert "both serve" not in intranet_text(partnership, 12)


def test_leaders_have_it_and_members_do_not(nora: Client, partnership: Partnership) -> None:
    leader = as_(person("client"))
    page = text(leader.get("/p/harbour-alliance/rounds/"))
    assert "Material" in page
    assert "Words for the intranet" in text(leader.get(MATERIAL))
    member = as_(person("client", 3))
    assert "Material" not in text(member.get("/p/harbour-alliance/rounds/"))
    for path in ("", "sample/", "data-protection/", "statements.pdf"):
        assert member.get(f"{MATERIAL}{path}").status_code == 403
    assert leader.get(f"{MATERIAL}other.pdf").status_code == 404
