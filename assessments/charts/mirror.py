"""The ten practices in the mirror: each organization as it sees itself and as it is seen."""

from collections.abc import Mapping, Sequence

from assessments.charts.messages import Message, cell_points, points, word
from assessments.charts.names import Names
from assessments.charts.spec import (
    ChartSpec,
    KeyEntry,
    Kind,
    Link,
    Mark,
    Panel,
    Row,
    Symbol,
    Table,
    TableRow,
)
from assessments.questionnaire.schema import Practice, Questionnaire
from assessments.scoring.terms import MirrorWord, NotShown, Side
from assessments.snapshot.value import Mirror, PracticeFigures, Snapshot

ENDS = (Message("mirror.low"), Message("mirror.high"))
LINKS = {
    MirrorWord.SELF_HIGHER: Link.CLEAR,
    MirrorWord.SEEN_HIGHER: Link.CLEAR,
    MirrorWord.POSSIBLE: Link.POSSIBLE,
    MirrorWord.NONE: Link.PLAIN,
}
CLEAR = {word for word, link in LINKS.items() if link is Link.CLEAR}


def mirror(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> ChartSpec:
    """The practices of the instrument."""
    practices = questionnaire.practices
    return mirror_chart("practices", "mirror", practices, snapshot.practices, names)


def mirror_chart(
    code: str,
    about: str,
    practices: Sequence[Practice],
    figures: Mapping[str, PracticeFigures],
    names: Names,
) -> ChartSpec:
    """One panel for each organization, one row for each practice. `about` begins the codes of its
    title and its alternative text."""
    panels = tuple(
        Panel(
            tuple(
                practice_row(practice, mirror_of(figures[practice.code], side), side, names)
                for practice in practices
            ),
            Symbol(side.value),
            Message("name", {"name": names.of(side)}),
        )
        for side in Side
    )
    return ChartSpec(
        code=code,
        kind=Kind.MIRROR,
        title=Message(f"{about}.title"),
        alt=Message(f"{about}.alt", {"contractor": names.contractor, "client": names.client}),
        panels=panels,
        key=tuple(
            KeyEntry(
                Symbol(side.value), None, Message("key.answered_by", {"name": names.short(side)})
            )
            for side in Side
        ),
        table=table(Message(f"{about}.title"), practices, figures, names),
        ends=ENDS,
        finding=differences(practices, figures),
    )


def differences(
    practices: Sequence[Practice], figures: Mapping[str, PracticeFigures]
) -> tuple[Message, ...]:
    """Which practices are seen differently, of either organization; or that none is."""
    words = {
        practice.name: {mirror_of(figures[practice.code], side).word for side in Side}
        for practice in practices
    }
    clear = tuple(name for name, found in words.items() if found & CLEAR)
    if clear:
        return (Message("mirror.finding.clear", {"practices": clear}),)
    possible = tuple(name for name, found in words.items() if MirrorWord.POSSIBLE in found)
    if possible:
        return (Message("mirror.finding.possible", {"practices": possible}),)
    is_told = any(MirrorWord.NONE in found for found in words.values())
    return (Message("mirror.finding.none" if is_told else "hidden"),)


def mirror_of(figures: PracticeFigures, side: Side) -> Mirror:
    return figures.contractor if side is Side.CONTRACTOR else figures.client


def both_readings(figures: PracticeFigures, side: Side, names: Names) -> Message:
    """How one organization sees itself and is seen, in a sentence."""
    mirror = mirror_of(figures, side)
    parameters = {
        "name": names.short(side),
        "rater": names.short(side.other),
        "self_points": cell_points(mirror.self_score),
        "seen_points": cell_points(mirror.seen),
    }
    return Message("mirror.sentence", parameters)


def practice_row(practice: Practice, figures: Mirror, side: Side, names: Names) -> Row:
    """How one organization is rated: by its own people, and by those of the other side."""
    raters = ((side, figures.self_score, "tip.self"), (side.other, figures.seen, "tip.seen"))
    marks = tuple(
        Mark(
            Symbol(rater.value),
            score,
            cell_points(score),
            Message(
                code,
                {
                    "name": names.short(side),
                    "rater": names.short(rater),
                    "practice": practice.name,
                    "points": cell_points(score),
                },
            ),
        )
        for rater, score, code in raters
        if not isinstance(score, NotShown)
    )
    link = None
    if len(marks) == 2 and not isinstance(figures.word, NotShown):
        link = LINKS[figures.word]
    note = None if len(marks) == 2 else Message("hidden")
    ordered = tuple(sorted(marks, key=lambda mark: mark.symbol is Symbol.CLIENT))
    return Row(practice.code, practice.name, ordered, link, note=note)


def table(
    title: Message,
    practices: Sequence[Practice],
    figures: Mapping[str, PracticeFigures],
    names: Names,
) -> Table:
    """Four readings of each practice, two words and the joint score."""
    head = [Message("practice")]
    for side in Side:
        own, other = names.short(side), names.short(side.other)
        head.append(Message("mirror.head.self", {"name": own}))
        head.append(Message("mirror.head.seen", {"name": own, "rater": other}))
        head.append(Message("mirror.head.word", {"name": own}))
    head.append(Message("joint"))
    rows = tuple(table_row(practice, figures[practice.code]) for practice in practices)
    return Table(title, tuple(head), rows)


def table_row(practice: Practice, figures: PracticeFigures) -> TableRow:
    """One practice in the order of the table's head."""
    cells: list[Message] = []
    for side in Side:
        of_side = mirror_of(figures, side)
        cells.append(cell_points(of_side.self_score))
        cells.append(cell_points(of_side.seen))
        cells.append(word("mirror", of_side.word))
    cells.append(points(figures.joint))
    return TableRow(Message("name", {"name": practice.name}), tuple(cells))
