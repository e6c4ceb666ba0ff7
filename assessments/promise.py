"""What is promised to every respondent of a round, frozen at its opening."""

from dataclasses import asdict, dataclass, field
from typing import Any

from assessments.questionnaire.schema import sha256_of
from assessments.scoring.terms import Side, Sides
from partnerships.models import SMALLEST_GROUP

SMALLEST_COMMENT_GROUP = 10


@dataclass(frozen=True)
class Promise:
    """`closes_at` is ISO 8601 in UTC, `time_zone` the zone in which the round lives.

    `server` says in words who runs the server. `neutral_keys`: the leaders of both sides agreed,
    before opening, that one neutral facilitator may hold both release keys. `holders` are the
    marks of those who hold the key of each side; see assessments.holders.
    """

    partnership: str
    contractor: str
    client: str
    scope: str
    customer: str
    server: str
    k: int
    comments: bool
    everyone: bool
    neutral_keys: bool
    closes_at: str
    time_zone: str
    invited: Sides[int | None]
    holders: Sides[tuple[str, ...]] = field(default=Sides((), ()))

    @property
    def kc(self) -> int:
        """The smallest group for comments told apart by side."""
        return max(SMALLEST_COMMENT_GROUP, self.k)

    @property
    def organizations(self) -> dict[str, str]:
        """What that of each side was called at the opening."""
        return {Side.CONTRACTOR: self.contractor, Side.CLIENT: self.client}

    def to_json(self) -> dict[str, Any]:
        holders = {side: list(self.holders.of(side)) for side in Side}
        return asdict(self) | {"holders": holders}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Promise":
        """The promise as it was stored; K is never below five, whatever a database says."""
        k = max(data["k"], SMALLEST_GROUP)
        found = data | {"k": k, "invited": Sides(**data["invited"])}
        if "holders" in data:
            found["holders"] = Sides(*(tuple(data["holders"][side]) for side in Side))
        return cls(**found)

    @property
    def sha256(self) -> str:
        return sha256_of(self.to_json())
