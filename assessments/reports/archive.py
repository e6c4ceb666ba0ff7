"""Office files are archives: written again so that equal contents have equal bytes.

What a library puts in by itself goes: the time of writing, its own name, a preview picture.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date

EPOCH = (1980, 1, 1, 0, 0, 0)
WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def settled(content: bytes, day: date) -> bytes:
    """The same archive without a clock: every time is `day`, in embedded workbooks too."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name, part in parts(before, day):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, part)
    return stream.getvalue()


def parts(archive: zipfile.ZipFile, day: date) -> Iterator[tuple[str, bytes]]:
    for name in archive.namelist():
        change = change_of(name)
        part = archive.read(name)
        yield name, change(part, day) if change else part


def change_of(name: str) -> Callable[[bytes, date], bytes] | None:
    """What has to be done to a part, if anything."""
    if name.endswith(".xlsx"):
        return settled
    return dated if name == "docProps/core.xml" else None


def dated(part: bytes, day: date) -> bytes:
    moment = f"{day.isoformat()}T00:00:00Z".encode()
    return WRITTEN.sub(lambda found: found[1] + moment + found[3], part)
