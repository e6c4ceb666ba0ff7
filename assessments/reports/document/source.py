"""All that a document is made from."""

from dataclasses import dataclass
from datetime import date

from assessments.charts.messages import Message
from assessments.charts.names import Names
from assessments.questionnaire.schema import Questionnaire
from assessments.reports.document.parts import Head
from assessments.scoring.terms import Side
from assessments.snapshot.value import Snapshot, View


@dataclass(frozen=True)
class EarlierRound:
    """A released round before the one that is reported."""

    title: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Remark:
    """A comment that may be shown; `side` is None where the sides must not be told apart."""

    side: Side | None
    question: str
    text: str


@dataclass(frozen=True)
class Commitment:
    """What both sides do jointly about an element or practice; `owners`: one of each side."""

    topic: str
    text: str
    measure: str
    owners: tuple[str, str]
    due: date
    state: str


@dataclass(frozen=True)
class Source:
    """`earlier`: the rounds before, the earliest first; `remarks`: comments in their order;
    `commitments`: those made up to this round's meetings, by their day.
    """

    snapshot: Snapshot
    questionnaire: Questionnaire
    names: Names
    head: Head
    earlier: tuple[EarlierRound, ...] = ()
    remarks: tuple[Remark, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    @property
    def tells_sides(self) -> bool:
        return self.snapshot.view is View.SIDES

    @property
    def previous_title(self) -> str:
        """The title of the round with which the snapshot compares; empty for a first round."""
        numbers = {one.snapshot.number: one.title for one in self.earlier}
        return numbers.get(self.snapshot.previous or 0, "")

    @property
    def rounds(self) -> tuple[EarlierRound, ...]:
        """All rounds up to this one, the earliest first."""
        return (*self.earlier, EarlierRound(self.head.round_title, self.snapshot))

    def short(self, side: Side) -> Message:
        return Message("name", {"name": self.names.short(side)})
