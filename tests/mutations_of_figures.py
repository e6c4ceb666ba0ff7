"""The rules by which answers become figures, each broken on purpose."""

from tests.mutation import Mutation

DISCLOSURE = "tests/assessments/disclosure"
SNAPSHOT = "tests/assessments/snapshot"

RULES = "assessments/disclosure/rules.py"
GATE = "assessments/disclosure/gate.py"
PUBLISHED = "assessments/disclosure/published.py"
VEIL = "assessments/disclosure/veil.py"
CELLS = "assessments/scoring/cells.py"
SCORES = "assessments/scoring/scores.py"
WORDS = "assessments/scoring/words.py"
MATERIAL = "assessments/snapshot/material.py"
BUILD = "assessments/snapshot/build.py"
FURTHER = "assessments/snapshot/further.py"

OF_FIGURES = (
    Mutation(
        "a side counts as short below the smallest group",
        RULES,
        "short = [side for side in Side if ballots.of(side) < fewest.of(side)]",
        "short = [side for side in Side if ballots.of(side) < fewest.of(side) - 1]",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "everyone together needs twice the smallest group of one side",
        RULES,
        ">= fewest.of(larger) + fewest.k",
        ">= fewest.of(larger)",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "everyone together does not depend on the number that is hidden",
        RULES,
        "ballots.of(larger) >= fewest",
        "ballots.contractor + ballots.client >= fewest",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "slips do not count toward the smallest group of a side",
        RULES,
        "return self.k + self.slips.of(side)",
        "return self.k",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "everyone together does not tell how many the short side are",
        "assessments/scoring/scores.py",
        "else rounded(score, 1)",
        "else rounded(score, 10)",
        "tests/assessments/scoring/test_scores.py",
    ),
    Mutation(
        "nothing tells whether few slips were used",
        RULES,
        "return max(used, min(drawn, k))",
        "return used",
        "tests/assessments/test_slips_on_top.py",
    ),
    Mutation(
        "sealing tells the rules who answered by a slip",
        "assessments/services/sealing.py",
        "        slips=slips,\n",
        "",
        "tests/assessments/test_slips_on_top.py",
    ),
    Mutation(
        "comments need enough people without slips",
        "assessments/services/sealing.py",
        "ballots.of(side) - slips.of(side)",
        "ballots.of(side)",
        "tests/assessments/test_slips_on_top.py",
    ),
    Mutation(
        "a round opens only with enough people invited by name",
        "assessments/services/opening.py",
        "if len(chosen[side]) < partnership.k",
        "if len(chosen[side]) + slips[side] < partnership.k",
        "tests/assessments/test_slips.py",
    ),
    Mutation(
        "sealing early goes by the last morning",
        "assessments/services/counting.py",
        "if morning is None or not morning.is_enough:",
        "if is_short(found):",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "the promise may rule out everyone together",
        RULES,
        "if everyone_allowed and ",
        "if ",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "a statement needs the smallest group on each side, not on one of them",
        RULES,
        "enough = all if view is View.SIDES else any",
        "enough = any",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "a count below the smallest group is hidden",
        RULES,
        "return ballots if ballots >= fewest else NOT_SHOWN",
        "return ballots if ballots >= 1 else NOT_SHOWN",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "the gate looks at every group below the smallest",
        GATE,
        "if atom.people < k:",
        "if atom.people < k - 1:",
        f"{DISCLOSURE}/test_gate.py",
    ),
    Mutation(
        "the gate puts small atoms together",
        GATE,
        "yield from ({atom} | few for few in _unions_below(k - atom.people, rest))",
        "yield from ()",
        f"{DISCLOSURE}/test_gate.py",
    ),
    Mutation(
        "the gate begins again when it has hidden a statement",
        GATE,
        "    while exposed := {",
        "    if exposed := {",
        f"{DISCLOSURE}/test_gate.py",
    ),
    Mutation(
        "the gate knows of every figure: gaps are among them",
        PUBLISHED,
        "weights[code] += [*_peers(placed[code], share), _gap(placed[code], share)]",
        "weights[code] += [*_peers(placed[code], share)]",
        f"{SNAPSHOT}/test_properties.py",
    ),
    Mutation(
        "rules and gate stand before the cells",
        MATERIAL,
        "        shown_statements(placed, fewest, view),\n",
        "        frozenset(questionnaire.codes),\n",
        f"{SNAPSHOT}/test_material.py",
    ),
    Mutation(
        "where one side is short, neither is told apart",
        MATERIAL,
        "shown = safe if view is View.SIDES else frozenset[str]()",
        "shown = safe",
        f"{SNAPSHOT}/test_material.py",
    ),
    Mutation(
        "everyone together never stands beside a side",
        MATERIAL,
        "if view is View.EVERYONE else None",
        "if view is not View.NOTHING else None",
        f"{DISCLOSURE}/test_worlds.py",
    ),
    Mutation(
        "a statement of everyone together needs the smallest group of different people",
        RULES,
        "enough = all if view is View.SIDES else any",
        "if view is View.EVERYONE:\n        both = placed.items()\n"
        "        return frozenset(c for c, n in both if n.contractor + n.client >= fewest.k)\n"
        "    enough = all",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "cells are coded at their ends",
        CELLS,
        "return min(max(mean, LOWEST_CODED), HIGHEST_CODED)",
        "return mean",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "the coded ends are wide enough for the smallest group",
        CELLS,
        "HIGHEST_CODED = Fraction(95)",
        "HIGHEST_CODED = Fraction(96)",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "cells have one decimal",
        CELLS,
        "rounded(Fraction(total, placed), 10)",
        "rounded(Fraction(total, placed), 10**9)",
        "tests/assessments/scoring/test_cells.py",
    ),
    Mutation(
        "of no option is it certain how many others chose it, to one who takes the own answer away",
        VEIL,
        "            if own:",
        "            if own and seen is self.chosen[0]:",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "ways are put together until they hide one another",
        VEIL,
        "if not groups or known[-1].certain <= by_the_cell:",
        "if not groups or len(groups[-1]) == 2:",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "words do not tell ways apart that are put together",
        VEIL,
        "averaged([(counts[way], how_often(way)) for way in group])",
        "averaged([(counts[group[0]], 1)])) | dict.fromkeys(group[1:], "
        "averaged([(counts[group[-1]], 1)])",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "the steps of many people are wide enough",
        "assessments/disclosure/steps.py",
        "SQUARES = 24, 8",
        "SQUARES = 240, 1",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "no word looks at people's own answers",
        "assessments/snapshot/material.py",
        "{code: veil(counts.of(side)[code])",
        "{code: __import__('assessments.scoring.people', fromlist=['']).dispersion("
        "counts.of(side)[code])",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "no round leaves anything in the process",
        VEIL,
        "def _together(",
        "@cache\ndef _together(",
        "tests/assessments/snapshot/test_build.py",
    ),
    Mutation(
        "adding up takes a whole time, whatever was answered",
        "assessments/services/counting.py",
        "    sleep(whole - (monotonic() - began) % whole)\n",
        "    sleep(whole)\n",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "whoever filled slips learns no more than the cells",
        MATERIAL,
        "frozenset() if fewest.slips.of(side) else shown",
        "shown",
        f"{DISCLOSURE}/test_veil.py",
    ),
    Mutation(
        "made-up answers ask nothing of real ones",
        BUILD,
        "if previous and frame.held_elsewhere:",
        "if False:",
        f"{SNAPSHOT}/test_build.py",
    ),
    Mutation(
        "nor are real ones asked about made-up ones",
        "assessments/services/sealing.py",
        "held_elsewhere=round.imported",
        "held_elsewhere=False",
        "tests/assessments/test_importing.py",
    ),
    Mutation(
        "the joint score is one of peers, not by heads",
        SCORES,
        "return mean(shown) if len(shown) == len(scores) else NOT_SHOWN",
        "return mean(shown) if shown else NOT_SHOWN",
        "tests/assessments/scoring/test_scores.py",
    ),
    Mutation(
        "an element needs more than half of its statements",
        SCORES,
        "return found if 2 * len(found) > len(codes) else ()",
        "return found",
        f"{SNAPSHOT}",
    ),
    Mutation(
        "where a spread is not told, published figures alone decide",
        WORDS,
        "if len(spreads) == len(groups):",
        "if spreads:",
        "tests/assessments/scoring/test_words.py",
    ),
    Mutation(
        "what members read names no hash of all results",
        "assessments/reports/document/kinds.py",
        "tuple(STAFF.split()), hashed=False),",
        "tuple(STAFF.split())),",
        "tests/assessments/reports/document/test_kinds.py",
    ),
    Mutation(
        "what is kept for the next round is encrypted",
        "assessments/sealed_moments.py",
        "return bytes(Aead(derive_key(Purpose.MOMENTS)).encrypt(plain, _round_of(round_id)))",
        "return plain",
        "tests/assessments/test_sealed_moments.py",
    ),
    Mutation(
        "what is kept for the next round opens for that round alone",
        "assessments/sealed_moments.py",
        'return f"moments of round {round_id}".encode()',
        'return b"moments of a round"',
        "tests/assessments/test_sealed_moments.py",
    ),
    Mutation(
        "what only an earlier round kept for the next one goes at release",
        "assessments/services/sealing.py",
        "if earlier.delete()[0]:",
        "if earlier.count():",
        "tests/assessments/test_sealed_moments.py",
    ),
    Mutation(
        "the databases keep what the next round is compared with",
        "assessments/guards.py",
        "later.closed_at > own.closed_at",
        "later.closed_at >= own.closed_at",
        "tests/assessments/test_guards.py",
    ),
)
