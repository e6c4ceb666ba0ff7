"""Change since the round before: only between two released scores that mean the same."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.people import Spread, Spreads
from assessments.scoring.scores import (
    Profile,
    difference,
    index_elements,
    joint,
    shown_elements,
)
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    NotComparable,
    NotShown,
    Score,
    Side,
    Sides,
)
from assessments.scoring.words import change_word
from assessments.snapshot.value import Change, Changes, ElementFigures, IndexFigures, Snapshot

Moments = Sides[Spreads]
"""What the next round's words need of a sealed one: never shown, never exported."""

NO_MOMENTS: Moments = Sides(Spreads({}, None), Spreads({}, None))


@dataclass(frozen=True)
class Sealed:
    """A released round, with which the next one is compared."""

    questionnaire: Questionnaire
    snapshot: Snapshot
    moments: Moments


@dataclass(frozen=True)
class Trend:
    """This round's figures beside those of the round before.

    `shown`: the statements shown now.
    """

    before: Sealed
    questionnaire: Questionnaire
    shown: Container[str]
    profiles: Sides[Profile]
    spreads: Sides[Spreads]

    def element(self, code: str) -> Changes:
        now = Sides(*(self.profiles.of(side).elements[code] for side in Side))
        before = self.before.snapshot.elements.get(code)
        return self._changes(
            now,
            before,
            Sides(*(self.spreads.of(side).elements.get(code) for side in Side)),
            Sides(*(self.before.moments.of(side).elements.get(code) for side in Side)),
            comparable=code in self._comparable,
        )

    def index(self) -> Changes:
        elements = index_elements(self.questionnaire, self.shown)
        before = self.before.snapshot.index
        same = set(elements) == set(before.elements) and set(elements) <= self._comparable
        return self._changes(
            Sides(*(self.profiles.of(side).index for side in Side)),
            before,
            Sides(*(self.spreads.of(side).index for side in Side)),
            Sides(*(self.before.moments.of(side).index for side in Side)),
            comparable=same,
        )

    @cached_property
    def _comparable(self) -> set[str]:
        """The elements of which the same statements, equally worded, are shown in both rounds."""
        before = _wordings(self.before.questionnaire, self._shown_before)
        now = _wordings(self.questionnaire, self.shown)
        return {code for code, wordings in now.items() if wordings == before.get(code)}

    @cached_property
    def _shown_before(self) -> set[str]:
        cells = self.before.snapshot.statements
        return {code for code, cell in cells.items() if not isinstance(cell.joint, NotShown)}

    def _changes(
        self,
        now: Sides[Score],
        before: ElementFigures | IndexFigures | None,
        later: Sides[Spread | None],
        earlier: Sides[Spread | None],
        *,
        comparable: bool,
    ) -> Changes:
        def change(*sides: Side) -> Change:
            points = _points(now, before, sides, comparable=comparable)
            if isinstance(points, NotShown | NotComparable):
                return Change(points, points)
            after, ahead = ([one.of(side) for side in sides] for one in (later, earlier))
            return Change(points, change_word(points, after, ahead))

        return Changes(change(Side.CONTRACTOR), change(Side.CLIENT), change(*Side))


def _points(
    now: Sides[Score],
    before: ElementFigures | IndexFigures | None,
    sides: tuple[Side, ...],
    *,
    comparable: bool,
) -> Score | NotComparable:
    """Hidden if either score is; an element that was not asked before cannot be compared."""
    later = joint(*(now.of(side) for side in sides))
    if before is None:
        return NOT_SHOWN if isinstance(later, NotShown) else NOT_COMPARABLE
    released = Sides(before.contractor, before.client)
    points = difference(later, joint(*(released.of(side) for side in sides)))
    return points if comparable or isinstance(points, NotShown) else NOT_COMPARABLE


def _wordings(questionnaire: Questionnaire, shown: Container[str]) -> Mapping[str, frozenset[str]]:
    return {
        element: frozenset(questionnaire.wordings[code] for code in codes)
        for element, codes in shown_elements(questionnaire, shown).items()
    }
