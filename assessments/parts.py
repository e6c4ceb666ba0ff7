"""The parts in which a questionnaire is answered, one page each."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from assessments.questionnaire.schema import Practice, Questionnaire, Scale, Statement

PRACTICES_ON_A_PAGE = 5


@dataclass(frozen=True)
class Part:
    """One page: statements between two poles, or practices to be rated for both organizations."""

    slug: str
    title: str
    summary: str
    scale: Scale
    statements: tuple[Statement, ...] = ()
    practices: tuple[Practice, ...] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The statement codes asked here, in order."""
        rated = (code for practice in self.practices for code in (practice.own, practice.partner))
        return (*(statement.code for statement in self.statements), *rated)


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


def parts_of(questionnaire: Questionnaire) -> tuple[Part, ...]:
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
    return (*elements, *_practice_parts(questionnaire), stance)


def part_named(parts: Sequence[Part], slug: str) -> Part | None:
    return next((part for part in parts if part.slug == slug), None)


def progress_of(parts: Sequence[Part], part: Part, minutes: int) -> Progress:
    """`minutes`: what the whole questionnaire takes; shared out by statements, rounded up."""
    position = parts.index(part)
    left = sum(len(one.codes) for one in parts[position:])
    return Progress(
        number=position + 1,
        of=len(parts),
        minutes=math.ceil(minutes * left / sum(len(one.codes) for one in parts)),
        previous=parts[position - 1].slug if position else None,
        next=parts[position + 1].slug if position + 1 < len(parts) else None,
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
