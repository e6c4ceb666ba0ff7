"""No word may prove what everybody of a side answered.

Words are told from how close answers lie together. Beside the cells, that can leave a single
possibility: all alike. So no word depends on whether a side is unanimous or two of its people have
parted by a step: not for a stranger, nor for the other side where it has pooled its own answers,
nor, between the coded ends, for one of the side who differs from all others. The word of a
mirror leaves no single way in which few people can have answered either: see `ways`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assessments.disclosure.rules import Fewest
from assessments.disclosure.ways import STEP, squares
from assessments.scoring import words
from assessments.scoring.cells import HIGHEST_CODED, LOWEST_CODED, Count, cell
from assessments.scoring.people import Spread, spread_of_answers
from assessments.scoring.reading import CLEAR_MIRROR
from assessments.scoring.terms import (
    NOT_SHOWN,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Score,
    Side,
    Sides,
)

ENOUGH_ROOM = 2
BAND, HALF_A_BAND = 20, 10
WIDEST = 20
"""Points up to which precision is told."""


def mirror_word(gap: Score, answers: Sides[Count], fewest: Fewest) -> MirrorWord | NotShown:
    """`gap`: self - seen. `answers`: of those who rate themselves, then of those who rate them.

    Never clear where slips were drawn: whoever filled them knows too many of the answers. Used or
    not, so that no word tells whether they were.
    """
    groups = Sides(*(_spread(answers.of(side), fewest.k) for side in Side))
    word = words.mirror_word(gap, groups, fewest.k)
    return MirrorWord.POSSIBLE if word in CLEAR_MIRROR and fewest.slips_drawn else word


def gap_word(
    gap: Score, groups: Sides[Spread | None], k: int, *, has_room: bool
) -> GapWord | NotShown:
    """As in `scoring.words`; without room the published gap alone decides, clear from a band on."""
    word = words.gap_word(gap, groups, k)
    if has_room or isinstance(gap, NotShown) or word not in (GapWord.CLEAR, GapWord.POSSIBLE):
        return word
    return GapWord.CLEAR if abs(gap) >= BAND else GapWord.POSSIBLE


def change_word(
    points: Score | NotComparable,
    now: Sequence[Spread | None],
    before: Sequence[Spread | None],
    k: int,
    *,
    has_room: bool,
) -> ChangeWord | NotShown | NotComparable:
    """As in `scoring.words`; without room in both rounds the published points alone decide."""
    word = words.change_word(points, now, before, k)
    if has_room or not isinstance(word, ChangeWord) or not isinstance(points, Fraction):
        return word
    if abs(points) < HALF_A_BAND:
        return ChangeWord.NONE
    return ChangeWord.UP if points > 0 else ChangeWord.DOWN


def precision(
    spread: Spread | None, alike: int, cells: Sequence[Score], k: int, slips: int = 0
) -> int | NotShown | None:
    """As in `scoring.words`, with room for two people a step apart where all of a side but one have
    the same score: that one would learn it. `alike`: how many have the commonest score. `cells`: of
    the element's shown statements. Not where one is coded, nor wider than is usual among eight
    people: it would tell the own score of the one who differs.
    """
    if spread and alike >= spread.n - 1:
        spread = replace(spread, squares=spread.squares + _parted([cells]))
    told = words.precision(spread, k, slips)
    if not isinstance(told, int):
        return told
    return told if told <= WIDEST and all(map(_is_open, cells)) else NOT_SHOWN


def has_room(cells: Mapping[str, Score], elements: Iterable[Iterable[str]]) -> bool:
    """Whether one side's people can have come to the same means in several ways.

    They can in an element with two cells between the coded ends: what one person gave more to the
    one statement, and less to the other, another may have given the other way round. `elements`:
    the codes of the shown statements of each.
    """
    return all(sum(_is_open(cells[code]) for code in codes) >= ENOUGH_ROOM for codes in elements)


def coded(
    spread: Spread | None, cells: Mapping[str, Score], elements: Collection[Sequence[str]]
) -> Spread | None:
    """One side's spread over elements of which a cell is coded: by the published score, and with
    room for two people a step apart at one statement, since the cell does not tell.
    """
    scores = [[cells[code] for code in codes] for codes in elements]
    told = [[one for one in of if not isinstance(one, NotShown)] for of in scores]
    if spread is None or not all(told) or all(_is_open(one) for of in scores for one in of):
        return spread
    published = sum(sum(of) / len(of) for of in told) / len(told)
    return Spread(spread.n, Fraction(published), max(spread.squares, _parted(told)))


def kept(spread: Spread, cells: Mapping[str, Score], elements: Collection[Sequence[str]]) -> Spread:
    """One side's spread as it is stored for the next round: with room for two people a step apart
    at one statement, so that what is stored does not prove that a side is of one mind either."""
    told = coded(spread, cells, elements) or spread
    return replace(told, squares=max(told.squares, _parted(elements)))


def _parted(elements: Collection[Sequence[object]]) -> Fraction:
    """The squared deviations of two people a step apart at one statement, of those in these."""
    return 2 * Fraction(STEP, min(map(len, elements)) * len(elements)) ** 2


def _spread(count: Count, k: int) -> Spread | None:
    """Of the answers to one statement; at a coded end by the cell."""
    spread = spread_of_answers(count)
    if spread is None:
        return None
    mean = spread.mean if _is_open(cell(count)) else cell(count)
    return Spread(spread.n, mean, squares(count, k))


def _is_open(score: Score) -> bool:
    return not isinstance(score, NotShown) and LOWEST_CODED < score < HIGHEST_CODED
