"""Results as a file: the same bytes from the page and from the command line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.frozen import questionnaire_of
from assessments.models import Round
from assessments.queries import (
    comments_of,
    commitments_of,
    names_of,
    released_before_this,
    snapshot_for,
    topic_names,
)
from assessments.reports.document.kinds import KINDS, NothingToReportError, build
from assessments.reports.document.parts import Document, Head
from assessments.reports.document.source import Commitment, EarlierRound, Remark, Source
from assessments.reports.errors import ReportError
from assessments.reports.formats import DATA, FORMATS, REPORTS
from assessments.reports.json import Heading
from assessments.scoring.terms import Side
from assessments.snapshot.codec import SnapshotError
from assessments.wording import say


@dataclass(frozen=True)
class ExportFile:
    """`name` can be found again among other downloads."""

    name: str
    media_type: str
    content: bytes


def export_file(round: Round, format_name: str) -> ExportFile:
    """The results of a released round in one of FORMATS, whole.

    Raises KeyError for another format, ReportError where the file cannot be made.
    """
    if format_name in REPORTS:
        return report_file(round, REPORTS[format_name].kind, format_name)
    chosen = DATA[format_name]
    partnership = round.partnership
    heading = Heading(
        slug=partnership.slug,
        partnership=partnership.name,
        contractor=partnership.contractor.name,
        client=partnership.client.name,
        round_title=round.title,
        sections=questionnaire_of(round).sections,
    )
    try:
        content = chosen.render(snapshot_for(round), heading)
    except SnapshotError as problem:
        raise ReportError(unreadable()) from problem
    return named(round, "results", format_name, content)


def report_file(
    round: Round,
    kind: str,
    format_name: str,
    *,
    sections: Iterable[str] | None = None,
    comments_from: Iterable[str | None] = (),
) -> ExportFile:
    """A report of one of KINDS in one of its formats. `sections`: all that it has by itself if
    none are named. `comments_from`: the sides whose comments the reader may see, None for those
    without a side.

    Raises KeyError for another kind or format, ReportError where the file cannot be made.
    """
    chosen = KINDS[kind]
    if format_name not in chosen.formats:
        raise KeyError(format_name)
    try:
        document = build(chosen, source_of(round, comments_from), sections)
    except SnapshotError as problem:
        raise ReportError(unreadable()) from problem
    except NothingToReportError as problem:
        raise ReportError(problem.reason.said(say)) from problem
    return named(round, f"{kind}-report", format_name, written(document, format_name))


def written(document: Document, format_name: str) -> bytes:
    return REPORTS[format_name].render(document, say)


def named(round: Round, what: str, format_name: str, content: bytes) -> ExportFile:
    form = FORMATS[format_name]
    name = f"{round.partnership.slug}-round-{round.number}-{what}.{form.extension}"
    return ExportFile(name, form.media_type, content)


def unreadable() -> str:
    return _(
        "These results were stored in a form that this version of Alongside does not read:"
        " bring Alongside up to date, then try again."
    )


def source_of(round: Round, comments_from: Iterable[str | None] = ()) -> Source:
    """All that reports of a released round are made from. Raises SnapshotError."""
    partnership = round.partnership
    snapshot = snapshot_for(round)
    return Source(
        snapshot=snapshot,
        questionnaire=questionnaire_of(round),
        names=names_of(partnership),
        head=Head(
            partnership=partnership.name,
            contractor=partnership.contractor.name,
            client=partnership.client.name,
            round_title=round.title,
            closed=snapshot.closed,
            customer=partnership.customer,
            scope=partnership.scope,
        ),
        earlier=tuple(
            EarlierRound(step.title, step.snapshot) for step in released_before_this(round)
        ),
        remarks=tuple(
            Remark(Side(comment.side) if comment.side else None, comment.question, comment.text)
            for comment in comments_of(round, comments_from)
        ),
        commitments=tuple(_commitments(round)),
    )


def _commitments(round: Round) -> Iterator[Commitment]:
    """Those agreed before the next round was released, the earliest first."""
    names = topic_names(questionnaire_of(round))
    for one in reversed(commitments_of(round.partnership)):
        if (one.round_number or 0) <= round.number:
            yield Commitment(
                topic=names.get(one.topic, one.topic),
                text=one.text,
                measure=one.measure,
                owners=(one.contractor_owner.display_name, one.client_owner.display_name),
                due=one.due_on,
                state=one.state,
            )
