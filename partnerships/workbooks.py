"""The first sheet of an XLSX workbook, read within limits that a hostile file cannot pass."""

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

SIGNATURE = b"PK\x03\x04"
LARGEST_UNPACKED = 10 * 1024 * 1024
DEEPEST = 30
MOST_ELEMENTS = 20_000
MOST_ELEMENTS_OF_CONTENT = 250_000
CONTENT = {"worksheet", "sst"}
MOST_CELLS_OF_A_ROW = 400
LONGEST_NUMBER_FORMAT = 512

log = logging.getLogger(__name__)


class WorkbookError(Exception):
    """The workbook cannot be read; the message says what to do."""


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as those of an XLSX workbook, whatever the file is called."""
    return content.startswith(SIGNATURE)


def sheet_rows(content: bytes, columns: int) -> Iterator[list[str]]:
    """Every row of the first sheet, its first `columns` cells as trimmed text, without the empty
    ones at its end; of a formula its last result. Raises WorkbookError.
    """
    return map(_trimmed, _cells(content, columns))


def _cells(content: bytes, columns: int) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook  # slow to import, seldom needed

    try:
        workbook = load_workbook(_inspected(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=columns, values_only=True)
    except WorkbookError:
        raise
    # Archive and reader raise errors of many kinds, without a common one, at what is damaged
    except Exception as problem:
        log.info("A workbook could not be read (%s).", type(problem).__name__)
        raise WorkbookError(
            _("the workbook cannot be read; save the table as CSV (UTF-8) and try again.")
        ) from None


def _trimmed(cells: tuple[Any, ...]) -> list[str]:
    texts = ["" if cell is None else _written(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _written(value: object) -> str:
    """A value as people read it in the cell: numbers without a needless decimal place."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _inspected(content: bytes) -> io.BytesIO:
    """The workbook, unless it would unpack to far more than it seems. Pictures and the like are
    left empty: what was not walked through is not there for the reader, whatever it is called.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            raise _too_large()
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    inspected = io.BytesIO()
    with zipfile.ZipFile(inspected, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part if _Inspection().run(part) else b"")
    return inspected


def _too_large() -> WorkbookError:
    return WorkbookError(
        _(
            "the workbook holds far more than a table of people; copy the table into a new one, "
            "or save it as CSV (UTF-8), and try again."
        )
    )


class _Inspection:
    """Walks through one part before anything is built from it."""

    def __init__(self) -> None:
        self.depth = self.elements = self.cells = 0
        self.most = MOST_ELEMENTS

    def run(self, part: bytes) -> bool:
        """Whether it is XML; raises ExpatError where XML breaks off, or goes on as something else.

        Namespaces are left alone: no text that stands in one can end the walk.
        """
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.doctype
        try:
            parser.Parse(part, True)
        except expat.ExpatError:
            if self.elements:
                raise
            return False
        return True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if self.depth == 0 and name in CONTENT:
            self.most = MOST_ELEMENTS_OF_CONTENT
        self.cells = 0 if name == "row" else self.cells + (name == "c")
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > self.most or self.cells > MOST_CELLS_OF_A_ROW:
            raise _too_large()
        # What the reader takes to understand one grows with the square of its length
        if len(attributes.get("formatCode", "")) > LONGEST_NUMBER_FORMAT:
            raise _too_large()

    def end(self, _name: str) -> None:
        self.depth -= 1

    def doctype(self, *_declaration: object) -> None:
        raise _too_large()
