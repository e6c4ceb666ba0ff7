"""Tables that people bring along: a text file or the first sheet of a workbook, row by row."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnerships.workbooks import WorkbookError, is_workbook, sheet_rows

LARGEST_FILE = 2 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
UTF_8 = ("utf-8-sig",)
UTF_8_OR_WINDOWS = ("utf-8-sig", "cp1252")
LAST_LINE = 50_000
MOST_COLUMNS = 200
QUOTED_AT_MOST = 40


class TableError(Exception):
    """The file cannot be used; the message names the line and what was expected."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(_("Line %(line)d: %(problem)s") % {"line": line, "problem": problem})


@dataclass(frozen=True, repr=False)
class Row:
    """The trimmed fields of one row; `line` is its first physical line, counted from 1."""

    line: int
    fields: Sequence[str]

    def under(self, header: "Row") -> Mapping[str, str]:
        """The row by column; what is missing at its end is empty. Raises TableError for a row
        with more fields than columns."""
        if len(self.fields) > len(header.fields):
            raise TableError(
                self.line,
                _("there are %(fields)d values; expected at most %(columns)d, one for each column.")
                % {"fields": len(self.fields), "columns": len(header.fields)},
            )
        filled = [*self.fields, *[""] * (len(header.fields) - len(self.fields))]
        return dict(zip(header.fields, filled, strict=True))


@dataclass(frozen=True, repr=False)
class Table:
    """The column names, and the rows below that hold any value."""

    header: Row
    rows: Iterator[Row]


def read_table(
    content: bytes,
    is_column: Callable[[str], bool],
    *,
    encodings: Collection[str] = UTF_8,
) -> Table:
    """The table in the bytes of a file, whatever the file is called.

    `is_column` knows the names of columns: the delimiter under which the first row reads most like
    those is the right one. Raises TableError, also from `rows`, for a file of another kind, of
    more than 2 MB or of too many lines or columns.
    """
    if len(content) > LARGEST_FILE:
        raise TableError(1, _("the file is too large; expected at most 2 MB."))
    if is_workbook(content):
        rows = _sheet_rows(content)
    else:
        text = _text(content, encodings)
        rows = map(_checked, _text_rows(text, _delimiter(text, is_column)))
    header = next(rows, None)
    if header is None:
        raise TableError(
            1, _("the file is empty; expected a line of column names, then a line per person.")
        )
    return Table(header, rows)


def quotable(value: str) -> str:
    """What a message may repeat: short, and without control characters."""
    shown = "".join(character if character.isprintable() else "?" for character in value)
    return shown if len(shown) <= QUOTED_AT_MOST else shown[:QUOTED_AT_MOST] + "…"


def _sheet_rows(content: bytes) -> Iterator[Row]:
    try:
        for line, fields in enumerate(sheet_rows(content, MOST_COLUMNS + 1), start=1):
            if any(fields):
                yield _checked(Row(line, fields))
            elif line > LAST_LINE:
                raise _too_long(line)
    except WorkbookError as problem:
        raise TableError(1, str(problem)) from None


def _text(content: bytes, encodings: Collection[str]) -> str:
    if b"\0" in content:
        raise TableError(
            1, _("this is not a text file; save the table as CSV (UTF-8) and try again.")
        )
    line = 1
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise TableError(
        line, _("the file is not in UTF-8; save the table as CSV (UTF-8) and try again.")
    )


def _text_rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = [field.strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise TableError(
                line,
                _("a quotation mark is out of place; expected one around a value at both ends."),
            ) from None
        if any(fields):
            yield Row(line, fields)


def _checked(row: Row) -> Row:
    if row.line > LAST_LINE:
        raise _too_long(row.line)
    if len(row.fields) > MOST_COLUMNS:
        raise TableError(
            row.line,
            _("there are more than %(most)d columns; take out those that are not needed.")
            % {"most": MOST_COLUMNS},
        )
    return row


def _too_long(line: int) -> TableError:
    return TableError(
        line,
        _("the table goes on below line %(last)d; take out what is not needed.")
        % {"last": LAST_LINE},
    )


def _delimiter(text: str, is_column: Callable[[str], bool]) -> str:
    def found(delimiter: str) -> tuple[int, int]:
        try:
            fields = next(_text_rows(text, delimiter)).fields
        except TableError:
            return (-1, 0)
        except StopIteration:  # nothing but this delimiter
            return (0, MOST_COLUMNS)
        return (len({field for field in fields if is_column(field)}), len(fields))

    return max(DELIMITERS, key=found)
