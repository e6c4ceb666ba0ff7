"""No word may prove that everybody of a side gave the same answer.

A clear difference on one statement says that its answers lie close together. Beside the cells,
that can leave a single possibility: all alike. Then everybody's answer would be known.
"""

from collections.abc import Iterator
from dataclasses import replace

from assessments.scoring import words
from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, Count, cell
from assessments.scoring.people import spread_of_answers
from assessments.scoring.reading import CLEAR_MIRROR
from assessments.scoring.terms import MirrorWord, NotShown, Score, Side, Sides


def mirror_word(gap: Score, answers: Sides[Count], k: int) -> MirrorWord | NotShown:
    """`gap`: self - seen. `answers`: of those who rate themselves, then of those who rate them.

    "Possible" instead of a clear word that nothing but a unanimous side could have brought about.
    """
    word = _word(gap, answers, k)
    if word in CLEAR_MIRROR and any(_word(gap, other, k) is not word for other in _others(answers)):
        return MirrorWord.POSSIBLE
    return word


def _word(gap: Score, answers: Sides[Count], k: int) -> MirrorWord | NotShown:
    groups = Sides(*(spread_of_answers(answers.of(side)) for side in Side))
    return words.mirror_word(gap, groups, k)


def _others(answers: Sides[Count]) -> Iterator[Sides[Count]]:
    """For each unanimous side, the most clearly different answers that give the same cells
    without that side being unanimous."""
    contractor, client = answers.contractor, answers.client
    if _is_unanimous(contractor):
        yield Sides(_parted(contractor), _united(client))
    if _is_unanimous(client):
        yield Sides(_united(contractor), _parted(client))


def _is_unanimous(count: Count) -> bool:
    return max(count.chosen) == count.placed


def _parted(count: Count) -> Count:
    """One person a step up and one a step down; at an end, which is coded, one a step inwards."""
    chosen = list(count.chosen)
    place = chosen.index(count.placed)
    for neighbour in (place - 1, place + 1):
        if 0 <= neighbour < len(chosen):
            chosen[place] -= 1
            chosen[neighbour] += 1
    return replace(count, chosen=tuple(chosen))


def _united(count: Count) -> Count:
    """The answers with this cell that lie closest together."""
    people, last = count.placed, len(count.chosen) - 1
    low, up = divmod(sum(n * place for place, n in enumerate(count.chosen)), people)
    if not LOWEST_CODED < cell(count) < HIGHEST_CODED:
        low, up = (0 if cell(count) == LOWEST_CODED else last), 0
    chosen = {low: people - up, low + 1: up}
    return replace(count, chosen=tuple(chosen.get(place, 0) for place in range(last + 1)))
