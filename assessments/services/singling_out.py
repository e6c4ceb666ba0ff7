"""Wordings that would single somebody out when they are asked, each refused with a sentence.

Differences of statements that share words could be one person's answer, and who is sent to “can't
say” is one of few who are not.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate, combinations, product

from django.utils.translation import gettext as _

from partnerships.addresses import LOOK_ALIKES

FEWEST_WORDS = 3
"""From which on a text inside another one is a statement of its own."""
CANNOT_SAY = ("cantsay", "cannotsay")
"""However it is parted: by an apostrophe, a hyphen, a space, or not at all."""
UNSEEN = ("Mn", "Cf")
"""Categories of characters that put a mark on others, or are not seen at all."""
FILLERS = "\u115f\u1160"
"""Letters of Hangul that are not seen either."""
CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧІЈЅАВЕКМНОРСТУХ", "ABEZHIKMNOPTYXIJSABEKMHOPCTYX")
Texts = tuple[str, ...]


def problem_with_wordings(
    statements: Sequence[Texts], names: Iterable[str] = (), beside: Sequence[str] = ()
) -> str:
    """Why these texts cannot be asked together, in one sentence; empty if they can. `beside`: what
    is asked with them and stands already.
    """
    texts = [text for statement in statements for text in statement]
    if any(_sends_away(text) for text in (*texts, *names)):
        return _("A statement must not tell anybody to choose “can't say”: write it for all.")
    for one, other in combinations(statements, 2):
        if any(_share(first, second) for first, second in product(one, other)):
            return _(
                "Two of these statements share words: write each pole and each statement once, and "
                "none that holds another one whole."
            )
    for text, standing in product(texts, beside):
        if _share(text, standing):
            return _(
                "“%(text)s” shares words with what is asked already: write it in other words."
            ) % {"text": text}
    return ""


def problem_with_commitments(commitments: Sequence[str], beside: Sequence[str]) -> str:
    """Why one of these commitments cannot be asked, in one sentence; empty if all can."""
    for number, text in enumerate(commitments):
        others = (*commitments[:number], *beside)
        if _sends_away(text) or any(_share(text, other) for other in others):
            return _(
                "“%(text)s” cannot be asked: it shares words with something else that is asked, or "
                "tells somebody to choose “can't say”. Leave it out."
            ) % {"text": text}
    return ""


def _sends_away(text: str) -> bool:
    words = _words(text)
    joined = "".join(words)
    starts = accumulate(map(len, words[:-1]), initial=0)
    return any(joined.startswith(CANNOT_SAY, start) for start in starts)


def _share(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    if len(first) > len(second):
        first, second = second, first
    shorter, longer = "".join(first), "".join(second)
    return shorter == longer or (len(first) >= FEWEST_WORDS and shorter in longer)


def _words(text: str) -> list[str]:
    """Without case and marks; a text of marks alone is one word."""
    return re.findall(r"[^\W_]+", _folded(text)) or [" ".join(_folded(text).split())]


def _folded(text: str) -> str:
    """Texts that look alike, or differ by their accents alone, become the same."""
    seen = (c for c in unicodedata.normalize("NFKD", text) if _is_seen(c))
    folded = "".join(seen).translate(CAPITALS).casefold().translate(LOOK_ALIKES)
    return " ".join(folded.split())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in UNSEEN and character not in FILLERS
