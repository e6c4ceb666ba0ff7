"""Answers that were collected elsewhere, as a table in a text file: one row per person."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.comments import LONGEST_COMMENT, WrittenComment
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import CANNOT_SAY, Sheet, Side

LARGEST_FILE = 2 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
SIDE = "side"
QUOTED_AT_MOST = 40


class AnswerFileError(Exception):
    """The file cannot be used; the message names the line and what was expected."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(_("Line %(line)d: %(problem)s") % {"line": line, "problem": problem})


@dataclass(frozen=True, repr=False)
class AnswerFile:
    """Everybody's answers, in memory only."""

    sheets: tuple[Sheet, ...]
    comments: tuple[WrittenComment, ...]

    def people(self, side: Side) -> int:
        return sum(sheet.side is side for sheet in self.sheets)


@dataclass(frozen=True, repr=False)
class Row:
    """The trimmed fields of one row; `line` is its first physical line, counted from 1."""

    line: int
    fields: Sequence[str]


def read_answers(content: bytes, questionnaire: Questionnaire) -> AnswerFile:
    """The answers in the bytes of a file. Raises AnswerFileError when any of it is wrong."""
    text = _text(content)
    rows = _filled_rows(text, _delimiter(text, questionnaire))
    header = next(rows, None)
    if header is None:
        raise _empty()
    header = _with_known_columns(header, questionnaire)
    _check_columns(header, questionnaire)
    sheets: list[Sheet] = []
    comments: list[WrittenComment] = []
    for row in rows:
        values = _values(row, header)
        side = _side(row, values)
        sheets.append(Sheet(side, _placed(row, values, questionnaire)))
        comments += _written(row, side, values, questionnaire)
    if not sheets:
        raise AnswerFileError(
            header.line + 1, _("there are no answers; expected one line for each person.")
        )
    return AnswerFile(tuple(sheets), tuple(comments))


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise AnswerFileError(1, _("the file is too large; expected at most 2 MB."))
    if b"\0" in content:
        raise AnswerFileError(
            1, _("this is not a text file; save the table as CSV (UTF-8) and try again.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswerFileError(
            content.count(b"\n", 0, error.start) + 1,
            _("the file is not in UTF-8; save the table as CSV (UTF-8) and try again."),
        ) from None
    return text


def _empty() -> AnswerFileError:
    return AnswerFileError(
        1, _("the file is empty; expected a line of column names, then a line per person.")
    )


def _filled_rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows that hold any value."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = [field.strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise AnswerFileError(
                line,
                _("a quotation mark is out of place; expected one around a value at both ends."),
            ) from None
        if any(fields):
            yield Row(line, fields)


def _delimiter(text: str, questionnaire: Questionnaire) -> str:
    """The delimiter under which the first row reads most like column names."""
    known = _columns(questionnaire)

    def found(delimiter: str) -> tuple[int, int]:
        try:
            fields = next(_filled_rows(text, delimiter)).fields
        except (AnswerFileError, StopIteration):
            return (-1, 0)
        return (len(known.keys() & {field.casefold() for field in fields}), len(fields))

    return max(DELIMITERS, key=found)


def _questions(questionnaire: Questionnaire) -> set[str]:
    return {prompt.code for prompt in questionnaire.comments}


def _columns(questionnaire: Questionnaire) -> dict[str, str]:
    """Every column that may be there, by its name in small letters."""
    names = (SIDE, *questionnaire.codes, *_questions(questionnaire))
    return {name.casefold(): name for name in names}


def _with_known_columns(header: Row, questionnaire: Questionnaire) -> Row:
    """The same row; capital or small letters make no difference."""
    known = _columns(questionnaire)
    return Row(header.line, [known.get(name.casefold(), name) for name in header.fields])


def _check_columns(header: Row, questionnaire: Questionnaire) -> None:
    known = set(_columns(questionnaire).values())
    expected = _("expected side and codes of statements, such as %(first)s and %(last)s.") % {
        "first": questionnaire.codes[0],
        "last": questionnaire.codes[-1],
    }
    seen: set[str] = set()
    for column in header.fields:
        if column in seen:
            problem = _("the column “%(name)s” stands there twice; expected it once.")
            raise AnswerFileError(header.line, problem % {"name": _quotable(column)})
        if column not in known:
            problem = _("there is no column “%(name)s”;") % {"name": _quotable(column)}
            raise AnswerFileError(header.line, f"{problem} {expected}")
        seen.add(column)
    if SIDE not in seen:
        raise AnswerFileError(header.line, f"{_('the column “side” is missing;')} {expected}")


def _values(row: Row, header: Row) -> Mapping[str, str]:
    """The row by column; what is missing at its end is empty."""
    if len(row.fields) > len(header.fields):
        raise AnswerFileError(
            row.line,
            _("there are %(fields)d values; expected at most %(columns)d, one for each column.")
            % {"fields": len(row.fields), "columns": len(header.fields)},
        )
    filled = [*row.fields, *[""] * (len(header.fields) - len(row.fields))]
    return dict(zip(header.fields, filled, strict=True))


def _side(row: Row, values: Mapping[str, str]) -> Side:
    try:
        return Side(values[SIDE].casefold())
    except ValueError:
        problem = _("side is “%(value)s”; expected contractor or client.")
        raise AnswerFileError(row.line, problem % {"value": _quotable(values[SIDE])}) from None


def _placed(row: Row, values: Mapping[str, str], questionnaire: Questionnaire) -> dict[str, int]:
    placed: dict[str, int] = {}
    for code, scores in questionnaire.scores.items():
        value = values.get(code, "")
        options = {str(option): option for option in range(len(scores))} | {"x": CANNOT_SAY}
        if value in options:
            placed[code] = options[value]
        elif value:
            problem = _("%(code)s is “%(value)s”; expected 0 to %(most)d, x or nothing.")
            raise AnswerFileError(
                row.line,
                problem % {"code": code, "value": _quotable(value), "most": len(scores) - 1},
            )
    return placed


def _written(
    row: Row, side: Side, values: Mapping[str, str], questionnaire: Questionnaire
) -> Iterator[WrittenComment]:
    for prompt in questionnaire.comments:
        text = values.get(prompt.code, "").replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONGEST_COMMENT:
            problem = _("%(code)s has %(length)d characters; expected at most %(most)d.")
            raise AnswerFileError(
                row.line,
                problem % {"code": prompt.code, "length": len(text), "most": LONGEST_COMMENT},
            )
        if text:
            yield WrittenComment(side, prompt.code, text)


def _quotable(value: str) -> str:
    """What a message may repeat: short, and without control characters."""
    shown = "".join(character if character.isprintable() else "?" for character in value)
    return shown if len(shown) <= QUOTED_AT_MOST else shown[:QUOTED_AT_MOST] + "…"
