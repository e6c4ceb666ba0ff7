import pytest

from assessments.charts.spec import Symbol, Table
from assessments.reports.document.kinds import KINDS, NothingToReportError, build
from assessments.reports.document.parts import Block, Figure, Grid, Items, Text
from assessments.snapshot.codec import sha256
from assessments.wording import say
from tests.assessments.reports.sources import (
    SOURCES,
    everyone,
    first,
    longest,
    nothing,
    second,
)


def codes(kind: str, *chosen: str) -> list[str]:
    document = build(KINDS[kind], longest(), chosen or None)
    return [section.code for section in document.sections]


def test_strengths_come_before_figures() -> None:
    for kind in ("brief", "full", "deck"):
        assert codes(kind)[:3] == ["reading", "lists", "standing"]


def test_comments_are_left_out_unless_they_are_chosen() -> None:
    assert "comments" not in codes("full")
    assert codes("full", "methods", "comments", "unknown") == ["comments", "methods"]


def test_the_staff_summary_holds_what_members_may_see() -> None:
    assert codes("staff") == ["reading", "lists", "response", "next"]
    document = build(KINDS["staff"], second())
    blocks = [block for section in document.sections for block in section.blocks]
    assert not any(isinstance(block, Figure | Grid) for block in blocks)


def test_a_document_names_the_hash_of_its_snapshot() -> None:
    assert build(KINDS["full"], second()).sha256 == sha256(second().snapshot)


def test_what_members_read_names_no_hash_of_more_than_that() -> None:
    """Figures of everyone together are few whole numbers: whoever knows the rest could try them."""
    assert build(KINDS["staff"], second()).sha256 == ""


def test_sections_without_data_are_named_with_the_reason() -> None:
    document = build(KINDS["full"], first(), ["change", "trend", "comments", "reading"])
    assert [section.code for section in document.sections] == ["reading", "absent"]
    assert [said(block) for block in document.sections[-1].blocks] == [
        ["This is the first released round: there is nothing to compare it with yet."],
        ["Change since the last round", "The index, round by round"],
        ["There are no comments to show."],
        ["In people's own words"],
    ]


def said(block: Block) -> list[str]:
    assert isinstance(block, Text | Items)
    messages = [item.text for item in block.items] if isinstance(block, Items) else [block.message]
    return [message.said(say) for message in messages]


def test_where_the_sides_are_not_told_apart_marks_stand_for_everyone() -> None:
    called = build(KINDS["deck"], everyone()).series[Symbol.JOINT]
    assert called.said(say) == "Everyone together"
    assert build(KINDS["deck"], second()).series[Symbol.JOINT].said(say) == "Joint"


@pytest.mark.parametrize(
    ("kind", "name", "chosen", "reason"),
    [
        ("full", "second", (), "report.missing.sections"),
        ("full", "second", ("unknown",), "report.missing.sections"),
        ("trend", "first", None, "report.missing.earlier"),
        ("full", "nothing", ("elements", "practices"), "report.missing.all"),
    ],
)
def test_what_cannot_be_reported_is_told(
    kind: str, name: str, chosen: tuple[str, ...] | None, reason: str
) -> None:
    with pytest.raises(NothingToReportError) as error:
        build(KINDS[kind], SOURCES[name](), chosen)
    assert error.value.reason.code == reason
    assert error.value.reason.said(say)


def test_where_sides_are_not_told_apart_neither_is_named_with_a_figure() -> None:
    for source in (everyone(), nothing()):
        document = build(KINDS["full"], source, KINDS["full"].sections)
        tables: list[Table] = [
            block.table
            for section in document.sections
            for block in section.blocks
            if isinstance(block, Grid)
        ]
        heads = {cell.said(say) for table in tables for cell in table.head}
        assert heads <= {"Element", "Everyone together"}


def test_comments_stand_by_question_with_nothing_but_words() -> None:
    document = build(KINDS["full"], longest(), ["comments"])
    blocks = [block for block in document.sections[0].blocks if isinstance(block, Items)]
    assert [len(block.items) for block in blocks] == [3, 3, 3]
    assert all(item.figure is None for block in blocks for item in block.items)
    assert {tag.said(say) for block in blocks for item in block.items for tag in item.tags} == {
        longest().names.contractor_short,
        longest().names.client_short,
    }
