"""Answers of invented people, drawn from opinions: the same ones whenever they are drawn."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from statistics import fmean

from assessments.demo.world import Alliance, PlannedRound, Turnout
from assessments.questionnaire.schema import Questionnaire, Section
from assessments.scoring.terms import Side

PERSON, TOPIC, MOMENT, STATEMENT = 7.0, 5.0, 14.0, 6.0
"""Standard deviations, in points: between people, of one in an element, of one answer, and
between the statements of an element."""

CANNOT_SAY_SHARE, SKIPPED_SHARE = 0.035, 0.015


def answer_file(alliance: Alliance, planned: PlannedRound, questionnaire: Questionnaire) -> bytes:
    """One row per person, in the form that rounds are imported from."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    prompts = [prompt.code for prompt in questionnaire.comments]
    writer.writerow(["side", *questionnaire.codes, *prompts])
    for side in Side:
        draw = seeded(alliance.slug, planned.months, side)
        means = opinions(alliance, planned, side, questionnaire)
        rows = people(draw, planned.turnout.of(side), means, questionnaire)
        written = _written(alliance, planned, side)
        for row in rows:
            said = dict([written.pop()] if written else [])
            writer.writerow([side, *row, *(said.get(code, "") for code in prompts)])
    return text.getvalue().encode()


def seeded(*parts: object) -> Random:
    """The same draws for the same parts, on every machine."""
    return Random(" ".join(map(str, parts)))  # noqa: S311  invented answers are no secret


def _written(alliance: Alliance, planned: PlannedRound, side: Side) -> list[tuple[str, str]]:
    """Only the newest round has words."""
    return [] if planned.months else list(alliance.comments.get(side, ()))


def opinions(
    alliance: Alliance, planned: PlannedRound, side: Side, questionnaire: Questionnaire
) -> dict[str, float]:
    """What a side's people think on average, 0 to 100, by statement code."""
    means: dict[str, float] = {}
    elements = planned.turnout.of(side).elements
    for element, mean in zip(questionnaire.elements, elements, strict=True):
        codes = [statement.code for statement in element.statements]
        leanings = [seeded(alliance.slug, code).gauss(0, STATEMENT) for code in codes]
        for code, leaning in zip(codes, centred(leanings), strict=True):
            means[code] = mean + leaning
    for practice in questionnaire.practices:
        own, seen, other_own, other_seen = alliance.practices[practice.code]
        mine = (own, other_seen) if side is Side.CONTRACTOR else (other_own, seen)
        means[practice.own], means[practice.partner] = (mean + planned.shift for mean in mine)
    for statement in questionnaire.stance:
        contractor, client = alliance.stance[statement.code]
        mean = contractor if side is Side.CONTRACTOR else client
        means[statement.code] = mean + planned.shift
    for section in questionnaire.sections:
        means |= further(alliance, planned, side, section)
    return means


def further(
    alliance: Alliance, planned: PlannedRound, side: Side, section: Section
) -> dict[str, float]:
    """What a side's people think about what the alliance asks besides."""
    pairs = {one.texts: one.means for one in alliance.measures}
    kept = {one.text: one.kept for one in alliance.promises if one.kept}
    place = list(Side).index(side)
    means: dict[str, float] = {}
    for placed in section.placed:
        means[placed.code] = pairs[placed.vendor, placed.partnership][place] + planned.shift
    for each in section.mirrored:
        own, seen, other_own, other_seen = pairs[each.name, each.statement]
        mine = (own, other_seen) if side is Side.CONTRACTOR else (other_own, seen)
        means[each.own], means[each.partner] = (mean + planned.shift for mean in mine)
    for one in section.rated:
        means[one.code] = kept[one.statement][place]
    return means


def people(
    draw: Random, turnout: Turnout, means: Mapping[str, float], questionnaire: Questionnaire
) -> Iterator[list[str]]:
    """Rows of values, statement after statement, whose means come close to the opinions."""

    def leanings(deviation: float) -> list[float]:
        drawn = [draw.gauss(0, deviation * turnout.spread) for _ in range(turnout.answered)]
        return centred(drawn)

    general = leanings(PERSON)
    topic_of = {s.code: e.code for e in questionnaire.elements for s in e.statements}
    topics: dict[str, Sequence[float]] = {}
    columns = []
    for code, mean in means.items():
        topic = topic_of.get(code, "other")
        if topic not in topics:
            topics[topic] = leanings(TOPIC)
        parts = zip(general, topics[topic], leanings(MOMENT), strict=True)
        latent = [mean + sum(part) for part in parts]
        columns.append([value_of(draw, opinion) for opinion in latent])
    yield from (list(row) for row in zip(*columns, strict=True))


def centred(values: Sequence[float]) -> list[float]:
    middle = fmean(values)
    return [value - middle for value in values]


def value_of(draw: Random, opinion: float) -> str:
    """The option next to an opinion; now and then "can't say", or nothing."""
    chance = draw.random()
    if chance < CANNOT_SAY_SHARE:
        return "x"
    if chance < CANNOT_SAY_SHARE + SKIPPED_SHARE:
        return ""
    return str(min(4, max(0, round(opinion / 25))))
