"""The page of reports: who gets which, what is remembered, and what is told when it cannot be."""

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape
from pypdf import PdfReader

from assessments.access import comments_readable_by
from assessments.exports import export_file, report_file
from assessments.models import Comment, ReportChoice, Round, Snapshot
from assessments.reports.errors import ReportError
from assessments.services.reports import remember_sections
from partnerships.models import Event, Partnership
from partnerships.viewer import Role, Viewer
from tests.factories import make_member, make_partnership, make_released_round
from tests.guards import force, force_rows

pytestmark = pytest.mark.django_db
PAGE = "/p/harbour-alliance/reports/"
SECTIONS = ["reading", "response"]


@pytest.fixture
def partnership() -> Partnership:
    return make_partnership()


@pytest.fixture
def released(partnership: Partnership) -> Round:
    return make_released_round(partnership)


def address(kind: str = "brief", form: str = "pdf", number: int = 1) -> str:
    return f"/p/harbour-alliance/rounds/{number}/reports/{kind}/{form}/"


def save(client: Client, *where: Any, sections: list[str] | None = None) -> Any:
    chosen = SECTIONS if sections is None else sections
    return client.post(address(*where), {"sections": chosen}, follow=True)


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_leader_saves_a_report_and_the_choice_is_kept(
    client: Client, partnership: Partnership, released: Round
) -> None:
    leader = make_member(partnership, Role.LEADER)
    client.force_login(leader)
    response = save(client)
    assert response["Content-Disposition"] == (
        'attachment; filename="harbour-alliance-round-1-brief-report.pdf"'
    )
    text = words(response.content)
    assert "Who answered" in text
    assert "Breakthrough" not in text
    assert ReportChoice.objects.get().sections == SECTIONS
    client.force_login(make_member(partnership, Role.FACILITATOR, "client"))
    card = next(one for one in client.get(PAGE).context["cards"] if one.code == "brief")
    assert card.form.initial["sections"] == tuple(SECTIONS)
    event = Event.objects.get(kind="results-exported")
    assert (event.person, event.side) == (leader, "contractor")
    assert event.parameters == {"round": 1, "format": "pdf", "report": "brief"}


def test_a_member_gets_the_staff_summary_alone(
    client: Client, partnership: Partnership, released: Round
) -> None:
    remember_sections(partnership=partnership, kind="staff", sections=["response"])
    client.force_login(make_member(partnership))
    assert [card.code for card in client.get(PAGE).context["cards"]] == ["staff"]
    told = words(save(client, "staff", sections=["reading", "lists"]).content)
    assert "Who answered" in told
    assert "The reading" not in told
    assert ReportChoice.objects.get().sections == ["response"]
    refused = save(client, "full")
    assert refused.status_code == 403
    assert "the other reports are for leaders and facilitators: ask one of them for a copy" in (
        " ".join(refused.content.decode().split())
    )


def test_strangers_and_unreleased_rounds_are_not_found(
    client: Client, partnership: Partnership, released: Round
) -> None:
    other = make_partnership("Airport Alliance")
    client.force_login(make_member(other, Role.LEADER))
    assert client.get(PAGE).status_code == save(client).status_code == 404
    client.force_login(make_member(partnership, Role.LEADER, email="l@example.org"))
    force(Round.objects, state="sealed")
    assert save(client).status_code == 404
    assert "No round has been released yet" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("where", [("brief", "pptx"), ("novel", "pdf"), ("full", "doc")])
def test_an_unknown_kind_or_format_is_not_found(
    client: Client, partnership: Partnership, released: Round, where: tuple[str, str]
) -> None:
    client.force_login(make_member(partnership, Role.LEADER))
    assert save(client, *where).status_code == 404
    assert client.get(address()).status_code == 405


@pytest.mark.parametrize(
    ("kind", "sections", "sentence"),
    [
        ("brief", [], "Choose at least one section for the report."),
        ("brief", ["statements"], "“statements” is not a section of this report: choose again."),
        ("trend", ["trend"], "there is nothing to compare it with yet."),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_kept(
    client: Client,
    partnership: Partnership,
    released: Round,
    kind: str,
    sections: list[str],
    sentence: str,
) -> None:
    client.force_login(make_member(partnership, Role.LEADER))
    response = save(client, kind, sections=sections)
    assert response.redirect_chain == [(f"{PAGE}?round=1", 302)]
    assert escape(sentence) in response.content.decode()
    assert not ReportChoice.objects.exists()
    assert not Event.objects.filter(kind="results-exported").exists()


def test_each_round_has_its_own_reports(
    client: Client, partnership: Partnership, released: Round
) -> None:
    make_released_round(partnership, title="Autumn")
    client.force_login(make_member(partnership, Role.LEADER))
    assert client.get(PAGE).context["round"].title == "Autumn"
    assert client.get(f"{PAGE}?round=1").context["round"].title == "Spring"
    assert client.get(f"{PAGE}?round=x").context["round"].title == "Autumn"
    assert "Spring" in words(save(client, "trend", "pdf", 2, sections=["trend"]).content)


@pytest.mark.parametrize("form", ["pdf", "xlsx", "pptx"])
def test_page_and_command_write_the_same_report(
    client: Client, partnership: Partnership, released: Round, tmp_path: Any, form: str
) -> None:
    file = tmp_path / "report"
    arguments = ("--partnership", partnership.slug, "--format", form, "--output", str(file))
    call_command("export_results", *arguments)
    client.force_login(make_member(partnership, Role.LEADER))
    response = client.post(f"/p/harbour-alliance/rounds/1/export/{form}/")
    assert response.content == file.read_bytes() == export_file(released, form).content


@pytest.mark.parametrize("form", ["json", "csv", "pdf", "xlsx", "pptx"])
def test_results_of_an_unknown_version_are_told(
    partnership: Partnership, released: Round, tmp_path: Any, form: str
) -> None:
    row = Snapshot.objects.get(round=released)
    force(Snapshot.objects, data=row.data | {"version": 99}, sha256="9" * 64)
    with pytest.raises(ReportError, match="bring Alongside up to date"):
        export_file(released, form)
    file = tmp_path / "report"
    arguments = ("--partnership", partnership.slug, "--format", form, "--output", str(file))
    with pytest.raises(CommandError, match="bring Alongside up to date"):
        call_command("export_results", *arguments)
    assert not file.exists()


def comment(round: Round, side: str | None, text: str, state: str = "read") -> None:
    position = Comment.objects.count()
    one = Comment(round=round, side=side, question="Q1", text=text, position=position, state=state)
    force_rows([one])


def test_comments_stand_only_in_the_reports_of_those_who_may_read_them(
    client: Client, partnership: Partnership, released: Round
) -> None:
    comment(released, "contractor", "apple")
    comment(released, "client", "pear")
    comment(released, None, "plum")
    comment(released, "contractor", "unripe", "unread")
    comment(released, "client", "rotten", "held")
    told = {}
    for role, side in (
        (Role.LEADER, "client"),
        (Role.FACILITATOR, "client"),
        (Role.FACILITATOR, None),
    ):
        client.force_login(make_member(partnership, role, side))
        told[role, side] = words(save(client, "full", sections=["comments"]).content)
    fruit = ("apple", "pear", "plum", "unripe", "rotten")
    found = {who: [one for one in fruit if one in text] for who, text in told.items()}
    assert found == {
        (Role.LEADER, "client"): ["apple", "pear", "plum"],
        (Role.FACILITATOR, "client"): ["pear", "plum"],
        (Role.FACILITATOR, None): ["apple", "pear", "plum"],
    }
    assert "apple" not in words(export_file(released, "pdf").content)
    assert comments_readable_by(Viewer(1, Role.MEMBER, "client")) == ()


def test_another_kind_or_format_is_an_error(released: Round) -> None:
    with pytest.raises(KeyError):
        report_file(released, "novel", "pdf")
    with pytest.raises(KeyError):
        report_file(released, "brief", "xlsx")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_accessible_and_a_click_saves_a_file(
    partnership: Partnership, released: Round, open_context: Any, sign_in: Any, axe: Any, width: int
) -> None:
    page = open_context(width=width).new_page()
    sign_in(page, make_member(partnership, Role.LEADER))
    page.goto(PAGE)
    page.locator("summary").first.click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Breakthrough").first.uncheck()
    with page.expect_download() as saved:
        page.get_by_role("button", name=re.compile("PDF.*Leaders' brief")).click()
    assert saved.value.suggested_filename == "harbour-alliance-round-1-brief-report.pdf"
    assert "breakthrough" not in ReportChoice.objects.get().sections
