from fractions import Fraction
from typing import Any

import pytest

from assessments.scoring.figures import (
    Change,
    Changes,
    ElementFigures,
    Mirror,
    PracticeFigures,
    Reading,
)
from assessments.scoring.reading import band, reading
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    Band,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotShown,
    Score,
)
from tests.assessments.figures import HIDDEN_ELEMENT, element

F = Fraction
UP, DOWN, STILL = ChangeWord.UP, ChangeWord.DOWN, ChangeWord.NONE


@pytest.mark.parametrize(
    ("joint", "expected"),
    [
        ("5", Band.VENDOR),
        ("19.99", Band.VENDOR),
        ("20", Band.MOSTLY_VENDOR),
        ("39.99", Band.MOSTLY_VENDOR),
        ("40", Band.IN_BETWEEN),
        ("59.99", Band.IN_BETWEEN),
        ("60", Band.MOSTLY_PARTNERSHIP),
        ("79.99", Band.MOSTLY_PARTNERSHIP),
        ("80", Band.PARTNERSHIP),
        ("95", Band.PARTNERSHIP),
    ],
)
def test_the_band_is_of_the_unrounded_score(joint: str, expected: Band) -> None:
    assert band(F(joint)) is expected


def test_a_hidden_score_has_no_band() -> None:
    assert band(NOT_SHOWN) is NOT_SHOWN


def changes(points: Score, word: Any) -> Changes:
    """A joint change; the sides' own play no part in any list."""
    other = Change(F(90), ChangeWord.UP)
    return Changes(other, other, Change(points, word))


def practice(
    joint: Score,
    own: tuple[int, MirrorWord | NotShown] = (0, MirrorWord.NONE),
    other: tuple[int, MirrorWord | NotShown] = (0, MirrorWord.NONE),
) -> PracticeFigures:
    contractor, client = (Mirror(F(50), F(50 - gap), F(gap), word) for gap, word in (own, other))
    return PracticeFigures(contractor, client, joint)


def read(**topics: ElementFigures | PracticeFigures) -> Reading:
    elements = {c: t for c, t in topics.items() if isinstance(t, ElementFigures)}
    practices = {c: t for c, t in topics.items() if isinstance(t, PracticeFigures)}
    return reading(elements, practices)


SELF, SEEN = MirrorWord.SELF_HIGHER, MirrorWord.SEEN_HIGHER
CLEAR, POSSIBLE = GapWord.CLEAR, GapWord.POSSIBLE


def test_clear_gaps_come_first_by_size_whatever_their_sign() -> None:
    found = read(
        trust=element(F(50), F(12), CLEAR),
        values=element(F(50), F(-30), CLEAR),
        culture=element(F(50), F(40), POSSIBLE),
        P1=practice(F(50), (20, SELF)),
        P2=practice(F(50), (0, MirrorWord.NONE), (-25, SEEN)),
    )
    assert found.talk_about == ("values", "P2", "P1")


def test_a_practice_stands_once_with_its_largest_mirror_gap_of_the_word() -> None:
    found = read(
        P1=practice(F(50), (15, SELF), (-22, SEEN)),
        P2=practice(F(50), (20, SELF), (90, MirrorWord.POSSIBLE)),
        P3=practice(F(50), (21, SELF)),
    )
    assert found.talk_about == ("P1", "P3", "P2")


def test_split_elements_come_before_possible_gaps() -> None:
    found = read(
        trust=element(F(50), F(18), POSSIBLE),
        values=element(F(50), F(-3), split="contractor"),
        culture=element(F(50), F(4), split="client"),
        P1=practice(F(50), (16, MirrorWord.POSSIBLE)),
    )
    assert found.talk_about == ("culture", "values", "trust")


def test_a_split_element_with_a_clear_gap_stands_once() -> None:
    found = read(
        trust=element(F(50), F(12), CLEAR, split="contractor client"),
        values=element(F(50), F(11), CLEAR),
        culture=element(F(50), F(11), POSSIBLE, split="client"),
    )
    assert found.talk_about == ("trust", "values", "culture")


def test_possible_gaps_come_last_by_size() -> None:
    found = read(
        trust=element(F(50), F(11), POSSIBLE),
        P1=practice(F(50), (13, MirrorWord.POSSIBLE), (-14, MirrorWord.POSSIBLE)),
        P2=practice(F(50), (0, MirrorWord.NONE), (12, MirrorWord.POSSIBLE)),
        P3=practice(F(50), (10, MirrorWord.POSSIBLE)),
    )
    assert found.talk_about == ("P1", "P2", "trust")


def test_ties_keep_the_order_of_elements_then_practices() -> None:
    found = read(
        values=element(F(50), F(-20), CLEAR),
        trust=element(F(50), F(20), CLEAR),
        P9=practice(F(50), (20, SELF)),
        P8=practice(F(50), (20, SELF)),
    )
    assert found.talk_about == ("values", "trust", "P9")


def test_celebrate_what_is_high_and_seen_alike() -> None:
    found = read(
        trust=element(F(60)),
        values=element(F("59.99")),
        culture=element(F(70), F(12), POSSIBLE),
        resources=element(F(90), word=NOT_SHOWN),
        P1=practice(F(80)),
        P2=practice(F(75), (15, MirrorWord.POSSIBLE)),
        P3=practice(F(85), other=(0, NOT_SHOWN)),
        P4=practice(F(60)),
    )
    assert found.celebrate == ("P1", "trust", "P4")
    assert found.strongest_so_far == ()


def test_celebrate_holds_three() -> None:
    found = read(
        trust=element(F(60)), values=element(F(61)), P1=practice(F(62)), P2=practice(F(63))
    )
    assert found.celebrate == ("P2", "P1", "values")


def test_celebrate_then_names_what_has_risen() -> None:
    found = read(
        trust=element(F(65)),
        values=element(F(30), change=changes(F(6), UP)),
        culture=element(F(20), word=NOT_SHOWN, change=changes(F(9), UP)),
        resources=element(F(58), change=changes(F(20), STILL)),
        learning=element(F(58), change=changes(F(-20), DOWN)),
        systems=element(F(30), change=changes(F(8), UP)),
    )
    assert found.celebrate == ("trust", "culture", "systems")
    assert found.raise_next == ("values", "resources", "learning")


@pytest.mark.parametrize("word", [NOT_SHOWN, NOT_COMPARABLE])
def test_a_change_that_is_not_told_is_not_celebrated(word: Any) -> None:
    found = read(trust=element(F(30), change=changes(word, word)))
    assert found.celebrate == ()
    assert found.strongest_so_far == ("trust",)


def test_a_success_that_also_rose_stands_once() -> None:
    found = read(
        trust=element(F(65), change=changes(F(9), UP)),
        values=element(F(30), change=changes(F(6), UP)),
    )
    assert found.celebrate == ("trust", "values")


def test_what_is_talked_about_is_not_celebrated_or_raised() -> None:
    found = read(
        trust=element(F(90), F(2), split="client", change=changes(F(9), UP)),
        values=element(F(20), F(30), CLEAR),
        culture=element(F(70)),
    )
    assert found == Reading(("culture",), (), ("trust", "values")[::-1], ())


def test_the_fourth_topic_to_talk_about_is_free_for_the_other_lists() -> None:
    found = read(
        trust=element(F(30), F(40), CLEAR),
        values=element(F(30), F(30), CLEAR),
        culture=element(F(30), F(20), CLEAR),
        resources=element(F(90), F(1), split="client"),
        learning=element(F(35), F(12), POSSIBLE),
        systems=element(F(30), F(12), POSSIBLE, change=changes(F(7), UP)),
    )
    assert found.talk_about == ("trust", "values", "culture")
    assert found.celebrate == ("resources", "systems")
    assert found.raise_next == ("learning",)


def test_without_a_success_the_two_strongest_are_named() -> None:
    found = read(
        trust=element(F(59)),
        values=element(F(90), F(40), CLEAR),
        culture=element(F(58)),
        P1=practice(F("59.5")),
        P2=practice(F(59)),
    )
    assert found.celebrate == ()
    assert found.strongest_so_far == ("P1", "trust")
    assert found.talk_about == ("values",)
    assert found.raise_next == ("culture", "P2")


def test_the_strongest_need_not_be_seen_alike() -> None:
    topics = {f"P{n}": practice(F(50), (40, SELF)) for n in (1, 2, 3)}
    found = read(
        trust=element(F(70), F(12), POSSIBLE), values=element(F(80), word=NOT_SHOWN), **topics
    )
    assert found.talk_about == ("P1", "P2", "P3")
    assert found.strongest_so_far == ("values", "trust")


def test_raise_what_is_furthest_below_its_target() -> None:
    found = read(
        trust=element(F(90)),
        values=element(F(70), target=85),
        culture=element(F(45), target=50),
        resources=element(F(40), target=30),
        learning=element(F(40), target=0),
        systems=element(F(50)),
        P1=practice(F(48)),
        P2=practice(F("59.99")),
    )
    # behind by 15, 5, -, -, 10, 12 and 0.01
    assert found.celebrate == ("trust", "values")
    assert found.raise_next == ("P1", "systems", "culture")


def test_a_target_that_is_just_met_is_not_raised() -> None:
    found = read(
        trust=element(F(90)),
        values=element(F(60), F(10), NOT_SHOWN),
        culture=element(F(85), F(1), NOT_SHOWN, target=85),
    )
    assert found.raise_next == ()


def test_hidden_topics_stand_nowhere() -> None:
    hidden = practice(NOT_SHOWN, (90, SELF))
    assert read(trust=HIDDEN_ELEMENT, P1=hidden) == Reading((), (), (), ())
    assert read(trust=HIDDEN_ELEMENT, P1=hidden, values=element(F(30))).strongest_so_far == (
        "values",
    )
