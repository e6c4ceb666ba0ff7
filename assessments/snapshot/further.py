"""Further statements: scored by the same cells and rules, apart from everything else.

Beside their change stands no word, since the definitions know none for single statements.
"""

from collections.abc import Sequence
from typing import TypeVar

from assessments.questionnaire.schema import JointStatement, Practice, Section, Statement
from assessments.scoring import scores
from assessments.scoring.figures import (
    Mirror,
    MirroredFigures,
    MirroredPoints,
    Points,
    Readings,
    SingleFigures,
)
from assessments.scoring.terms import NOT_COMPARABLE, NOT_SHOWN, NotComparable, NotShown, Score
from assessments.snapshot.material import Material
from assessments.snapshot.mirrors import practice_figures
from assessments.snapshot.trend import Sealed
from assessments.snapshot.value import FurtherFigures

Figures = TypeVar("Figures", SingleFigures, MirroredFigures)


def further_figures(
    material: Material, section: Section, previous: Sealed | None
) -> FurtherFigures:
    """The figures of a section's statements, in the order in which they are asked."""
    return {
        one.code: _mirrored(material, section, one, previous)
        if isinstance(one, Practice)
        else _single(material, section, one, previous)
        for one in section.statements
    }


def _single(
    material: Material,
    section: Section,
    statement: Statement | JointStatement,
    previous: Sealed | None,
) -> SingleFigures:
    cell = scores.statement(statement.code, material.cells)
    gap = scores.difference(cell.contractor, cell.client)
    change = None
    if previous:
        codes = [statement.code]
        before = _before(SingleFigures, material, section, statement.code, codes, previous)
        change = Points(
            contractor=_moved(cell.contractor, before.contractor if before else None),
            client=_moved(cell.client, before.client if before else None),
            joint=_moved(cell.joint, before.joint if before else None),
        )
    return SingleFigures(cell.contractor, cell.client, cell.joint, gap, change)


def _mirrored(
    material: Material, section: Section, practice: Practice, previous: Sealed | None
) -> MirroredFigures:
    now = practice_figures(material, practice)
    change = None
    if previous:
        codes = [practice.own, practice.partner]
        before = _before(MirroredFigures, material, section, practice.code, codes, previous)
        change = MirroredPoints(
            contractor=_readings(now.contractor, before.contractor if before else None),
            client=_readings(now.client, before.client if before else None),
            joint=_moved(now.joint, before.joint if before else None),
        )
    return MirroredFigures(now.contractor, now.client, now.joint, change)


def _before(
    kind: type[Figures],
    material: Material,
    section: Section,
    code: str,
    codes: Sequence[str],
    previous: Sealed,
) -> Figures | None:
    """The figures of the round before, if it asked this in the same form and the same words."""
    wordings, earlier = material.questionnaire.wordings, previous.questionnaire.wordings
    found = previous.snapshot.further.get(section.code, {}).get(code)
    same = all(wordings[one] == earlier.get(one) for one in codes)
    return found if same and isinstance(found, kind) else None


def _readings(now: Mirror, before: Mirror | None) -> Readings:
    return Readings(
        _moved(now.self_score, before.self_score if before else None),
        _moved(now.seen, before.seen if before else None),
    )


def _moved(now: Score, before: Score | None) -> Score | NotComparable:
    """Hidden if either score is; not comparable with a round that did not ask the same."""
    if isinstance(now, NotShown):
        return NOT_SHOWN
    return NOT_COMPARABLE if before is None else scores.difference(now, before)
