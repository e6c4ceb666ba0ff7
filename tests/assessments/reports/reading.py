"""Files opened again: every word and number that is in them, seen or not."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.reports.document.source import Source
from assessments.scoring.cells import rounded
from assessments.wording import SENTENCES, whole_points

NUMBER = re.compile(r"\d+(?:\.\d+)?")
HASH = re.compile(r"[0-9a-f]{64}|(?<= · )[0-9a-f]{12}(?= · )")
PAGE = re.compile(r"Page \d+ of \d+")
TEXT_TAGS = ("}t", "}v", "}title", "}keywords", "}subject", "}description", "}category")


def values(value: Any) -> Iterator[Fraction]:
    """Every figure of a snapshot."""
    if is_dataclass(value):
        for field in fields(value):
            yield from values(getattr(value, field.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from values(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from values(item)
    elif isinstance(value, Fraction | int) and not isinstance(value, bool | Enum):
        yield Fraction(value)


def figures(source: Source) -> set[Fraction]:
    """All that may be told: of this round and of those released before it."""
    snapshots = [source.snapshot, *(one.snapshot for one in source.earlier)]
    found = {abs(value) for snapshot in snapshots for value in values(snapshot)}
    return found | {abs(mirror) for snapshot in snapshots for mirror in gaps(snapshot)}


def gaps(snapshot: Any) -> Iterator[Fraction]:
    for practice in snapshot.practices.values():
        yield from values((practice.contractor.gap, practice.client.gap))


def fixed(source: Source) -> set[str]:
    """Numbers that stand in our sentences, on every scale, and in what people called things."""
    head, names = source.head, source.names
    told = [str(sentence) for sentence in SENTENCES.values()]
    told += [str(vars(head)), str(vars(names)), *(one.title for one in source.earlier)]
    told += [remark.text for remark in source.remarks]
    told += [str(vars(one)) for one in source.commitments]
    told += [str(head.closed.year), str(head.closed.day), "20 40 50 60 80 100 0 4 1 2 3"]
    return set(NUMBER.findall(" ".join(told)))


def wholes(source: Source) -> set[str]:
    return {str(whole_points(value)) for value in figures(source)}


def tenths(source: Source) -> set[float]:
    return {float(rounded(value, 10)) for value in figures(source)}


def numbers(text: str) -> set[str]:
    """All numbers of a text but the hash and the numbers of the pages."""
    return set(NUMBER.findall(PAGE.sub(" ", HASH.sub(" ", text.replace("\u2212", " ")))))


@cache
def opened(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The words of all pages and of the properties, as lines and as runs of text."""
    reader = PdfReader(io.BytesIO(content))
    runs: list[str] = []
    told = [str(reader.metadata and reader.metadata.title)]
    for page in reader.pages:
        told.append(page.extract_text(visitor_text=lambda text, *_: runs.append(text)))
    return "\n".join(told), tuple(runs)


def pdf_text(content: bytes) -> str:
    return opened(content)[0]


def pdf_words(content: bytes) -> tuple[str, ...]:
    """Each run of text for itself, so that two numbers side by side stay two."""
    return opened(content)[1]


def archive(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {name: files.read(name) for name in files.namelist()}


def parts_text(content: bytes, *, inside: str = "") -> str:
    """The words and cached numbers of all parts whose names hold `inside`."""
    found = []
    for name, part in archive(content).items():
        if name.endswith(".xml") and inside in name:
            nodes = ET.fromstring(part).iter()
            found += [node.text or "" for node in nodes if node.tag.endswith(TEXT_TAGS)]
    return "\n".join(found)


def workbooks(content: bytes) -> Iterator[bytes]:
    """The workbooks inside a deck."""
    yield from (part for name, part in archive(content).items() if name.endswith(".xlsx"))


def cells(content: bytes) -> Iterator[Any]:
    """Every cell that holds something, of every sheet."""
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def table_rows(content: bytes, sheet: str) -> list[list[Any]]:
    found = load_workbook(io.BytesIO(content))[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]
