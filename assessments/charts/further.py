"""What a partnership asked beyond the instrument, in tables and in the mirror."""

from collections.abc import Iterable
from fractions import Fraction

from assessments.charts.messages import Message, cell_points, points, signed_points, word
from assessments.charts.mirror import mirror_chart
from assessments.charts.names import Names
from assessments.charts.spec import ChartSpec, Table, TableRow
from assessments.charts.steps import Steps
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    JointStatement,
    Section,
    Statement,
)
from assessments.scoring.figures import MirroredPoints, Points
from assessments.scoring.terms import NotComparable, Score, Side
from assessments.snapshot.value import MirroredFigures, SingleFigures, Snapshot


def own_singles(snapshot: Snapshot, section: Section, names: Names) -> Table | None:
    """Own measures between two poles; None where there are none."""
    return _singles(snapshot, OWN_MEASURES, section.placed, names)


def own_singles_moved(snapshot: Snapshot, section: Section, names: Names) -> Table | None:
    """How far these have moved; None in a first round."""
    return _singles_moved(snapshot, OWN_MEASURES, section.placed, names)


def kept(snapshot: Snapshot, section: Section, names: Names) -> Table | None:
    """How far commitments were kept; None where nothing was asked."""
    return _singles(snapshot, COMMITMENTS, section.rated, names)


def own_mirror(snapshot: Snapshot, section: Section, names: Names) -> ChartSpec | None:
    """Own measures that were rated for each organization; None where there are none."""
    figures = _mirrored(snapshot)
    if not section.mirrored:
        return None
    return mirror_chart(OWN_MEASURES, "further.own", section.mirrored, figures, names)


def own_readings_moved(snapshot: Snapshot, section: Section, names: Names) -> Table | None:
    """How far the readings in the mirror have moved; None in a first round."""
    figures = _mirrored(snapshot)
    rows = tuple(
        TableRow(Message("name", {"name": one.name}), _readings(change))
        for one in section.mirrored
        if (change := figures[one.code].change)
    )
    if not rows:
        return None
    head = [Message("further.measure")]
    for side in Side:
        said = {"name": names.short(side), "rater": names.short(side.other)}
        head += [Message("mirror.head.self", said), Message("mirror.head.seen", said)]
    return Table(Message("further.moved.readings"), (*head, Message("joint")), rows)


def _readings(change: MirroredPoints) -> tuple[Message, ...]:
    sides = (change.contractor, change.client)
    moved = [score for side in sides for score in (side.self_score, side.seen)]
    return tuple(moved_cell(score) for score in (*moved, change.joint))


def kept_by_round(steps: Steps, text: str, names: Names) -> Table | None:
    """How far one commitment was kept, in every round that asked; None where none did."""
    rows = tuple(
        TableRow(Message("name", {"name": step.title}), _scores(figures))
        for step in steps
        for one in step.questionnaire.section(COMMITMENTS).rated
        if one.statement == text and (figures := _single(step.snapshot, COMMITMENTS, one.code))
    )
    head = (Message("report.round"), *_sides(names), Message("joint"), Message("difference"))
    return Table(Message("further.kept"), head, rows) if rows else None


def _singles(
    snapshot: Snapshot, code: str, asked: Iterable[Statement | JointStatement], names: Names
) -> Table | None:
    rows = tuple(
        TableRow(_name(one), _scores(figures))
        for one in asked
        if (figures := _single(snapshot, code, one.code))
    )
    head = (Message("statement"), *_sides(names), Message("joint"), Message("difference"))
    return Table(Message(f"further.{code}"), head, rows) if rows else None


def _singles_moved(
    snapshot: Snapshot, code: str, asked: Iterable[Statement | JointStatement], names: Names
) -> Table | None:
    rows = tuple(
        TableRow(_name(one), tuple(moved_cell(moved) for moved in parties_of(figures.change)))
        for one in asked
        if (figures := _single(snapshot, code, one.code)) and figures.change
    )
    head = (Message("statement"), *_sides(names), Message("joint"))
    return Table(Message("further.moved"), head, rows) if rows else None


def _name(one: Statement | JointStatement) -> Message:
    if isinstance(one, Statement):
        poles = {"vendor": one.vendor, "partnership": one.partnership}
        return Message("statement.pair", poles)
    return Message("name", {"name": one.statement})


def _sides(names: Names) -> tuple[Message, ...]:
    return tuple(Message("name", {"name": names.short(side)}) for side in Side)


def _scores(figures: SingleFigures) -> tuple[Message, ...]:
    sides = (cell_points(figures.contractor), cell_points(figures.client))
    return (*sides, points(figures.joint), signed_points(figures.gap))


def parties_of(change: Points) -> tuple[Score | NotComparable, ...]:
    return change.contractor, change.client, change.joint


def moved_cell(moved: Score | NotComparable) -> Message:
    """Points, or why there are none."""
    return signed_points(moved) if isinstance(moved, Fraction) else word("change", moved)


def _single(snapshot: Snapshot, section: str, code: str) -> SingleFigures | None:
    found = snapshot.further.get(section, {}).get(code)
    return found if isinstance(found, SingleFigures) else None


def _mirrored(snapshot: Snapshot) -> dict[str, MirroredFigures]:
    found = snapshot.further.get(OWN_MEASURES, {})
    return {code: one for code, one in found.items() if isinstance(one, MirroredFigures)}
