"""Somebody outside who subtracts: reads every number on pages and in files, and knows no rule.

A number is whatever stands at one place of a page or file, in its words, drawings and hidden parts.
How it depends on the people who answered a statement is seen by holding the rounds again with one
answer changed. What tells is then linear algebra: the columns of changes of all people, exact.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations

from pypdf import PdfReader

Column = tuple[Fraction, ...]
Change = Mapping[tuple[str, int], Fraction]
"""By page or file and the place of a number in it; what does not change is left out."""
WHOLE = -1
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
PASSING = re.compile(rb"[0-9a-f]{12,64}|csrfmiddlewaretoken\S+ value=\S+|[A-Za-z0-9]{64}")
INSIDE = re.compile(r"\.(xml|rels|xlsx)$")


@cache
def read(content: bytes) -> tuple[Fraction, ...]:
    """Every number of a page or file, in its order, whether somebody sees it or not."""
    return tuple(map(Fraction, NUMBER.findall(_text(content))))


def _text(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            inside = [files.read(name) for name in sorted(files.namelist()) if INSIDE.search(name)]
        return "\n".join(map(_text, inside))
    if content.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(content))
        told = [page.extract_text() for page in pages.pages]
        return "\n".join([*told, str(pages.metadata)])
    return PASSING.sub(b" ", content).decode().replace("\u2212", "-")


def change(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Change:
    """By how much each number changes. Where not even their number is the same, that is a change
    of the whole page or file, which counts as one number more."""
    assert before.keys() == after.keys()
    found: dict[tuple[str, int], Fraction] = {}
    for name in (name for name in before if before[name] != after[name]):
        old, new = read(before[name]), read(after[name])
        if len(old) != len(new):
            found[name, WHOLE] = Fraction(1)
            continue
        pairs = enumerate(zip(old, new, strict=True))
        found |= {(name, place): b - a for place, (a, b) in pairs if a != b}
    return found


def exposed(changes: Sequence[Change], k: int) -> tuple[int, ...] | None:
    """Fewer than `k` people on whom alone some combination of the numbers depends, if there are."""
    places = sorted({place for one in changes for place in one})
    columns = [tuple(one.get(place, Fraction(0)) for place in places) for one in changes]
    sizes = {column: columns.count(column) for column in columns if any(column)}
    kinds = sorted(sizes)
    for number in range(1, len(kinds) + 1):
        for few in combinations(kinds, number):
            others = [kind for kind in kinds if kind not in few]
            few_people = sum(sizes[kind] for kind in few) < k
            if few_people and _dimensions(others) < _dimensions(kinds):
                return tuple(n for n, column in enumerate(columns) if column in few)
    return None


def _dimensions(columns: Sequence[Column]) -> int:
    """How many of the columns say something of their own, by exact elimination."""
    left = [list(column) for column in columns]
    found = 0
    while left:
        row = left.pop()
        place = next((n for n, value in enumerate(row) if value), None)
        if place is None:
            continue
        found += 1
        left = [
            [value - other[place] / row[place] * own for own, value in zip(row, other, strict=True)]
            if other[place]
            else other
            for other in left
        ]
    return found
