"""People's own words on their way into a sealed round: which of them are kept, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.promise import Promise
from assessments.scoring.terms import Side, Sides

LONGEST_COMMENT = 1000


@dataclass(frozen=True, repr=False)
class WrittenComment:
    """What somebody of a side wrote to a question; in memory only, while a round is sealed."""

    side: Side
    question: str
    text: str


@dataclass(frozen=True, repr=False)
class KeptComment:
    """`side` is None where the sides must not be told apart."""

    side: Side | None
    question: str
    text: str


def kept_comments(
    comments: Sequence[WrittenComment], ballots: Sides[int], promise: Promise
) -> list[KeptComment]:
    """By side if both sides are large enough for it, without a side if both reach K, else none."""
    fewest = min(ballots.contractor, ballots.client)
    if not promise.comments or fewest < promise.k:
        return []
    by_side = fewest >= promise.kc
    return [
        KeptComment(comment.side if by_side else None, comment.question, comment.text)
        for comment in comments
    ]
