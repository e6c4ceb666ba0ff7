"""Rounds to test with, written as columns: one list of answers per statement and side."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from assessments.disclosure.rules import NO_SLIPS
from assessments.questionnaire.load import breakthrough_1
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    JointStatement,
    Practice,
    Questionnaire,
    Section,
    Statement,
)
from assessments.scoring.terms import Sheet, Side, Sides
from assessments.snapshot.build import Frame, build
from assessments.snapshot.trend import Sealed

Column = int | None | Sequence[int | None]
Columns = Mapping[str, Column]
CLOSED = date(2026, 3, 31)
SECTIONS = (
    Section(
        OWN_MEASURES,
        placed=(Statement("own-1", "The night shift is told.", "The night shift decides too."),),
        mirrored=(Practice("own-2", "Say thank you", "thanks people by name"),),
    ),
    Section(COMMITMENTS, rated=(JointStatement("kept-7", "Bad news within a day"),)),
)
"""What a partnership asks besides: one statement of each form."""
UNKNOWN: Sides[int | None] = Sides(None, None)


@cache
def instrument() -> Questionnaire:
    return breakthrough_1()


def people(side: Side, n: int, columns: Columns | None = None, default: Column = 2) -> list[Sheet]:
    """`n` sheets of one side; a column is one answer for all, or one each (None: not answered).

    A key of `columns` is a statement's code, or an element's for all of its statements.
    """
    given: dict[str, Column] = dict.fromkeys(instrument().codes, default)
    for key, column in (columns or {}).items():
        given |= dict.fromkeys(statements_of(key), column)
    return [
        Sheet(side, {code: v for code, c in given.items() if (v := answer(c, i)) is not None})
        for i in range(n)
    ]


def contractor(n: int, columns: Columns | None = None, default: Column = 2) -> list[Sheet]:
    return people(Side.CONTRACTOR, n, columns, default)


def client(n: int, columns: Columns | None = None, default: Column = 2) -> list[Sheet]:
    return people(Side.CLIENT, n, columns, default)


def answer(column: Column, person: int) -> int | None:
    if column is None or isinstance(column, int):
        return column
    return column[person]


def statements_of(key: str) -> tuple[str, ...]:
    elements = {element.code: element.statement_codes for element in instrument().elements}
    return elements.get(key, (key,))


def frame(
    questionnaire: Questionnaire | None = None,
    *,
    k: int = 5,
    everyone_allowed: bool = True,
    number: int = 1,
    invited: Sides[int | None] = UNKNOWN,
    slips: Sides[int] = NO_SLIPS,
) -> Frame:
    asked = questionnaire or instrument()
    return Frame(asked, number, CLOSED, k, invited, slips, everyone_allowed=everyone_allowed)


def sealed(
    sheets: Sequence[Sheet], of: Frame | None = None, previous: Sealed | None = None
) -> Sealed:
    """The round that these sheets make."""
    fixed = of or frame()
    return Sealed(fixed.questionnaire, *build(fixed, sheets, previous))
