import pytest

from assessments.parts import part_named, parts_of, progress_of
from assessments.questionnaire.load import breakthrough_1

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
