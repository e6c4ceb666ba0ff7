"""The forms in which results leave the program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessments.charts.messages import Say
from assessments.reports import csv, json, pdf, pptx, xlsx
from assessments.reports.document.parts import Document
from assessments.reports.json import Heading
from assessments.snapshot.value import Snapshot


@dataclass(frozen=True)
class Format:
    """`label`: what a button calls it."""

    media_type: str
    extension: str
    label: str


@dataclass(frozen=True)
class DataFormat(Format):
    """All figures, for other programs."""

    render: Callable[[Snapshot, Heading], bytes]


@dataclass(frozen=True)
class ReportFormat(Format):
    """A document, for people. `kind`: the report that this format has where none is named."""

    kind: str
    render: Callable[[Document, Say], bytes]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DATA: Mapping[str, DataFormat] = {
    "json": DataFormat("application/json", "json", "JSON", json.render),
    "csv": DataFormat("text/csv; charset=utf-8", "csv", "CSV", csv.render),
}
REPORTS: Mapping[str, ReportFormat] = {
    "pdf": ReportFormat("application/pdf", "pdf", "PDF", "full", pdf.render),
    "xlsx": ReportFormat(XLSX, "xlsx", "Excel", "full", xlsx.render),
    "pptx": ReportFormat(PPTX, "pptx", "PowerPoint", "deck", pptx.render),
}
FORMATS: Mapping[str, Format] = {**DATA, **REPORTS}
