"""The sections of a report, each a function of its source; no blocks where there are no data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from assessments.charts import facts, further, reading, rounding
from assessments.charts.messages import Message
from assessments.charts.mirror import mirror
from assessments.charts.profile import answered, profile
from assessments.charts.spec import Table
from assessments.charts.standing import standing
from assessments.questionnaire.schema import COMMITMENTS, OWN_MEASURES
from assessments.reports.document import tables, trend
from assessments.reports.document.parts import (
    Beside,
    Block,
    Figure,
    Grid,
    Item,
    Items,
    Section,
    Style,
    Text,
)
from assessments.reports.document.questions import about, opening
from assessments.reports.document.source import Source
from assessments.scoring.terms import Side
from assessments.snapshot.value import View

HIDDEN = Message("hidden")
METHODS = (
    "scale",
    "cells",
    "elements",
    "peers",
    "bands",
    "words",
    "change",
    "inside",
    "practices",
    "hidden",
)


def read(source: Source) -> tuple[Block, ...]:
    """The reading in two to four sentences."""
    sentences = reading.lede(
        source.snapshot, source.questionnaire, source.names, source.previous_title
    )
    return tuple(Text(sentence, Style.LEDE) for sentence in sentences)


def lists(source: Source) -> tuple[Block, ...]:
    """Celebrate, talk about, raise next."""
    found = reading.lists(source.snapshot, source.questionnaire, source.names)
    if not found:
        return ()
    empty = Message("report.list.empty")
    return (Beside(tuple(Items(items(one), one.title, empty) for one in found)),)


def items(topics: reading.TopicList) -> tuple[Item, ...]:
    return tuple(
        Item(Message("name", {"name": topic.name}), topic.figure, topic.tags)
        for topic in topics.topics
    )


def stand(source: Source) -> tuple[Block, ...]:
    """The index on the five bands."""
    if source.snapshot.view is View.NOTHING:
        return ()
    line = facts.index_line(source.snapshot, source.questionnaire, source.previous_title)
    return (Figure(standing(source.snapshot, source.names)), *(Text(part) for part in line))


def elements(source: Source) -> tuple[Block, ...]:
    """The profile alone."""
    if source.snapshot.view is View.NOTHING:
        return ()
    found = Figure(profile(source.snapshot, source.questionnaire, source.names))
    if rounding.note(source.snapshot, source.questionnaire) is None:
        return (found,)
    return (found, Text(Message("rounding.plain"), Style.NOTE))


def scores(source: Source) -> tuple[Block, ...]:
    """The profile's figures, and how far each side agrees within itself."""
    together = tables.everyone(source)
    if together:
        return (Grid(together),)
    if not source.tells_sides:
        return ()
    return (Grid(tables.scores(source)), Grid(tables.inside(source)))


def practices(source: Source) -> tuple[Block, ...]:
    """Each organization as it sees itself and as it is seen."""
    if not source.tells_sides:
        return ()
    spec = mirror(source.snapshot, source.questionnaire, source.names)
    apart = tuple(
        Item(Message("name", {"name": one.practice}), sentence=one.sentence)
        for one in reading.seen_differently(source.snapshot, source.questionnaire, source.names)
    )
    sentences = (Items(apart, Message("report.mirror.apart")),) if apart else ()
    return (Figure(spec), *sentences)


def readings(source: Source) -> tuple[Block, ...]:
    """The four readings of each practice."""
    if not source.tells_sides:
        return ()
    return (Grid(mirror(source.snapshot, source.questionnaire, source.names).table),)


def change(source: Source) -> tuple[Block, ...]:
    """Points and word since the round before."""
    if not source.tells_sides:
        return ()
    table = facts.changes(source.snapshot, source.questionnaire, source.names)
    return (Grid(table),) if table else ()


def over_time(source: Source) -> tuple[Block, ...]:
    """The index, round by round."""
    if not (source.earlier and source.tells_sides):
        return ()
    figure = trend.index_chart(source)
    return (figure, Grid(figure.spec.table))


def elements_over_time(source: Source) -> tuple[Block, ...]:
    """The six elements, round by round."""
    if not (source.earlier and source.tells_sides):
        return ()
    figure = trend.elements_chart(source)
    return (figure, Grid(figure.spec.table))


def stance(source: Source) -> tuple[Block, ...]:
    """Contract or alliance model."""
    if not source.tells_sides:
        return ()
    return (Text(facts.model(source.snapshot)), Grid(tables.stance(source)))


def breakthrough(source: Source) -> tuple[Block, ...]:
    """The checklist of four."""
    if not source.tells_sides:
        return ()
    return (Text(facts.reached(source.snapshot)), Grid(tables.breakthrough(source)))


def human(source: Source) -> tuple[Block, ...]:
    return (Grid(tables.human(source)),) if source.tells_sides else ()


def own(source: Source) -> tuple[Block, ...]:
    """Measures of the partnership's own, by their form."""
    if not source.tells_sides:
        return ()
    asked, names = source.questionnaire.section(OWN_MEASURES), source.names
    table = further.own_singles(source.snapshot, asked, names)
    spec = further.own_mirror(source.snapshot, asked, names)
    moved = further.own_singles_moved(source.snapshot, asked, names)
    readings = further.own_readings_moved(source.snapshot, asked, names)
    mirrored = (Figure(spec), Grid(spec.table)) if spec else ()
    return (*grids(table), *grids(moved), *mirrored, *grids(readings))


def kept(source: Source) -> tuple[Block, ...]:
    """How far commitments were kept."""
    if not source.tells_sides:
        return ()
    asked = source.questionnaire.section(COMMITMENTS)
    return tuple(grids(further.kept(source.snapshot, asked, source.names)))


def grids(table: Table | None) -> tuple[Block, ...]:
    return (Grid(table),) if table else ()


def statements(source: Source) -> tuple[Block, ...]:
    """Statement by statement."""
    if not source.tells_sides:
        return ()
    return tuple(Grid(table) for table in tables.statements(source))


def comments(source: Source) -> tuple[Block, ...]:
    """In people's own words, by question; nothing but words."""
    prompts = {prompt.code: prompt.prompt for prompt in source.questionnaire.comments}
    found: list[Block] = []
    for code, prompt in prompts.items():
        remarks = [remark for remark in source.remarks if remark.question == code]
        told = tuple(
            Item(
                Message("name", {"name": remark.text}),
                tags=(source.short(remark.side),) if remark.side else (),
            )
            for remark in remarks
        )
        if told:
            found.append(Items(told, Message("name", {"name": prompt})))
    return tuple(found)


def commitments(source: Source) -> tuple[Block, ...]:
    """What both sides will do, by the element or practice that it is about."""
    told = tuple(
        Item(
            Message("name", {"name": one.text}),
            tags=(Message(f"report.commitment.{one.state}"),),
            sentence=Message(
                "report.commitment",
                {
                    "topic": one.topic,
                    "contractor": one.owners[0],
                    "client": one.owners[1],
                    "due": one.due,
                    "measure": one.measure,
                },
            ),
        )
        for one in source.commitments
    )
    return (Items(told),) if told else ()


def response(source: Source) -> tuple[Block, ...]:
    """Who answered, out of those invited."""
    told = tuple(
        Item(
            Message("name", {"name": source.names.of(side)}),
            sentence=answered(source.snapshot, side),
        )
        for side in Side
    )
    return (Items(told),)


def questions(source: Source) -> tuple[Block, ...]:
    """One neutral question for each topic to talk about or to raise."""
    return (Text(Message("report.questions.cause")), Items(opening(source)))


def what_next(source: Source) -> tuple[Block, ...]:
    return tuple(Text(Message(f"report.next.{step}")) for step in ("meeting", "commit", "again"))


def methods(source: Source) -> tuple[Block, ...]:
    """How every figure is made, in plain words."""
    k = {"k": source.snapshot.k}
    return tuple(
        Text(Message(f"report.method.{step}", k if step == "hidden" else {})) for step in METHODS
    )


def both(*parts: Callable[[Source], tuple[Block, ...]]) -> Callable[[Source], tuple[Block, ...]]:
    """One section of several parts."""
    return lambda source: tuple(chain.from_iterable(part(source) for part in parts))


BLOCKS: Mapping[str, Callable[[Source], tuple[Block, ...]]] = {
    "reading": read,
    "lists": lists,
    "standing": stand,
    "profile": elements,
    "elements": both(elements, scores),
    "mirror": practices,
    "practices": both(practices, readings),
    "change": change,
    "trend": over_time,
    "trend-elements": elements_over_time,
    "human": human,
    "own": own,
    "kept": kept,
    "breakthrough": breakthrough,
    "stance": stance,
    "statements": statements,
    "comments": comments,
    "commitments": commitments,
    "response": response,
    "questions": questions,
    "next": what_next,
    "methods": methods,
}
WHERE_THEY_EXIST = {"commitments", "own", "kept"}
NOTED = {"lists", "profile", "elements", "mirror", "practices"}


def sections(codes: Iterable[str], source: Source) -> tuple[Section, ...]:
    """Those that have data, and a last one that names all others and says why. Raises KeyError."""
    found: list[Section] = []
    absent: dict[Message, list[Message]] = {}
    for code in codes:
        title, blocks = Message(f"report.section.{code}"), BLOCKS[code](source)
        if blocks:
            notes = about(code, source) if code in NOTED else ()
            found.append(Section(code, title, blocks, notes))
        elif code not in WHERE_THEY_EXIST:
            absent.setdefault(missing(code, source), []).append(title)
    return (*found, *not_shown(absent))


def not_shown(absent: Mapping[Message, Sequence[Message]]) -> Iterator[Section]:
    """The reason once, and the sections that have no data for it."""
    if absent:
        blocks = (
            (Text(reason, Style.NOTE), Items(tuple(map(Item, titles))))
            for reason, titles in absent.items()
        )
        yield Section("absent", Message("report.section.absent"), tuple(chain(*blocks)))


def missing(code: str, source: Source) -> Message:
    """Why a section has nothing to show."""
    if code == "comments":
        return Message("report.missing.comments")
    first = source.snapshot.previous is None
    if code in ("change", "trend", "trend-elements") and first and not source.earlier:
        return Message("report.missing.earlier")
    return HIDDEN
