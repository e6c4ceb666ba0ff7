"""No set of published figures depends on fewer than K people's answers to a statement alone.

What that means, and what is tried on many worlds by somebody who knows all that any round tells:

1. What was answered to a statement that is not shown leaves no trace, in no later round either.
2. Numbers depend on nobody's answers as a whole: shuffled among the people of a side, statement by
   statement, the answers give the same numbers. Words about elements do look at people; there are
   five sorts of them, and no other thing does.
3. No sum of published numbers, with any weights, depends on fewer than K answers to a statement. To
   each number all people of a side who placed it count alike; so does everybody where the sides
   are not told apart. This holds for exact values, of which less is published.
4. Nobody's answer is certain: see `test_unanimity.py`, which reckons with rounding and words.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from assessments.disclosure.gate import exposes
from assessments.scoring.cells import rounded
from assessments.scoring.terms import Side
from assessments.snapshot.value import View
from tests import IS_LONG, amount
from tests.assessments.disclosure.attack import (
    SECTION_CODES,
    Told,
    answering,
    kind,
    measured,
    numbers,
    placed_by,
    shuffled,
    told_by,
    who_placed,
)
from tests.assessments.disclosure.worlds import World, world

WORLDS = amount(300, 10_000)
PORTIONS = amount(1, 20)
PARTIES = ("contractor", "client", "joint")
SORTS = {
    *("version", "instrument", "number", "previous", "closed", "k", "view"),
    *(f"response.{side}.{count}" for side in Side for count in ("invited", "answered")),
    *(f"statements.*.{who}" for who in PARTIES),
    *(
        f"{what}.{told}"
        for what in ("elements.*", "index")
        for told in (
            *(*PARTIES, "gap", "gap_word", "band", "change"),
            *(f"change.{who}.{told}" for who in PARTIES for told in ("points", "word")),
        )
    ),
    *(f"elements.*.{inside}.{side}" for side in Side for inside in ("agreement", "precision")),
    *("elements.*.target", "index.elements.*"),
    *(
        f"practices.*.{side}.{told}"
        for side in Side
        for told in ("self_score", "seen", "gap", "word")
    ),
    "practices.*.joint",
    *(
        f"further.{section}.*.{told}"
        for section in SECTION_CODES
        for told in (*PARTIES, "gap", "change", *(f"change.{who}" for who in PARTIES))
    ),
    *(
        f"further.own-measures.*.{told}"
        for side in Side
        for told in (
            *(f"{side}.{reading}" for reading in ("self_score", "seen", "gap", "word")),
            *(f"change.{side}.{reading}" for reading in ("self_score", "seen")),
        )
    ),
    *(f"stance.{told}" for told in (*PARTIES, "model")),
    *("everyone", "everyone.elements.*", "everyone.index"),
    *("breakthrough.reached", "breakthrough.points.*.code", "breakthrough.points.*.met"),
    *("breakthrough.points.*.detail.*", "breakthrough.points.*.detail.*.*"),
    *(
        f"reading.{topics}.*"
        for topics in ("celebrate", "strongest_so_far", "talk_about", "raise_next")
    ),
    "reliability.*",
}
"""All that a snapshot tells. Whatever is added needs its place in what is tried here."""
WORDS_ABOUT_PEOPLE = {
    "elements.*.gap_word",
    "index.gap_word",
    "elements.*.precision.contractor",
    "elements.*.precision.client",
    "reliability.*",
    *(f"{what}.change.{who}.word" for what in ("elements.*", "index") for who in PARTIES),
}
FOLLOWING_FROM_WORDS = {
    "breakthrough.reached",
    "breakthrough.points.*.met",
    "breakthrough.points.*.detail.*.*",
    "reading.celebrate.*",
    "reading.strongest_so_far.*",
    "reading.talk_about.*",
    "reading.raise_next.*",
}


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_figures_depend_on_too_few(portion: int, counted: Callable[[str, int], None]) -> None:
    tried = range(portion, WORLDS, PORTIONS)
    rounds = shown = 0
    for seed in tried:
        random = Random(seed)
        one = world(random)
        told = told_by(one)
        number = random.randrange(len(told))
        codes = one.questionnaire.codes
        hidden = hidden_statements(one, number, told[number])
        for every in told:
            assert {kind(path) for path in every} <= SORTS
            assert (every["view",] == View.EVERYONE) is (("everyone",) not in every)
        assert told_by(another(random, one, number, hidden)) == told, f"world {seed}"
        nobody_is_told_as_a_whole(random, one, number, told)
        code = random.choice([c for c in codes if c not in hidden] or codes)
        figures = measured(one, number, code, some_of(random))
        assert not exposes(figures, one.k), f"world {seed}: {code} of round {number}"
        depends = any(map(any, figures.weights))
        assert not (depends and code in hidden), f"world {seed}: {code}"
        rounds += len(told)
        shown += depends
    counted("worlds of which no figures depend on too few", len(tried))
    counted("of their rounds looked at together", rounds)
    counted("of their statements measured person by person, and shown", shown)


def some_of(random: Random) -> Callable[[list[int]], list[int]]:
    """Two of a side; in the long form now and then everybody."""
    everybody = IS_LONG and random.random() < 0.1
    return lambda people: people if everybody else random.sample(people, min(2, len(people)))


def hidden_statements(one: World, number: int, told: Told) -> set[str]:
    """Those that too few placed, and all where nothing or only everyone together is shown and the
    statement is of no element; reckoned from the rules in words, without the program's own."""
    codes = one.questionnaire.codes
    placed = {code: placed_by(one.rounds[number], code) for code in codes}
    if told["view",] == View.NOTHING:
        return set(codes)
    if told["view",] == View.SIDES:
        return {code for code, n in placed.items() if min(n.contractor, n.client) < one.k}
    shown: set[str] = set()
    for element in one.questionnaire.elements:
        enough = {
            c
            for c in element.statement_codes
            if max(placed[c].contractor, placed[c].client) >= one.k
        }
        shown |= enough if 2 * len(enough) > len(element.statements) else set()
    return set(codes) - shown


def another(random: Random, one: World, number: int, codes: set[str]) -> World:
    """The world in which the same people chose other options of these statements."""
    sheets = one.rounds[number]
    for code in sorted(codes):
        for people in who_placed(sheets, code).values():
            for person in people:
                sheets = answering(sheets, person, code, random.randrange(5))
    return one.having(number, sheets)


def nobody_is_told_as_a_whole(random: Random, one: World, number: int, told: list[Told]) -> None:
    sheets = shuffled(random, one.rounds[number], one.questionnaire.codes)
    after = told_by(one.having(number, sheets))
    assert numbers(after) == numbers(told)
    for before, now in zip(told, after, strict=True):
        changed = {kind(path) for path in {*before, *now} if before.get(path) != now.get(path)}
        assert changed <= WORDS_ABOUT_PEOPLE | FOLLOWING_FROM_WORDS


def test_how_often_a_decimal_tells_how_many_placed_a_statement(
    counted: Callable[[str, int], None],
) -> None:
    """A reader who knows how many sent their answers can often reckon from 72.7 that eleven of them
    placed the statement. That is why nothing above relies on it being unknown."""
    cells = found = 0
    for seed in range(amount(60, 2_000)):
        one = world(Random(seed))
        told = told_by(one)[0]
        for code in one.questionnaire.codes:
            for side, people in who_placed(one.rounds[0], code).items():
                leaf = told.get(("statements", code, side.value))
                if not isinstance(leaf, str) or leaf == "not shown":
                    continue
                answered = sum(sheet.side is side for sheet in one.rounds[0])
                possible = numbers_of_people(Fraction(leaf), one.k, answered)
                assert len(people) in possible
                cells += 1
                found += len(possible) == 1
    assert 0 < found < cells
    counted("cells of statements with one decimal", cells)
    counted("of them telling exactly how many placed the statement", found)


@cache
def numbers_of_people(score: Fraction, k: int, answered: int) -> list[int]:
    """How many people can have placed a statement that has this score."""
    return [
        people
        for people in range(k, answered + 1)
        if any(
            min(max(rounded(Fraction(25 * steps, people), 10), Fraction(5)), Fraction(95)) == score
            for steps in range(4 * people + 1)
        )
    ]
