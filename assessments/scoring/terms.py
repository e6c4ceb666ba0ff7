"""The values that scoring works with, and the words it may use.

The text of each word is the one that stands in data files; pages say it in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class NotShown(Enum):
    """Stands wherever a figure or word is hidden: never None, never 0."""

    NOT_SHOWN = "not shown"


class NotComparable(Enum):
    """Stands for a change between two rounds that did not ask or show the same."""

    NOT_COMPARABLE = "not comparable"


NOT_SHOWN = NotShown.NOT_SHOWN
NOT_COMPARABLE = NotComparable.NOT_COMPARABLE

Score = Fraction | NotShown
"""0 (Vendor / Contractor) to 100 (High Performance Partnership), exact."""


class Side(StrEnum):
    CONTRACTOR = "contractor"
    CLIENT = "client"

    @property
    def other(self) -> "Side":
        return Side.CLIENT if self is Side.CONTRACTOR else Side.CONTRACTOR


@dataclass(frozen=True)
class Sides(Generic[T_co]):
    """One value for each side; the two are peers."""

    contractor: T_co
    client: T_co

    def of(self, side: Side) -> T_co:
        return self.contractor if side is Side.CONTRACTOR else self.client


CANNOT_SAY = -1


@dataclass(frozen=True, repr=False, slots=True)
class Sheet:
    """One person's answers: option value (or CANNOT_SAY) by statement code; absent = not answered.

    Sheets exist in memory only, while a round is sealed.
    """

    side: Side
    answers: Mapping[str, int]


class Band(StrEnum):
    VENDOR = "Vendor / Contractor"
    MOSTLY_VENDOR = "Mostly vendor"
    IN_BETWEEN = "In between"
    MOSTLY_PARTNERSHIP = "Mostly partnership"
    PARTNERSHIP = "High Performance Partnership"


class GapWord(StrEnum):
    CLEAR = "clear"
    POSSIBLE = "possible"
    NONE = "no clear difference"


class MirrorWord(StrEnum):
    SELF_HIGHER = "sees itself higher"
    SEEN_HIGHER = "is seen higher"
    POSSIBLE = "possible"
    NONE = "no clear difference"


class ChangeWord(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "no clear change"


class Agreement(StrEnum):
    ONE_VIEW = "one view"
    MIXED = "mixed views"
    SPLIT = "split"


class Model(StrEnum):
    CONTRACT = "contract model"
    IN_TRANSITION = "in transition"
    ALLIANCE = "alliance model"


class TooFew(Enum):
    TOO_FEW = "too few to say"


TOO_FEW = TooFew.TOO_FEW
