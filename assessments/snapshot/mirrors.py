"""What is rated for each organization: as it sees itself, and as the other side sees it."""

from assessments.disclosure.unanimity import mirror_word
from assessments.questionnaire.schema import Practice
from assessments.scoring import scores
from assessments.scoring.figures import Mirror, PracticeFigures
from assessments.scoring.terms import Side, Sides
from assessments.snapshot.material import Material


def practice_figures(material: Material, practice: Practice) -> PracticeFigures:
    contractor, client = (_mirror(material, practice, side) for side in Side)
    readings = (contractor.self_score, contractor.seen, client.self_score, client.seen)
    return PracticeFigures(contractor, client, scores.joint(*readings))


def _mirror(material: Material, practice: Practice, side: Side) -> Mirror:
    """The organization of `side`, as its own staff rate it and as the other side's do."""
    own, seen = material.counts.of(side), material.counts.of(side.other)
    self_score = scores.cell_or_hidden(practice.own, material.cells.of(side))
    seen_score = scores.cell_or_hidden(practice.partner, material.cells.of(side.other))
    gap = scores.difference(self_score, seen_score)
    answers = Sides(own[practice.own], seen[practice.partner])
    word = mirror_word(gap, answers, material.fewest)
    return Mirror(self_score, seen_score, gap, word)
