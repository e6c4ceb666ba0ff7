"""What holds for every round: tried on many random ones."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.disclosure.published import published_figures
from assessments.disclosure.rules import NO_SLIPS, Fewest
from assessments.scoring.figures import Everyone
from assessments.scoring.scores import everyone, profile, shown_elements
from assessments.scoring.terms import (
    CANNOT_SAY,
    NotShown,
    Score,
    Sheet,
    Side,
    Sides,
)
from assessments.snapshot.codec import from_json, moments_from_json, to_json
from assessments.snapshot.material import gather
from assessments.snapshot.value import (
    Breakthrough,
    BreakthroughPoint,
    Cell,
    Changes,
    ElementFigures,
    IndexFigures,
    PracticeFigures,
    Snapshot,
    View,
)
from tests.assessments.sheets import frame, instrument, sealed

FRACTION = re.compile(r"-?\d+/\d+")
SEEDS = st.integers(0, 2**32)
CODES = instrument().codes


def random_sheets(random: Random, ours: int, theirs: int, answered: float) -> list[Sheet]:
    """People with a leaning of their own, some of whom leave much out."""
    sheets = []
    for person in range(ours + theirs):
        leaning = random.choice([0, 1, 2, 3, 4])
        share = random.choice([1, answered, answered])
        options = [CANNOT_SAY, 0, 1, 2, 3, 4, leaning, leaning, leaning]
        answers = {c: random.choice(options) for c in CODES if random.random() < share}
        sheets.append(Sheet(Side.CONTRACTOR if person < ours else Side.CLIENT, answers))
    return sheets


@st.composite
def rounds(draw: st.DrawFn) -> list[Sheet]:
    random = Random(draw(SEEDS))
    size = st.sampled_from([3, 4, 5, 6, 7, 8, 9, 14])
    return random_sheets(random, draw(size), draw(size), draw(st.sampled_from([0.3, 0.7, 0.95])))


def scores(snapshot: Snapshot) -> Iterator[Score]:
    figures: list[Any] = [*snapshot.statements.values(), *snapshot.elements.values()]
    for each in [*figures, snapshot.stance, snapshot.index]:
        yield from (each.contractor, each.client, each.joint)
    for practice in snapshot.practices.values():
        for mirror in (practice.contractor, practice.client):
            yield from (mirror.self_score, mirror.seen)
        yield practice.joint
    if snapshot.everyone:
        yield from (*snapshot.everyone.elements.values(), snapshot.everyone.index)


@given(rounds())
def test_scores_lie_between_the_coded_ends(sheets: list[Sheet]) -> None:
    found = list(scores(sealed(sheets).snapshot))
    assert len(found) > 150
    assert all(isinstance(score, NotShown) or 5 <= score <= 95 for score in found)


@given(rounds(), SEEDS)
def test_the_order_of_sheets_and_answers_does_not_matter(sheets: list[Sheet], seed: int) -> None:
    random = Random(seed)
    shuffled = [
        Sheet(sheet.side, dict(random.sample([*sheet.answers.items()], len(sheet.answers))))
        for sheet in random.sample(sheets, len(sheets))
    ]
    assert sealed(shuffled) == sealed(sheets)


def swapped(sheets: Iterable[Sheet]) -> list[Sheet]:
    return [Sheet(sheet.side.other, sheet.answers) for sheet in sheets]


def negative(score: Score) -> Score:
    return score if isinstance(score, NotShown) else -score


def turned_sides(sides: Sides[Any]) -> Sides[Any]:
    return Sides(sides.client, sides.contractor)


def turned_changes(changes: Changes | None) -> Changes | None:
    return changes and Changes(changes.client, changes.contractor, changes.joint)


def turned_element(element: ElementFigures) -> ElementFigures:
    return replace(
        element,
        contractor=element.client,
        client=element.contractor,
        gap=negative(element.gap),
        agreement=turned_sides(element.agreement),
        precision=turned_sides(element.precision),
        change=turned_changes(element.change),
    )


def turned_index(index: IndexFigures) -> IndexFigures:
    return replace(
        index,
        contractor=index.client,
        client=index.contractor,
        gap=negative(index.gap),
        change=turned_changes(index.change),
    )


def turned_point(point: BreakthroughPoint, elements: Mapping[str, ElementFigures]) -> Any:
    """Where both sides of the lowest element are equal, the contractor is named."""
    detail = dict(point.detail)
    if point.code == "trust_both":
        detail = {"contractor": detail["client"], "client": detail["contractor"]}
    if point.code == "elements" and detail["side"] in list(Side):
        lowest = elements[str(detail["element"])]
        if lowest.contractor != lowest.client:
            detail["side"] = Side(str(detail["side"])).other.value
    return replace(point, detail=detail)


def turned(snapshot: Snapshot) -> Snapshot:
    """What the round would be with the two organizations in each other's place."""
    elements = snapshot.elements
    points = tuple(turned_point(point, elements) for point in snapshot.breakthrough.points)
    stance = snapshot.stance
    return replace(
        snapshot,
        response=turned_sides(snapshot.response),
        statements={
            code: Cell(cell.client, cell.contractor, cell.joint)
            for code, cell in snapshot.statements.items()
        },
        elements={code: turned_element(element) for code, element in elements.items()},
        index=turned_index(snapshot.index),
        practices={
            code: PracticeFigures(practice.client, practice.contractor, practice.joint)
            for code, practice in snapshot.practices.items()
        },
        stance=replace(stance, contractor=stance.client, client=stance.contractor),
        breakthrough=Breakthrough(snapshot.breakthrough.reached, points),
    )


@given(rounds(), rounds())
def test_swapping_the_sides_flips_every_gap_and_nothing_else(
    sheets: list[Sheet], earlier: list[Sheet]
) -> None:
    now = sealed(sheets, frame(number=2), sealed(earlier))
    other = sealed(swapped(sheets), frame(number=2), sealed(swapped(earlier)))
    assert other.snapshot == turned(now.snapshot)
    assert other.moments == turned_sides(now.moments)


def placed(sheets: Sequence[Sheet], code: str) -> Sides[int]:
    """How many of each side chose an option of a statement."""
    chose = [sheet.side for sheet in sheets if sheet.answers.get(code, CANNOT_SAY) >= 0]
    return Sides(chose.count(Side.CONTRACTOR), chose.count(Side.CLIENT))


def hidden_statements(sheets: Sequence[Sheet], view: View) -> set[str]:
    """Those on which no answer may have left a trace."""
    if view is View.NOTHING:
        return set(CODES)
    sides = {code: placed(sheets, code) for code in CODES}
    if view is View.EVERYONE:
        elements = shown_elements(
            instrument(), {c for c, n in sides.items() if max(n.contractor, n.client) >= 5}
        )
        return set(CODES) - {code for codes in elements.values() for code in codes}
    return {code for code, n in sides.items() if min(n.contractor, n.client) < 5}


@given(rounds(), rounds(), SEEDS)
def test_a_hidden_figure_never_influences_a_shown_one(
    sheets: list[Sheet], earlier: list[Sheet], seed: int
) -> None:
    random = Random(seed)
    before = sealed(earlier)
    result = sealed(sheets, frame(number=2), before)
    hidden = hidden_statements(sheets, result.snapshot.view)
    other = [
        Sheet(
            sheet.side,
            {
                code: random.randrange(5) if code in hidden and value >= 0 else value
                for code, value in sheet.answers.items()
            },
        )
        for sheet in sheets
    ]
    assert sealed(other, frame(number=2), before) == result


@given(rounds(), rounds())
def test_snapshots_and_moments_come_back_exactly(sheets: list[Sheet], earlier: list[Sheet]) -> None:
    result = sealed(sheets, frame(number=2), sealed(earlier))
    assert from_json(to_json(result.snapshot)) == result.snapshot
    assert moments_from_json(to_json(result.moments)) == result.moments


def shown(scores: Iterable[Score]) -> list[Fraction]:
    return [score for score in scores if not isinstance(score, NotShown)]


def mean(scores: Sequence[Fraction]) -> Fraction:
    return Fraction(sum(scores), len(scores))


@given(rounds())
def test_every_score_can_be_recomputed_from_the_published_cells(sheets: list[Sheet]) -> None:
    snapshot = sealed(sheets).snapshot
    for side in Side:
        for element in instrument().elements:
            cells = [getattr(snapshot.statements[c], side) for c in element.statement_codes]
            score = getattr(snapshot.elements[element.code], side)
            if 2 * len(shown(cells)) > len(cells):
                assert score == mean(shown(cells))
            else:
                assert isinstance(score, NotShown)
        elements = shown(getattr(element, side) for element in snapshot.elements.values())
        index = getattr(snapshot.index, side)
        assert index == mean(elements) if len(elements) >= 5 else isinstance(index, NotShown)
    both: list[ElementFigures | IndexFigures] = [*snapshot.elements.values(), snapshot.index]
    for figures in both:
        if isinstance(figures.contractor, Fraction) and isinstance(figures.client, Fraction):
            assert figures.joint == (figures.contractor + figures.client) / 2
            assert figures.gap == figures.contractor - figures.client


@given(rounds())
def test_a_topic_stands_in_one_list_only(sheets: list[Sheet]) -> None:
    found = sealed(sheets).snapshot.reading
    lists = (found.celebrate, found.strongest_so_far, found.talk_about, found.raise_next)
    topics = [code for codes in lists for code in codes]
    assert len(topics) == len(set(topics))
    assert all(len(codes) <= 3 for codes in lists)
    assert not (found.celebrate and found.strongest_so_far)


def numbers(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """Every exact figure in a snapshot's data; lists of pairs are tables by their first item."""
    if isinstance(value, str) and FRACTION.fullmatch(value):
        yield path, Fraction(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, (*path, key))
    elif isinstance(value, list) and all(isinstance(item, list) for item in value):
        for key, item in value:
            yield from numbers(item, (*path, key))


def linear_figures(sheets: Sequence[Sheet]) -> dict[tuple[str, ...], Fraction]:
    """All scores, gaps and changes; the breakthrough repeats some, reliability is not linear.
    Everyone together as before the figures are rounded."""
    snapshot = sealed(sheets, frame(number=2), EARLIER).snapshot
    if snapshot.everyone:
        together = gather(instrument(), sheets, Fewest(5, NO_SLIPS), everyone_allowed=True).together
        assert snapshot.everyone == everyone(instrument(), together or {})
        exact = profile(instrument(), together or {})
        snapshot = replace(snapshot, everyone=Everyone(exact.elements, exact.index))
    data = to_json(snapshot)
    return dict(
        numbers({k: v for k, v in data.items() if k not in ("breakthrough", "reliability")})
    )


EARLIER = sealed(random_sheets(Random(1), 9, 9, 1))


@pytest.mark.parametrize(("ours", "theirs", "view"), [(5, 10, View.SIDES), (21, 4, View.EVERYONE)])
def test_the_gate_knows_of_every_figure_about_a_statement(
    ours: int, theirs: int, view: View
) -> None:
    """Of 5, 10 or 25 people a mean has one decimal, so that nothing is rounded: moving one person
    of each side by one option shows how all that is published depends on them."""
    random = Random(7)
    sheets = [
        Sheet(
            Side.CONTRACTOR if p < ours else Side.CLIENT,
            {c: random.choice([1, 2, 3]) for c in CODES},
        )
        for p in range(ours + theirs)
    ]
    base = linear_figures(sheets)
    sizes = dict.fromkeys(CODES, Sides(ours, theirs))
    listed = published_figures(instrument(), sizes, frozenset(CODES), view)
    for code in ("T1", "C7", "R2", "L3", "P1.own", "P10.partner", "M3"):
        moved = [linear_figures(moved_up(sheets, person, code)) for person in (0, ours)]
        vectors = {tuple((figures[path] - base[path]) / 25 for figures in moved) for path in base}
        expected = {tuple(weights) for weights in listed[code].weights}
        assert vectors - {(0, 0)} == expected - {(0, 0)}


def moved_up(sheets: Sequence[Sheet], person: int, code: str) -> list[Sheet]:
    moved = sheets[person]
    answers = {**moved.answers, code: moved.answers[code] + 1}
    return [*sheets[:person], Sheet(moved.side, answers), *sheets[person + 1 :]]
