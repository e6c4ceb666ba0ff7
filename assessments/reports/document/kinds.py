"""The kinds of report, the sections that each may have, and the document made of a choice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.charts.messages import Message
from assessments.charts.spec import Symbol
from assessments.reports.document.parts import Document
from assessments.reports.document.sections import BLOCKS, sections
from assessments.reports.document.source import Source
from assessments.scoring.terms import Side
from assessments.snapshot.codec import sha256


class NothingToReportError(ValueError):
    """None of the chosen sections has data, or none is chosen; `reason` says which."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True)
class Kind:
    """`sections`: those that may be chosen, in their order; `left_out`: those of them that are
    not chosen unless somebody says so; `pages`: how many the report must not exceed; `hashed`:
    whether it names the hash of the snapshot. Whoever reads but a part of that could try what the
    rest may be until the hash fits: seven whole numbers, where everyone is shown together."""

    code: str
    formats: tuple[str, ...]
    sections: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    contents: bool = False
    pages: int | None = None
    hashed: bool = True

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sections of somebody who chose nothing."""
        return tuple(code for code in self.sections if code not in self.left_out)

    def only(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Those of its sections that are among `codes`, in its own order."""
        wanted = set(codes)
        return tuple(code for code in self.sections if code in wanted)


BRIEF = "reading lists standing profile breakthrough human response questions"
FULL = (
    "reading lists standing elements practices change trend trend-elements human own"
    " breakthrough stance response kept commitments questions statements comments methods"
)
DECK = (
    "reading lists standing profile mirror change trend human own breakthrough kept"
    " response questions next"
)
STAFF = "reading lists response next"
TREND = "trend change trend-elements"
KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("brief", ("pdf",), tuple(BRIEF.split()), pages=2),
        Kind("full", ("pdf", "xlsx"), tuple(FULL.split()), ("comments",), contents=True),
        Kind("deck", ("pptx",), tuple(DECK.split())),
        Kind("staff", ("pdf",), tuple(STAFF.split()), hashed=False),
        Kind("trend", ("pdf", "pptx", "xlsx"), tuple(TREND.split())),
    )
}
WORDS_ALONE = ("commitments", "questions", "next", "methods", "response", "reading")


def build(kind: Kind, source: Source, chosen: Iterable[str] | None = None) -> Document:
    """The document of a kind, with the chosen sections or all that it has by itself.

    Raises NothingToReportError where no section is chosen, or a trend is asked of a single round.
    """
    codes = kind.chosen if chosen is None else kind.only(chosen)
    if not codes:
        raise NothingToReportError(Message("report.missing.sections"))
    if kind.code == "trend" and not source.earlier:
        raise NothingToReportError(Message("report.missing.earlier"))
    if not set(codes) & {*WORDS_ALONE} and not any(BLOCKS[code](source) for code in codes):
        raise NothingToReportError(Message("report.missing.all"))
    return Document(
        kind=kind.code,
        title=Message(f"report.kind.{kind.code}"),
        head=source.head,
        sections=sections(codes, source),
        series={Symbol(side.value): source.short(side) for side in Side}
        | {Symbol.JOINT: Message("everyone" if source.snapshot.everyone else "joint")},
        sha256=sha256(source.snapshot) if kind.hashed else "",
        contents=kind.contents,
        pages=kind.pages,
    )
