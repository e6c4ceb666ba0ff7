from dataclasses import replace

import pytest

from assessments.charts.since import change_since
from assessments.charts.steps import Step
from assessments.scoring.terms import NOT_COMPARABLE, NOT_SHOWN, ChangeWord
from assessments.snapshot.value import Change, Changes
from assessments.wording import say
from tests.assessments.charts import histories


def told(steps: tuple[Step, ...], topic: str, number: int | None = 1) -> str | None:
    found = change_since(steps, topic, number)
    return found.said(say) if found else None


def test_an_element_since_the_round_before_has_its_word() -> None:
    text = "Joint 50 in Spring 2026, when it was agreed; 38 now: down."
    assert told(histories.two(), "learning") == text


def test_a_practice_has_no_word() -> None:
    assert told(histories.two(), "P3") == "Joint 50 in Spring 2026, when it was agreed; 50 now."


@pytest.mark.parametrize("number", [None, 2, 9])
def test_without_a_round_since_there_is_nothing_to_say(number: int | None) -> None:
    assert told(histories.two(), "trust", number) is None
    assert told((), "trust", number) is None


def test_what_is_hidden_now_stays_hidden() -> None:
    hidden = told(histories.with_hidden(), "trust")
    assert hidden is not None
    assert hidden.startswith("Not shown")
    assert told(histories.two(), "no topic") == hidden


def test_over_several_rounds_there_are_points_and_no_word() -> None:
    """Each round must be comparable with the one before."""
    first, second = histories.two()
    snapshot = replace(second.snapshot, number=3, previous=2)
    third = Step("Winter", snapshot, second.questionnaire)
    text = "Joint 50 in Spring 2026, when it was agreed; 59 now."
    assert told((first, second, third), "trust") == text
    apart = Change(NOT_COMPARABLE, NOT_COMPARABLE)
    trust = replace(snapshot.elements["trust"], change=Changes(apart, apart, apart))
    between = replace(second.snapshot, elements={**second.snapshot.elements, "trust": trust})
    broken = (first, replace(second, snapshot=between), third)
    assert told(broken, "trust") == (
        "What it asked has changed since Spring 2026, so there is no comparison."
    )


def test_a_practice_that_asks_otherwise_is_not_compared() -> None:
    first, second = histories.two()
    changed = replace(second, questionnaire=histories.reworded())
    found = told((first, changed), "P1")
    assert found is not None
    assert "no comparison" in found
    skipped = replace(second, snapshot=replace(second.snapshot, previous=7))
    assert told((first, skipped), "P1") == found


@pytest.mark.parametrize("word", [*ChangeWord, NOT_SHOWN])
def test_every_word_makes_a_whole_sentence(word: ChangeWord) -> None:
    first, second = histories.two()
    figures = second.snapshot.elements["trust"]
    assert figures.change
    changes = replace(figures.change, joint=replace(figures.change.joint, word=word))
    elements = {**second.snapshot.elements, "trust": replace(figures, change=changes)}
    later = replace(second, snapshot=replace(second.snapshot, elements=elements))
    text = told((first, later), "trust")
    assert text is not None
    assert text.endswith(".")
    assert "%" not in text
    assert text.count(".") == 1
