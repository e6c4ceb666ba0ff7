"""Results as rows of `path,value`: one for each leaf of the JSON form."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from assessments.reports.json import Heading, results
from assessments.snapshot.value import Snapshot

FORMULA_SIGNS = ("=", "+", "-", "@")


def render(snapshot: Snapshot, heading: Heading) -> bytes:
    """UTF-8; a null is an empty value, an item of a list has its number as the path's end.

    A name that a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["path", "value"])
    writer.writerows(leaves(results(snapshot, heading)))
    return text.getvalue().encode()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each leaf of a JSON value, with its path; an empty list has none."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif value is None:
        yield path, ""
    else:
        yield path, _as_text(value) if isinstance(value, str) else json.dumps(value)


def _as_text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
