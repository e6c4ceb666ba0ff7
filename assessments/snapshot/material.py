"""All that the figures of a round are made from: in memory only, while the round is sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.disclosure.gate import proved
from assessments.disclosure.published import published_figures
from assessments.disclosure.rules import Fewest, View, shown_statements, view_for
from assessments.disclosure.veil import Veil
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.cells import Answers, Count, cell, count, pack
from assessments.scoring.people import (
    Dispersion,
    Spread,
    Spreads,
    spread_of_answers,
    spread_of_means,
)
from assessments.scoring.scores import Cells, Profile, index_elements, profile, shown_elements
from assessments.scoring.terms import NotShown, Sheet, Side, Sides

Counts = Mapping[str, Count]
Dispersions = Mapping[str, Dispersion]


@dataclass(frozen=True, repr=False)
class Material:
    """`fewest`: from how many people on something is shown; `shown`: the statements shown of both
    sides, if these may be told apart; `together`: the cells over everybody, if they may not but
    everyone together may be. Words are told from `dispersions`, as far as they may know them, and
    from the spreads of `statements` and `spreads`, which are made of these; a side of which slips
    were drawn has none."""

    questionnaire: Questionnaire
    fewest: Fewest
    view: View
    shown: frozenset[str]
    answers: Sides[Answers]
    cells: Sides[Cells]
    profiles: Sides[Profile]
    dispersions: Sides[Dispersions]
    statements: Sides[Mapping[str, Spread]]
    spreads: Sides[Spreads]
    together: Cells | None


def gather(
    questionnaire: Questionnaire, sheets: Iterable[Sheet], fewest: Fewest, *, everyone_allowed: bool
) -> Material:
    """Reads the sheets once. Raises ValueError for an answer that is not offered."""
    answers = pack(questionnaire, sheets)
    view = view_for(
        Sides(answers.contractor.people, answers.client.people),
        fewest,
        everyone_allowed=everyone_allowed,
    )
    counts = Sides(*(count(questionnaire, answers.of(side)) for side in Side))
    safe = _safe_statements(questionnaire, counts, fewest, view)
    shown = safe if view is View.SIDES else frozenset[str]()
    cells = Sides(*(_cells(counts.of(side), shown) for side in Side))
    profiles = Sides(*(profile(questionnaire, cells.of(side)) for side in Side))
    veil = Veil()
    told = Sides(*(frozenset() if fewest.slips.of(side) else shown for side in Side))
    dispersions = Sides(
        *({code: veil(counts.of(side)[code]) for code in told.of(side)} for side in Side)
    )
    statements = Sides(*(_statements(dispersions.of(side), cells.of(side)) for side in Side))
    return Material(
        questionnaire=questionnaire,
        fewest=fewest,
        view=view,
        shown=shown,
        answers=answers,
        cells=cells,
        profiles=profiles,
        dispersions=dispersions,
        statements=statements,
        spreads=Sides(
            *(_spreads(questionnaire, statements.of(side), profiles.of(side)) for side in Side)
        ),
        together=_cells(_sum(counts), safe) if view is View.EVERYONE else None,
    )


def _safe_statements(
    questionnaire: Questionnaire, counts: Sides[Counts], fewest: Fewest, view: View
) -> frozenset[str]:
    """Those that enough people placed, and whose figures are proved to expose nobody."""
    placed = {
        code: Sides(*(counts.of(side)[code].placed for side in Side))
        for code in questionnaire.codes
    }
    return proved(
        shown_statements(placed, fewest, view),
        lambda shown: published_figures(questionnaire, placed, shown, view),
        fewest.k,
    )


def _cells(counts: Counts, shown: frozenset[str]) -> Cells:
    return {code: cell(counted) for code, counted in counts.items() if code in shown}


def _sum(counts: Sides[Counts]) -> Counts:
    return {code: counts.contractor[code] + counts.client[code] for code in counts.contractor}


def _statements(dispersions: Dispersions, cells: Cells) -> dict[str, Spread]:
    return {code: spread_of_answers(of, cells[code]) for code, of in dispersions.items()}


def _spreads(
    questionnaire: Questionnaire, statements: Mapping[str, Spread], profile: Profile
) -> Spreads:
    elements = {
        code: spread_of_means([statements[one] for one in codes], score)
        for code, codes in shown_elements(questionnaire, statements).items()
        if not isinstance(score := profile.elements[code], NotShown)
    }
    if not elements or isinstance(profile.index, NotShown):
        return Spreads(elements, None)
    of_index = [elements[code] for code in index_elements(questionnaire, statements)]
    return Spreads(elements, spread_of_means(of_index, profile.index))
