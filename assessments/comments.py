"""People's own words: what may be written, and which of it a sealed round keeps, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.promise import Promise
from assessments.scoring.terms import Side, Sides
from partnerships.texts import is_writable, unwritable_sentence

LONGEST_COMMENT = 1000
TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Characters that nobody types and that show the words after them in another order: they would
hide a name from whoever masks words."""


def problem_with(text: str) -> str:
    """Why a tidy text cannot be kept as a comment, in one sentence; empty if it can."""
    if len(text) > LONGEST_COMMENT:
        return _("A text can have %(most)s characters; this one has %(length)s: shorten it.") % {
            "most": number_format(LONGEST_COMMENT, force_grouping=True),
            "length": number_format(len(text), force_grouping=True),
        }
    if TURNING & set(text) or not all(map(is_writable, text.split("\n"))):
        return unwritable_sentence()
    return ""


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
