"""Comments as tests make, find and change them, sealed as the application seals them."""

from typing import Any

from django.db.models import QuerySet

from assessments.models import Comment, CommentKey, Round
from assessments.sealed_words import new_comment_key, open_comment_key, seal_words, words_of
from tests.guards import force, force_rows


def words(comment: Comment) -> str:
    """What a comment that has not been released says."""
    return words_of(comment.round, [comment])[comment.pk]


def saying(round: Round, begin: str) -> Comment:
    """The one comment that begins so."""
    [found] = [one for one in round.comments.all() if words(one).startswith(begin)]
    return found


def about(round: Round, word: str) -> list[Comment]:
    """The comments that hold a word."""
    return [one for one in round.comments.all() if word in words(one)]


def add_comment(round: Round, text: str, **fields: Any) -> Comment:
    """Another comment of a sealed round, which nobody has written."""
    if not CommentKey.objects.filter(round=round).exists():
        force_rows([CommentKey(round=round, wrapped=new_comment_key(round.pk)[1])])
    made = Comment(round=round, **{"question": "Q1", "position": 1} | fields)
    made.blob = sealed_for(made, text)
    force_rows([made])
    return made


def sealed_for(comment: Comment, text: str) -> bytes:
    key = open_comment_key(CommentKey.objects.get(round=comment.round_id))
    return seal_words(key, comment, text)


def rewrite(comment: Comment, text: str | None = None, **fields: Any) -> None:
    """Change what no way through the application changes, so that it can still be opened."""
    said = words(comment) if text is None else text
    for name, value in fields.items():
        setattr(comment, name, value)
    rows: QuerySet[Comment] = Comment.objects.filter(pk=comment.pk)
    force(rows, blob=sealed_for(comment, said), **fields)
