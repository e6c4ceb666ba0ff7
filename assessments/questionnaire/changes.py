"""What another version asks in other words than an earlier one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.questionnaire.schema import Questionnaire


@dataclass(frozen=True)
class Wording:
    """A statement as it is asked: the two poles, or the one text of a practice. `part`: the name of
    its element or practice, the code of its section; empty for the stance."""

    code: str
    part: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A statement now and before; None on one side where it is new or asked no more."""

    now: Wording | None
    before: Wording | None

    @property
    def is_change(self) -> bool:
        texts = [one.texts if one else None for one in (self.now, self.before)]
        return texts[0] != texts[1]


def wordings_of(asked: Questionnaire) -> Iterator[Wording]:
    """Every statement once, in the order of the parts."""
    for element in asked.elements:
        for statement in element.statements:
            yield Wording(statement.code, element.name, statement.wording)
    for practice in asked.practices:
        yield Wording(practice.code, practice.name, (practice.statement,))
    for statement in asked.stance:
        yield Wording(statement.code, "", statement.wording)
    for section in asked.sections:
        for further in section.statements:
            yield Wording(further.code, section.code, further.wording)


def compared(now: Questionnaire, before: Questionnaire) -> list[Change]:
    """Every statement of both, those that are asked no more at the end."""
    earlier: Mapping[str, Wording] = {one.code: one for one in wordings_of(before)}
    present = {one.code: one for one in wordings_of(now)}
    return [
        *(Change(one, earlier.get(code)) for code, one in present.items()),
        *(Change(None, one) for code, one in earlier.items() if code not in present),
    ]
