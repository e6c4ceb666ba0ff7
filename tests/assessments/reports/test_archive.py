"""Equal contents have equal bytes: nothing in a file tells when it was made."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import time_machine

from assessments.reports.archive import settled
from assessments.reports.document.kinds import KINDS
from assessments.reports.formats import REPORTS
from assessments.wording import say
from tests.assessments.reports.sources import document, foreign

LATER = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
FILES = [(kind.code, name) for kind in KINDS.values() for name in kind.formats]


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_the_same_snapshot_makes_the_same_file_at_any_time(kind: str, name: str) -> None:
    now = REPORTS[name].render(document(foreign(), kind), say)
    with time_machine.travel(LATER, tick=False):
        later = REPORTS[name].render(document(foreign(), kind), say)
    assert now == later


def archive(*parts: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, part in parts:
            opened.writestr(name, part)
    return stream.getvalue()


def test_times_are_taken_away_in_archives_inside_too() -> None:
    core = b"<x><dcterms:created a='b'>2031-05-06T07:08:09Z</dcterms:created></x>"
    outer = archive(("a.xml", b"a"), ("book.xlsx", archive(("docProps/core.xml", core))))
    with zipfile.ZipFile(io.BytesIO(settled(outer, date(2026, 3, 31)))) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.read("a.xml") == b"a"
        with zipfile.ZipFile(io.BytesIO(opened.read("book.xlsx"))) as inner:
            assert inner.read("docProps/core.xml") == core.replace(
                b"2031-05-06T07:08:09Z", b"2026-03-31T00:00:00Z"
            )
