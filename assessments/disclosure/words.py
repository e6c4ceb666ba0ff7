"""Words where slips were drawn: by published figures alone, used or not. Whoever filled the slips
knows too many of the answers for any spread to hide the others.
"""

from collections.abc import Sequence

from assessments.disclosure.rules import Fewest
from assessments.scoring import words
from assessments.scoring.people import Spread
from assessments.scoring.terms import (
    ChangeWord,
    GapWord,
    NotComparable,
    NotShown,
    Score,
    Sides,
)

BAND, HALF_A_BAND = 20, 10


def gap_word(gap: Score, groups: Sides[Spread | None], fewest: Fewest) -> GapWord | NotShown:
    """As in `scoring.words`; where slips were drawn, clear from a band of the scale on."""
    word = words.gap_word(gap, groups, fewest.k)
    is_told = word in (GapWord.CLEAR, GapWord.POSSIBLE)
    if not (fewest.slips_drawn and is_told) or isinstance(gap, NotShown):
        return word
    return GapWord.CLEAR if abs(gap) >= BAND else GapWord.POSSIBLE


def change_word(
    points: Score | NotComparable,
    now: Sequence[Spread | None],
    before: Sequence[Spread | None],
    fewest: Fewest,
) -> ChangeWord | NotShown | NotComparable:
    """As in `scoring.words`; where slips were drawn, from half a band on."""
    word = words.change_word(points, now, before, fewest.k)
    if not fewest.slips_drawn or not isinstance(word, ChangeWord):
        return word
    if isinstance(points, NotShown | NotComparable):
        return word
    if abs(points) < HALF_A_BAND:
        return ChangeWord.NONE
    return ChangeWord.UP if points > 0 else ChangeWord.DOWN
