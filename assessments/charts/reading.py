"""What the page leads with: a reading in sentences, and the three lists with their tags.

The sentences never say more than the words of the snapshot carry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.charts.messages import Message, points
from assessments.charts.mirror import both_readings, mirror_of
from assessments.charts.names import Names
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.reading import band
from assessments.scoring.terms import (
    Agreement,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Side,
)
from assessments.snapshot.value import (
    Changes,
    ElementFigures,
    IndexFigures,
    PracticeFigures,
    Snapshot,
    View,
)


@dataclass(frozen=True)
class Topic:
    """An element or practice in one of the lists."""

    code: str
    name: str
    figure: Message | None
    tags: tuple[Message, ...] = ()


@dataclass(frozen=True)
class TopicList:
    code: str
    title: Message
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class SeenDifferently:
    """A practice whose mirror is clear, with both readings in a sentence."""

    practice: str
    sentence: Message


def lede(
    snapshot: Snapshot, questionnaire: Questionnaire, names: Names, previous: str = ""
) -> tuple[Message, ...]:
    """Two to four sentences; `previous` is the title of the round before."""
    if snapshot.view is View.NOTHING:
        return (Message("reading.nothing"), Message("hidden"))
    if snapshot.everyone:
        return (Message("reading.everyone"), everyone_sentence(snapshot.everyone.index))
    element_names = {element.code: element.name for element in questionnaire.elements}
    sentences = [band_sentence(snapshot.index)]
    sentences.append(gap_sentence(snapshot, element_names, names))
    if snapshot.index.change is None:
        sentences.append(Message("reading.first"))
    elif not isinstance(snapshot.index.joint, NotShown):
        moved = elements_that(snapshot.elements, element_names)
        sentences.append(change_sentence(snapshot.index.change, previous, moved))
    return tuple(sentences)


def everyone_sentence(index: Fraction | NotShown) -> Message:
    """Where everyone together places the relationship."""
    place = band(index)
    if isinstance(place, NotShown):
        return Message("reading.everyone.hidden")
    return Message(f"reading.everyone.{place.name.lower()}")


def band_sentence(index: IndexFigures) -> Message:
    """Where the two organizations together place the relationship."""
    if isinstance(index.band, NotShown):
        return Message("reading.band.hidden")
    return Message(f"reading.band.{index.band.name.lower()}")


def gap_sentence(snapshot: Snapshot, element_names: Mapping[str, str], names: Names) -> Message:
    """Who is more reserved, if the word carries it, and most of all about what."""
    index, word = snapshot.index, snapshot.index.gap_word
    if isinstance(word, NotShown) or isinstance(index.gap, NotShown):
        code, sign = "reading.gap.hidden", 0
    else:
        code = f"reading.gap.{word.name.lower()}"
        sign = 0 if word is GapWord.NONE else 1 if index.gap > 0 else -1
    lower = Side.CLIENT if sign > 0 else Side.CONTRACTOR
    parameters = {"lower": names.short(lower), "higher": names.short(lower.other)} if sign else {}
    element = widest_clear_gap(snapshot.elements, sign)
    if element is None:
        return Message(code, parameters)
    return Message(f"{code}.about", parameters | {"element": element_names[element]})


def widest_clear_gap(elements: Mapping[str, ElementFigures], sign: int) -> str | None:
    """The element with the largest clear gap, in the direction of `sign` if there is one."""
    clear = {
        code: figures.gap
        for code, figures in elements.items()
        if figures.gap_word is GapWord.CLEAR
        and isinstance(figures.gap, Fraction)
        and figures.gap * sign >= 0
    }
    return max(clear, key=lambda code: abs(clear[code]), default=None)


def round_before(previous: str) -> Message:
    """The round before by its title, or as the last round."""
    return Message("name", {"name": previous}) if previous else Message("reading.last_round")


def elements_that(
    elements: Mapping[str, ElementFigures], element_names: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The names of the elements whose joint score is up, and of those where it is down."""
    found = {
        word.name.lower(): tuple(
            element_names[code]
            for code, figures in elements.items()
            if figures.change and figures.change.joint.word is word
        )
        for word in (ChangeWord.UP, ChangeWord.DOWN)
    }
    return {word: names for word, names in found.items() if names}


def change_sentence(
    change: Changes, previous: str, moved: Mapping[str, tuple[str, ...]]
) -> Message:
    """What the joint index has done since the round before; without a clear change of it, what
    single elements have done."""
    before = {"previous": round_before(previous)}
    word = change.joint.word
    if word is ChangeWord.NONE and moved:
        return Message(".".join(("reading.change.none", *moved)), {**before, **moved})
    if isinstance(word, NotShown):
        return Message("reading.change.hidden", before)
    if isinstance(word, NotComparable):
        return Message("reading.change.not_comparable", before)
    return Message(f"reading.change.{word.name.lower()}", before)


def lists(snapshot: Snapshot, questionnaire: Questionnaire, names: Names) -> tuple[TopicList, ...]:
    """Always in this order: celebrate, talk about, raise next; none where sides are not shown."""
    if snapshot.view is not View.SIDES:
        return ()
    found = snapshot.reading
    title = "celebrate" if found.celebrate or not found.strongest_so_far else "strongest_so_far"
    strong = found.celebrate or found.strongest_so_far
    named = {element.code: element.name for element in questionnaire.elements}
    named |= {practice.code: practice.name for practice in questionnaire.practices}
    return (
        TopicList(
            "celebrate",
            Message(f"list.{title}"),
            tuple(strong_topic(snapshot, code, named[code]) for code in strong),
        ),
        TopicList(
            "talk-about",
            Message("list.talk_about"),
            tuple(talk_topic(snapshot, code, named[code], names) for code in found.talk_about),
        ),
        TopicList(
            "raise-next",
            Message("list.raise_next"),
            tuple(raise_topic(snapshot, code, named[code]) for code in found.raise_next),
        ),
    )


def figures_of(snapshot: Snapshot, code: str) -> ElementFigures | PracticeFigures:
    return snapshot.elements[code] if code in snapshot.elements else snapshot.practices[code]


def strong_topic(snapshot: Snapshot, code: str, name: str) -> Topic:
    """A joint score, and whether it has risen."""
    figures = figures_of(snapshot, code)
    changes = figures.change if isinstance(figures, ElementFigures) else None
    risen = changes is not None and changes.joint.word is ChangeWord.UP
    return Topic(code, name, points(figures.joint), (Message("tag.up"),) if risen else ())


def raise_topic(snapshot: Snapshot, code: str, name: str) -> Topic:
    """A joint score, and the agreed target if there is one."""
    figures = figures_of(snapshot, code)
    target = figures.target if isinstance(figures, ElementFigures) else None
    tags = () if target is None else (Message("tag.target", {"points": target}),)
    return Topic(code, name, points(figures.joint), tags)


def talk_topic(snapshot: Snapshot, code: str, name: str, names: Names) -> Topic:
    """How far apart, and why it stands here."""
    figures = figures_of(snapshot, code)
    if isinstance(figures, ElementFigures):
        return element_talk(code, name, figures, names)
    return practice_talk(code, name, figures, names)


def element_talk(code: str, name: str, figures: ElementFigures, names: Names) -> Topic:
    """An element that is seen differently, or on which one side is of two minds."""
    tags: list[Message] = []
    apart = None
    if figures.gap_word in (GapWord.CLEAR, GapWord.POSSIBLE):
        tags.append(Message(f"tag.{figures.gap_word.name.lower()}"))
        apart = distance(figures.gap)
    tags += [
        Message("tag.split", {"name": names.short(side)})
        for side in Side
        if figures.agreement.of(side) is Agreement.SPLIT
    ]
    return Topic(code, name, apart, tuple(tags))


def practice_talk(code: str, name: str, figures: PracticeFigures, names: Names) -> Topic:
    """A practice with its largest clear mirror gap, else its largest possible one."""
    side = flagged_side(figures)
    if side is None:
        return Topic(code, name, None)
    mirror = mirror_of(figures, side)
    if mirror.word is MirrorWord.POSSIBLE:
        tag = Message("tag.possible")
    else:
        word = "self_higher" if mirror.word is MirrorWord.SELF_HIGHER else "seen_higher"
        tag = Message(f"tag.{word}", {"name": names.short(side)})
    return Topic(code, name, distance(mirror.gap), (tag,))


def flagged_side(figures: PracticeFigures) -> Side | None:
    """Whose mirror gap makes the practice a topic."""
    for words in ((MirrorWord.SELF_HIGHER, MirrorWord.SEEN_HIGHER), (MirrorWord.POSSIBLE,)):
        flagged = [side for side in Side if mirror_of(figures, side).word in words]
        if flagged:
            return max(flagged, key=lambda side: size_of(mirror_of(figures, side).gap))
    return None


def size_of(gap: Fraction | NotShown) -> Fraction:
    return Fraction(0) if isinstance(gap, NotShown) else abs(gap)


def distance(gap: Fraction | NotShown) -> Message | None:
    """How far apart two scores are."""
    if isinstance(gap, NotShown):
        return None
    return Message("topic.apart", {"points": abs(gap)})


def seen_differently(
    snapshot: Snapshot, questionnaire: Questionnaire, names: Names
) -> Iterable[SeenDifferently]:
    """Each practice whose mirror is clear, with both readings, in the questionnaire's order."""
    for practice in questionnaire.practices:
        for side in Side:
            mirror = mirror_of(snapshot.practices[practice.code], side)
            if mirror.word in (MirrorWord.SELF_HIGHER, MirrorWord.SEEN_HIGHER):
                figures = snapshot.practices[practice.code]
                yield SeenDifferently(practice.name, both_readings(figures, side, names))
