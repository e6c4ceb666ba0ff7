import pytest

from assessments.comments import KeptComment, WrittenComment, kept_comments
from assessments.promise import Promise
from assessments.scoring.terms import Side, Sides

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
