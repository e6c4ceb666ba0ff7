"""How people of one side differ: from their own element scores, which nobody ever sees.

All sums are of whole numbers: scores are counted in units so small that no mean needs a fraction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm

from assessments.scoring.cells import NOT_ANSWERED, Answers, Count, rounded
from assessments.scoring.terms import TOO_FEW, Side, Sides, TooFew

INDEX_ELEMENTS_NEEDED = 4
RELIABILITY_SHEETS = 20

Row = tuple[int, ...]
"""One person's answers to some statements: option values, or NOT_ANSWERED."""


@dataclass(frozen=True)
class Spread:
    """A group of scores: how many, their mean, and their squared deviations from it, summed."""

    n: int
    mean: Fraction
    squares: Fraction

    @property
    def variance(self) -> Fraction:
        """Of a sample of at least two (divided by n - 1)."""
        return self.squares / (self.n - 1)


@dataclass(frozen=True)
class Spreads:
    """The spread of one side's person scores by element and for the index, where there are any."""

    elements: Mapping[str, Spread]
    index: Spread | None

    def of_at_least(self, k: int) -> "Spreads":
        """Without those of fewer than `k` people."""
        elements = {code: spread for code, spread in self.elements.items() if spread.n >= k}
        return Spreads(elements, self.index if self.index and self.index.n >= k else None)


def spreads(
    answers: Answers,
    shown: Mapping[str, Sequence[str]],
    index_elements: Sequence[str],
    scores: Sequence[int],
) -> Spreads:
    """`shown`: the shown statements of each shown element; `scores`: those of their options."""
    unit = _common(max(map(len, shown.values()), default=1))
    by_element = {
        code: _element_scores(_rows(answers, codes), scores, unit) for code, codes in shown.items()
    }
    elements = {code: _spread(of_people, unit) for code, of_people in by_element.items()}
    index = _index_scores([by_element[code] for code in index_elements])
    return Spreads(
        {code: spread for code, spread in elements.items() if spread},
        _spread(index, unit * _common(len(index_elements))),
    )


def alike(answers: Answers, codes: Sequence[str], scores: Sequence[int]) -> int:
    """How many of a side's people have the commonest score of these statements of one element."""
    of_people = _element_scores(_rows(answers, codes), scores, _common(len(codes)))
    return max(Counter(one for one in of_people if one is not None).values(), default=0)


def spread_of_answers(counted: Count) -> Spread | None:
    """The spread of one side's answers to a single statement; None if there are none."""
    return _from_sums(counted.placed, counted.total, counted.total_of_squares, 1)


def reliability(
    answers: Sides[Answers], codes: Sequence[str], scores: Sequence[int], k: int, slips: int
) -> Fraction | TooFew:
    """Cronbach's alpha of an element's shown statements, to one decimal.

    Over the sheets of both sides on which all of them are answered (Cronbach 1951), `k` of them of
    each side, since the other one may know all of its own. `slips`: how many people may be known to
    somebody; they come on top of the sheets that are needed. `k` people more must have sent any
    sheet, else being told would tell that nearly nobody left anything out. It takes totals that
    vary: without `k` sheets beside the commonest total there is none either, else its absence would
    tell that all have answered alike.
    """
    ours, theirs = (_complete(answers.of(side), codes) for side in Side)
    if min(ours.total(), theirs.total()) < k + slips or len(codes) < 2:
        return TOO_FEW
    complete, people = ours + theirs, answers.contractor.people + answers.client.people
    sheets, needed = complete.total(), RELIABILITY_SHEETS + slips
    if sheets < needed or people < needed + k:
        return TOO_FEW
    totals = {row: sum(scores[v] for v in row) for row in complete}
    if sheets - _commonest(totals, complete) < k + slips:
        return TOO_FEW
    total = _deviation(totals, complete)
    single = sum(
        _deviation({row: scores[row[i]] for row in complete}, complete) for i in range(len(codes))
    )
    alpha = Fraction(len(codes), len(codes) - 1) * (1 - Fraction(single, total))
    return rounded(alpha, 10)


def _complete(answers: Answers, codes: Sequence[str]) -> Counter[Row]:
    """How many people of one side have answered all these statements in each way."""
    rows = Counter(_rows(answers, codes))
    return Counter({row: n for row, n in rows.items() if NOT_ANSWERED not in row})


def _commonest(values: Mapping[Row, int], weights: Mapping[Row, int]) -> int:
    """How many people have the value that most have."""
    people = Counter[int]()
    for row, value in values.items():
        people[value] += weights[row]
    return max(people.values())


def _deviation(values: Mapping[Row, int], weights: Mapping[Row, int]) -> int:
    """Squared deviations from the mean, summed, times the number of people."""
    n = sum(weights.values())
    total = sum(weights[row] * value for row, value in values.items())
    return n * sum(weights[row] * value**2 for row, value in values.items()) - total**2


def _common(largest: int) -> int:
    """The least number that 1, 2 ... `largest` all divide."""
    return lcm(*range(1, largest + 1))


def _rows(answers: Answers, codes: Sequence[str]) -> Iterable[Row]:
    return zip(*(answers.columns[code] for code in codes), strict=True)


def _element_scores(rows: Iterable[Row], scores: Sequence[int], unit: int) -> list[int | None]:
    """Each person's mean, in 1/unit; None for who answered less than half of the statements."""

    @cache
    def score(row: Row) -> int | None:
        chosen = [scores[value] for value in row if value != NOT_ANSWERED]
        if 2 * len(chosen) < len(row):
            return None
        return sum(chosen) * unit // len(chosen)

    return [score(row) for row in rows]


def _index_scores(by_element: Sequence[Sequence[int | None]]) -> list[int | None]:
    """Each person's mean of element scores, in parts of their unit that divide evenly."""
    parts = _common(len(by_element))

    def score(person: tuple[int | None, ...]) -> int | None:
        there = [score for score in person if score is not None]
        if len(there) < INDEX_ELEMENTS_NEEDED:
            return None
        return sum(there) * parts // len(there)

    return [score(person) for person in zip(*by_element, strict=True)]


def _spread(scores: Iterable[int | None], unit: int) -> Spread | None:
    there = [score for score in scores if score is not None]
    return _from_sums(len(there), sum(there), sum(score * score for score in there), unit)


def _from_sums(n: int, total: int, total_of_squares: int, unit: int) -> Spread | None:
    if n == 0:
        return None
    squares = Fraction(n * total_of_squares - total**2, n * unit**2)
    return Spread(n, Fraction(total, n * unit), squares)
