"""What a rule that is broken on purpose is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """In `file` the text `old` becomes `new`; then a test of `red` must fail."""

    rule: str
    file: str
    old: str
    new: str
    red: str
