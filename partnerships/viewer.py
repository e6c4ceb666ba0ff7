"""Who is looking, and which parts they may see: one frozen value, made by access, read by pages."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    MEMBER = "member"
    LEADER = "leader"
    FACILITATOR = "facilitator"


READERS = (Role.LEADER, Role.FACILITATOR)
"""Whose role lets them read all results; a member reads the staff summary instead."""


@dataclass(frozen=True)
class Viewer:
    """A person's place in one partnership. `side` is None for a neutral facilitator."""

    person_id: int
    role: Role
    side: str | None

    @property
    def is_neutral(self) -> bool:
        return self.side is None

    @property
    def may_see_results(self) -> bool:
        """The whole dashboard and its data."""
        return self.role in READERS

    @property
    def may_run_rounds(self) -> bool:
        return self.role is Role.FACILITATOR

    def may_see_counts(self, side: str) -> bool:
        """How many of a side were invited and have answered, while a round is open."""
        return self.role is Role.FACILITATOR and self.side in (None, side)

    def may_manage_people(self, side: str) -> bool:
        return self.role is Role.FACILITATOR and self.side in (None, side)
