"""Wordings of a partnership's own that would single somebody out, each refused with a sentence."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

FEWEST_WORDS = 3
"""From which on a text inside another one is a statement of its own."""
CANNOT_SAY_WORDS = re.compile(r"\bcan ?(not|[^\w\s]? ?t) say\b")
Texts = tuple[str, ...]


def problem_with_wordings(statements: Sequence[Texts], names: Iterable[str] = ()) -> str:
    """Why these texts cannot be asked together, in one sentence; empty if they can. Differences of
    statements that share words could be one person's answer, and who is sent to “can't say” is one
    of few who are not.
    """
    texts = [text for statement in statements for text in statement]
    if any(CANNOT_SAY_WORDS.search(_folded(text)) for text in (*texts, *names)):
        return _("A statement must not tell anybody to choose “can't say”: write it for all.")
    for one, other in combinations(statements, 2):
        if any(_share(first, second) for first in one for second in other):
            return _(
                "Two of these statements share words: write each pole and each statement once, and "
                "none that holds another one whole."
            )
    return ""


def _share(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    if len(first) > len(second):
        first, second = second, first
    return first == second or (
        len(first) >= FEWEST_WORDS and f" {' '.join(first)} " in f" {' '.join(second)} "
    )


def _words(text: str) -> list[str]:
    """Without case, marks and spaces; a text of marks alone is one word."""
    return re.findall(r"\w+", _folded(text)) or [" ".join(_folded(text).split())]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
