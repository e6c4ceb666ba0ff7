"""Own measures and kept commitments in reports: where there are some, and nowhere else."""

from assessments.reports.document.kinds import KINDS, build
from assessments.reports.document.parts import Figure, Grid
from assessments.wording import say
from tests.assessments.reports.sources import FORMULA, asked, everyone, second


def titles(kind: str) -> list[str]:
    return [section.code for section in build(KINDS[kind], asked()).sections]


def tables(code: str) -> list[tuple[str, list[list[str]]]]:
    """Each table of a section with its caption, in words."""
    (section,) = build(KINDS["full"], asked(), [code]).sections
    return [
        (
            block.table.caption.said(say),
            [[cell.said(say) for cell in row.cells] for row in block.table.rows],
        )
        for block in section.blocks
        if isinstance(block, Grid)
    ]


def test_full_report_and_deck_have_them_and_the_summary_has_not() -> None:
    for kind in ("full", "deck"):
        assert {"own", "kept"} <= set(titles(kind))
    for kind in ("staff", "brief"):
        assert not {"own", "kept"} & set(titles(kind))


def test_nothing_is_there_or_missing_where_nothing_was_asked() -> None:
    for source in (second(), everyone()):
        for kind in ("full", "deck"):
            document = build(KINDS[kind], source)
            assert not {"own", "kept"} & {section.code for section in document.sections}
            said = [
                item.text.said(say)
                for section in document.sections
                if section.code == "absent"
                for block in section.blocks
                for item in getattr(block, "items", ())
            ]
            assert "Our own measures" not in said


def test_figures_by_hand() -> None:
    """75 and 25 after 50 and 50; in the mirror nothing has moved."""
    poles, moved, mirror, readings = tables("own")
    assert poles[1][0] == ["75", "25", "50", "+50"]
    assert moved == (
        "Change since the last round, in points",
        [["+25", "\u221225", "0"], ["0", "0", "0"], ["0", "0", "0"]],
    )
    assert mirror[0] == "Our own measures, in the mirror"
    assert readings[1] == [["0"] * 5] * 2
    ((caption, kept),) = tables("kept")
    assert caption == "How far our commitments were kept"
    assert kept[:2] == [["95+", "50", "73", "+45"], ["50", "25", "38", "+25"]]


def test_the_mirror_is_drawn() -> None:
    (section,) = build(KINDS["full"], asked(), ["own"]).sections
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert [len(panel.rows) for panel in figure.spec.panels] == [2, 2]
    assert figure.spec.title.said(say) == "Our own measures, in the mirror"
    assert FORMULA in repr(section)
