"""What somebody finds out who holds everything that was ever published about a partnership.

Nothing here knows how figures are made. How a figure depends on a person is measured: the rounds
are held again with that person's answer changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from assessments.disclosure.gate import Figures
from assessments.questionnaire.schema import COMMITMENTS, OWN_MEASURES
from assessments.scoring.terms import Sheet, Side, Sides
from assessments.snapshot.codec import FRACTION, to_json
from tests.assessments.disclosure.worlds import Sheets, World

SECTION_CODES = (OWN_MEASURES, COMMITMENTS)
Path = tuple[str, ...]
Leaf = str | int | bool | None
Told = Mapping[Path, Leaf]

TABLES = ("statements", "elements", "practices", "reliability", "detail", *SECTION_CODES)
NOT_SUMS = ("reliability", "breakthrough")
"""Alpha is told apart; a breakthrough repeats the figures of others, the lowest among them."""
MIDDLE = 2


def told_by(world: World) -> list[Told]:
    """Every single thing that is published, round by round."""
    return [dict(leaves(to_json(one.snapshot))) for one in world.published()]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """The things at the ends of JSON data; a list of pairs is a table by its first items."""
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        is_table = all(isinstance(item, list) for item in value)
        items = list(value) if is_table else [(str(n), item) for n, item in enumerate(value)]
    else:
        yield path, value
        return
    for key, item in items:
        yield from leaves(item, (*path, key))


def kind(path: Path) -> str:
    """What sort of thing it is: the path without codes and places."""
    steps = [path[0]]
    for before, step in pairwise(path):
        steps.append("*" if before in TABLES or step.isdigit() else step)
    return ".".join(steps)


def numbers(told: Sequence[Told]) -> dict[tuple[int | str, ...], Fraction]:
    """All scores, gaps and changes of all rounds."""
    return {
        (place, *path): Fraction(leaf)
        for place, one in enumerate(told)
        for path, leaf in one.items()
        if path[0] not in NOT_SUMS and isinstance(leaf, str) and FRACTION.fullmatch(leaf)
    }


def who_placed(sheets: Sheets, code: str) -> dict[Side, list[int]]:
    """The people of each side who chose an option of a statement, by their number."""
    return {
        side: [
            number
            for number, sheet in enumerate(sheets)
            if sheet.side is side and sheet.answers.get(code, -1) >= 0
        ]
        for side in Side
    }


def measured(
    world: World, number: int, code: str, choose: Callable[[list[int]], list[int]]
) -> Figures:
    """How all numbers that are ever published depend on the answers to one statement of a round.

    Measured where everybody in it has chosen the middle, by moving one after the other by a step.
    `choose`: the people of a side to measure. Whoever is measured must count alike within a side.
    """
    sheets = world.rounds[number]
    placed = who_placed(sheets, code)
    for person in (*placed[Side.CONTRACTOR], *placed[Side.CLIENT]):
        sheets = answering(sheets, person, code, MIDDLE)
    base = numbers(told_by(world.having(number, sheets)))
    columns = []
    for side in Side:
        found = {
            tuple(numbers(told_by(world.having(number, moved))).values())
            for person in choose(placed[side])
            for moved in [answering(sheets, person, code, MIDDLE + 1)]
        }
        assert len(found) <= 1, f"{code}: people of the {side} are told apart"
        after = found.pop() if found else tuple(base.values())
        columns.append([b - a for a, b in zip(base.values(), after, strict=True)])
    sizes = [len(placed[side]) for side in Side]
    return Figures(sizes, list(set(zip(*columns, strict=True))))


def answering(sheets: Sheets, person: int, code: str, option: int) -> Sheets:
    old = sheets[person]
    new = Sheet(old.side, {**old.answers, code: option})
    return [*sheets[:person], new, *sheets[person + 1 :]]


def shuffled(random: Random, sheets: Sheets, codes: Sequence[str]) -> Sheets:
    """The same answers, statement by statement, given by others of the same side."""
    for code in codes:
        for people in who_placed(sheets, code).values():
            options = [sheets[person].answers[code] for person in people]
            for person, option in zip(people, random.sample(options, len(options)), strict=True):
                sheets = answering(sheets, person, code, option)
    return sheets


def placed_by(sheets: Sheets, code: str) -> Sides[int]:
    found = who_placed(sheets, code)
    return Sides(*(len(found[side]) for side in Side))
