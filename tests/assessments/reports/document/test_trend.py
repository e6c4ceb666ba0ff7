from dataclasses import replace
from fractions import Fraction

from assessments.charts.spec import Symbol
from assessments.reports.document.trend import elements_chart, index_chart
from assessments.scoring.terms import NotShown
from assessments.wording import say
from tests.assessments.reports.sources import many, second


def test_each_round_is_a_row_and_the_earliest_comes_first() -> None:
    (panel,) = index_chart(second()).spec.panels
    assert [row.name for row in panel.rows] == ["Winter", "Spring"]
    now = second().snapshot.index
    assert {mark.symbol: mark.score for mark in panel.rows[1].marks} == {
        Symbol.CONTRACTOR: now.contractor,
        Symbol.CLIENT: now.client,
        Symbol.JOINT: now.joint,
    }


def test_a_line_joins_only_rounds_that_can_be_compared() -> None:
    """Learning is hidden now, so the index is made of other elements; values can be compared."""
    index = index_chart(second()).spec.panels[0].rows[1]
    assert [mark.previous for mark in index.marks] == [None, None, None]
    values = elements_chart(second()).spec.panels[1].rows
    before = {mark.symbol: mark.score for mark in values[0].marks}
    assert {mark.symbol: mark.previous for mark in values[1].marks} == before
    assert before[Symbol.CONTRACTOR] == Fraction(75)


def test_a_round_that_was_compared_with_another_one_is_not_joined() -> None:
    source = second()
    (winter,) = source.earlier
    between = replace(winter, title="Between", snapshot=replace(winter.snapshot, number=7))
    chart = elements_chart(replace(source, earlier=(winter, between)))
    assert {mark.previous for mark in chart.spec.panels[1].rows[2].marks} == {None}


def test_a_hidden_element_leaves_no_mark() -> None:
    learning = elements_chart(second()).spec.panels[4].rows[1]
    assert learning.marks == ()
    assert learning.note is not None
    assert learning.note.said(say) == "not shown"


def test_forty_rounds_are_all_there() -> None:
    assert len(index_chart(many()).spec.table.rows) == 41
    assert isinstance(many().snapshot.elements["learning"].joint, NotShown)
