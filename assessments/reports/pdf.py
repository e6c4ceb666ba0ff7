"""A document as PDF: tagged, archivable (PDF/UA-1 and PDF/A-2a), with its fonts embedded."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from font_source_sans_pro import font_directory

from assessments.charts.messages import Say
from assessments.reports.document.parts import Document
from assessments.reports.errors import ReportError
from assessments.reports.typeset import typeset

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "reports"
FAMILY = "Source Sans Pro"
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
BOX = "\u25a1"
LACKING = re.compile(r'(?:the text|the codepoint) `"(\\u\{[0-9a-f]+\}|.+?)"`', re.DOTALL)
ATTEMPTS = 5
PAGES = re.compile(rb"/Type/Pages/Count (\d+)")


def render(document: Document, say: Say) -> bytes:
    """The whole file. Where the document names a number of pages, its text is set as large as
    they hold. Raises ReportError where the font is missing or the page cannot be set."""
    for size in SIZES:
        data = typeset(document, say, language=get_language() or "en", size=size)
        content = setting(data, say)
        if document.pages is None or number_of_pages(content) <= document.pages:
            return content
    raise ReportError(
        _("The names are too long for %(pages)s pages: choose fewer sections.")
        % {"pages": document.pages}
    )


def setting(data: dict[str, Any], say: Say) -> bytes:
    """The file. What the font lacks becomes a box."""
    told = json.dumps(data, ensure_ascii=False)
    for _attempt in range(ATTEMPTS):
        try:
            return compiled(told)
        except typst.TypstError as problem:
            lacking = {character(found) for found in LACKING.findall(problem.diagnostic)}
            if not lacking:
                raise ReportError(_("The PDF could not be set; nothing was written.")) from problem
            data = boxed(data, lacking, say)
            told = json.dumps(data, ensure_ascii=False)
    raise ReportError(_("The PDF holds characters that cannot be set; nothing was written."))


def compiled(told: str) -> bytes:
    """One run of the compiler; a warning is a mistake of ours."""
    content, warnings = typst.compile_with_warnings(
        TEMPLATES / "report.typ",
        root=TEMPLATES,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": told},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=0,
    )
    if warnings:
        raise ReportError(
            _("The PDF could not be set as it should be: %(warning)s")
            % {"warning": warnings[0].message}
        )
    return bytes(content)


def number_of_pages(content: bytes) -> int:
    """The compiler writes the tree of pages first, in the clear."""
    found = PAGES.search(content)
    return int(found[1]) if found else 0


@cache
def fonts() -> typst.Fonts:
    """The font that is embedded, and those inside the compiler for what it lacks."""
    found = typst.Fonts(include_system_fonts=False, font_paths=[font_directory])
    if FAMILY not in found.families():
        raise ReportError(
            _("The font “%(font)s” is missing: install the requirements again, then try again.")
            % {"font": FAMILY}
        )
    return found


def character(found: str) -> str:
    """The character that a message of the compiler names."""
    return chr(int(found[3:-1], 16)) if found.startswith("\\u{") else found


def boxed(value: Any, lacking: set[str], say: Say) -> Any:
    """The same values with a box for each character that the font lacks, and a note."""
    data = replaced(value, re.compile("|".join(map(re.escape, lacking))))
    note = say("report.box")
    if note not in data["notes"]:
        data["notes"].append(note)
    return data


def replaced(value: Any, lacking: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return lacking.sub(BOX, value)
    if isinstance(value, dict):
        return {key: replaced(item, lacking) for key, item in value.items()}
    return [replaced(item, lacking) for item in value] if isinstance(value, list) else value
