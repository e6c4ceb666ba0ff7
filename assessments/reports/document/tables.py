"""Tables that a report holds beside its charts: the figures that a page shows on demand."""

from fractions import Fraction

from assessments.charts import facts
from assessments.charts.messages import Message, points, signed_points, word
from assessments.charts.spec import Table, TableRow
from assessments.questionnaire.schema import Questionnaire
from assessments.reports.document.source import Source
from assessments.scoring.terms import NotShown, Side
from assessments.snapshot.value import ElementFigures, IndexFigures

NOTHING = Message("nothing")


def scores(source: Source) -> Table:
    """Each element and the index: both sides, joint, difference in points and words, band."""
    snapshot = source.snapshot
    targets = any(figures.target is not None for figures in snapshot.elements.values())
    head = [
        Message("element"),
        *(source.short(side) for side in Side),
        Message("joint"),
        Message("difference"),
        Message("report.in_words"),
        Message("report.band"),
    ]
    rows = [
        TableRow(
            Message("name", {"name": element.name}),
            (*scores_cells(snapshot.elements[element.code]), *target_cell(source, element.code)),
        )
        for element in source.questionnaire.elements
    ]
    rows.append(TableRow(Message("index"), (*scores_cells(snapshot.index), *[NOTHING] * targets)))
    if targets:
        head.append(Message("target"))
    return Table(Message("report.scores"), tuple(head), tuple(rows))


def scores_cells(figures: ElementFigures | IndexFigures) -> tuple[Message, ...]:
    return (
        points(figures.contractor),
        points(figures.client),
        points(figures.joint),
        signed_points(figures.gap),
        word("gap", figures.gap_word),
        word("band", figures.band),
    )


def target_cell(source: Source, code: str) -> tuple[Message, ...]:
    """The agreed target, in a column that is there if any is agreed."""
    elements = source.snapshot.elements
    if all(figures.target is None for figures in elements.values()):
        return ()
    target = elements[code].target
    return (NOTHING if target is None else points(target),)


def inside(source: Source) -> Table:
    """How far each side agrees within itself, and how precise its score is."""
    head = [Message("element")]
    for side in Side:
        name = {"name": source.names.short(side)}
        head += [Message("inside", name), Message("report.precision", name)]
    rows = tuple(
        TableRow(Message("name", {"name": element.name}), inside_cells(source, element.code))
        for element in source.questionnaire.elements
    )
    return Table(Message("report.inside"), tuple(head), rows)


def inside_cells(source: Source, code: str) -> tuple[Message, ...]:
    figures = source.snapshot.elements[code]
    cells: list[Message] = []
    for side in Side:
        cells.append(word("agreement", figures.agreement.of(side)))
        cells.append(half_width(figures.precision.of(side)))
    return tuple(cells)


def half_width(precision: int | NotShown | None) -> Message:
    """Plus or minus so many points; nothing where too few people answered to say."""
    if precision is None:
        return NOTHING
    if isinstance(precision, NotShown):
        return Message("hidden.cell")
    return Message("points.precision", {"points": Fraction(precision)})


def everyone(source: Source) -> Table | None:
    """Elements and index over all people, where the sides are not told apart."""
    together = source.snapshot.everyone
    if together is None:
        return None
    rows = [
        TableRow(
            Message("name", {"name": element.name}), (points(together.elements[element.code]),)
        )
        for element in source.questionnaire.elements
    ]
    rows.append(TableRow(Message("index"), (points(together.index),)))
    return Table(Message("profile.title"), (Message("element"), Message("everyone")), tuple(rows))


def breakthrough(source: Source) -> Table:
    """The four points, whether each is reached, and how far it is."""
    rows = tuple(
        TableRow(point.text, (point.state, point.how_far))
        for point in facts.breakthrough(source.snapshot, source.questionnaire, source.names)
    )
    head = (Message("report.point"), Message("report.state"), Message("report.how_far"))
    return Table(Message("breakthrough"), head, rows)


def human(source: Source) -> Table:
    """Fun, candor and what the customer gets, with what they are made of."""
    rows = tuple(
        TableRow(measure.name, (measure.joint, *measure.readings))
        for measure in facts.human_measures(source.snapshot, source.names)
    )
    head = (Message("human"), Message("joint"), *(source.short(side) for side in Side))
    return Table(Message("human"), head, rows)


def stance(source: Source) -> Table:
    """The statements behind the model, and the score of each side."""
    table = facts.stance(source.snapshot, source.questionnaire, source.names)
    figures = source.snapshot.stance
    cells = (points(figures.contractor), points(figures.client), points(figures.joint))
    rows = [with_joint(source, code, row) for code, row in coded(source.questionnaire, table)]
    rows.append(TableRow(Message("report.stance.score"), cells))
    return Table(table.caption, (*table.head, Message("joint")), tuple(rows))


def statements(source: Source) -> tuple[Table, ...]:
    """Every statement of each element, as each side places it, and joint."""
    tables = facts.element_statements(source.snapshot, source.questionnaire, source.names)
    found = []
    for element, table in zip(source.questionnaire.elements, tables, strict=True):
        pairs = zip(element.statement_codes, table.rows, strict=True)
        rows = tuple(with_joint(source, code, row) for code, row in pairs)
        caption = Message("name", {"name": element.name})
        found.append(Table(caption, (*table.head, Message("joint")), rows))
    return tuple(found)


def coded(questionnaire: Questionnaire, table: Table) -> list[tuple[str, TableRow]]:
    return list(zip(questionnaire.stance_codes, table.rows, strict=True))


def with_joint(source: Source, code: str, row: TableRow) -> TableRow:
    return TableRow(row.name, (*row.cells, points(source.snapshot.statements[code].joint)))
