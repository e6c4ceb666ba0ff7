"""The parts in which a questionnaire is answered, one page each."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    CommentPrompt,
    JointStatement,
    Practice,
    Questionnaire,
    Scale,
    Statement,
)

PRACTICES_ON_A_PAGE = 5
MINUTES_TO_WRITE = 1
SECTIONS = (OWN_MEASURES, COMMITMENTS)


@dataclass(frozen=True)
class Part:
    """One page: statements between two poles, practices to be rated for each organization,
    statements to be rated once for both together, or questions to be answered in one's own words,
    which have no scale."""

    slug: str
    title: str
    summary: str
    scale: Scale | None
    statements: tuple[Statement, ...] = ()
    practices: tuple[Practice, ...] = ()
    rated: tuple[JointStatement, ...] = ()
    prompts: tuple[CommentPrompt, ...] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The statement codes asked here, in order."""
        each = (code for practice in self.practices for code in (practice.own, practice.partner))
        single = (statement.code for statement in self.statements)
        return (*single, *each, *(statement.code for statement in self.rated))

    @property
    def prompt_codes(self) -> tuple[str, ...]:
        """The codes of the questions answered in one's own words."""
        return tuple(prompt.code for prompt in self.prompts)


@dataclass(frozen=True)
class Progress:
    """Where a part stands. `minutes`: from its beginning to the end of all parts."""

    number: int
    of: int
    minutes: int
    previous: str | None
    next: str | None

    @property
    def done(self) -> int:
        """The parts before this one, so that nothing looks finished before it is sent."""
        return self.number - 1


def parts_of(questionnaire: Questionnaire, *, with_comments: bool = False) -> tuple[Part, ...]:
    """Every part in the order of answering, with its headings in the reader's language."""
    elements = (
        Part(e.code, e.name, e.summary, questionnaire.placement, statements=e.statements)
        for e in questionnaire.elements
    )
    stance = Part(
        "stance",
        _("Our stance"),
        _("How the two organizations face each other, all in all."),
        questionnaire.placement,
        statements=questionnaire.stance,
    )
    words = [_words_part(questionnaire)] if with_comments else []
    further = _further_parts(questionnaire)
    return (*elements, *_practice_parts(questionnaire), stance, *further, *words)


def minutes_of(questionnaire: Questionnaire, *, with_comments: bool = False) -> int:
    """What answering everything takes."""
    prompts = len(questionnaire.comments) if with_comments else 0
    return questionnaire.minutes + prompts * MINUTES_TO_WRITE


def section_title(code: str) -> str:
    """What the statements of a section are called together."""
    titles = {OWN_MEASURES: _("Our own measures"), COMMITMENTS: _("Did we keep our word?")}
    return titles[code]


def part_named(parts: Sequence[Part], slug: str) -> Part | None:
    return next((part for part in parts if part.slug == slug), None)


def progress_of(parts: Sequence[Part], part: Part, minutes: int) -> Progress:
    """`minutes`: what all parts take; shared out by statements, apart from writing, rounded up."""
    position = parts.index(part)
    left = parts[position:]
    rating = (minutes - _writing(parts)) * _ratings(left) / _ratings(parts)
    return Progress(
        number=position + 1,
        of=len(parts),
        minutes=math.ceil(rating + _writing(left)),
        previous=parts[position - 1].slug if position else None,
        next=parts[position + 1].slug if position + 1 < len(parts) else None,
    )


def _ratings(parts: Sequence[Part]) -> int:
    return sum(len(part.codes) for part in parts)


def _writing(parts: Sequence[Part]) -> int:
    return sum(len(part.prompts) for part in parts) * MINUTES_TO_WRITE


def _words_part(questionnaire: Questionnaire) -> Part:
    return Part(
        "words",
        _("In your own words"),
        _("If you like: every question can stay empty."),
        scale=None,
        prompts=questionnaire.comments,
    )


def _practice_parts(questionnaire: Questionnaire) -> Iterator[Part]:
    for first in range(0, len(questionnaire.practices), PRACTICES_ON_A_PAGE):
        practices = questionnaire.practices[first : first + PRACTICES_ON_A_PAGE]
        yield Part(
            f"practices-{first // PRACTICES_ON_A_PAGE + 1}",
            _("Ten practices: %(first)s to %(last)s")
            % {"first": first + 1, "last": first + len(practices)},
            _("Ways to make a breakthrough in a relationship, and to keep it."),
            questionnaire.extent,
            practices=practices,
        )


def _further_parts(questionnaire: Questionnaire) -> Iterator[Part]:
    """What the partnership asks beyond the instrument, each form of statement on its own page."""
    own, kept = questionnaire.section(OWN_MEASURES), questionnaire.section(COMMITMENTS)
    title = section_title(OWN_MEASURES)
    summary = _("What the two organizations want to know besides.")
    if own.placed:
        yield Part(OWN_MEASURES, title, summary, questionnaire.placement, statements=own.placed)
    if own.mirrored:
        slug = f"{OWN_MEASURES}-each" if own.placed else OWN_MEASURES
        title = _("Our own measures, for each organization") if own.placed else title
        yield Part(slug, title, summary, questionnaire.extent, practices=own.mirrored)
    if kept.rated:
        prompt = _(
            "How far has this been kept, by both together, as far as you notice? Your "
            "impression is enough."
        )
        yield Part(
            COMMITMENTS,
            section_title(COMMITMENTS),
            _("The two organizations promised each other something at their meeting."),
            replace(questionnaire.extent, prompt=prompt),
            rated=kept.rated,
        )
