"""Rules of confidentiality, each broken on purpose: what has to turn red when that happens."""

from dataclasses import dataclass

DISCLOSURE = "tests/assessments/disclosure"
SNAPSHOT = "tests/assessments/snapshot"


@dataclass(frozen=True)
class Mutation:
    """In `file` the text `old` becomes `new`; then a test of `red` must fail."""

    rule: str
    file: str
    old: str
    new: str
    red: str


RULES = "assessments/disclosure/rules.py"
GATE = "assessments/disclosure/gate.py"
PUBLISHED = "assessments/disclosure/published.py"
UNANIMITY = "assessments/disclosure/unanimity.py"
CELLS = "assessments/scoring/cells.py"
SCORES = "assessments/scoring/scores.py"
WORDS = "assessments/scoring/words.py"
MATERIAL = "assessments/snapshot/material.py"
BUILD = "assessments/snapshot/build.py"
FURTHER = "assessments/snapshot/further.py"

MUTATIONS = (
    Mutation(
        "a side counts as short below the smallest group",
        RULES,
        "short = [ballots.of(side) < fewest.of(side) for",
        "short = [ballots.of(side) < fewest.of(side) - 1 for",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "everyone together needs twice the smallest group",
        RULES,
        ">= fewest.together + fewest.k",
        ">= fewest.together",
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
        "slips do not count toward the smallest group of everyone together",
        RULES,
        "return self.k + self.slips.contractor + self.slips.client",
        "return self.k",
        f"{DISCLOSURE}/test_rules.py",
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
        "morning is None or not morning.is_enough or is_short(found)",
        "is_short(found)",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "the promise may rule out everyone together",
        RULES,
        "and enough and everyone_allowed:",
        "and enough:",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "a statement needs the smallest group on each side, not on one of them",
        RULES,
        "all(n.of(side) >= fewest.of(side)",
        "any(n.of(side) >= fewest.of(side)",
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
        "a statement of everyone together needs the smallest group",
        RULES,
        "if n.contractor + n.client >= enough)",
        "if n.contractor + n.client >= 1)",
        f"{DISCLOSURE}/test_rules.py",
    ),
    Mutation(
        "cells are coded at their ends",
        CELLS,
        "return min(max(mean, LOWEST_CODED), HIGHEST_CODED)",
        "return mean",
        f"{DISCLOSURE}/test_unanimity.py",
    ),
    Mutation(
        "the coded ends are wide enough for the smallest group",
        CELLS,
        "HIGHEST_CODED = Fraction(95)",
        "HIGHEST_CODED = Fraction(96)",
        f"{DISCLOSURE}/test_unanimity.py",
    ),
    Mutation(
        "cells have one decimal",
        CELLS,
        "rounded(Fraction(counted.total, counted.placed), 10)",
        "rounded(Fraction(counted.total, counted.placed), 10**9)",
        "tests/assessments/scoring/test_cells.py",
    ),
    Mutation(
        "no word proves that a side is of one mind",
        UNANIMITY,
        "return MirrorWord.POSSIBLE",
        "return word",
        f"{DISCLOSURE}/test_unanimity.py",
    ),
    Mutation(
        "both sides may be the unanimous one",
        UNANIMITY,
        "    if _is_unanimous(client):\n",
        "    if False:\n",
        f"{DISCLOSURE}/test_unanimity.py",
    ),
    Mutation(
        "scores are made of cells and of nothing else: no mean of people's own means",
        BUILD,
        "contractor, client = (material.profiles.of(side).elements[code] for side in Side)",
        "contractor, client = (s.mean if (s := material.spreads.of(side).elements.get(code)) else"
        " material.profiles.of(side).elements[code] for side in Side)",
        f"{DISCLOSURE}/test_worlds.py",
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
        "a word about two groups needs the smallest group in each",
        WORDS,
        "or min(first.n, second.n) < k:",
        "or min(first.n, second.n) < 2:",
        "tests/assessments/scoring/test_words.py",
    ),
    Mutation(
        "the next round's words know of no group below the smallest",
        BUILD,
        "material.spreads.of(s).of_at_least(material.fewest.of(s))",
        "material.spreads.of(s)",
        f"{SNAPSHOT}/test_material.py",
    ),
    Mutation(
        "what is asked besides needs the word of both sides",
        "assessments/services/agreements.py",
        "if found.by_contractor_id and found.by_client_id:",
        "if found.by_contractor_id or found.by_client_id:",
        "tests/assessments/test_own_measures.py",
    ),
    Mutation(
        "a side agrees to exactly what is proposed",
        "assessments/services/agreements.py",
        "if found is None or found.pk != number:",
        "if found is None:",
        "tests/assessments/test_own_measures.py",
    ),
    Mutation(
        "a further statement is compared with the same words alone",
        FURTHER,
        "all(wordings[one] == earlier.get(one) for one in codes)",
        "True",
        f"{SNAPSHOT}/test_further.py",
    ),
    Mutation(
        "the gap of a further statement is among what the gate reckons with",
        PUBLISHED,
        "weights[single.code].append(_gap(placed[single.code], WHOLE))",
        "pass",
        f"{DISCLOSURE}/test_published.py",
    ),
    Mutation(
        "no count per statement stands in a snapshot",
        "assessments/scoring/figures.py",
        "    joint: Score\n\n\n@dataclass(frozen=True)\nclass Change:",
        "    joint: Score\n    placed: int = 5\n\n\n@dataclass(frozen=True)\nclass Change:",
        f"{DISCLOSURE}/test_worlds.py",
    ),
    Mutation(
        "no results before release",
        "assessments/access.py",
        '    if found.state != Round.State.RELEASED:\n        raise Http404(_("The results',
        "    if found.state not in (Round.State.RELEASED, Round.State.SEALED):\n"
        '        raise Http404(_("The results',
        "tests/assessments/test_access.py",
    ),
    Mutation(
        "a member gets the summary alone",
        "partnerships/viewer.py",
        "return self.role in (Role.LEADER, Role.FACILITATOR)",
        "return True",
        f"{DISCLOSURE}/test_everything_seen.py",
    ),
    Mutation(
        "comments need the smallest group on each side",
        "assessments/comments.py",
        "fewest < promise.k:",
        "fewest < 1:",
        "tests/assessments/test_comments.py",
    ),
    Mutation(
        "comments tell the sides apart from ten people a side on",
        "assessments/comments.py",
        "by_side = fewest >= promise.kc",
        "by_side = fewest >= promise.k",
        "tests/assessments/test_comments.py",
    ),
    Mutation(
        "only comments that have been read come out",
        "assessments/queries.py",
        'filter(state=Comment.State.READ).order_by("position")',
        'exclude(state=Comment.State.HELD).order_by("position")',
        "tests/assessments/test_reports.py",
    ),
    Mutation(
        "comments held back or unread are deleted at release",
        "assessments/services/releasing.py",
        "    drop_unreleased(round)\n",
        "",
        "tests/assessments/test_desk.py",
    ),
    Mutation(
        "masked words are erased from the disk",
        "assessments/services/comments.py",
        "    erase_later(found.round)\n",
        "",
        "tests/assessments/test_desk.py",
    ),
    Mutation(
        "a side's facilitator does not read the comments of the other side",
        "assessments/access.py",
        "    return (viewer.side, None)\n",
        "    return (*Side.values, None)\n",
        "tests/assessments/manage/test_desk_page.py",
    ),
    Mutation(
        "no character hides a name from whoever masks it",
        "partnerships/texts.py",
        "        letter in TURNING\n        or ",
        "        ",
        "tests/assessments/test_comments.py",
    ),
    Mutation(
        "the screen of a meeting shows comments that everybody there may read",
        "assessments/meeting_mode.py",
        "if all(side in sides for sides in allowed)",
        "if any(side in sides for sides in allowed)",
        "tests/assessments/test_meeting_mode.py",
    ),
    Mutation(
        "in a meeting the profile waits for the guesses",
        "assessments/meeting_mode.py",
        "is_locked = meeting.revealed_at is None and can_guess",
        "is_locked = False",
        "tests/assessments/test_meeting_mode.py",
    ),
    Mutation(
        "the morning's count is hidden below the smallest group",
        "assessments/services/response.py",
        "answered=submitted[side] if by_name[side] >= promise.k else None,",
        "answered=submitted[side],",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "no new count while fewer than the smallest group are left to answer",
        "assessments/services/response.py",
        "if able[side] < promise.k",
        "if able[side] < 1",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "somebody added is not watched where nearly all others have answered",
        "assessments/services/response.py",
        "invited - (last.answered or 0) < k",
        "invited - (last.answered or 0) < 1",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "people are added only with the consent of both sides",
        "assessments/services/additions.py",
        "    if place == side:\n        _consent",
        "    for side in Side:\n        _consent",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "who has been asked once is not asked again as somebody added",
        "assessments/services/additions.py",
        '.exclude(person__in=asked.values("membership__person"))',
        "",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "nobody consents for both sides",
        "assessments/services/additions.py",
        "    if mine.exists():",
        "    if mine is None:",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "the databases release nothing with one key",
        "assessments/guards.py",
        'f"{keys} = {len(Side)}"',
        'f"{keys} > 0"',
        "tests/assessments/test_guards.py",
    ),
    Mutation(
        "the databases keep what a round has promised",
        "assessments/guards.py",
        "_any(\"OLD.state = 'draft'\", _round_keeps",
        "_any(\"OLD.state <> 'draft'\", _round_keeps",
        "tests/assessments/test_guards.py",
    ),
    Mutation(
        "the databases keep each ballot while a round is open",
        "assessments/guards.py",
        'Guard("ballot", "DELETE", _while("OLD", "sealing", "cancelled")),',
        "",
        "tests/assessments/test_guards.py",
    ),
    Mutation(
        "a corrected file is not imported beside the first one",
        "assessments/services/importing.py",
        "if is_repeated(",
        "if not is_repeated(",
        "tests/assessments/test_importing.py",
    ),
    Mutation(
        "a mail is shown in its own style alone",
        "assessments/views/mail.py",
        "[style_of_letters()]",
        "[\"'unsafe-inline'\"]",
        "tests/assessments/manage/test_mail_page.py",
    ),
    Mutation(
        "files have one decimal",
        "assessments/reports/json.py",
        "return float(rounded(value, 10))",
        "return float(value)",
        "tests/assessments/reports/test_json.py",
    ),
    Mutation(
        "workbooks have one decimal",
        "assessments/reports/cells.py",
        "return float(rounded(value, 10))",
        "return float(value)",
        "tests/assessments/reports/test_figures.py",
    ),
)
