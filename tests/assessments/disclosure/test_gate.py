"""Designs that are known to be bad must be flagged, and good ones not."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.disclosure.gate import Atom, Figures, atoms, exposes, of_people, proved, rank

F = Fraction
Row = Sequence[Fraction]


def mean(*of: int, among: int) -> Row:
    """The figure that is the mean of the people with these numbers."""
    return [F(1, len(of)) if person in of else F(0) for person in range(among)]


def total(people: int) -> Row:
    return [F(1)] * people


def side(weight: int | Fraction, other: int | Fraction) -> Row:
    return (F(weight), F(other))


def sides(contractor: int, client: int, *weights: Row) -> Figures:
    """Figures that tell two groups apart, by the weight of each person in them."""
    return Figures((contractor, client), weights)


def per_head(contractor: int, client: int) -> Row:
    return side(F(1, contractor + client), F(1, contractor + client))


def peers(contractor: int, client: int) -> Row:
    return side(F(1, 2 * contractor), F(1, 2 * client))


BAD = {
    "the joint score beside the strong side, the short one being left out": sides(
        3, 12, peers(3, 12), side(0, F(1, 12))
    ),
    "a score of a side that is short": sides(4, 12, side(F(1, 4), 0), side(0, F(1, 12))),
    "everyone together beside one side": sides(4, 12, per_head(4, 12), side(0, F(1, 12))),
    "everyone by heads beside the joint score of peers": sides(
        4, 12, per_head(4, 12), peers(4, 12)
    ),
    "a gap beside the joint score": sides(4, 12, side(F(1, 4), F(-1, 12)), side(F(1, 8), F(1, 24))),
    "how many placed it, by two means of one group: with and without who could not say": of_people(
        [mean(*range(8), among=10), mean(*range(10), among=10)]
    ),
    "the number who placed it beside the number who sent their answers": of_people(
        [[F(1)] * 8 + [F(0)] * 2, total(10)]
    ),
    "a count below the smallest group: who chose the lowest option": of_people(
        [total(12), [F(1)] * 3 + [F(0)] * 9]
    ),
    "the mean of people's own means beside the cells, where two left half of the element out": (
        of_people([mean(*range(9), among=9), [F(1, 4 * 9)] * 7 + [F(1, 2 * 9)] * 2])
    ),
    "a mean of those with an element score beside the mean of all who placed it": of_people(
        [mean(*range(8), among=11), mean(*range(11), among=11)]
    ),
    "alpha's own sheets, were their mean told: the complete ones of both sides": of_people(
        [mean(*range(9), among=21), mean(*range(9, 21), among=21), mean(*range(1, 21), among=21)]
    ),
    "everyone together beside the joint score, from which the short side follows": sides(
        3, 30, per_head(3, 30), peers(3, 30)
    ),
    "last round's people among this round's: those who stayed, and all": of_people(
        [mean(*range(9), among=12), mean(*range(12), among=12)]
    ),
    "a team of four inside a side": of_people(
        [mean(*range(20), among=20), mean(0, 1, 2, 3, among=20)]
    ),
    "all but a team of four": of_people(
        [mean(*range(20), among=20), mean(*range(4, 20), among=20)]
    ),
    "two teams that share all but two of each": of_people(
        [mean(*range(10), among=12), mean(*range(2, 12), among=12)]
    ),
    "two filters, whose overlap is small": of_people(
        [
            mean(*range(20), among=20),
            mean(*range(12), among=20),
            mean(*range(8, 20), among=20),
        ]
    ),
    "figures again after two late ballots": of_people(
        [mean(*range(10), among=12), mean(*range(12), among=12)]
    ),
    "each viewer sees the mean of all the others": of_people(
        [mean(*(p for p in range(6) if p != viewer), among=6) for viewer in range(6)]
    ),
    "the lowest answer": of_people([mean(*range(9), among=9), mean(7, among=9)]),
    "two pairs set against each other, beside the whole": of_people(
        [
            total(20),
            [F(1), F(1), F(-1), F(-1), *[F(0)] * 16],
        ]
    ),
    "two pairs that only together stand out": Figures(
        (2, 2, 16),
        [(F(1), F(1), F(1)), (F(1), F(-1), F(0)), (F(2), F(3), F(1))],
    ),
    "a weighted mean that counts a manager double": of_people([total(9), [F(2), *[F(1)] * 8]]),
}

GOOD = {
    "both sides, joint score and gap, at the smallest size": sides(
        5, 5, side(F(1, 5), 0), side(0, F(1, 5)), peers(5, 5), side(F(1, 5), F(-1, 5))
    ),
    "one mean of five": of_people([mean(*range(5), among=5)]),
    "one joint score of two short sides, with nothing beside it": sides(3, 2, peers(3, 2)),
    "everyone together alone": sides(1, 9, per_head(1, 9)),
    "a team of five and the rest of five": of_people(
        [mean(*range(5), among=10), mean(*range(5, 10), among=10), mean(*range(10), among=10)]
    ),
    "two teams that share all but three of each": of_people(
        [mean(*range(10), among=13), mean(*range(3, 13), among=13)]
    ),
    "people whom no figure depends on": Figures((2, 8), [(F(0), F(1, 8))]),
    "nothing at all": Figures((3, 4), []),
    "nobody": of_people([]),
}


@pytest.mark.parametrize("design", BAD)
def test_a_bad_design_is_flagged(design: str) -> None:
    assert exposes(BAD[design], 5)


@pytest.mark.parametrize("design", GOOD)
def test_a_good_design_is_not_flagged(design: str) -> None:
    assert not exposes(GOOD[design], 5)


def test_the_smallest_group_is_a_parameter() -> None:
    seven = sides(7, 9, side(F(1, 7), 0), side(0, F(1, 9)))
    assert not exposes(seven, 7)
    assert exposes(seven, 8)
    assert exposes(seven, 20)


def test_two_small_atoms_may_be_exposed_only_together() -> None:
    # people 0, 1 | 2, 3 | the rest: leaving out either pair keeps the rank at 2, both do not
    pairs = of_people([total(12), [F(1), F(1), F(-1), F(-1), *[F(0)] * 8]])
    assert exposes(pairs, 5)
    assert not exposes(pairs, 4)


def test_people_with_equal_weights_form_an_atom() -> None:
    figures = Figures((2, 3, 4, 0), [(F(1), F(1), F(0), F(7)), (F(2), F(2), F(3), F(7))])
    assert atoms(figures) == [Atom(5, (F(1), F(2))), Atom(4, (F(0), F(3)))]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([[], []], 0),
        ([[0, 0], [0, 0]], 0),
        ([[1, 2], [2, 4]], 1),
        ([[0, 1], [1, 0]], 2),
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2),
        ([[1, 2], [3, 4], [5, 6]], 2),
        ([[1, 1, 0], [1, 0, 1], [0, 1, 1]], 3),
    ],
)
def test_rank(rows: list[list[int]], expected: int) -> None:
    assert rank([[F(value) for value in row] for row in rows]) == expected


def test_rank_is_exact() -> None:
    third = F(1, 3)
    tiny = F(1, 10**40)
    assert rank([[third, 1 - third], [F(1), F(2)]]) == 1
    assert rank([[third, 1 - third], [F(1), F(2) + tiny]]) == 2


weights = st.lists(
    st.lists(st.integers(-2, 2).map(F), min_size=6, max_size=6), min_size=1, max_size=3
)


@given(weights, st.integers(1, 6))
def test_the_gate_finds_what_trying_every_group_of_people_finds(
    rows: list[list[Fraction]], k: int
) -> None:
    def without(group: int) -> int:
        return rank([[row[p] for row in rows] for p in range(6) if not group >> p & 1])

    small = [group for group in range(64) if 0 < group.bit_count() < k]
    assert exposes(of_people(rows), k) == any(without(group) < without(0) for group in small)


@given(weights, st.integers(1, 6))
def test_equal_people_may_be_given_as_a_group(rows: list[list[Fraction]], k: int) -> None:
    grouped = Figures((1, 2, 3, 1, 2, 3), rows)
    alone = of_people(
        [[w for w, n in zip(row, grouped.sizes, strict=True) for _ in range(n)] for row in rows]
    )
    assert exposes(grouped, k) == exposes(alone, k)


ONE_SIDE = (F(1), F(0)), (F(0), F(1))


def test_an_exposed_statement_is_hidden() -> None:
    def design(shown: frozenset[str]) -> Mapping[str, Figures]:
        sizes = {"T1": (5, 5), "T2": (4, 9), "T3": (9, 9)}
        return {code: Figures(sizes[code], ONE_SIDE) for code in shown}

    assert proved(frozenset({"T1", "T2", "T3"}), design, 5) == {"T1", "T3"}
    assert proved(frozenset({"T1", "T2", "T3"}), design, 10) == frozenset()


def test_hiding_one_statement_is_proved_again_for_the_others() -> None:
    def design(shown: frozenset[str]) -> Mapping[str, Figures]:
        """Where T1 is hidden, T2 is published of a team as well."""
        team = [] if "T1" in shown else [(F(1), F(0))]
        everything = {
            "T1": Figures((2, 9), ONE_SIDE),
            "T2": Figures((4, 9), [(F(1), F(1)), *team]),
            "T3": Figures((9, 9), ONE_SIDE),
        }
        return {code: everything[code] for code in shown}

    assert not exposes(design(frozenset({"T1", "T2"}))["T2"], 5)
    assert proved(frozenset({"T1", "T2", "T3"}), design, 5) == {"T3"}
