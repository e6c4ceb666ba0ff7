"""What may be shown, decided from numbers of people alone. When in doubt, less is."""

from collections.abc import Mapping
from enum import StrEnum

from assessments.scoring.terms import NOT_SHOWN, NotShown, Sides

HIDDEN = "hidden"
"""The code of the one text that stands in place of every hidden figure."""


class View(StrEnum):
    """What the numbers of ballots allow: the two sides, only everyone together, or nothing."""

    SIDES = "sides"
    EVERYONE = "everyone"
    NOTHING = "nothing"


def view_for(ballots: Sides[int], k: int, *, everyone_allowed: bool) -> View:
    """`k`: the smallest group. When one side is short, neither is shown by itself: with a joint
    score, or by elimination, it would expose the few, and the sides are peers."""
    short = [number < k for number in (ballots.contractor, ballots.client)]
    if not any(short):
        return View.SIDES
    enough = ballots.contractor + ballots.client >= 2 * k
    if not all(short) and enough and everyone_allowed:
        return View.EVERYONE
    return View.NOTHING


def shown_statements(placed: Mapping[str, Sides[int]], k: int, view: View) -> frozenset[str]:
    """The statements that enough people have placed, from the numbers of people who did.

    Where the sides are told apart, `k` of each side are needed; together, `k` of both.
    """
    if view is View.NOTHING:
        return frozenset()
    if view is View.EVERYONE:
        return frozenset(code for code, n in placed.items() if n.contractor + n.client >= k)
    return frozenset(code for code, n in placed.items() if min(n.contractor, n.client) >= k)


def answered(ballots: int, k: int) -> int | NotShown:
    """The number of ballots of one side, unless it is smaller than the smallest group."""
    return ballots if ballots >= k else NOT_SHOWN
