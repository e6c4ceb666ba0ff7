"""Scores: functions of the cells, and of nothing else. All are exact; only those of everyone
together are rounded."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.cells import rounded
from assessments.scoring.figures import Cell, Everyone, StanceFigures
from assessments.scoring.terms import NOT_SHOWN, Model, NotShown, Score, Sides

Cells = Mapping[str, Fraction]
"""The coded cells of one group of people, by statement code; hidden statements are absent."""

ELEMENTS_MISSING_AT_MOST = 1
CONTRACT_BELOW = 40
ALLIANCE_FROM = 60


@dataclass(frozen=True)
class Profile:
    """The element scores of one group of people, and their index."""

    elements: Mapping[str, Score]
    index: Score


def mean(scores: Collection[Fraction]) -> Fraction:
    return sum(scores, Fraction(0)) / len(scores)


def joint(*scores: Score) -> Score:
    """The mean of equals, whatever the head counts behind them; hidden if one of them is."""
    shown = [score for score in scores if not isinstance(score, NotShown)]
    return mean(shown) if len(shown) == len(scores) else NOT_SHOWN


def difference(first: Score, second: Score) -> Score:
    if isinstance(first, NotShown) or isinstance(second, NotShown):
        return NOT_SHOWN
    return first - second


def cell_or_hidden(code: str, cells: Cells) -> Score:
    return cells.get(code, NOT_SHOWN)


def shown_of(codes: Sequence[str], shown: Container[str]) -> tuple[str, ...]:
    """The shown statements of an element or the stance: none, unless they are more than half."""
    found = tuple(code for code in codes if code in shown)
    return found if 2 * len(found) > len(codes) else ()


def shown_elements(
    questionnaire: Questionnaire, shown: Container[str]
) -> dict[str, tuple[str, ...]]:
    """The shown statements of each element that is shown."""
    found = {e.code: shown_of(e.statement_codes, shown) for e in questionnaire.elements}
    return {code: statements for code, statements in found.items() if statements}


def index_elements(questionnaire: Questionnaire, shown: Container[str]) -> tuple[str, ...]:
    """The elements that the index is made of: none, if more than one is hidden."""
    found = tuple(shown_elements(questionnaire, shown))
    missing = len(questionnaire.elements) - len(found)
    return found if missing <= ELEMENTS_MISSING_AT_MOST else ()


def score(codes: Sequence[str], cells: Cells) -> Score:
    """Of an element or the stance: the mean of its shown cells, unrounded."""
    shown = shown_of(codes, cells)
    return mean([cells[code] for code in shown]) if shown else NOT_SHOWN


def profile(questionnaire: Questionnaire, cells: Cells) -> Profile:
    scores = {e.code: score(e.statement_codes, cells) for e in questionnaire.elements}
    shown = [scores[code] for code in index_elements(questionnaire, cells)]
    return Profile(scores, joint(*shown) if shown else NOT_SHOWN)


def everyone(questionnaire: Questionnaire, cells: Cells) -> Everyone:
    """`cells`: over the people of both sides together. In whole points: decimals would tell how
    many people these are, and so the number of the short side."""
    together = profile(questionnaire, cells)
    elements = {code: _whole(score) for code, score in together.elements.items()}
    return Everyone(elements, _whole(together.index))


def _whole(score: Score) -> Score:
    return score if isinstance(score, NotShown) else rounded(score, 1)


def statement(code: str, cells: Sides[Cells]) -> Cell:
    contractor, client = (cell_or_hidden(code, c) for c in (cells.contractor, cells.client))
    return Cell(contractor, client, joint(contractor, client))


def stance(questionnaire: Questionnaire, cells: Sides[Cells]) -> StanceFigures:
    codes = questionnaire.stance_codes
    contractor, client = score(codes, cells.contractor), score(codes, cells.client)
    together = joint(contractor, client)
    return StanceFigures(contractor, client, together, model(together))


def model(score: Score) -> Model | NotShown:
    """Bounds are conventions of this instrument, not norms."""
    if isinstance(score, NotShown):
        return NOT_SHOWN
    if score < CONTRACT_BELOW:
        return Model.CONTRACT
    return Model.ALLIANCE if score >= ALLIANCE_FROM else Model.IN_TRANSITION
