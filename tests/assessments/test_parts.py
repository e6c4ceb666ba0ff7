from dataclasses import replace

import pytest

from assessments.parts import minutes_of, part_named, parts_of, progress_of
from assessments.questionnaire.load import breakthrough_1, with_sections
from tests.assessments.sheets import SECTIONS

PARTS = parts_of(breakthrough_1())


def test_nine_parts_ask_everything_once() -> None:
    assert [part.slug for part in PARTS] == [
        "trust",
        "values",
        "culture",
        "resources",
        "learning",
        "systems",
        "practices-1",
        "practices-2",
        "stance",
    ]
    asked = [code for part in PARTS for code in part.codes]
    assert len(asked) == 52
    assert sorted(asked) == sorted(breakthrough_1().codes)


def test_five_practices_on_a_page_each_rated_twice() -> None:
    first, second = PARTS[6:8]
    assert first.codes[:4] == ("P1.own", "P1.partner", "P2.own", "P2.partner")
    assert second.codes[-2:] == ("P10.own", "P10.partner")
    assert (first.title, second.title) == ("Ten practices: 1 to 5", "Ten practices: 6 to 10")


@pytest.mark.parametrize(
    ("slug", "number", "minutes", "previous", "following"),
    [
        ("trust", 1, 12, None, "values"),
        ("values", 2, 11, "trust", "culture"),  # 47 of 52 statements are left: 10.8
        ("practices-1", 7, 6, "systems", "practices-2"),  # 24 of 52: 5.5
        ("stance", 9, 1, "practices-2", None),  # 4 of 52: 0.9
    ],
)
def test_where_a_part_stands(
    slug: str, number: int, minutes: int, previous: str | None, following: str | None
) -> None:
    part = part_named(PARTS, slug)
    assert part is not None
    progress = progress_of(PARTS, part, 12)
    assert (progress.number, progress.of, progress.minutes) == (number, 9, minutes)
    assert (progress.previous, progress.next) == (previous, following)
    assert progress.done == number - 1


def test_an_unknown_part_is_none() -> None:
    assert part_named(PARTS, "check") is None


def test_further_statements_stand_between_the_stance_and_ones_own_words() -> None:
    """56 ratings in 13 minutes; three questions take three more."""
    asked = with_sections(breakthrough_1(), SECTIONS)
    parts = parts_of(asked, with_comments=True)
    assert [part.slug for part in parts[8:]] == [
        "stance",
        "own-measures",
        "own-measures-each",
        "commitments",
        "words",
    ]
    assert [code for part in parts for code in part.codes] == list(asked.codes)
    assert (minutes_of(asked), minutes_of(asked, with_comments=True)) == (13, 16)
    assert minutes_of(breakthrough_1(), with_comments=True) == 15
    own, each, kept = parts[9:12]
    assert (own.title, each.title) == (
        "Our own measures",
        "Our own measures, for each organization",
    )
    assert (own.scale, each.scale) == (asked.placement, asked.extent)
    assert kept.scale is not None
    assert kept.scale.options == asked.extent.options


def test_one_form_alone_is_the_part_of_its_own() -> None:
    own, _kept = SECTIONS
    for section in (replace(own, placed=()), replace(own, mirrored=())):
        *_others, part = parts_of(with_sections(breakthrough_1(), [section]))
        assert (part.slug, part.title) == ("own-measures", "Our own measures")
