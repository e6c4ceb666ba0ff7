"""Rounds in a row to draw: all alike but for what a test wants to see."""

from dataclasses import replace
from functools import cache

from assessments.charts.steps import Step
from assessments.questionnaire.schema import Questionnaire
from tests.assessments.charts import rounds


@cache
def reworded() -> Questionnaire:
    """One statement about trust and the first practice have another wording."""
    asked = rounds.questionnaire()
    trust = asked.elements[0]
    first = replace(trust.statements[0], vendor="We meet at work.")
    changed = replace(trust, statements=(first, *trust.statements[1:]))
    practice = replace(asked.practices[0], statement="begins at home")
    return replace(
        asked,
        elements=(changed, *asked.elements[1:]),
        practices=(practice, *asked.practices[1:]),
    )


@cache
def two() -> tuple[Step, Step]:
    """Everybody in the middle, then trust and the contractor's candor seen differently."""
    asked = rounds.questionnaire()
    return (
        Step("Spring 2026", rounds.before().snapshot, asked),
        Step("Autumn 2026", rounds.both(), asked),
    )


@cache
def with_hidden() -> tuple[Step, Step]:
    """In the second round trust and two practices are hidden."""
    return (two()[0], Step("Autumn 2026", rounds.hidden(), rounds.questionnaire()))


@cache
def many(count: int = 40) -> tuple[Step, ...]:
    """A long history, the newest as in `two`."""
    first, newest = two()
    earlier = [
        Step(f"Round {number}", replace(first.snapshot, number=number), first.questionnaire)
        for number in range(1, count)
    ]
    last = replace(newest.snapshot, number=count, previous=count - 1)
    return (*earlier, replace(newest, snapshot=last))
