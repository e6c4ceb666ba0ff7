import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.comments import (
    MASK,
    KeptComment,
    WrittenComment,
    kept_comments,
    pieces_of,
    problem_with,
    with_masks,
)
from assessments.promise import Promise
from assessments.scoring.terms import Side, Sides
from partnerships.texts import tidy_lines

WRITTEN = [WrittenComment(Side.CLIENT, "Q1", "one"), WrittenComment(Side.CONTRACTOR, "Q2", "two")]


def promise(*, k: int = 5, comments: bool = True) -> Promise:
    return Promise(
        partnership="Harbour Alliance",
        contractor="Brightline Services",
        client="Northgate Council",
        scope="",
        customer="",
        server="",
        k=k,
        comments=comments,
        everyone=True,
        neutral_keys=False,
        closes_at="2026-03-31T23:59:00+00:00",
        time_zone="UTC",
        invited=Sides(None, None),
    )


def kept(contractor: int, client: int, k: int = 5, *, comments: bool = True) -> list[KeptComment]:
    return kept_comments(WRITTEN, Sides(contractor, client), promise(k=k, comments=comments))


def sides(contractor: int, client: int, k: int) -> list[Side | None]:
    return [comment.side for comment in kept(contractor, client, k)]


@pytest.mark.parametrize(
    ("contractor", "client", "k"), [(10, 10, 5), (10, 30, 5), (12, 12, 12), (10, 10, 10)]
)
def test_by_side_where_both_sides_are_large(contractor: int, client: int, k: int) -> None:
    assert sides(contractor, client, k=k) == [Side.CLIENT, Side.CONTRACTOR]


@pytest.mark.parametrize(("contractor", "client", "k"), [(9, 10, 5), (10, 9, 5), (5, 5, 5)])
def test_without_a_side_where_both_reach_the_smallest_group(
    contractor: int, client: int, k: int
) -> None:
    assert sides(contractor, client, k=k) == [None, None]


@pytest.mark.parametrize(("contractor", "client", "k"), [(4, 30, 5), (30, 4, 5), (11, 12, 12)])
def test_gone_where_one_side_is_short(contractor: int, client: int, k: int) -> None:
    assert kept(contractor, client, k=k) == []


def test_gone_where_the_promise_has_none() -> None:
    assert kept(30, 30, comments=False) == []


def test_words_stay_out_of_logs() -> None:
    assert "two" not in repr(WRITTEN[1])
    assert "one" not in repr(kept(10, 10)[0])


@pytest.mark.parametrize(
    ("text", "chosen", "masked"),
    [
        ("Anna said so.", {0}, "[...] said so."),
        ("We thank Anna Meier, again.", {2, 3}, "We thank [...] again."),
        ("We thank [...] Meier, again.", {3}, "We thank [...] again."),
        ("Anna\nMeier", {0, 1}, "[...]\n[...]"),
        ("Anna\n\nand us", {0}, "[...]\n\nand us"),
        ("Nobody", set(), "Nobody"),
        ("Nobody", {7, -1}, "Nobody"),
        ("One by one", {0, 2}, "[...] by [...]"),
        ("田中さんが助けた", {0, 1}, "[...]さんが助けた"),
        ("田中さんが助けた", {0, 3}, "[...]中さ[...]が助けた"),
        ("a" * 130, {1}, "a" * 60 + "[...]" + "a" * 10),
        ("[...] [...]", set(), "[...]"),
    ],
)
def test_masks_take_the_place_of_words(text: str, chosen: set[int], masked: str) -> None:
    assert with_masks(text, chosen) == masked


texts = st.text(st.sampled_from("ab .,[]\n田\u0301\N{GRINNING FACE}"), max_size=60).map(tidy_lines)


@given(texts, st.sets(st.integers(0, 60)))
def test_masking_only_takes_words_away(text: str, chosen: set[int]) -> None:
    kept = [piece for piece in pieces_of(text) if piece.number not in chosen]
    masked = with_masks(text, chosen)
    assert [p.text for p in pieces_of(masked) if not p.is_mask] == [
        piece.text for piece in kept if not piece.is_mask
    ]
    assert masked.count("\n") == text.count("\n")
    assert with_masks(masked, set()) == masked
    if len(kept) == len([*pieces_of(text)]) and MASK not in text:
        assert masked == text


@given(texts)
def test_the_pieces_make_up_the_text(text: str) -> None:
    assert "".join(piece.gap + piece.text for piece in pieces_of(text)) == text


def test_what_may_be_written() -> None:
    for text in ("", "Line\nline", "שלום", "\N{LEFT-TO-RIGHT MARK}x", "a" * 1000):
        assert problem_with(text) == ""
    for text in ("a" * 1001, "\0", "\N{LEFT-TO-RIGHT OVERRIDE}x", "\N{FIRST STRONG ISOLATE}x"):
        assert problem_with(text)
