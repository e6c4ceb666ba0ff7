"""People's own words: what may be written, which of it a sealed round keeps, how it is masked."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.promise import Promise
from assessments.scoring.terms import Side, Sides
from partnerships.texts import is_writable, unwritable_sentence

LONGEST_COMMENT = 1000


def problem_with(text: str) -> str:
    """Why a tidy text cannot be kept as a comment, in one sentence; empty if it can."""
    if len(text) > LONGEST_COMMENT:
        return _("A text can have %(most)s characters; this one has %(length)s: shorten it.") % {
            "most": number_format(LONGEST_COMMENT, force_grouping=True),
            "length": number_format(len(text), force_grouping=True),
        }
    if not all(map(is_writable, text.split("\n"))):
        return unwritable_sentence()
    return ""


MASK = "[...]"
WITHOUT_SPACES = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
LONGEST_PIECE = 60
PIECE = re.compile(
    rf"\[\.\.\.\]|[{WITHOUT_SPACES}]"
    rf"|(?:(?!\[\.\.\.\])[^\s{WITHOUT_SPACES}]){{1,{LONGEST_PIECE}}}"
)
"""What can be masked alone: a word with the signs around it, a part of one without an end, or a
letter of a script that puts no spaces between words."""


@dataclass(frozen=True, repr=False)
class Piece:
    """A piece of a comment; `gap`: the white space before it."""

    number: int
    text: str
    gap: str

    @property
    def is_mask(self) -> bool:
        return self.text == MASK


def pieces_of(text: str) -> Iterator[Piece]:
    """The pieces of a comment in their order."""
    end = 0
    for number, found in enumerate(PIECE.finditer(text)):
        yield Piece(number, found[0], text[end : found.start()])
        end = found.end()


def with_masks(text: str, chosen: Collection[int]) -> str:
    """The text without the chosen pieces: a mask for each of them, for neighbours in a line one."""
    parts: list[str] = []
    for piece in pieces_of(text):
        is_masked = piece.number in chosen or piece.is_mask
        is_neighbour = bool(parts) and parts[-1] == MASK and "\n" not in piece.gap
        if is_masked and is_neighbour:
            continue
        parts += [piece.gap, MASK if is_masked else piece.text]
    return "".join(parts)


def fingerprint_of(text: str, state: str) -> str:
    """Tells whether a comment is still as a page shows it; stored nowhere."""
    return sha256(f"{state} {text}".encode()).hexdigest()


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
    comments: Sequence[WrittenComment], by_name: Sides[int], promise: Promise
) -> list[KeptComment]:
    """By side if both sides are large enough for it, without a side if both reach K, else none.
    `by_name`: how many answered, without those who did by a slip of paper."""
    fewest = min(by_name.contractor, by_name.client)
    if not promise.comments or fewest < promise.k:
        return []
    by_side = fewest >= promise.kc
    return [
        KeptComment(comment.side if by_side else None, comment.question, comment.text)
        for comment in comments
    ]
