"""What a snapshot shows of a group of people, and the sums of answers that it can be made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, cell_of
from assessments.scoring.figures import PracticeFigures
from assessments.scoring.terms import NotShown, Score, Side, Sides
from assessments.snapshot.value import Snapshot

WHOLE = 100
ONE_OF = 3
"""Such a part of a group may have left a statement out."""
STEP = 25
"""Points between the options of a statement."""
CODED = frozenset({LOWEST_CODED, HIGHEST_CODED})

Sum = tuple[int, int]
"""How many people placed a statement, and the sum of their answers."""


@dataclass(frozen=True)
class Group:
    """People whose figures are shown: one side, or everybody."""

    people: int
    scores: Mapping[str, Score]


def side_of(snapshot: Snapshot, side: Side) -> Group:
    """All that people of this side said: about statements, and about both organizations."""
    scores = {code: getattr(cell, side) for code, cell in snapshot.statements.items()}
    for code, practice in snapshot.practices.items():
        scores |= _readings(code, practice, side)
    for figures in snapshot.further.values():
        for code, one in figures.items():
            if isinstance(one, PracticeFigures):
                scores |= _readings(code, one, side)
            else:
                scores[code] = getattr(one, side)
    return Group(_people(snapshot, side), scores)


def _readings(code: str, practice: PracticeFigures, side: Side) -> dict[str, Score]:
    mirrors = Sides(practice.contractor, practice.client)
    own, partner = mirrors.of(side).self_score, mirrors.of(side.other).seen
    return {f"{code}.own": own, f"{code}.partner": partner}


def everybody(snapshot: Snapshot) -> Group:
    """As everyone together is shown, or would be: a side that was short may have grown."""
    people = Sides(*(_people(snapshot, side) for side in Side))
    total = people.contractor + people.client
    if snapshot.everyone is not None:
        return Group(total, snapshot.everyone.elements)
    scores: dict[str, Score] = {
        code: (one.contractor * people.contractor + one.client * people.client) / total
        for code, one in snapshot.elements.items()
        if isinstance(one.contractor, Fraction) and isinstance(one.client, Fraction)
    }
    return Group(total, scores)


def _people(snapshot: Snapshot, side: Side) -> int:
    """Of a side whose number is hidden: the most that it can be."""
    answered = snapshot.response.of(side).answered
    return snapshot.k - 1 if isinstance(answered, NotShown) else answered


def sums_of(score: Score, people: int) -> Iterator[Sum]:
    """Of the answers of so many people, or fewer who left nothing out, that lead to this score."""
    if not isinstance(score, Fraction) or score in CODED:
        return
    for number in range(people - people // ONE_OF, people + 1):
        total = round(score * number / STEP) * STEP
        if cell_of(total, number) == score:
            yield number, total


def may_grow(before: Sum, after: Sum, people: int) -> bool:
    """Whether at most so many people more can have given what the sum has grown by."""
    more, grown = after[0] - before[0], after[1] - before[1]
    return 0 <= more <= people and 0 <= grown <= WHOLE * more
