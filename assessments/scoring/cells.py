"""Counting people's answers, and the cells: the only scores computed from them.

Answers are kept packed, one byte each, so that very large rounds fit into memory; nothing in this
module outlives the sealing of a round.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import CANNOT_SAY, Sheet, Side, Sides

NOT_ANSWERED = 255
"""The byte of an absent answer or "can't say": neither counts as zero, both are left out."""

HIGHEST_CODED = Fraction(95)
LOWEST_CODED = Fraction(5)


@dataclass(frozen=True, repr=False)
class Answers:
    """The answers of one side: for each statement one byte per person, people in one order."""

    people: int
    columns: Mapping[str, bytes]


@dataclass(frozen=True)
class Count:
    """How many people chose each option of one statement, and what those options score."""

    chosen: tuple[int, ...]
    scores: tuple[int, ...]

    @property
    def placed(self) -> int:
        return sum(self.chosen)

    @property
    def total(self) -> int:
        return sum(n * score for n, score in zip(self.chosen, self.scores, strict=True))

    @property
    def total_of_squares(self) -> int:
        return sum(n * score**2 for n, score in zip(self.chosen, self.scores, strict=True))

    def __add__(self, other: "Count") -> "Count":
        chosen = zip(self.chosen, other.chosen, strict=True)
        return Count(tuple(a + b for a, b in chosen), self.scores)


def pack(questionnaire: Questionnaire, sheets: Iterable[Sheet]) -> Sides[Answers]:
    """Raises ValueError for an answer that the questionnaire does not offer."""
    codes = questionnaire.codes
    position = {code: i for i, code in enumerate(codes)}
    allowed = {code: len(scores) for code, scores in questionnaire.scores.items()}
    rows = {side: bytearray() for side in Side}
    for sheet in sheets:
        row = bytearray([NOT_ANSWERED]) * len(codes)
        for code, value in sheet.answers.items():
            if code not in position or not CANNOT_SAY <= value < allowed[code]:
                raise ValueError("A sheet holds an answer that the questionnaire does not offer.")
            if value != CANNOT_SAY:
                row[position[code]] = value
        rows[sheet.side] += row
    return Sides(*(_columns(rows[side], codes) for side in Side))


def _columns(rows: bytearray, codes: tuple[str, ...]) -> Answers:
    columns = {code: bytes(rows[i :: len(codes)]) for i, code in enumerate(codes)}
    return Answers(len(rows) // len(codes), columns)


def count(questionnaire: Questionnaire, answers: Answers) -> dict[str, Count]:
    """One side's count of each statement."""
    return {
        code: Count(tuple(answers.columns[code].count(i) for i in range(len(scores))), scores)
        for code, scores in questionnaire.scores.items()
    }


def cell(counted: Count) -> Fraction:
    """The mean score of those who placed the statement (there must be some): rounded to one
    decimal once, and then coded, so that whoever knows none of the answers is never certain of a
    unanimous group."""
    return cell_of(counted.total, counted.placed)


def cell_of(total: int, placed: int) -> Fraction:
    """The same of so many people whose scores add up to this."""
    mean = rounded(Fraction(total, placed), 10)
    return min(max(mean, LOWEST_CODED), HIGHEST_CODED)


def rounded(value: Fraction, parts: int) -> Fraction:
    """The nearest multiple of 1/parts; ties go away from zero."""
    scaled = abs(value) * parts
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, parts)
