"""What stands on a facilitator's desk: comments by question, each with what can be done to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assessments.comments import Piece, fingerprint_of, pieces_of
from assessments.frozen import questionnaire_of
from assessments.models import Comment, Round
from assessments.sealed_words import words_of

CARDS_OF_A_PAGE = 50


@dataclass(frozen=True, repr=False)
class Card:
    """One comment; `organization` where it may be told, `seen` goes back with every change."""

    comment: Comment
    words: str
    prompt: str
    organization: str
    seen: str

    @property
    def lines(self) -> Iterator[list[Piece]]:
        """Its pieces, line by line; a line starts where the gap before a piece holds an end."""
        line: list[Piece] = []
        for piece in pieces_of(self.words):
            if line and "\n" in piece.gap:
                yield line
                line = []
            line.append(piece)
        yield line


@dataclass(frozen=True, repr=False)
class Group:
    prompt: str
    cards: Sequence[Card]


def cards_of(round: Round, comments: Sequence[Comment]) -> list[Card]:
    """The comments in the order in which they come. Raises SealedWordsError."""
    rows = round.comments.in_bulk([one.pk for one in comments])
    words = words_of(round, [*rows.values()])
    prompts = {one.code: one.prompt for one in questionnaire_of(round).comments}
    return [
        Card(
            comment=one,
            words=words[one.pk],
            prompt=prompts.get(one.question, one.question),
            organization=str(round.partnership.organization_of(one.side)) if one.side else "",
            seen=fingerprint_of(words[one.pk], one.state),
        )
        for one in (rows[one.pk] for one in comments if one.pk in rows)
    ]


def groups_of(cards: Sequence[Card]) -> list[Group]:
    """The cards by question."""
    return [Group(prompt, list(found)) for prompt, found in groupby(cards, lambda c: c.prompt)]


def next_unread(comments: Sequence[Comment], after: Comment) -> tuple[int, Comment] | None:
    """The next comment to read, going round, and its number in the order of the desk."""
    numbered = list(enumerate(comments))
    place = next((n for n, one in numbered if one.pk == after.pk), 0)
    turned = numbered[place:] + numbered[:place]
    return next(((n, one) for n, one in turned if one.state == Comment.State.UNREAD), None)
