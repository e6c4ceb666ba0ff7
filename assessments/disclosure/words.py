"""Words where slips were drawn: by published figures alone, used or not. Whoever filled the slips
knows too many of the answers for any spread to hide the others, so none is made.
"""

from collections.abc import Sequence

from assessments.scoring import words
from assessments.scoring.people import Spread
from assessments.scoring.terms import (
    NOT_SHOWN,
    ChangeWord,
    GapWord,
    NotComparable,
    NotShown,
    Score,
    Sides,
)

BAND, HALF_A_BAND = 20, 10


def gap_word(gap: Score, groups: Sides[Spread | None], k: int) -> GapWord | NotShown:
    """As in `scoring.words`; where a spread is missing, clear from a band of the scale on."""
    if isinstance(gap, NotShown):
        return NOT_SHOWN
    if groups.contractor and groups.client:
        return words.gap_word(gap, groups, k)
    if abs(gap) < words.GAP_WORTH_NAMING:
        return GapWord.NONE
    return GapWord.CLEAR if abs(gap) >= BAND else GapWord.POSSIBLE


def change_word(
    points: Score | NotComparable,
    now: Sequence[Spread | None],
    before: Sequence[Spread | None],
    k: int,
) -> ChangeWord | NotShown | NotComparable:
    """As in `scoring.words`; where a spread of either round is missing, from half a band on."""
    if isinstance(points, NotShown | NotComparable):
        return points
    if all((*now, *before)):
        return words.change_word(points, now, before, k)
    if abs(points) < HALF_A_BAND:
        return ChangeWord.NONE
    return ChangeWord.UP if points > 0 else ChangeWord.DOWN
