"""Why a difference may read one point off: it is taken before rounding."""

from collections.abc import Iterator
from fractions import Fraction

from assessments.charts.messages import Message
from assessments.charts.mirror import mirror_of
from assessments.charts.reading import flagged_side
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, rounded
from assessments.snapshot.value import Snapshot, View

Pair = tuple[str, Fraction, Fraction]


def note(snapshot: Snapshot, questionnaire: Questionnaire) -> Message | None:
    """An example from what to talk about, if any reads one point off; one whose tenths add up."""
    if snapshot.view is not View.SIDES:
        return None
    off = [pair for pair in apart(snapshot, questionnaire) if not adds_up(pair, 1)]
    for name, higher, lower in off:
        if adds_up((name, higher, lower), 10):
            tenths = (("higher", higher), ("lower", lower), ("apart", higher - lower))
            told = {key: Message("tenths", {"number": value}) for key, value in tenths}
            return Message("rounding", {"name": name, "points": higher - lower} | told)
    return Message("rounding.plain") if off else None


def adds_up(pair: Pair, steps: int) -> bool:
    """Whether the difference of two scores, rounded to so many steps a point, is that of the
    rounded scores."""
    _, higher, lower = pair
    return rounded(higher - lower, steps) == rounded(higher, steps) - rounded(lower, steps)


def apart(snapshot: Snapshot, questionnaire: Questionnaire) -> Iterator[Pair]:
    """What there is to talk about, with the two scores that are told as so far apart."""
    names = {element.code: element.name for element in questionnaire.elements}
    names |= {practice.code: practice.name for practice in questionnaire.practices}
    for code in snapshot.reading.talk_about:
        if code in snapshot.elements:
            element = snapshot.elements[code]
            scores = (element.contractor, element.client)
        else:
            practice = snapshot.practices[code]
            side = flagged_side(practice)
            if side is None:
                continue
            mirror = mirror_of(practice, side)
            scores = (mirror.self_score, mirror.seen)
        shown = [score for score in scores if isinstance(score, Fraction)]
        if len(shown) == len(scores) and not any(map(is_coded, shown)):
            yield names[code], max(shown), min(shown)


def is_coded(score: Fraction) -> bool:
    """Whether it may be read as "95+" or "5-"."""
    return not LOWEST_CODED < score < HIGHEST_CODED
