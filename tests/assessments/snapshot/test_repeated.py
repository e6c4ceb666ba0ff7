"""Two rounds that could be subtracted until a few people remain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from assessments.questionnaire.load import with_sections
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import Sheet, Side
from assessments.snapshot.repeated import SOON, is_repeated, is_too_soon
from assessments.snapshot.value import Snapshot
from tests.assessments.sheets import SECTIONS, frame, instrument, sealed

ASKED = with_sections(instrument(), SECTIONS)
PRACTICES = {code for practice in ASKED.practices for code in (practice.own, practice.partner)}
FURTHER = set(ASKED.codes) - set(instrument().codes)


def anew(side: Side, number: int, seed: str, asked: Questionnaire = ASKED) -> list[Sheet]:
    chance = Random(f"{side} {seed}")
    return [Sheet(side, {code: chance.randrange(5) for code in asked.codes}) for _ in range(number)]


def snapshot(sheets: Sequence[Sheet]) -> Snapshot:
    return sealed(sheets, frame(ASKED)).snapshot


def without(sheet: Sheet, codes: set[str]) -> Sheet:
    return Sheet(sheet.side, {code: v for code, v in sheet.answers.items() if code not in codes})


def turned_round(sheet: Sheet, codes: set[str]) -> Sheet:
    answers = sheet.answers.items()
    return Sheet(sheet.side, {code: 4 - v if code in codes else v for code, v in answers})


def answering(side: Side, option: int, number: int = 1) -> list[Sheet]:
    return [Sheet(side, dict.fromkeys(ASKED.codes, option))] * number


def slipped(sheets: Sequence[Sheet], columns: int) -> list[Sheet]:
    """As in a file whose heads stand so many columns away from their answers."""
    codes = [*ASKED.codes[columns:], *ASKED.codes[:columns]]
    heads = dict(zip(ASKED.codes, codes, strict=True))
    return [Sheet(one.side, {heads[code]: v for code, v in one.answers.items()}) for one in sheets]


def taken_for_the_other(sheets: Sequence[Sheet]) -> list[Sheet]:
    return [Sheet(one.side.other, one.answers) for one in sheets]


def content(side: Side, number: int) -> list[Sheet]:
    """People who agree with nearly everything."""
    chance = Random(f"content {side}")
    return [
        Sheet(side, {code: chance.choice((3, 3, 4)) for code in ASKED.codes}) for _ in range(number)
    ]


CONTRACTOR, CLIENT = anew(Side.CONTRACTOR, 9, "first"), anew(Side.CLIENT, 9, "first")
ONE, FIVE = anew(Side.CLIENT, 1, "one more"), anew(Side.CONTRACTOR, 5, "five more")
FIRST = [*CONTRACTOR, *CLIENT]
CONTENT = [one for side in Side for one in content(side, 9)]
GAPS = [
    without(one, set(Random(number).sample(ASKED.codes, len(ASKED.codes) // 10)))
    for number, one in enumerate([*content(Side.CONTRACTOR, 20), *content(Side.CLIENT, 20)])
]
CRITIC = answering(Side.CONTRACTOR, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIRST, [*FIRST, *ONE]),
        (FIRST, [*FIRST, *FIVE, *ONE]),
        (FIRST, [*anew(Side.CONTRACTOR, 9, "others"), *CLIENT, *ONE]),
        ([*FIRST, without(ONE[0], PRACTICES)], [*FIRST, *ONE]),
        ([*FIRST, without(ONE[0], FURTHER)], [*FIRST, *ONE]),
        ([turned_round(one, set(ASKED.codes[::3])) for one in FIRST], [*FIRST, *ONE]),
        ([turned_round(one, set(ASKED.codes)) for one in FIRST], [*FIRST, *ONE]),
        ([*CONTRACTOR, *FIVE, *CLIENT[:4]], [*CONTRACTOR, *FIVE, *CLIENT[:5]]),
        ([*CONTRACTOR, *FIVE[:3], *CLIENT[:3]], [*CONTRACTOR, *FIVE[:4], *CLIENT[:3]]),
        (slipped(FIRST, 1), [*FIRST, *ONE]),
        ([*FIRST, *ONE], slipped(FIRST, 2)),
        (slipped(CONTENT, -1), [*CONTENT, *answering(Side.CLIENT, 0), *CRITIC]),
        (taken_for_the_other(FIRST), FIRST),
        (taken_for_the_other(FIRST), [*FIRST, *ONE]),
        (CONTENT, [*CONTENT, *answering(Side.CLIENT, 0), *CRITIC]),
        ([*CONTENT, *answering(Side.CLIENT, 0, 3), *CRITIC], CONTENT),
        (GAPS, [*GAPS, *answering(Side.CLIENT, 0), *CRITIC]),
        (
            [*CONTENT[:-1], without(CONTENT[-1], set(ASKED.codes[::2]))],
            [*CONTENT, *answering(Side.CLIENT, 0), *CRITIC],
        ),
    ],
    ids=[
        "one more",
        "five more of the other side",
        "others on the other side",
        "one person's practices",
        "one person's own measures",
        "a third of the columns turned round",
        "all of them turned round",
        "a short side has grown",
        "everyone together",
        "heads a column away and one more",
        "heads two columns away and one less",
        "heads a column away and two who disagree with everybody",
        "one side taken for the other",
        "one side taken for the other and one more",
        "two who disagree with everybody",
        "four of them less",
        "two of them where many left something out",
        "two of them and one who left half out",
    ],
)
def test_a_few_answers_more_are_the_same_round(before: list[Sheet], after: list[Sheet]) -> None:
    assert is_repeated(snapshot(before), snapshot(after))


def test_the_very_same_round_tells_nothing() -> None:
    same, again = snapshot(FIRST), snapshot(FIRST[::-1])
    assert not is_repeated(same, again)
    assert not is_too_soon(same, again)


@pytest.mark.parametrize("sizes", [(5, 5), (9, 9), (9, 10), (13, 12), (60, 60)])
def test_people_who_answer_anew_make_another_round(sizes: tuple[int, int]) -> None:
    contractor, client = sizes
    later = [*anew(Side.CONTRACTOR, contractor, "later"), *anew(Side.CLIENT, client, "later")]
    assert not is_repeated(snapshot(FIRST), snapshot(later))


def test_within_weeks_they_must_say_plainly_other_things() -> None:
    first = snapshot(FIRST)
    more = snapshot([*FIRST, *FIVE, *anew(Side.CLIENT, 5, "more")])
    assert not is_repeated(first, more)
    assert is_too_soon(first, replace(more, closed=first.closed + SOON))
    assert not is_too_soon(first, replace(more, closed=first.closed + SOON + timedelta(days=1)))
    critics = snapshot([*FIRST, *answering(Side.CLIENT, 0, 2), *answering(Side.CONTRACTOR, 0, 3)])
    later = replace(critics, closed=first.closed + SOON + timedelta(days=1))
    assert (is_repeated(first, later), is_too_soon(first, later)) == (False, False)
    assert is_repeated(first, replace(critics, closed=first.closed + SOON))
    four = snapshot([*FIRST, *answering(Side.CLIENT, 0, 4), *answering(Side.CONTRACTOR, 4, 4)])
    assert not is_repeated(first, four)
    assert is_too_soon(first, four)
    others = [Sheet(side, dict.fromkeys(ASKED.codes, 4)) for side in Side for _ in range(9)]
    assert not is_too_soon(first, snapshot(others))
