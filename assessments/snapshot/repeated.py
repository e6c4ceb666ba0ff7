"""Whether two rounds are the same one with a few answers more, fewer, changed or turned round: who
subtracts them would find these few."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from assessments.disclosure.rules import View
from assessments.scoring.figures import PracticeFigures
from assessments.scoring.terms import NotShown, Score, Side, Sides
from assessments.snapshot.value import Snapshot

TWO_OPTIONS = 50
"""Points by which an answer seldom differs from the mean of the others."""
WHOLE, MIDDLE = 100, 50
ALIKE = Fraction(4, 5)
"""Of a group's scores, from which on two rounds count as one."""
SOON = timedelta(weeks=6)
"""Less than a quarter lies between rounds in any rhythm: so near, few are asked anew."""
PLAINLY_OTHER = Fraction(1, 2)
"""Of a group's scores, below which two rounds so near count as two."""


@dataclass(frozen=True)
class Group:
    """People whose figures are shown: one side, or everybody."""

    people: int
    scores: Mapping[str, Score]


@dataclass(frozen=True)
class Likeness:
    """Of a group in two rounds: by how many people they differ in number, and the share of the
    scores in both that are alike."""

    changed: int
    share: Fraction


def is_repeated(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether the difference of any group could be that of fewer than K people."""
    k = max(earlier.k, new.k)
    return any(one.changed < k and one.share >= ALIKE for one in _likenesses(earlier, new))


def is_too_soon(earlier: Snapshot, new: Snapshot) -> bool:
    """Whether a round of the same partnership closed within weeks and may have had some of the
    same answers, however many others there are."""
    soon = abs(new.closed - earlier.closed) <= SOON
    return soon and any(one.share >= PLAINLY_OTHER for one in _likenesses(earlier, new))


def _likenesses(earlier: Snapshot, new: Snapshot) -> Iterator[Likeness]:
    """Of each group that both rounds show; none where nothing differs, which tells nothing."""
    pairs = list(_pairs(earlier, new))
    if all(one == other for one, other in pairs):
        return
    for one, other in pairs:
        changed = abs(one.people - other.people)
        alike = [
            _are_alike(before, score, _near(changed, max(one.people, other.people)))
            for code, score in other.scores.items()
            if isinstance(score, Fraction) and isinstance(before := one.scores.get(code), Fraction)
        ]
        if alike:
            yield Likeness(changed, Fraction(sum(alike), len(alike)))


def _pairs(earlier: Snapshot, new: Snapshot) -> Iterator[tuple[Group, Group]]:
    for side in Side:
        yield _side(earlier, side), _side(new, side)
    if View.EVERYONE in (earlier.view, new.view):
        yield _everybody(earlier), _everybody(new)


def _are_alike(one: Fraction, other: Fraction, near: Fraction) -> bool:
    """Also where a column was turned round in one of the files, if that can be told: a score in
    the middle stays there."""
    turned = abs(one - MIDDLE) ** 2 > near and abs(WHOLE - one - other) ** 2 <= near
    return turned or (one - other) ** 2 <= near


def _near(changed: int, people: int) -> Fraction:
    """Squared: what d of n people change. A mean moves by d/n of how far theirs lies from it, and
    the mean of d answers lies about as much nearer as the root of d. Those who answer anew change
    it by much more."""
    return Fraction(TWO_OPTIONS**2 * max(changed, 1), max(people, 1) ** 2)


def _people(snapshot: Snapshot, side: Side) -> int:
    """Of a side whose number is hidden: the most that it can be."""
    answered = snapshot.response.of(side).answered
    return snapshot.k - 1 if isinstance(answered, NotShown) else answered


def _side(snapshot: Snapshot, side: Side) -> Group:
    """All that people of this side said: about statements, and about both organizations."""
    scores = {code: getattr(cell, side) for code, cell in snapshot.statements.items()}
    for code, practice in snapshot.practices.items():
        scores |= _readings(code, practice, side)
    for figures in snapshot.further.values():
        for code, one in figures.items():
            if isinstance(one, PracticeFigures):
                scores |= _readings(code, one, side)
            else:
                scores[code] = getattr(one, side)
    return Group(_people(snapshot, side), scores)


def _readings(code: str, practice: PracticeFigures, side: Side) -> dict[str, Score]:
    mirrors = Sides(practice.contractor, practice.client)
    own, partner = mirrors.of(side).self_score, mirrors.of(side.other).seen
    return {f"{code}.own": own, f"{code}.partner": partner}


def _everybody(snapshot: Snapshot) -> Group:
    """As everyone together is shown, or would be: a side that was short may have grown."""
    people = Sides(*(_people(snapshot, side) for side in Side))
    total = people.contractor + people.client
    if snapshot.everyone is not None:
        return Group(total, snapshot.everyone.elements)
    scores: dict[str, Score] = {
        code: (one.contractor * people.contractor + one.client * people.client) / total
        for code, one in snapshot.elements.items()
        if isinstance(one.contractor, Fraction) and isinstance(one.client, Fraction)
    }
    return Group(total, scores)
