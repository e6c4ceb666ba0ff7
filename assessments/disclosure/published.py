"""Every figure that is published about a statement, as the gate needs it: the weight with which it
depends on each person of the contractor, and of the client, who placed that statement.

Changes since the round before add nothing: the earlier score does not depend on these answers.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from assessments.disclosure.gate import Figures, Weights
from assessments.disclosure.rules import View
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.scores import index_elements, shown_elements, shown_of
from assessments.scoring.terms import Sides

Placed = Mapping[str, Sides[int]]
"""By statement code: how many people of each side placed it."""

NOTHING = Fraction(0)
WHOLE = Fraction(1)


def published_figures(
    questionnaire: Questionnaire, placed: Placed, shown: frozenset[str], view: View
) -> dict[str, Figures]:
    """By statement code, if just the statements in `shown` are shown."""
    about = _together if view is View.EVERYONE else _by_side
    weights = about(questionnaire, placed, shown)
    return {
        code: Figures((placed[code].contractor, placed[code].client), tuple(weights[code]))
        for code in sorted(shown)
    }


def _by_side(
    questionnaire: Questionnaire, placed: Placed, shown: frozenset[str]
) -> dict[str, list[Weights]]:
    """Cells, and the scores that they are part of: of each side, joint, and the gap."""
    shares = _shares_of_elements(questionnaire, shown)
    weights = {code: [*_peers(placed[code], WHOLE)] for code in shown}
    for code, (in_element, in_index) in shares.items():
        for share in (in_element, in_index):
            weights[code] += [*_peers(placed[code], share), _gap(placed[code], share)]
    stance = shown_of(questionnaire.stance_codes, shown)
    for code in stance:
        weights[code] += _peers(placed[code], WHOLE / len(stance))
    for section in questionnaire.sections:
        for single in section.singles:
            if single.code in shown:
                weights[single.code].append(_gap(placed[single.code], WHOLE))
    return weights | _practices(questionnaire, placed, shown)


def _practices(
    questionnaire: Questionnaire, placed: Placed, shown: frozenset[str]
) -> dict[str, list[Weights]]:
    """Either statement of a practice is read once in the mirror of each organization; the gap of a
    mirror, and the joint score, need the other statement too, whose answers count as known."""
    weights: dict[str, list[Weights]] = {}
    for practice in questionnaire.mirrored:
        pair = {practice.own, practice.partner}
        for code, sign in ((practice.own, 1), (practice.partner, -1)):
            if code not in shown:
                continue
            contractor, client, joint = _peers(placed[code], WHOLE)
            weights[code] = [contractor, client]
            if pair <= shown:
                gaps = ([sign * weight for weight in side] for side in (contractor, client))
                weights[code] += [*gaps, [weight / 2 for weight in joint]]
    return weights


def _together(
    questionnaire: Questionnaire, placed: Placed, shown: frozenset[str]
) -> dict[str, list[Weights]]:
    """Single statements are not published here, only the scores that they are part of."""
    weights: dict[str, list[Weights]] = {code: [] for code in shown}
    for code, shares in _shares_of_elements(questionnaire, shown).items():
        people = placed[code].contractor + placed[code].client
        weights[code] = [(share / people, share / people) for share in shares]
    return weights


def _shares_of_elements(
    questionnaire: Questionnaire, shown: frozenset[str]
) -> dict[str, tuple[Fraction, Fraction]]:
    """The share of a statement in its element score and in the index, where these are shown."""
    index = index_elements(questionnaire, shown)
    shares: dict[str, tuple[Fraction, Fraction]] = {}
    for element, codes in shown_elements(questionnaire, shown).items():
        in_element = WHOLE / len(codes)
        in_index = in_element / len(index) if element in index else NOTHING
        shares |= dict.fromkeys(codes, (in_element, in_index))
    return shares


def _peers(placed: Sides[int], share: Fraction) -> Iterator[Weights]:
    """A score of the contractor, of the client, and their joint score."""
    contractor, client = share / placed.contractor, share / placed.client
    yield (contractor, NOTHING)
    yield (NOTHING, client)
    yield (contractor / 2, client / 2)


def _gap(placed: Sides[int], share: Fraction) -> Weights:
    return (share / placed.contractor, -share / placed.client)
