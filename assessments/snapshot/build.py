"""From the sheets of a round to its snapshot: the only way by which answers become figures."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessments.disclosure import unanimity
from assessments.disclosure.rules import NO_SLIPS, Fewest, answered
from assessments.questionnaire.schema import Element, Questionnaire
from assessments.scoring import scores, words
from assessments.scoring.figures import ElementFigures, IndexFigures
from assessments.scoring.people import Spread, Spreads, alike, reliability
from assessments.scoring.reading import band, breakthrough, reading
from assessments.scoring.terms import (
    NOT_SHOWN,
    Agreement,
    GapWord,
    NotShown,
    Score,
    Sheet,
    Side,
    Sides,
    TooFew,
)
from assessments.snapshot.further import further_figures
from assessments.snapshot.material import Material, gather
from assessments.snapshot.mirrors import practice_figures
from assessments.snapshot.trend import Moments, Sealed, Trend
from assessments.snapshot.value import VERSION, Response, Snapshot


@dataclass(frozen=True)
class Frame:
    """What is fixed about a round before its answers are read.

    `k`: the smallest group that the promise names; `everyone_allowed`: whether it lets both sides
    be shown together where one is too small. `slips`: how many slips of each side come on top,
    known only when all have answered; stored nowhere.
    """

    questionnaire: Questionnaire
    number: int
    closed: date
    k: int
    everyone_allowed: bool
    invited: Sides[int | None]
    slips: Sides[int] = NO_SLIPS


def build(
    frame: Frame, sheets: Iterable[Sheet], previous: Sealed | None = None
) -> tuple[Snapshot, Moments]:
    """The snapshot of a round, and what the words of the next one need to know.

    `previous`: the released round before. The sheets are read once, in any order. Raises
    ValueError for an answer that the questionnaire does not offer.
    """
    questionnaire = frame.questionnaire
    fewest = Fewest(frame.k, frame.slips)
    material = gather(questionnaire, sheets, fewest, everyone_allowed=frame.everyone_allowed)
    trend = _trend(material, previous)
    elements = {e.code: _element(material, trend, e) for e in questionnaire.elements}
    index = _index(material, trend)
    practices = {p.code: practice_figures(material, p) for p in questionnaire.practices}
    statements = {
        s.code: scores.statement(s.code, material.cells) for s in questionnaire.placements
    }
    trust = statements[questionnaire.breakthrough_statement]
    together = material.together
    snapshot = Snapshot(
        version=VERSION,
        instrument=questionnaire.instrument,
        number=frame.number,
        previous=previous.snapshot.number if previous else None,
        closed=frame.closed,
        k=frame.k,
        view=material.view,
        response=Sides(*(_response(material, frame.invited, side) for side in Side)),
        statements=statements,
        elements=elements,
        index=index,
        practices=practices,
        stance=scores.stance(questionnaire, material.cells),
        everyone=None if together is None else scores.everyone(questionnaire, together),
        breakthrough=breakthrough(trust, index.joint, elements),
        reading=reading(elements, practices),
        reliability={e.code: _reliability(material, e) for e in questionnaire.elements},
        further={
            section.code: further_figures(material, section, previous)
            for section in questionnaire.sections
        },
    )
    return snapshot, _moments(material)


def _moments(material: Material) -> Moments:
    return Sides(*(_kept(material, side) for side in Side))


def _kept(material: Material, side: Side) -> Spreads:
    spreads, cells = _large_enough(material, side), material.cells.of(side)
    shown = scores.shown_elements(material.questionnaire, material.shown)
    of_index = [*scores.index_statements(material.questionnaire, material.shown).values()]
    return Spreads(
        {code: unanimity.kept(of, cells, [shown[code]]) for code, of in spreads.elements.items()},
        unanimity.kept(spreads.index, cells, of_index) if spreads.index else None,
    )


def _large_enough(material: Material, side: Side) -> Spreads:
    """The spreads of a side's scores that enough people have, slips on top."""
    return material.spreads.of(side).of_at_least(material.fewest.of(side))


def _trend(material: Material, previous: Sealed | None) -> Trend | None:
    if previous is None:
        return None
    m, spreads = material, Sides(*(_large_enough(material, side) for side in Side))
    return Trend(previous, m.questionnaire, m.shown, m.cells, m.profiles, spreads, m.fewest.k)


def _response(material: Material, invited: Sides[int | None], side: Side) -> Response:
    ballots = material.answers.of(side).people
    return Response(invited.of(side), answered(ballots, material.fewest.of(side)))


def _element(material: Material, trend: Trend | None, element: Element) -> ElementFigures:
    code = element.code
    contractor, client = (material.profiles.of(side).elements[code] for side in Side)
    joint, gap = scores.joint(contractor, client), scores.difference(contractor, client)
    groups = Sides(*(_large_enough(material, side).elements.get(code) for side in Side))
    shown = scores.shown_of(element.statement_codes, material.shown)
    target = material.questionnaire.targets.get(code)
    return ElementFigures(
        contractor=contractor,
        client=client,
        joint=joint,
        gap=gap,
        gap_word=_gap_word(material, gap, groups, [shown]),
        band=band(joint),
        agreement=Sides(*(_agreement(material, element, side) for side in Side)),
        precision=Sides(*(_precision(material, element, side) for side in Side)),
        change=trend.element(code) if trend else None,
        target=None if target is None else Fraction(target),
    )


def _gap_word(
    material: Material,
    gap: Score,
    groups: Sides[Spread | None],
    elements: Collection[Sequence[str]],
) -> GapWord | NotShown:
    cells = material.cells
    has_room = all(unanimity.has_room(cells.of(side), elements) for side in Side)
    kept = Sides(*(unanimity.coded(groups.of(side), cells.of(side), elements) for side in Side))
    return unanimity.gap_word(gap, kept, material.fewest.k, has_room=has_room)


def _agreement(material: Material, element: Element, side: Side) -> Agreement | NotShown | None:
    shown = scores.shown_of(element.statement_codes, material.shown)
    if not shown:
        return NOT_SHOWN
    spread = material.spreads.of(side).elements.get(element.code)
    counts = [material.counts.of(side)[code] for code in shown]
    fewest = material.fewest
    return words.agreement(spread, counts, fewest.k, fewest.slips.of(side))


def _precision(material: Material, element: Element, side: Side) -> int | NotShown | None:
    shown = scores.shown_of(element.statement_codes, material.shown)
    if not shown:
        return NOT_SHOWN
    spread = material.spreads.of(side).elements.get(element.code)
    fewest, cells = material.fewest, material.cells.of(side)
    of_options = material.questionnaire.placement_scores
    return unanimity.precision(
        spread,
        alike(material.answers.of(side), shown, of_options),
        [cells[code] for code in shown],
        fewest.k,
        fewest.slips.of(side),
    )


def _index(material: Material, trend: Trend | None) -> IndexFigures:
    contractor, client = (material.profiles.of(side).index for side in Side)
    joint, gap = scores.joint(contractor, client), scores.difference(contractor, client)
    groups = Sides(*(_large_enough(material, side).index for side in Side))
    elements = scores.index_statements(material.questionnaire, material.shown)
    return IndexFigures(
        contractor=contractor,
        client=client,
        joint=joint,
        gap=gap,
        gap_word=_gap_word(material, gap, groups, elements.values()),
        band=band(joint),
        change=trend.index() if trend else None,
        elements=tuple(elements),
    )


def _reliability(material: Material, element: Element) -> Fraction | TooFew | NotShown:
    shown = scores.shown_of(element.statement_codes, material.shown)
    if not shown:
        return NOT_SHOWN
    fewest, scores_of_options = material.fewest, material.questionnaire.placement_scores
    slips = fewest.slips.contractor + fewest.slips.client
    return reliability(material.answers, shown, scores_of_options, fewest.k, slips)
