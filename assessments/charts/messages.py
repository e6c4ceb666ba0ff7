"""Text without language: a code and its parameters, said later in a reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED
from assessments.scoring.terms import NotComparable, NotShown, Score

Say = Callable[..., str]
"""`say(code, **parameters)` gives the sentence in the reader's language."""


@dataclass(frozen=True)
class Message:
    """A sentence by its code. Parameters may be names, numbers, scores or other messages."""

    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def said(self, say: Say) -> str:
        return say(self.code, **self.parameters)

    @classmethod
    def joined(cls, sentences: Iterable["Message"]) -> "Message":
        """Whole sentences, one after the other."""
        found = cls("nothing")
        for sentence in sentences:
            pair = {"first": found, "then": sentence}
            found = sentence if found.code == "nothing" else cls("sentences", pair)
        return found


def points(score: Score) -> Message:
    """A score in whole points, or that it is not shown."""
    if isinstance(score, NotShown):
        return Message("hidden.cell")
    return Message("points", {"points": score})


def cell_points(score: Score) -> Message:
    """The score of one statement: the coded ends read "95+" and "5-"."""
    if isinstance(score, Fraction) and score >= HIGHEST_CODED:
        return Message("points.highest", {"points": HIGHEST_CODED})
    if isinstance(score, Fraction) and score <= LOWEST_CODED:
        return Message("points.lowest", {"points": LOWEST_CODED})
    return points(score)


def signed_points(change: Score | NotComparable) -> Message:
    """A change in whole points with its sign; nothing where it is not comparable."""
    if isinstance(change, NotComparable):
        return Message("nothing")
    if isinstance(change, NotShown):
        return Message("hidden.cell")
    return Message("points.signed", {"signed": change})


def word(name: str, value: Any) -> Message:
    """A word of the snapshot, such as `gap.clear`; `name` tells which vocabulary it is from."""
    if isinstance(value, NotShown):
        return Message("hidden.cell")
    if value is None:
        return Message("nothing")
    return Message(f"{name}.{value.name.lower()}")
