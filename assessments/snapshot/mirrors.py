"""What is rated for each organization: as it sees itself, and as the other side sees it."""

from assessments.questionnaire.schema import Practice
from assessments.scoring import scores, words
from assessments.scoring.figures import Mirror, PracticeFigures
from assessments.scoring.people import Spread
from assessments.scoring.terms import Side, Sides
from assessments.snapshot.material import Material


def practice_figures(material: Material, practice: Practice) -> PracticeFigures:
    contractor, client = (_mirror(material, practice, side) for side in Side)
    readings = (contractor.self_score, contractor.seen, client.self_score, client.seen)
    return PracticeFigures(contractor, client, scores.joint(*readings))


def _mirror(material: Material, practice: Practice, side: Side) -> Mirror:
    """The organization of `side`, as its own staff rate it and as the other side's do."""
    self_score = scores.cell_or_hidden(practice.own, material.cells.of(side))
    seen_score = scores.cell_or_hidden(practice.partner, material.cells.of(side.other))
    gap = scores.difference(self_score, seen_score)
    groups = Sides[Spread | None](
        material.statements.of(side).get(practice.own),
        material.statements.of(side.other).get(practice.partner),
    )
    word = words.mirror_word(gap, words.gap_word(gap, groups))
    return Mirror(self_score, seen_score, gap, word)
