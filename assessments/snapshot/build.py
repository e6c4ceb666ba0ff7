"""From the sheets of a round to its snapshot: the only way by which answers become figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from assessments.disclosure.rules import NO_SLIPS, Fewest, answered
from assessments.questionnaire.schema import Element, Questionnaire
from assessments.scoring import scores, words
from assessments.scoring.figures import ElementFigures, IndexFigures
from assessments.scoring.reading import band, breakthrough, reading
from assessments.scoring.terms import (
    NOT_SHOWN,
    Agreement,
    NotShown,
    Sheet,
    Side,
    Sides,
)
from assessments.snapshot.further import further_figures
from assessments.snapshot.material import Material, gather
from assessments.snapshot.mirrors import practice_figures
from assessments.snapshot.trend import NO_MOMENTS, Moments, Sealed, Trend
from assessments.snapshot.value import VERSION, Response, Snapshot


@dataclass(frozen=True)
class Frame:
    """What is fixed about a round before its answers are read.

    `k`: the smallest group that the promise names. `slips`: how many slips of each side come on
    top, known only when all have answered; stored nowhere. `held_elsewhere`: whether somebody
    brings its answers along, who can have made them up. `everyone_allowed`: whether both sides are
    shown together where one is too small, as in rounds released before this was given up.
    """

    questionnaire: Questionnaire
    number: int
    closed: date
    k: int
    invited: Sides[int | None]
    slips: Sides[int] = NO_SLIPS
    held_elsewhere: bool = False
    everyone_allowed: bool = False


def build(
    frame: Frame, sheets: Iterable[Sheet], previous: Sealed | None = None
) -> tuple[Snapshot, Moments]:
    """The snapshot of a round, and what the words of the next one need to know.

    `previous`: the released round before. Of a round that was held elsewhere the words of the
    next one know nothing, nor its own of the round before: whoever makes answers up could ask how
    far those of real people lie apart. The sheets are read once, in any order. Raises ValueError
    for an answer that the questionnaire does not offer.
    """
    questionnaire = frame.questionnaire
    if previous and frame.held_elsewhere:
        previous = replace(previous, moments=NO_MOMENTS)
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
        reliability={e.code: NOT_SHOWN for e in questionnaire.elements},
        further={
            section.code: further_figures(material, section, previous)
            for section in questionnaire.sections
        },
    )
    return snapshot, NO_MOMENTS if frame.held_elsewhere else material.spreads


def _trend(material: Material, previous: Sealed | None) -> Trend | None:
    if previous is None:
        return None
    m = material
    return Trend(previous, m.questionnaire, m.shown, m.profiles, m.spreads)


def _response(material: Material, invited: Sides[int | None], side: Side) -> Response:
    ballots = material.answers.of(side).people
    return Response(invited.of(side), answered(ballots, material.fewest.of(side)))


def _element(material: Material, trend: Trend | None, element: Element) -> ElementFigures:
    code = element.code
    contractor, client = (material.profiles.of(side).elements[code] for side in Side)
    joint, gap = scores.joint(contractor, client), scores.difference(contractor, client)
    groups = Sides(*(material.spreads.of(side).elements.get(code) for side in Side))
    shown = scores.shown_of(element.statement_codes, material.shown)
    target = material.questionnaire.targets.get(code)
    return ElementFigures(
        contractor=contractor,
        client=client,
        joint=joint,
        gap=gap,
        gap_word=words.gap_word(gap, groups),
        band=band(joint),
        agreement=Sides(*(_agreement(material, shown, side) for side in Side)),
        precision=Sides(*(_precision(material, code, side) for side in Side)),
        change=trend.element(code) if trend else None,
        target=None if target is None else Fraction(target),
    )


def _agreement(material: Material, shown: Sequence[str], side: Side) -> Agreement | NotShown | None:
    if not shown:
        return NOT_SHOWN
    told, people = material.dispersions.of(side), material.answers.of(side).people
    if not told:
        return None
    return words.agreement([told[code] for code in shown], people, material.fewest.k)


def _precision(material: Material, code: str, side: Side) -> int | NotShown | None:
    if isinstance(material.profiles.of(side).elements[code], NotShown):
        return NOT_SHOWN
    spread, people = material.spreads.of(side).elements.get(code), material.answers.of(side).people
    return words.precision(spread, people, material.fewest.k) if spread else None


def _index(material: Material, trend: Trend | None) -> IndexFigures:
    contractor, client = (material.profiles.of(side).index for side in Side)
    joint, gap = scores.joint(contractor, client), scores.difference(contractor, client)
    groups = Sides(*(material.spreads.of(side).index for side in Side))
    return IndexFigures(
        contractor=contractor,
        client=client,
        joint=joint,
        gap=gap,
        gap_word=words.gap_word(gap, groups),
        band=band(joint),
        change=trend.index() if trend else None,
        elements=scores.index_elements(material.questionnaire, material.shown),
    )
