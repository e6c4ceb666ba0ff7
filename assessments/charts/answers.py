"""What the first screen answers beside where we stand: what changed, and what is seen differently.

Short forms of what stands further down the page, from the same figures.
"""

from dataclasses import dataclass

from assessments.charts.facts import change_cell
from assessments.charts.messages import Message, points
from assessments.charts.mirror import both_readings, mirror_of
from assessments.charts.names import Names
from assessments.charts.reading import flagged_side
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import Agreement, ChangeWord, GapWord, MirrorWord, Side
from assessments.snapshot.value import Change, ElementFigures, PracticeFigures, Snapshot

CLEAR = (ChangeWord.UP, ChangeWord.DOWN)


@dataclass(frozen=True)
class Apart:
    """A topic of Talk about, and how each side sees it."""

    code: str
    name: str
    figures: Message


def changed(snapshot: Snapshot, questionnaire: Questionnaire) -> tuple[Message, ...]:
    """The joint index, and each element whose joint score has clearly moved."""
    index = snapshot.index.change
    if index is None:
        return (Message("answers.first"),)
    joint = {
        element.name: change.joint
        for element in questionnaire.elements
        if (change := snapshot.elements[element.code].change)
    }
    moved = tuple(
        moved_by(Message("name", {"name": name}), change)
        for name, change in joint.items()
        if change.word in CLEAR
    )
    told = (moved_by(Message("trend.the_index"), index.joint), *moved)
    is_level = not moved and any(change.word is ChangeWord.NONE for change in joint.values())
    return (*told, Message("answers.level")) if is_level else told


def moved_by(name: Message, change: Change) -> Message:
    return Message("answers.moved", {"name": name, "change": change_cell(change)})


def apart(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> tuple[Apart, ...]:
    """The topics of Talk about in their order."""
    topics = {topic.code: topic.name for topic in questionnaire.elements}
    topics |= {topic.code: topic.name for topic in questionnaire.practices}
    return tuple(
        Apart(code, topics[code], apart_of(snapshot, code, names))
        for code in snapshot.reading.talk_about
    )


def apart_of(snapshot: Snapshot, code: str, names: Names) -> Message:
    if code in snapshot.elements:
        return element_apart(snapshot.elements[code], names)
    return practice_apart(snapshot.practices[code], names)


def element_apart(figures: ElementFigures, names: Names) -> Message:
    """Both scores, or who is of two minds."""
    scores = {
        "contractor": names.short(Side.CONTRACTOR),
        "contractor_points": points(figures.contractor),
        "client": names.short(Side.CLIENT),
        "client_points": points(figures.client),
    }
    both = Message("answers.scores", scores)
    if figures.gap_word is GapWord.CLEAR:
        return both
    split = tuple(
        names.short(side) for side in Side if figures.agreement.of(side) is Agreement.SPLIT
    )
    if split:
        return Message("answers.split", {"names": split})
    return Message("answers.perhaps", {"figures": both})


def practice_apart(figures: PracticeFigures, names: Names) -> Message:
    """How the organization in question sees itself and is seen."""
    side = flagged_side(figures)
    if side is None:
        return Message("nothing")
    reading = both_readings(figures, side, names)
    if mirror_of(figures, side).word is MirrorWord.POSSIBLE:
        return Message("answers.perhaps", {"figures": reading})
    return reading
