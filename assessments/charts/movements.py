"""What a trend shows, in sentences that say no more than the words of the snapshots."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from assessments.charts.messages import Message, points
from assessments.charts.steps import Step, Steps
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import ChangeWord, NotComparable
from assessments.snapshot.value import Changes

MOST_NAMED = 3


def movements(
    steps: Steps, change_of: Callable[[Step], Changes | None], topic: str = ""
) -> tuple[Message, ...]:
    """In which rounds the joint score rose or fell clearly, and what cannot be compared."""
    words: dict[str, list[str]] = {"up": [], "down": [], "none": [], "not_comparable": []}
    for step in steps:
        change = change_of(step)
        found = change.joint.word if change else None
        if isinstance(found, ChangeWord | NotComparable):
            words[found.name.lower()].append(step.title)
    what: dict[str, Any] = {
        "topic": Message("name", {"name": topic}) if topic else Message("trend.the_index"),
    }
    told = [
        Message(f"trend.{code}", what | {"rounds": rounds(words[code])})
        for code in ("up", "down")
        if words[code]
    ]
    if not told and words["none"]:
        told = [Message("trend.none", what)]
    if words["not_comparable"]:
        told.append(Message("trend.apart", {"rounds": rounds(words["not_comparable"])}))
    return tuple(told) or (Message("trend.no_pair"),)


def rounds(titles: Sequence[str]) -> tuple[str, ...] | Message:
    """Their titles, or how many they are."""
    if len(titles) > MOST_NAMED:
        return Message("trend.rounds", {"count": len(titles)})
    return tuple(titles)


def latest_movements(steps: Steps, questionnaire: Questionnaire) -> tuple[Message, ...]:
    """What single elements have done since the round before."""
    moved: dict[str, list[str]] = {"up": [], "down": []}
    for element in questionnaire.elements:
        figures = steps[-1].snapshot.elements.get(element.code)
        found = figures.change.joint.word if figures and figures.change else None
        if found in (ChangeWord.UP, ChangeWord.DOWN):
            moved[found.name.lower()].append(element.name)
    what = {"round": steps[-1].title}
    told = tuple(
        Message(f"trend.elements.{code}", what | {"elements": tuple(found)})
        for code, found in moved.items()
        if found
    )
    return told or (Message("trend.elements.none", what),)


def ends_of_scale(steps: Steps, questionnaire: Questionnaire) -> tuple[Message, ...]:
    """The practices with the highest and the lowest joint score now; no word about change."""
    scores = {
        practice.name: figures.joint
        for practice in questionnaire.practices
        if (figures := steps[-1].snapshot.practices.get(practice.code))
        and isinstance(figures.joint, Fraction)
    }
    if not scores:
        return (Message("hidden"),)
    high, low = max(scores, key=lambda n: scores[n]), min(scores, key=lambda n: scores[n])
    parameters = {
        "round": steps[-1].title,
        "high": high,
        "high_points": points(scores[high]),
        "low": low,
        "low_points": points(scores[low]),
    }
    code = "trend.practices.level" if scores[high] == scores[low] else "trend.practices.ends"
    return (Message(code, parameters),)
