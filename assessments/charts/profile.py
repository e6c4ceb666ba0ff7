"""The maturity profile: six elements of partnership, both sides, this round and the last."""

from fractions import Fraction

from assessments.charts.messages import Message, points, word
from assessments.charts.names import Names
from assessments.charts.reading import round_before
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
    zones,
)
from assessments.questionnaire.schema import Element, Questionnaire
from assessments.scoring.terms import GapWord, NotShown, Score, Side
from assessments.snapshot.value import Change, ElementFigures, Snapshot

TITLE = Message("profile.title")
NOTHING = Message("nothing")
LINKS = {GapWord.CLEAR: Link.CLEAR, GapWord.POSSIBLE: Link.POSSIBLE}


def profile(
    snapshot: Snapshot, questionnaire: Questionnaire, names: Names, previous: str = ""
) -> ChartSpec:
    """One row for each element, in the questionnaire's order; `previous` is the title of the
    round before."""
    if snapshot.everyone:
        return together(snapshot, questionnaire)
    rows = tuple(
        sides_row(element, snapshot.elements[element.code], names, previous)
        for element in questionnaire.elements
    )
    return ChartSpec(
        code="elements",
        kind=Kind.PROFILE,
        title=TITLE,
        alt=Message("profile.alt", {"contractor": names.contractor, "client": names.client}),
        panels=(Panel(rows),),
        key=key(snapshot, names, rows),
        table=table(snapshot, questionnaire, names),
        zones=zones(),
        finding=differences(snapshot, questionnaire),
    )


def differences(snapshot: Snapshot, questionnaire: Questionnaire) -> tuple[Message, ...]:
    """Which elements are seen differently, which perhaps; or that none is."""
    words = {e.name: snapshot.elements[e.code].gap_word for e in questionnaire.elements}
    found = {word: tuple(name for name in words if words[name] is word) for word in GapWord}
    told = tuple(
        Message(f"profile.{word.name.lower()}", {"elements": found[word]})
        for word in (GapWord.CLEAR, GapWord.POSSIBLE)
        if found[word]
    )
    if not told:
        return (Message("profile.none" if found[GapWord.NONE] else "hidden"),)
    return told


def sides_row(element: Element, figures: ElementFigures, names: Names, previous: str) -> Row:
    """Both sides' scores of one element; hidden for both or for neither."""
    marks = tuple(
        side_mark(element, figures, side, score, names, previous)
        for side, score in ((Side.CONTRACTOR, figures.contractor), (Side.CLIENT, figures.client))
        if not isinstance(score, NotShown)
    )
    link = None
    if len(marks) == 2 and not isinstance(figures.gap_word, NotShown):
        link = LINKS.get(figures.gap_word, Link.PLAIN)
    note = None if marks else Message("hidden")
    return Row(element.code, element.name, marks, link, figures.target, note)


def side_mark(
    element: Element,
    figures: ElementFigures,
    side: Side,
    score: Fraction,
    names: Names,
    previous: str,
) -> Mark:
    """One side's score, with that of the round before."""
    whose = {"name": names.of(side), "element": element.name}
    told = with_precision(score, figures, side)
    precision = figures.precision.of(side)
    before = previous_score(score, getattr(figures.change, side.value) if figures.change else None)
    earlier = whose | {"previous": round_before(previous), "points": before}
    return Mark(
        Symbol(side.value),
        score,
        points(score),
        Message("tip.element", whose | {"points": told}),
        previous=before,
        precision=precision if isinstance(precision, int) else None,
        previous_tip=None if before is None else Message("tip.previous", earlier),
    )


def previous_score(score: Score, change: Change | None) -> Fraction | None:
    """The score of the round before, where the change may be told."""
    if change is None or isinstance(score, NotShown) or not isinstance(change.points, Fraction):
        return None
    return score - change.points


def with_precision(score: Score, figures: ElementFigures, side: Side) -> Message:
    """A side's score and how precise it is, if that is told."""
    precision = figures.precision.of(side)
    if isinstance(precision, int) and not isinstance(score, NotShown):
        return Message("points.precise", {"points": score, "precision": precision})
    return points(score)


def key(snapshot: Snapshot, names: Names, rows: tuple[Row, ...]) -> tuple[KeyEntry, ...]:
    """Only what the drawing really holds is explained."""
    entries = list(response(snapshot, names))
    if any(mark.previous is not None for row in rows for mark in row.marks):
        entries.append(KeyEntry(Symbol.PREVIOUS, None, Message("key.previous")))
    if any(row.target is not None for row in rows):
        entries.append(KeyEntry(Symbol.TARGET, None, Message("key.target")))
    if any(mark.precision is not None for row in rows for mark in row.marks):
        entries.append(KeyEntry(Symbol.PRECISION, None, Message("key.precision")))
    if any(row.link is Link.CLEAR for row in rows):
        entries.append(KeyEntry(Symbol.CLEAR, None, Message("key.clear")))
    if any(row.link is Link.POSSIBLE for row in rows):
        entries.append(KeyEntry(Symbol.POSSIBLE, None, Message("key.possible")))
    return tuple(entries)


def response(snapshot: Snapshot, names: Names) -> tuple[KeyEntry, ...]:
    """Each side with its ballots out of those invited."""
    return tuple(
        KeyEntry(
            Symbol(side.value), Message("name", {"name": names.of(side)}), answered(snapshot, side)
        )
        for side in Side
    )


def answered(snapshot: Snapshot, side: Side) -> Message:
    """How many of those invited answered, or that it were too few to say."""
    response = snapshot.response.of(side)
    if isinstance(response.answered, NotShown):
        return Message("response.few", {"k": snapshot.k})
    if response.invited is None:
        return Message("response.answered", {"count": response.answered})
    return Message("response.of", {"answered": response.answered, "invited": response.invited})


def table(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> Table:
    """Scores, difference and agreement; precision and target where there are any."""
    contractor, client = names.short(Side.CONTRACTOR), names.short(Side.CLIENT)
    heads = (
        Message("name", {"name": contractor}),
        Message("name", {"name": client}),
        Message("joint"),
        Message("difference"),
        Message("inside", {"name": contractor}),
        Message("inside", {"name": client}),
        Message("precision"),
        Message("target"),
    )
    rows = [cells(snapshot.elements[e.code], names) for e in questionnaire.elements]
    kept = [n for n in range(len(heads)) if any(row[n] != NOTHING for row in rows)]
    return Table(
        TITLE,
        (Message("element"), *(heads[n] for n in kept)),
        tuple(
            TableRow(Message("name", {"name": element.name}), tuple(row[n] for n in kept))
            for element, row in zip(questionnaire.elements, rows, strict=True)
        ),
    )


def cells(figures: ElementFigures, names: Names) -> tuple[Message, ...]:
    """One element in the order of the table's heads."""
    return (
        points(figures.contractor),
        points(figures.client),
        points(figures.joint),
        word("gap", figures.gap_word),
        word("agreement", figures.agreement.contractor),
        word("agreement", figures.agreement.client),
        precisions(figures, names),
        NOTHING if figures.target is None else points(figures.target),
    )


def precisions(figures: ElementFigures, names: Names) -> Message:
    """How far each side's score may lie from that of many more people."""
    told = tuple(
        Message("precision.of", {"name": names.short(side), "precision": precision})
        for side in Side
        if isinstance(precision := figures.precision.of(side), int)
    )
    return Message("precision.all", {"sides": told}) if told else NOTHING


def together(snapshot: Snapshot, questionnaire: Questionnaire) -> ChartSpec:
    """All people of both sides as one mark in each row."""
    scores = snapshot.everyone.elements if snapshot.everyone else {}
    rows = tuple(everyone_row(element, scores[element.code]) for element in questionnaire.elements)
    return ChartSpec(
        code="elements",
        kind=Kind.PROFILE,
        title=TITLE,
        alt=Message("profile.alt.everyone"),
        panels=(Panel(rows),),
        key=(KeyEntry(Symbol.JOINT, Message("everyone"), None),),
        table=Table(
            TITLE,
            (Message("element"), Message("everyone")),
            tuple(
                TableRow(Message("name", {"name": e.name}), (points(scores[e.code]),))
                for e in questionnaire.elements
            ),
        ),
        zones=zones(),
    )


def everyone_row(element: Element, score: Score) -> Row:
    """One element, both sides not told apart."""
    if isinstance(score, NotShown):
        return Row(element.code, element.name, (), note=Message("hidden"))
    tip = Message("tip.everyone", {"element": element.name, "points": score})
    return Row(element.code, element.name, (Mark(Symbol.JOINT, score, points(score), tip),))
