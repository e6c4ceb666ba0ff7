"""The same figures over several released rounds: no line joins two that cannot be compared."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from assessments.charts.messages import Message, cell_points, points, word
from assessments.charts.mirror import both_readings, mirror_of
from assessments.charts.movements import ends_of_scale, latest_movements, movements
from assessments.charts.names import Names
from assessments.charts.spec import (
    ChartSpec,
    KeyEntry,
    Kind,
    Mark,
    Panel,
    Row,
    Symbol,
    Table,
    TableRow,
    zones,
)
from assessments.charts.steps import Step, Steps
from assessments.questionnaire.schema import Element, Practice, Questionnaire
from assessments.scoring.terms import NotShown, Score, Side
from assessments.snapshot.value import (
    Change,
    Changes,
    ElementFigures,
    IndexFigures,
    PracticeFigures,
)

NOTHING = Message("nothing")
HIDDEN = Message("hidden")
Figures = ElementFigures | IndexFigures


def index_trend(steps: Steps, names: Names) -> ChartSpec:
    """Both sides and the joint index, round by round."""
    rows = figure_rows(steps, names, lambda step: step.snapshot.index, index_changed)
    table_rows = [
        TableRow(named(step.title), (*score_cells(index), joint_word(index.change)))
        for step in steps
        for index in (step.snapshot.index,)
    ]
    head = (Message("trend.round"), *score_heads(names), Message("trend.change"))
    table = Table(Message("trend.index"), head, tuple(table_rows))
    panel = Panel(rows)
    finding = movements(steps, lambda step: step.snapshot.index.change)
    return chart("trend-index", (panel,), table, names, finding)


def elements_trend(steps: Steps, questionnaire: Questionnaire, names: Names) -> ChartSpec:
    """A panel for each element."""
    panels = tuple(
        Panel(element_rows(steps, element.code, names), title=named(element.name))
        for element in questionnaire.elements
    )
    rows = [
        TableRow(
            Message("trend.row", {"topic": element.name, "round": step.title}),
            score_cells(step.snapshot.elements.get(element.code)),
        )
        for element in questionnaire.elements
        for step in steps
    ]
    head = (Message("trend.row.head"), *score_heads(names))
    table = Table(Message("trend.elements"), head, tuple(rows))
    finding = latest_movements(steps, questionnaire)
    return chart("trend-elements", panels, table, names, finding)


def element_trend(steps: Steps, element: Element, names: Names) -> ChartSpec:
    """One element with the page to itself."""

    def change(step: Step) -> Changes | None:
        figures = step.snapshot.elements.get(element.code)
        return figures.change if figures else None

    rows = [
        TableRow(
            named(step.title),
            (*score_cells(step.snapshot.elements.get(element.code)), joint_word(change(step))),
        )
        for step in steps
    ]
    head = (Message("trend.round"), *score_heads(names), Message("trend.change"))
    table = Table(Message("trend.of", {"topic": element.name}), head, tuple(rows))
    panel = Panel(element_rows(steps, element.code, names))
    finding = movements(steps, change, element.name)
    return chart("trend-topic", (panel,), table, names, finding)


def practices_trend(steps: Steps, questionnaire: Questionnaire, names: Names) -> ChartSpec:
    """The joint score of each practice."""
    panels = tuple(
        Panel(practice_rows(steps, practice, joint_reading), title=named(practice.name))
        for practice in questionnaire.practices
    )
    rows = [
        TableRow(
            named(practice.name),
            tuple(joint_cell(step.snapshot.practices.get(practice.code)) for step in steps),
        )
        for practice in questionnaire.practices
    ]
    head = (Message("practice"), *(named(step.title) for step in steps))
    table = Table(Message("trend.practices"), head, tuple(rows))
    return chart("trend-practices", panels, table, names, ends_of_scale(steps, questionnaire))


def practice_trend(steps: Steps, practice: Practice, names: Names) -> ChartSpec:
    """A panel for each organization: as it sees itself, and as the other one sees it."""
    panels = tuple(
        Panel(
            practice_rows(steps, practice, mirror_readings(side, names)),
            Symbol(side.value),
            named(names.of(side)),
        )
        for side in Side
    )
    rows = [
        TableRow(named(step.title), readings(step.snapshot.practices.get(practice.code)))
        for step in steps
    ]
    head = [Message("trend.round")]
    for side in Side:
        both = {"name": names.short(side), "rater": names.short(side.other)}
        head += [Message("mirror.head.self", both), Message("mirror.head.seen", both)]
    head.append(Message("joint"))
    table = Table(Message("trend.of", {"topic": practice.name}), tuple(head), tuple(rows))
    figures = steps[-1].snapshot.practices.get(practice.code)
    finding = tuple(both_readings(figures, side, names) for side in Side) if figures else ()
    return chart("trend-topic", panels, table, names, finding)


def chart(
    code: str,
    panels: tuple[Panel, ...],
    table: Table,
    names: Names,
    finding: tuple[Message, ...],
) -> ChartSpec:
    """The alternative text says the finding; the key explains what is drawn and no more."""
    symbols = {mark.symbol for panel in panels for row in panel.rows for mark in row.marks}
    called = {Symbol(side.value): named(names.short(side)) for side in Side}
    called[Symbol.JOINT] = Message("joint")
    key = [KeyEntry(symbol, name, None) for symbol, name in called.items() if symbol in symbols]
    if any(row.changed for panel in panels for row in panel.rows):
        key.append(KeyEntry(Symbol.CHANGED, None, Message("key.changed")))
    alt = Message("trend.alt", {"title": table.caption, "finding": Message.joined(finding)})
    return ChartSpec(
        code=code,
        kind=Kind.TREND,
        title=table.caption,
        alt=alt,
        panels=panels,
        key=tuple(key),
        table=table,
        zones=zones(),
        finding=finding,
    )


def named(name: str) -> Message:
    return Message("name", {"name": name})


def score_heads(names: Names) -> tuple[Message, ...]:
    return (*(named(names.short(side)) for side in Side), Message("joint"))


def score_cells(figures: Figures | None) -> tuple[Message, ...]:
    """Both sides and joint; nothing where the element was not asked."""
    if figures is None:
        return (NOTHING, NOTHING, NOTHING)
    return (points(figures.contractor), points(figures.client), points(figures.joint))


def joint_word(change: Changes | None) -> Message:
    return NOTHING if change is None else word("change", change.joint.word)


def joint_cell(figures: PracticeFigures | None) -> Message:
    return NOTHING if figures is None else points(figures.joint)


def readings(figures: PracticeFigures | None) -> tuple[Message, ...]:
    """The four readings and the joint score."""
    if figures is None:
        return (NOTHING,) * 5
    mirrors = (figures.contractor, figures.client)
    cells = [cell_points(score) for one in mirrors for score in (one.self_score, one.seen)]
    return (*cells, points(figures.joint))


def element_rows(steps: Steps, code: str, names: Names) -> tuple[Row, ...]:
    def changed(before: Step, step: Step) -> bool:
        return wordings(before, code) != wordings(step, code)

    return figure_rows(steps, names, lambda step: step.snapshot.elements.get(code), changed)


def wordings(step: Step, element: str) -> frozenset[str]:
    """What an element asked in a round."""
    found = next((e for e in step.questionnaire.elements if e.code == element), None)
    codes = found.statement_codes if found else ()
    return frozenset(step.questionnaire.wordings[code] for code in codes)


def index_changed(before: Step, step: Step) -> bool:
    codes = {e.code for one in (before, step) for e in one.questionnaire.elements}
    return any(wordings(before, code) != wordings(step, code) for code in codes)


def figure_rows(
    steps: Steps,
    names: Names,
    figures_of: Callable[[Step], Figures | None],
    changed: Callable[[Step, Step], bool],
) -> tuple[Row, ...]:
    """One row for each round; hidden scores leave no mark."""
    rows = []
    for place, step in enumerate(steps):
        before = steps[place - 1] if place else None
        figures = figures_of(step)
        marks = figure_marks(step, before, figures, names) if figures else ()
        is_changed = before is not None and changed(before, step)
        rows.append(row(step, marks, is_changed=is_changed))
    return tuple(rows)


def row(step: Step, marks: tuple[Mark, ...], *, is_changed: bool) -> Row:
    note = None if marks else HIDDEN
    return Row(str(step.snapshot.number), step.title, marks, note=note, changed=is_changed)


def figure_marks(
    step: Step, before: Step | None, figures: Figures, names: Names
) -> tuple[Mark, ...]:
    changes = figures.change
    scores: list[tuple[Symbol, Score, Change | None, Message]] = [
        (
            Symbol(side.value),
            getattr(figures, side.value),
            getattr(changes, side.value) if changes else None,
            named(names.short(side)),
        )
        for side in Side
    ]
    scores.append(
        (Symbol.JOINT, figures.joint, changes.joint if changes else None, Message("joint"))
    )
    compared = before is not None and step.snapshot.previous == before.snapshot.number
    return tuple(
        mark(step, symbol, score, points(score), name, compared and earlier(score, change))
        for symbol, score, change, name in scores
        if not isinstance(score, NotShown)
    )


def earlier(score: Score, change: Change | None) -> Fraction | None:
    """The score of the round before, where the two may be compared."""
    if change is None or isinstance(score, NotShown) or not isinstance(change.points, Fraction):
        return None
    return score - change.points


def mark(
    step: Step,
    symbol: Symbol,
    score: Fraction,
    label: Message,
    name: Message,
    previous: Fraction | bool | None,
) -> Mark:
    tip = Message("trend.tip", {"round": step.title, "name": name, "points": label})
    before = previous if isinstance(previous, Fraction) else None
    return Mark(symbol, score, label, tip, before)


Reading = tuple[Symbol, Score, Message, Message]
"""A practice's score with its symbol, its points, and whose reading it is."""


def joint_reading(figures: PracticeFigures) -> Iterable[Reading]:
    yield Symbol.JOINT, figures.joint, points(figures.joint), Message("joint")


def mirror_readings(side: Side, names: Names) -> Callable[[PracticeFigures], Iterable[Reading]]:
    """How one organization is rated by its own people, and by those of the other side."""

    def found(figures: PracticeFigures) -> Iterable[Reading]:
        mirror = mirror_of(figures, side)
        for rater, score in ((side, mirror.self_score), (side.other, mirror.seen)):
            name = Message("key.answered_by", {"name": names.short(rater)})
            yield Symbol(rater.value), score, cell_points(score), name

    return found


def practice_rows(
    steps: Steps, practice: Practice, readings_of: Callable[[PracticeFigures], Iterable[Reading]]
) -> tuple[Row, ...]:
    """Two rounds in a row are joined where both asked the same and show the score."""
    rows = []
    earlier_scores: dict[Symbol, Score] = {}
    for place, step in enumerate(steps):
        before = steps[place - 1] if place else None
        figures = step.snapshot.practices.get(practice.code)
        is_changed = before is not None and asked(before, practice) != asked(step, practice)
        if is_changed or before is None or step.snapshot.previous != before.snapshot.number:
            earlier_scores = {}
        found = list(readings_of(figures)) if figures else []
        marks = tuple(
            mark(step, symbol, score, label, name, fraction(earlier_scores.get(symbol)))
            for symbol, score, label, name in found
            if not isinstance(score, NotShown)
        )
        rows.append(row(step, marks, is_changed=is_changed))
        earlier_scores = {symbol: score for symbol, score, _label, _name in found}
    return tuple(rows)


def asked(step: Step, practice: Practice) -> str | None:
    """The wording of a practice in a round."""
    return step.questionnaire.wordings.get(practice.own)


def fraction(score: Score | None) -> Fraction | None:
    return score if isinstance(score, Fraction) else None
