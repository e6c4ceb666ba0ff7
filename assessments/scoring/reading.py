"""What a page leads with: bands, the breakthrough, and what to celebrate, talk about, raise next.

Bands and bounds are conventions of this instrument, not norms.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from operator import itemgetter

from assessments.scoring.figures import (
    Breakthrough,
    BreakthroughPoint,
    Cell,
    ElementFigures,
    PracticeFigures,
    Reading,
)
from assessments.scoring.terms import (
    NOT_SHOWN,
    Agreement,
    Band,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Score,
)

BANDS = tuple(zip((20, 40, 60, 80), Band, strict=False))
TRUST_FROM = 75
INDEX_FROM = 80
ELEMENTS_FROM = 60
LIST_LENGTH = 3
STRONGEST = 2
CELEBRATE_FROM = 60
USUAL_TARGET = Fraction(60)
CLEAR_MIRROR = (MirrorWord.SELF_HIGHER, MirrorWord.SEEN_HIGHER)


def band(joint: Score) -> Band | NotShown:
    """Of the unrounded joint score."""
    if isinstance(joint, NotShown):
        return NOT_SHOWN
    return next((name for below, name in BANDS if joint < below), Band.PARTNERSHIP)


def breakthrough(trust: Cell, index: Score, elements: Mapping[str, ElementFigures]) -> Breakthrough:
    """A checklist of four. `trust`: the statement that defines a breakthrough relationship."""
    points = (
        BreakthroughPoint(
            "trust_both",
            _met([_at_least(trust.contractor, TRUST_FROM), _at_least(trust.client, TRUST_FROM)]),
            {"contractor": trust.contractor, "client": trust.client},
        ),
        BreakthroughPoint("index", _met([_at_least(index, INDEX_FROM)]), {"joint": index}),
        _lowest_element(elements),
        _gaps(elements),
    )
    return Breakthrough(_met([point.met for point in points]), points)


def _met(parts: Iterable[bool | NotShown]) -> bool | NotShown:
    """False if a shown part fails; otherwise not shown if any part is hidden."""
    found = set(parts)
    if False in found:
        return False
    return NOT_SHOWN if NOT_SHOWN in found else True


def _at_least(score: Score, bound: int) -> bool | NotShown:
    return NOT_SHOWN if isinstance(score, NotShown) else score >= bound


def _lowest_element(elements: Mapping[str, ElementFigures]) -> BreakthroughPoint:
    scores = [
        (score, code, side)
        for code, element in elements.items()
        for side, score in (("contractor", element.contractor), ("client", element.client))
    ]
    met = _met(_at_least(score, ELEMENTS_FROM) for score, _, _ in scores)
    shown = [found for found in scores if not isinstance(found[0], NotShown)]
    hidden = (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)
    score, code, side = min(shown, key=itemgetter(0), default=hidden)
    return BreakthroughPoint("elements", met, {"element": code, "side": side, "score": score})


def _gaps(elements: Mapping[str, ElementFigures]) -> BreakthroughPoint:
    words = {code: element.gap_word for code, element in elements.items()}
    met = _met(
        NOT_SHOWN if isinstance(word, NotShown) else word is not GapWord.CLEAR
        for word in words.values()
    )
    clear = tuple(code for code, word in words.items() if word is GapWord.CLEAR)
    return BreakthroughPoint("gaps", met, {"clear": clear})


class Place(Enum):
    """Where an element stands on the map of difference and agreement."""

    STRONG = "strong and aligned"
    WEAK = "weak and aligned"
    DIFFERENCE = "honest difference"
    SPLIT = "split inside a side"


def place_on_map(element: ElementFigures) -> Place | None:
    """A split inside a side hides what that side thinks, so it comes before the difference; a
    difference that is only possible is one to talk about too. None where the scores are hidden."""
    if isinstance(element.joint, NotShown) or isinstance(element.gap_word, NotShown):
        return None
    if Agreement.SPLIT in (element.agreement.contractor, element.agreement.client):
        return Place.SPLIT
    if element.gap_word is not GapWord.NONE:
        return Place.DIFFERENCE
    return Place.STRONG if is_strong(element.joint) else Place.WEAK


def is_strong(joint: Score) -> bool:
    return not isinstance(joint, NotShown) and joint >= CELEBRATE_FROM


@dataclass(frozen=True)
class Topic:
    """An element or practice with a joint score, and what speaks for naming it.

    `clear`, `possible`, `split`: the size of the gap, if that is the word; `rise`: the points of
    the joint change, if it is up.
    """

    code: str
    joint: Fraction
    target: Fraction
    seen_alike: bool
    clear: Fraction | None = None
    split: Fraction | None = None
    possible: Fraction | None = None
    rise: Fraction | None = None


def reading(
    elements: Mapping[str, ElementFigures], practices: Mapping[str, PracticeFigures]
) -> Reading:
    """A topic stands in one list only; ties keep the order of elements, then practices."""
    found = [_element_topic(code, element) for code, element in elements.items()]
    found += [_practice_topic(code, practice) for code, practice in practices.items()]
    topics = [topic for topic in found if topic]
    talk_about = _first(
        LIST_LENGTH,
        _ranked(topics, lambda topic: topic.clear),
        _ranked(topics, lambda topic: topic.split),
        _ranked(topics, lambda topic: topic.possible),
    )
    rest = [topic for topic in topics if topic.code not in talk_about]
    celebrate = _first(
        LIST_LENGTH, _ranked(rest, _success), _ranked(rest, lambda topic: topic.rise)
    )
    strongest = () if celebrate else _first(STRONGEST, _ranked(rest, lambda topic: topic.joint))
    rest = [topic for topic in rest if topic.code not in (*celebrate, *strongest)]
    return Reading(celebrate, strongest, talk_about, _first(LIST_LENGTH, _ranked(rest, _shortfall)))


def _success(topic: Topic) -> Fraction | None:
    return topic.joint if topic.seen_alike and topic.joint >= CELEBRATE_FROM else None


def _shortfall(topic: Topic) -> Fraction | None:
    return topic.target - topic.joint if topic.joint < topic.target else None


def _ranked(topics: Sequence[Topic], size: Callable[[Topic], Fraction | None]) -> list[str]:
    """The codes of the topics that have this size, largest first."""
    sized = [(topic.code, found) for topic in topics if (found := size(topic)) is not None]
    return [code for code, _ in sorted(sized, key=lambda pair: -pair[1])]


def _first(length: int, *lists: list[str]) -> tuple[str, ...]:
    in_order = dict.fromkeys(code for codes in lists for code in codes)
    return tuple(in_order)[:length]


def _element_topic(code: str, element: ElementFigures) -> Topic | None:
    if isinstance(element.joint, NotShown) or isinstance(element.gap, NotShown):
        return None
    size = abs(element.gap)
    split = Agreement.SPLIT in (element.agreement.contractor, element.agreement.client)
    return Topic(
        code,
        joint=element.joint,
        target=USUAL_TARGET if element.target is None else element.target,
        seen_alike=element.gap_word is GapWord.NONE,
        clear=size if element.gap_word is GapWord.CLEAR else None,
        split=size if split else None,
        possible=size if element.gap_word is GapWord.POSSIBLE else None,
        rise=_rise(element),
    )


def _rise(element: ElementFigures) -> Fraction | None:
    joint = element.change.joint if element.change else None
    if not joint or isinstance(joint.points, NotShown | NotComparable):
        return None
    return joint.points if joint.word is ChangeWord.UP else None


def _practice_topic(code: str, practice: PracticeFigures) -> Topic | None:
    if isinstance(practice.joint, NotShown):
        return None
    mirrors = (practice.contractor, practice.client)

    def largest(*words: MirrorWord) -> Fraction | None:
        sizes = [
            abs(mirror.gap)
            for mirror in mirrors
            if mirror.word in words and not isinstance(mirror.gap, NotShown)
        ]
        return max(sizes, default=None)

    return Topic(
        code,
        joint=practice.joint,
        target=USUAL_TARGET,
        seen_alike=all(mirror.word is MirrorWord.NONE for mirror in mirrors),
        clear=largest(*CLEAR_MIRROR),
        possible=largest(MirrorWord.POSSIBLE),
    )
