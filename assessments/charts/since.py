"""What an element or practice has done since an earlier round."""

from fractions import Fraction
from itertools import pairwise

from assessments.charts.messages import Message, word
from assessments.charts.steps import Step, Steps
from assessments.scoring.terms import Score


def change_since(steps: Steps, topic: str, number: int | None) -> Message | None:
    """The joint score in the round of this number and in the newest one; None where no round has
    been released since. Rounds in between must be comparable each with the one before."""
    places = [place for place, step in enumerate(steps) if step.snapshot.number == number]
    later = steps[places[0] :] if places else ()
    if len(later) < 2:
        return None
    then, now = joint_of(later[0], topic), joint_of(later[-1], topic)
    if not isinstance(then, Fraction) or not isinstance(now, Fraction):
        return Message("hidden")
    if not all(comparable(before, step, topic) for before, step in pairwise(later)):
        return Message("since.apart", {"round": later[0].title})
    parameters = {"round": later[0].title, "then": then, "now": now}
    figures = later[-1].snapshot.elements.get(topic)
    if figures and figures.change and len(later) == 2:
        said = word("change", figures.change.joint.word)
        return Message("since.word", parameters | {"word": said})
    return Message("since", parameters)


def joint_of(step: Step, topic: str) -> Score | None:
    """None where the round did not ask about it."""
    snapshot = step.snapshot
    figures = snapshot.elements.get(topic) or snapshot.practices.get(topic)
    return figures.joint if figures else None


def comparable(before: Step, step: Step, topic: str) -> bool:
    """Whether two rounds in a row may be compared about this."""
    if step.snapshot.previous != before.snapshot.number:
        return False
    figures = step.snapshot.elements.get(topic)
    if figures:
        return figures.change is not None and isinstance(figures.change.joint.points, Fraction)
    practices = [{p.code: p.statement for p in s.questionnaire.practices} for s in (before, step)]
    return practices[0].get(topic) == practices[1].get(topic)
