from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from assessments.charts import trend
from assessments.charts.checklist import breakthrough_history
from assessments.charts.messages import Message
from assessments.charts.movements import movements
from assessments.charts.spec import ChartSpec, Row, Symbol
from assessments.charts.steps import Step
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    ChangeWord,
    NotComparable,
    NotShown,
)
from assessments.snapshot.value import Change, Changes
from assessments.wording import say
from tests.assessments.charts import histories, rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.figures import F

Word = ChangeWord | NotShown | NotComparable | None
WORDS: tuple[Word, ...] = (*ChangeWord, NOT_SHOWN, NOT_COMPARABLE, None)


def specs(steps: tuple[Step, ...]) -> Iterator[ChartSpec]:
    asked = questionnaire()
    yield trend.index_trend(steps, NAMES)
    yield trend.elements_trend(steps, asked, NAMES)
    yield trend.practices_trend(steps, asked, NAMES)
    yield trend.element_trend(steps, asked.elements[0], NAMES)
    yield trend.practice_trend(steps, asked.practices[2], NAMES)


def scores(row: Row) -> dict[Symbol, F]:
    return {mark.symbol: mark.score for mark in row.marks}


def previous(row: Row) -> set[F | None]:
    return {mark.previous for mark in row.marks}


def test_each_round_is_a_row_with_both_sides_and_joint() -> None:
    (panel,) = trend.index_trend(histories.two(), NAMES).panels
    assert [row.name for row in panel.rows] == ["Spring 2026", "Autumn 2026"]
    now = rounds.both().index
    assert scores(panel.rows[1]) == {
        Symbol.CONTRACTOR: now.contractor,
        Symbol.CLIENT: now.client,
        Symbol.JOINT: now.joint,
    }
    assert previous(panel.rows[0]) == {None}
    assert previous(panel.rows[1]) == {F(50)}


def test_hidden_scores_leave_a_gap() -> None:
    spec = trend.elements_trend(histories.with_hidden(), questionnaire(), NAMES)
    trust, values = spec.panels[0].rows, spec.panels[1].rows
    assert trust[1].marks == ()
    assert trust[1].note == Message("hidden")
    assert previous(values[1]) == {F(50)}


def test_rounds_that_do_not_follow_each_other_are_not_joined() -> None:
    first, second = histories.two()
    between = replace(first, snapshot=replace(first.snapshot, number=7))
    for spec in specs((first, between, second)):
        for panel in spec.panels:
            assert previous(panel.rows[2]) == {None}


def test_a_practice_is_joined_where_both_rounds_show_it() -> None:
    spec = trend.practice_trend(histories.two(), questionnaire().practices[2], NAMES)
    own, other = spec.panels
    assert scores(own.rows[1]) == {Symbol.CONTRACTOR: F(75), Symbol.CLIENT: F(25)}
    assert previous(own.rows[1]) == {F(50)}
    assert scores(other.rows[1]) == {Symbol.CLIENT: F(50), Symbol.CONTRACTOR: F(50)}
    hidden = trend.practice_trend(histories.with_hidden(), questionnaire().practices[2], NAMES)
    assert scores(hidden.panels[0].rows[1]) == {Symbol.CLIENT: F(50)}


def test_where_statements_changed_there_is_a_mark_and_no_line_of_a_practice() -> None:
    first, second = histories.two()
    changed = replace(second, questionnaire=histories.reworded())
    elements = trend.elements_trend((first, changed), questionnaire(), NAMES)
    assert [panel.rows[1].changed for panel in elements.panels] == [True] + [False] * 5
    assert Symbol.CHANGED in {entry.symbol for entry in elements.key}
    practices = trend.practices_trend((first, changed), questionnaire(), NAMES)
    assert [panel.rows[1].changed for panel in practices.panels] == [True] + [False] * 9
    assert previous(practices.panels[0].rows[1]) == {None}
    assert previous(practices.panels[1].rows[1]) == {F(50)}
    assert trend.index_trend((first, changed), NAMES).panels[0].rows[1].changed


def test_where_nothing_changed_the_key_does_not_explain_it() -> None:
    for spec in specs(histories.two()):
        assert Symbol.CHANGED not in {entry.symbol for entry in spec.key}


@pytest.mark.parametrize("steps", [histories.two(), histories.with_hidden(), histories.many()])
def test_the_table_holds_the_same_figures(steps: tuple[Step, ...]) -> None:
    for spec in specs(steps):
        assert {len(row.cells) for row in spec.table.rows} == {len(spec.table.head) - 1}
        told = [cell for row in spec.table.rows for cell in row.cells]
        for mark in (mark for panel in spec.panels for row in panel.rows for mark in row.marks):
            assert mark.label in told


def changes(word: Word) -> Changes | None:
    if word is None:
        return None
    points = word if isinstance(word, NotShown | NotComparable) else F(6)
    return Changes(*(Change(points, word) for _ in range(3)))


def sentences(words: tuple[Word, ...], topic: str) -> list[str]:
    first = histories.two()[0]
    steps = [replace(first, title=f"Round {n}") for n in range(len(words))]
    found = dict(zip((step.title for step in steps), words, strict=True))
    told = movements(steps, lambda step: changes(found[step.title]), topic)
    return [message.said(say) for message in told]


@pytest.mark.parametrize("topic", ["", "Trust"])
def test_the_finding_says_no_more_than_the_words(topic: str) -> None:
    for words in product(WORDS, repeat=3):
        told = sentences(words, topic)
        assert 1 <= len(told) <= 3
        for sentence in told:
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "%" not in sentence
            assert "None" not in sentence
        text = " ".join(told)
        assert ("rose clearly" in text) == (ChangeWord.UP in words)
        assert ("fell clearly" in text) == (ChangeWord.DOWN in words)
        assert ("No comparison" in text) == (NOT_COMPARABLE in words)
        clear = {ChangeWord.UP, ChangeWord.DOWN} & {*words}
        assert ("no clear change" in text) == (ChangeWord.NONE in words and not clear)


def test_findings_in_words() -> None:
    up, down, none = ChangeWord.UP, ChangeWord.DOWN, ChangeWord.NONE
    assert sentences((None, up, up, down), "") == [
        "The joint index rose clearly in Round 1 and Round 2.",
        "The joint index fell clearly in Round 3.",
    ]
    assert sentences((None, none), "Trust") == [
        "Trust shows no clear change from any round to the next."
    ]
    assert sentences((None, up, up, up, up), "Trust") == ["Trust rose clearly in 4 rounds."]
    assert sentences((None, NOT_COMPARABLE), "") == [
        "No comparison with the round before is possible for Round 1."
    ]
    assert sentences((None, NOT_SHOWN), "") == ["No two rounds in a row can be compared yet."]


def test_the_elements_that_moved_last_are_named() -> None:
    spec = trend.elements_trend(histories.two(), questionnaire(), NAMES)
    assert [message.said(say) for message in spec.finding] == [
        "In Autumn 2026, down since the round before: Integrated Learning.",
    ]
    first = histories.two()[0]
    still = trend.elements_trend((first, first), questionnaire(), NAMES)
    assert still.finding[0].said(say).startswith("In Spring 2026, no element shows a clear change")


def test_practices_are_compared_in_points_alone() -> None:
    (found,) = trend.practices_trend(histories.two(), questionnaire(), NAMES).finding
    text = found.said(say)
    assert text.startswith("In Autumn 2026, Start within your own organization stands highest")
    first = histories.two()[0]
    (level,) = trend.practices_trend((first, first), questionnaire(), NAMES).finding
    assert level.said(say) == "In Spring 2026, all practices stand at 50."


def test_the_alternative_text_says_the_finding() -> None:
    for spec in specs(histories.two()):
        text = spec.alt.said(say)
        assert all(message.said(say) in text for message in spec.finding)


def test_the_breakthrough_of_every_round() -> None:
    table = breakthrough_history(histories.two(), NAMES)
    assert [cell.said(say) for cell in table.head] == [
        "Round",
        "Points reached",
        "Trust on both sides",
        "Joint index",
        "Lowest element",
        "Seen differently",
    ]
    assert [cell.said(say) for cell in table.rows[0].cells] == [
        "1 of 4",
        "not yet: Brightline 50, Northgate 50",
        "not yet: now 50",
        "not yet: lowest: Trust, Brightline 50",
        "reached: none is",
    ]
    hidden = breakthrough_history(histories.with_hidden(), NAMES).rows[1]
    assert Message("hidden.cell") in hidden.cells
