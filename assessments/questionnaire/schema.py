"""The frozen questionnaire: every statement a respondent sees, and nothing about anybody.

A round keeps one questionnaire as JSON from its opening on; forms, ballots and scoring read
only that value.
"""

import hashlib
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any


class QuestionnaireError(ValueError):
    """The data do not describe a questionnaire; the message says what is wrong."""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and without spaces: the form over which every SHA-256 is taken."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


@dataclass(frozen=True)
class Option:
    """A place on a scale; `score` runs from 0 (Vendor / Contractor) to 100."""

    value: int
    score: int
    label: str


@dataclass(frozen=True)
class Scale:
    prompt: str
    options: tuple[Option, ...]
    cannot_say: str


@dataclass(frozen=True)
class Statement:
    """Two descriptions of the relationship, between which the respondent places it."""

    code: str
    vendor: str
    partnership: str
    breakthrough: bool = False
    covers: tuple[str, ...] = ()

    @property
    def wording(self) -> tuple[str, ...]:
        return (self.vendor, self.partnership)


@dataclass(frozen=True)
class Element:
    code: str
    name: str
    summary: str
    statements: tuple[Statement, ...]

    @property
    def statement_codes(self) -> tuple[str, ...]:
        return tuple(statement.code for statement in self.statements)


@dataclass(frozen=True)
class Practice:
    """One statement, rated for the respondent's own organization and for the other one."""

    code: str
    name: str
    statement: str

    @property
    def own(self) -> str:
        return f"{self.code}.own"

    @property
    def partner(self) -> str:
        return f"{self.code}.partner"

    @property
    def wording(self) -> tuple[str, ...]:
        return (self.statement,)


@dataclass(frozen=True)
class JointStatement:
    """One statement, rated once by everybody: about both organizations together."""

    code: str
    statement: str

    @property
    def wording(self) -> tuple[str, ...]:
        return (self.statement,)


OWN_MEASURES = "own-measures"
COMMITMENTS = "commitments"


@dataclass(frozen=True)
class Section:
    """Further statements, which both sides of a partnership agreed to be asked in a round.

    They are scored and shown by themselves: no element, index, list or word of the instrument
    knows of them. `placed`: between two poles; `mirrored`: rated for each organization; `rated`:
    once for both together.
    """

    code: str
    placed: tuple[Statement, ...] = ()
    mirrored: tuple[Practice, ...] = ()
    rated: tuple[JointStatement, ...] = ()

    @property
    def statements(self) -> tuple[Statement | Practice | JointStatement, ...]:
        """All of them, in the order in which they are asked."""
        return (*self.placed, *self.mirrored, *self.rated)

    def only(self, codes: Container[str]) -> "Section":
        """What is left of it with these statement codes."""
        return replace(
            self,
            placed=tuple(one for one in self.placed if one.code in codes),
            mirrored=tuple(p for p in self.mirrored if p.own in codes or p.partner in codes),
            rated=tuple(one for one in self.rated if one.code in codes),
        )

    @property
    def singles(self) -> tuple[Statement | JointStatement, ...]:
        """Those that everybody answers once."""
        return (*self.placed, *self.rated)


@dataclass(frozen=True)
class CommentPrompt:
    code: str
    practice: str
    prompt: str


@dataclass(frozen=True)
class Questionnaire:
    """All that a round asks. `targets`: agreed element scores, 0 to 100, by element code;
    `sections`: what the partnership asks beyond the instrument."""

    code: str
    version: int
    title: str
    minutes: int
    placement: Scale
    extent: Scale
    elements: tuple[Element, ...]
    practices: tuple[Practice, ...]
    stance: tuple[Statement, ...]
    comments: tuple[CommentPrompt, ...]
    targets: Mapping[str, int] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    @property
    def instrument(self) -> str:
        return f"{self.code}-{self.version}"

    @property
    def placements(self) -> Iterator[Statement]:
        """The statements between two poles: those of the elements, then the stance."""
        for element in self.elements:
            yield from element.statements
        yield from self.stance

    @property
    def stance_codes(self) -> tuple[str, ...]:
        return tuple(statement.code for statement in self.stance)

    @property
    def mirrored(self) -> tuple[Practice, ...]:
        """All statements rated for each organization: the practices, then further ones."""
        return (*self.practices, *(p for section in self.sections for p in section.mirrored))

    def section(self, code: str) -> Section:
        """Empty where the round asks nothing of the kind."""
        return next((one for one in self.sections if one.code == code), Section(code))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every statement code, in the order in which the statements are asked."""
        elements = (s.code for element in self.elements for s in element.statements)
        practices = (code for p in self.practices for code in (p.own, p.partner))
        return (*elements, *practices, *self.stance_codes, *self.further_codes)

    @property
    def further_codes(self) -> tuple[str, ...]:
        """Those that the partnership asks beyond the instrument."""
        return tuple(code for section in self.sections for code in codes_of(section))

    @cached_property
    def placement_scores(self) -> tuple[int, ...]:
        """The score, 0 to 100, of option 0, 1 ... of each statement between two poles."""
        return tuple(option.score for option in self.placement.options)

    @cached_property
    def scores(self) -> Mapping[str, tuple[int, ...]]:
        """The score, 0 to 100, of option 0, 1 ... of every statement, by statement code."""
        extent = tuple(option.score for option in self.extent.options)
        placed = {s.code for s in self.placements}
        placed |= {s.code for section in self.sections for s in section.placed}
        return {code: self.placement_scores if code in placed else extent for code in self.codes}

    @cached_property
    def breakthrough_statement(self) -> str:
        """The stance statement that asks for trust in the other's best intentions."""
        return next(s.code for s in self.stance if s.breakthrough)

    @cached_property
    def wordings(self) -> Mapping[str, str]:
        """The SHA-256 of each statement's wording: equal means it is the same statement."""
        singles = (s for section in self.sections for s in section.singles)
        by_code = {s.code: sha256_of(s.wording) for s in (*self.placements, *singles)}
        for practice in self.mirrored:
            for code in (practice.own, practice.partner):
                by_code[code] = sha256_of(practice.wording)
        return by_code


def codes_of(section: Section) -> Iterator[str]:
    """The statement codes of a section, in the order in which they are asked."""
    yield from (statement.code for statement in section.placed)
    for practice in section.mirrored:
        yield from (practice.own, practice.partner)
    yield from (statement.code for statement in section.rated)
