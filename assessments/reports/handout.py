"""Something to hand out as PDF, by the typesetter of the reports: no results, no hash."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language

from assessments.charts.lettering import breakable
from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.reports.document.parts import Section
from assessments.reports.pdf import SIZES, number_of_pages, setting
from assessments.reports.typeset import WIDTH, Json, section_data


def handout(
    title: str,
    partnership: str,
    lines: Sequence[str],
    sections: Sequence[Section],
    say: Say,
    *,
    day: date,
    pages: int | None = None,
) -> bytes:
    """The file. With `pages`, its text is as large as they hold; the smallest where none does.
    Raises ReportError where it cannot be set."""
    content = b""
    for size in SIZES:
        content = setting(_data(title, partnership, lines, sections, say, day, size), say)
        if pages is None or number_of_pages(content) <= pages:
            break
    return content


def _data(
    title: str,
    partnership: str,
    lines: Sequence[str],
    sections: Sequence[Section],
    say: Say,
    day: date,
    size: float,
) -> Json:
    return {
        "title": f"{title}: {partnership}",
        "title-line": title,
        "keywords": [],
        "language": (get_language() or "en").split("-")[0],
        "size": size,
        "colours": dict(LIGHT),
        "closed": {"year": day.year, "month": day.month, "day": day.day},
        "page": say("report.page", page="{page}", pages="{pages}"),
        "footer": f"{partnership} · {title}",
        "partnership": breakable(partnership, WIDTH, size * 1.35),
        "lines": [breakable(line, WIDTH, size) for line in lines],
        "contents": None,
        "sections": [section_data(section, say, size) for section in sections],
        "notes": [],
        "hash": None,
    }
