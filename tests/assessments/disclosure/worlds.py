"""Rounds of every kind that the rules have to stand: small and uneven sides, people who leave much
out or cannot say, sides of one mind, statements that hardly anybody placed, people who come and go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import CANNOT_SAY, Sheet, Side
from assessments.snapshot.build import Frame
from assessments.snapshot.trend import Sealed
from tests.assessments.sheets import SECTIONS, frame, instrument, sealed

Sheets = list[Sheet]
Answers = dict[str, int]


@dataclass(frozen=True)
class World:
    """`rounds`: the sheets of each round held, the earliest first."""

    frame: Frame
    rounds: Sequence[Sheets]

    @property
    def questionnaire(self) -> Questionnaire:
        return self.frame.questionnaire

    @property
    def k(self) -> int:
        return self.frame.k

    def published(self) -> list[Sealed]:
        """Every round sealed, each compared with the one before."""
        found: list[Sealed] = []
        for number, sheets in enumerate(self.rounds, start=1):
            of = replace(self.frame, number=number)
            found.append(sealed(sheets, of, found[-1] if found else None))
        return found

    def having(self, number: int, sheets: Sheets) -> "World":
        """The same world, but for the sheets of one round."""
        return replace(self, rounds=[*self.rounds[:number], sheets, *self.rounds[number + 1 :]])


def world(random: Random) -> World:
    questionnaire = part_of_the_instrument(random)
    k = random.choice((5, 5, 5, 6, 8))
    sheets = first_round(random, questionnaire.codes, k)
    rounds = [sheets]
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        rounds.append(next_round(random, questionnaire.codes, rounds[-1]))
    allowed = random.random() < 0.8
    return World(frame(questionnaire, k=k, everyone_allowed=allowed), rounds)


def part_of_the_instrument(random: Random) -> Questionnaire:
    """Some elements with some of their statements: what is hidden differs with their numbers."""
    whole = instrument()
    elements = [
        replace(element, statements=element.statements[: random.randint(2, 5)])
        for element in whole.elements[: random.randint(2, 6)]
    ]
    practices = whole.practices[: random.randint(1, 3)]
    part = replace(whole, elements=tuple(elements), practices=practices)
    return replace(part, sections=SECTIONS[: random.choice((0, 1, 2, 2))])


def first_round(random: Random, codes: Sequence[str], k: int) -> Sheets:
    sizes = (k - 2, k - 1, *(k, k, k + 1, k + 2) * 2, k + 4, 2 * k, 21)
    people = [(side, person(random, codes)) for side in Side for _ in range(random.choice(sizes))]
    for code in codes:
        for side in Side:
            bend(random, [answers for of, answers in people if of is side], code, k)
    return [Sheet(side, answers) for side, answers in people]


def person(random: Random, codes: Sequence[str]) -> Answers:
    """Somebody with a leaning and with a habit of leaving out."""
    leaning = random.randrange(5)
    options = (CANNOT_SAY, *range(5), leaning, leaning, leaning)
    share = random.choice((1, 1, 1, 0.9, 0.9, 0.9, 0.5, 0.2))
    return {code: random.choice(options) for code in codes if random.random() < share}


def bend(random: Random, people: Sequence[Answers], code: str, k: int) -> None:
    """What befalls one statement on one side: one mind, or hardly anybody."""
    fate = random.random()
    if fate < 0.15:
        option = random.randrange(5)
        for answers in people:
            answers[code] = option
    elif fate < 0.3:
        keep = k + random.choice((-2, -1, 0, 1))
        for answers in random.sample(people, max(len(people) - keep, 0)):
            answers[code] = CANNOT_SAY


def next_round(random: Random, codes: Sequence[str], before: Sheets) -> Sheets:
    """Most people answer as before; somebody may have left, somebody may have come."""
    sheets = [
        sheet if random.random() < 0.8 else Sheet(sheet.side, person(random, codes))
        for sheet in random.sample(before, len(before) - random.choice((0, 1, 2)))
    ]
    if random.random() < 0.5:
        sheets.append(Sheet(random.choice(list(Side)), person(random, codes)))
    return sheets
