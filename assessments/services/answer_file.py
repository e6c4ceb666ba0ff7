"""Answers that were collected elsewhere, as a table: one row per person."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.comments import LONGEST_COMMENT, WrittenComment
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import CANNOT_SAY, Sheet, Side
from partnerships.tables import Row, TableError, quotable, read_table

SIDE = "side"


@dataclass(frozen=True, repr=False)
class AnswerFile:
    """Everybody's answers, in memory only."""

    sheets: tuple[Sheet, ...]
    comments: tuple[WrittenComment, ...]
    columns: frozenset[str]
    left_out: int
    """Lines in which nothing is placed and no words stand: of people who did not answer."""

    def people(self, side: Side) -> int:
        return sum(sheet.side is side for sheet in self.sheets)


def read_answers(content: bytes, questionnaire: Questionnaire) -> AnswerFile:
    """The answers in the bytes of a file. Raises TableError when any of it is wrong."""
    columns = _columns(questionnaire)
    table = read_table(content, lambda name: name.casefold() in columns)
    header = _with_known_columns(table.header, columns)
    _check_columns(header, columns.values(), questionnaire)
    sheets: list[Sheet] = []
    comments: list[WrittenComment] = []
    left_out = 0
    for row in table.rows:
        values = row.under(header)
        side = _side(row, values)
        placed = _placed(row, values, questionnaire)
        written = list(_written(row, side, values, questionnaire))
        if written or any(option != CANNOT_SAY for option in placed.values()):
            sheets.append(Sheet(side, placed))
            comments += written
        else:
            left_out += 1
    if not sheets:
        raise TableError(
            header.line + 1, _("there are no answers; expected one line for each person.")
        )
    return AnswerFile(tuple(sheets), tuple(comments), frozenset(header.fields), left_out)


def _questions(questionnaire: Questionnaire) -> set[str]:
    return {prompt.code for prompt in questionnaire.comments}


def _columns(questionnaire: Questionnaire) -> dict[str, str]:
    """Every column that may be there, by its name in small letters."""
    names = (SIDE, *questionnaire.codes, *_questions(questionnaire))
    return {name.casefold(): name for name in names}


def _with_known_columns(header: Row, columns: Mapping[str, str]) -> Row:
    """The same row; capital or small letters make no difference."""
    return Row(header.line, [columns.get(name.casefold(), name) for name in header.fields])


def _check_columns(header: Row, known: Collection[str], questionnaire: Questionnaire) -> None:
    expected = _("expected side and codes of statements, such as %(first)s and %(last)s.") % {
        "first": questionnaire.codes[0],
        "last": questionnaire.codes[-1],
    }
    seen: set[str] = set()
    for column in header.fields:
        if column in seen:
            problem = _("the column “%(name)s” stands there twice; expected it once.")
            raise TableError(header.line, problem % {"name": quotable(column)})
        if column not in known:
            problem = _("there is no column “%(name)s”;") % {"name": quotable(column)}
            raise TableError(header.line, f"{problem} {expected}")
        seen.add(column)
    if SIDE not in seen:
        raise TableError(header.line, f"{_('the column “side” is missing;')} {expected}")


def _side(row: Row, values: Mapping[str, str]) -> Side:
    try:
        return Side(values[SIDE].casefold())
    except ValueError:
        problem = _("side is “%(value)s”; expected contractor or client.")
        raise TableError(row.line, problem % {"value": quotable(values[SIDE])}) from None


def _placed(row: Row, values: Mapping[str, str], questionnaire: Questionnaire) -> dict[str, int]:
    placed: dict[str, int] = {}
    for code, scores in questionnaire.scores.items():
        value = values.get(code, "")
        options = {str(option): option for option in range(len(scores))} | {"x": CANNOT_SAY}
        if value in options:
            placed[code] = options[value]
        elif value:
            problem = _("%(code)s is “%(value)s”; expected 0 to %(most)d, x or nothing.")
            raise TableError(
                row.line,
                problem % {"code": code, "value": quotable(value), "most": len(scores) - 1},
            )
    return placed


def _written(
    row: Row, side: Side, values: Mapping[str, str], questionnaire: Questionnaire
) -> Iterator[WrittenComment]:
    for prompt in questionnaire.comments:
        text = values.get(prompt.code, "").replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONGEST_COMMENT:
            problem = _("%(code)s has %(length)d characters; expected at most %(most)d.")
            raise TableError(
                row.line,
                problem % {"code": prompt.code, "length": len(text), "most": LONGEST_COMMENT},
            )
        if text:
            yield WrittenComment(side, prompt.code, text)
