"""The invented world as frozen values, read from its data file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assessments.scoring.terms import Side, Sides

WORLD = Path(__file__).parent / "world.toml"

Written = tuple[tuple[str, str], ...]
"""The code of a question and what somebody wrote to it, person by person."""


@dataclass(frozen=True)
class Somebody:
    name: str
    email: str


@dataclass(frozen=True)
class House:
    """One organization, with the names of its people by role."""

    name: str
    short: str
    domain: str
    people: Mapping[str, tuple[str, ...]]

    def address_of(self, name: str) -> str:
        """`Liam O'Rourke` gets `liam.orourke@...`."""
        words = "".join(letter for letter in name.lower() if letter.isalpha() or letter == " ")
        return f"{words.replace(' ', '.')}@{self.domain}"


@dataclass(frozen=True)
class Turnout:
    """One side in one round. `elements`: mean opinion by element, 0 to 100; `spread`: how far
    people are apart, 1 as usual.
    """

    invited: int
    answered: int
    elements: tuple[int, ...]
    spread: float


@dataclass(frozen=True)
class PlannedRound:
    """`months`: before the newest; `shift`: of practices and stance against the newest."""

    months: int
    turnout: Sides[Turnout]
    shift: int


@dataclass(frozen=True)
class Promised:
    """A commitment of the meeting before the newest round; `note` tells what became of it, `kept`
    how far the contractor's and the client's people see it as kept, if they are asked."""

    topic: str
    text: str
    measure: str
    days: int
    state: str = "promised"
    note: str = ""
    kept: tuple[int, int] | None = None


@dataclass(frozen=True)
class Told:
    """A win, so many days before the newest round closed; without a side by the neutral one."""

    days: int
    kind: str
    title: str
    text: str
    side: str | None = None


@dataclass(frozen=True)
class Held:
    """The meeting before the newest round, where the promises were made. `guesses`: of each side,
    in the order of the elements; `agreed` by element."""

    place: str
    zone: str
    minutes: str
    guesses: Mapping[str, tuple[int, ...]]
    agreed: Mapping[str, str]


@dataclass(frozen=True)
class Measured:
    """A statement of an alliance's own: two poles with two means, or a short name and what is rated
    for each organization, with the four means of a practice."""

    texts: tuple[str, str]
    means: tuple[int, ...]


@dataclass(frozen=True)
class Alliance:
    """`practices` and `stance` hold mean opinions as world.toml explains them; `live_comments` is
    what people write in the round that is open.
    """

    slug: str
    name: str
    scope: str
    customer: str
    houses: Sides[House]
    practices: Mapping[str, tuple[int, int, int, int]]
    stance: Mapping[str, tuple[int, int]]
    comments: Mapping[str, Written]
    rounds: tuple[PlannedRound, ...]
    promises: tuple[Promised, ...] = ()
    measures: tuple[Measured, ...] = ()
    live_comments: Mapping[str, Written] = field(default_factory=dict)
    wins: tuple[Told, ...] = ()
    meeting: Held | None = None


@dataclass(frozen=True)
class World:
    owner: Somebody
    neutral: Somebody
    alliances: tuple[Alliance, ...]


def read_world() -> World:
    data = tomllib.loads(WORLD.read_text(encoding="utf-8"))
    return World(
        owner=Somebody(**data["owner"]),
        neutral=Somebody(**data["neutral"]),
        alliances=tuple(_alliance(item) for item in data["alliances"]),
    )


def _alliance(data: Mapping[str, Any]) -> Alliance:
    return Alliance(
        slug=data["slug"],
        name=data["name"],
        scope=data["scope"],
        customer=data["customer"],
        houses=Sides(*(_house(data[side]) for side in Side)),
        practices={code: tuple(means) for code, means in data["practices"].items()},
        stance={code: tuple(means) for code, means in data["stance"].items()},
        comments=_written(data.get("comments", {})),
        live_comments=_written(data.get("live_comments", {})),
        rounds=tuple(_round(item) for item in data["rounds"]),
        promises=tuple(_promised(item) for item in data.get("promises", ())),
        measures=tuple(
            Measured(tuple(item["texts"]), tuple(item["means"]))
            for item in data.get("measures", ())
        ),
        wins=tuple(Told(**item) for item in data.get("wins", ())),
        meeting=Held(**data["meeting"]) if "meeting" in data else None,
    )


def _promised(data: Mapping[str, Any]) -> Promised:
    kept = {"kept": tuple(data["kept"])} if "kept" in data else {}
    return Promised(**{**data, **kept})


def _written(data: Mapping[str, Any]) -> Mapping[str, Written]:
    return {side: tuple((q, text) for q, text in written) for side, written in data.items()}


def _house(data: Mapping[str, Any]) -> House:
    people = {role: tuple(data[f"{role}s"]) for role in ("leader", "facilitator", "member")}
    return House(data["name"], data["short"], data["domain"], people)


def _round(data: Mapping[str, Any]) -> PlannedRound:
    return PlannedRound(data["months"], Sides(*(_turnout(data[s]) for s in Side)), data["shift"])


def _turnout(data: Mapping[str, Any]) -> Turnout:
    return Turnout(
        data["invited"], data["answered"], tuple(data["elements"]), data.get("spread", 1.0)
    )
