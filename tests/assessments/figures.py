"""Figures to test the reading with, written as little as they need."""

from fractions import Fraction

from assessments.scoring.figures import (
    Cell,
    Changes,
    ElementFigures,
    IndexFigures,
    Mirror,
    StanceFigures,
)
from assessments.scoring.reading import band
from assessments.scoring.terms import NOT_SHOWN, Agreement, GapWord, NotShown, Score, Sides

F = Fraction
ALIKE = F(0)


def element(
    joint: Score,
    gap: Score = ALIKE,
    word: GapWord | NotShown = GapWord.NONE,
    *,
    split: str = "",
    change: Changes | None = None,
    target: int | None = None,
) -> ElementFigures:
    contractor: Score = NOT_SHOWN
    client: Score = NOT_SHOWN
    if not isinstance(joint, NotShown) and not isinstance(gap, NotShown):
        contractor, client = joint + gap / 2, joint - gap / 2
    agreement = [Agreement.SPLIT if side in split else None for side in ("contractor", "client")]
    return ElementFigures(
        contractor=contractor,
        client=client,
        joint=joint,
        gap=gap,
        gap_word=word,
        band=band(joint),
        agreement=Sides(*agreement),
        precision=Sides(None, None),
        change=change,
        target=None if target is None else F(target),
    )


HIDDEN_CELL = Cell(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)
HIDDEN_ELEMENT = ElementFigures(
    contractor=NOT_SHOWN,
    client=NOT_SHOWN,
    joint=NOT_SHOWN,
    gap=NOT_SHOWN,
    gap_word=NOT_SHOWN,
    band=NOT_SHOWN,
    agreement=Sides(NOT_SHOWN, NOT_SHOWN),
    precision=Sides(NOT_SHOWN, NOT_SHOWN),
    change=None,
    target=None,
)
HIDDEN_INDEX = IndexFigures(
    NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, None, ()
)
HIDDEN_MIRROR = Mirror(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)
HIDDEN_STANCE = StanceFigures(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)
