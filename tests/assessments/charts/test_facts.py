from dataclasses import replace

import pytest

from assessments.charts import facts
from assessments.charts.checklist import checklist_point
from assessments.charts.messages import Message
from assessments.charts.spec import Table
from assessments.scoring.figures import Breakthrough, BreakthroughPoint
from assessments.scoring.terms import NOT_COMPARABLE, NOT_SHOWN, ChangeWord, NotShown
from assessments.snapshot.value import Change, Snapshot
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.figures import F


def told(*messages: Message | None) -> list[str]:
    return [message.said(say) if message else "" for message in messages]


def told_table(table: Table | None) -> dict[str, list[str]]:
    assert table is not None
    return {row.name.said(say): told(*row.cells) for row in table.rows}


def test_three_short_answers() -> None:
    answers = facts.short_answers(rounds.both(), NAMES)
    assert {answer.name.said(say): told(*answer.parts) for answer in answers} == {
        "Contract or alliance model?": ["In transition, 50"],
        "Breakthrough": ["0 of 4 points reached"],
        "Human measures": ["Fun 50", "candor 50", "what the customer gets 50"],
    }


def test_a_hidden_model_is_not_named() -> None:
    snapshot = rounds.both()
    hidden = replace(snapshot.stance, joint=NOT_SHOWN, model=NOT_SHOWN)
    answers = facts.short_answers(replace(snapshot, stance=hidden), NAMES)
    assert told(*answers[0].parts) == ["not shown"]


def test_index_line() -> None:
    line = facts.index_line(rounds.both(), questionnaire(), "Spring")
    assert told(*line) == [
        "Joint index 49, in between",
        "1 less than in Spring, no clear change",
    ]


def test_index_line_names_the_missing_element() -> None:
    line = facts.index_line(rounds.hidden(), questionnaire(), "")
    assert told(*line) == [
        "Joint index 50, in between",
        "without Trust, which is not shown",
        "since the last round: not comparable",
    ]


def test_index_line_of_everyone_and_of_a_first_round() -> None:
    assert told(*facts.index_line(rounds.together(), questionnaire(), "")) == [
        "Everyone together 52, in between"
    ]
    assert told(*facts.index_line(rounds.first(), questionnaire(), "")) == [
        "Joint index 49, in between"
    ]


def test_a_change_that_rounds_to_nothing_reads_the_same() -> None:
    snapshot = rounds.both()
    assert snapshot.index.change
    joint = Change(F("-0.49"), ChangeWord.NONE)
    index = replace(snapshot.index, change=replace(snapshot.index.change, joint=joint))
    line = facts.index_line(replace(snapshot, index=index), questionnaire(), "Spring")
    assert told(*line)[-1] == "the same as in Spring, no clear change"


def test_changes_hold_points_and_words_of_sides_and_joint() -> None:
    table = told_table(facts.changes(rounds.both(), questionnaire(), NAMES))
    assert table["Trust"] == ["+34, up", "−16, no clear change", "+9, no clear change"]
    assert table["Shared Values"] == ["0, no clear change"] * 3
    assert list(table)[-1] == "Index"


def test_a_first_round_has_no_changes() -> None:
    assert facts.changes(rounds.first(), questionnaire(), NAMES) is None


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change(NOT_COMPARABLE, NOT_COMPARABLE), "not comparable"),
        (Change(NOT_SHOWN, NOT_SHOWN), "not shown"),
        (Change(F(4), NOT_SHOWN), "+4, not shown"),
    ],
)
def test_changes_that_cannot_be_told(change: Change, text: str) -> None:
    assert told(facts.change_cell(change)) == [text]


def checklist(snapshot: Snapshot) -> list[tuple[bool | None, str]]:
    found = facts.breakthrough(snapshot, questionnaire(), NAMES)
    return [(point.met, point.how_far.said(say)) for point in found]


def test_breakthrough_says_how_far() -> None:
    assert checklist(rounds.both()) == [
        (False, "Brightline 50, Northgate 50"),
        (False, "now 49"),
        (False, "lowest: Integrated Learning, Northgate 25"),
        (False, "seen differently: Trust and Integrated Learning"),
    ]


def test_a_hidden_point_says_so() -> None:
    assert checklist(rounds.hidden())[0] == (None, say("hidden"))


def with_points(*met: bool | NotShown) -> Snapshot:
    points = tuple(BreakthroughPoint("index", one, {"joint": F(1)}) for one in met)
    return replace(rounds.both(), breakthrough=Breakthrough(met[0], points))


@pytest.mark.parametrize(
    ("met", "text"),
    [
        ((True, True, True, True), "Reached: all 4 points"),
        ((True, False, False, True), "2 of 4 points reached"),
        ((True, NOT_SHOWN, False, NOT_SHOWN), "1 of 4 points reached, 2 not shown"),
    ],
)
def test_how_many_points_are_reached(met: tuple[bool | NotShown, ...], text: str) -> None:
    assert told(facts.reached(with_points(*met))) == [text]


def test_no_clear_gap_is_told_as_none() -> None:
    point = BreakthroughPoint("gaps", True, {"clear": ()})
    assert told(checklist_point(point, {}, NAMES).how_far) == ["none is"]


def test_human_measures_tell_their_readings() -> None:
    measures = facts.human_measures(rounds.both(), NAMES)
    candor = next(m for m in measures if m.code == "P3")
    assert told(candor.joint, *candor.readings) == [
        "50",
        "Brightline: itself 75, seen 25",
        "Northgate: itself 50, seen 50",
    ]
    assert [m.name.said(say) for m in measures] == ["Fun", "Candor", "What the customer gets"]


def test_a_half_hidden_measure_keeps_what_is_shown() -> None:
    candor = next(m for m in facts.human_measures(rounds.hidden(), NAMES) if m.code == "P3")
    assert candor.is_hidden
    assert told(*candor.readings)[0] == "Brightline: itself not shown, seen 50"


def test_statements_have_both_poles_and_both_sides() -> None:
    trust = facts.element_statements(rounds.both(), questionnaire(), NAMES)[0]
    name = (
        "We assume that each side will do its part. → We have talked through what each side brings."
    )
    assert told_table(trust)[name] == ["84", "34"]
