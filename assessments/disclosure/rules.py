"""What may be shown, decided from numbers of people alone. When in doubt, less is.

Slips of paper do not count toward any smallest group. Nobody knows who has one, so somebody may
have filled them all, and takes the own answers away from what is shown: whoever answered by a slip
comes on top, and the smallest group of others remains. Whoever handed out a few slips knows who has
them, so as many as the smallest group come on top even if they were not used: nothing shown tells
whether they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments.scoring.terms import NOT_SHOWN, NotShown, Side, Sides

HIDDEN = "hidden"
"""The code of the one text that stands in place of every hidden figure."""


class View(StrEnum):
    """What the numbers of ballots allow: the two sides, only everyone together, or nothing."""

    SIDES = "sides"
    EVERYONE = "everyone"
    NOTHING = "nothing"


NO_SLIPS = Sides(0, 0)


@dataclass(frozen=True)
class Fewest:
    """From how many people on something is shown: `k`, the smallest group, and on top of it the
    slips of each side, by `slips_on_top`: some wherever any were drawn."""

    k: int
    slips: Sides[int]

    def of(self, side: Side) -> int:
        return self.k + self.slips.of(side)


def slips_on_top(k: int, *, drawn: int, used: int) -> int:
    """How many of a side's slips come on top of the smallest group."""
    return max(used, min(drawn, k))


def view_for(ballots: Sides[int], fewest: Fewest, *, everyone_allowed: bool) -> View:
    """When one side is short, neither is shown by itself: with a joint score, or by elimination,
    it would expose the few, and the sides are peers. Whether everyone together is shown goes by
    the other side alone, so that it tells nothing of the short one.
    """
    short = [side for side in Side if ballots.of(side) < fewest.of(side)]
    if not short:
        return View.SIDES
    larger = short[0].other
    if everyone_allowed and ballots.of(larger) >= fewest.of(larger) + fewest.k:
        return View.EVERYONE
    return View.NOTHING


def shown_statements(
    placed: Mapping[str, Sides[int]], fewest: Fewest, view: View
) -> frozenset[str]:
    """The statements that enough people have placed, from the numbers of people who did.

    Where the sides are told apart, each side needs enough; together, one of them does by itself:
    whoever stands for both in the file of a round held elsewhere is one person, though both lines
    count. That all who answered by a slip have placed a statement is taken for granted: it shows
    less.
    """
    if view is View.NOTHING:
        return frozenset()
    enough = all if view is View.SIDES else any
    return frozenset(
        code for code, n in placed.items() if enough(n.of(side) >= fewest.of(side) for side in Side)
    )


def answered(ballots: int, fewest: int) -> int | NotShown:
    """The number of ballots of one side, unless the side is short."""
    return ballots if ballots >= fewest else NOT_SHOWN
