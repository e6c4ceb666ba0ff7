"""Results as data: the stable form `alongside.results/1`, on which users' own tools build.

Scores have one decimal; "not shown" stands wherever a figure or word is hidden.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    JointStatement,
    Practice,
    Section,
    Statement,
)
from assessments.scoring.cells import rounded
from assessments.scoring.figures import MirroredFigures, MirroredPoints, SingleFigures
from assessments.scoring.terms import NotShown
from assessments.snapshot.codec import sha256
from assessments.snapshot.value import (
    Changes,
    ElementFigures,
    IndexFigures,
    Mirror,
    Response,
    Snapshot,
)

SCHEMA = "alongside.results/1"
PARTIES = ("contractor", "client", "joint")


@dataclass(frozen=True)
class Heading:
    """What a report calls the partnership, its two organizations and the round; `sections` say
    what the partnership asked beyond the instrument."""

    slug: str
    partnership: str
    contractor: str
    client: str
    round_title: str
    sections: tuple[Section, ...] = ()


def render(snapshot: Snapshot, heading: Heading) -> bytes:
    return (json.dumps(results(snapshot, heading), ensure_ascii=False, indent=2) + "\n").encode()


def results(snapshot: Snapshot, heading: Heading) -> dict[str, Any]:
    """Every figure and word of the snapshot, with keys in the order that the form gives them."""
    s = snapshot
    return {
        "schema": SCHEMA,
        "partnership": {
            "slug": heading.slug,
            "name": heading.partnership,
            "contractor": heading.contractor,
            "client": heading.client,
        },
        "round": {
            "number": s.number,
            "title": heading.round_title,
            "instrument": s.instrument,
            "closed": s.closed.isoformat(),
            "previous": s.previous,
        },
        "response": {
            "contractor": _response(s.response.contractor, s.k),
            "client": _response(s.response.client, s.k),
        },
        "statements": {code: _leaves(cell, *PARTIES) for code, cell in s.statements.items()},
        "elements": {code: _element(element) for code, element in s.elements.items()},
        "index": {**_scores(s.index), "elements": list(s.index.elements)},
        "practices": {
            code: {
                "contractor": _mirror(practice.contractor),
                "client": _mirror(practice.client),
                "joint": plain(practice.joint),
            }
            for code, practice in s.practices.items()
        },
        "stance": _leaves(s.stance, "contractor", "client", "joint", "model"),
        "everyone": s.everyone and _leaves(s.everyone, "elements", "index"),
        "breakthrough": {
            "reached": plain(s.breakthrough.reached),
            "points": [_leaves(p, "code", "met", "detail") for p in s.breakthrough.points],
        },
        "reading": _leaves(s.reading, "celebrate", "strongest_so_far", "talk_about", "raise_next"),
        "reliability": plain(s.reliability),
        "own_measures": _further(snapshot, heading, OWN_MEASURES),
        "commitments_kept": _further(snapshot, heading, COMMITMENTS),
        "sha256": sha256(snapshot),
    }


def _further(snapshot: Snapshot, heading: Heading, code: str) -> dict[str, Any]:
    """A section's statements with their wording and their figures."""
    figures = snapshot.further.get(code, {})
    asked = (
        one for section in heading.sections if section.code == code for one in section.statements
    )
    return {one.code: _wording(one) | _figures(figures[one.code]) for one in asked}


def _wording(asked: Statement | Practice | JointStatement) -> dict[str, Any]:
    if isinstance(asked, Statement):
        return _leaves(asked, "vendor", "partnership")
    return _leaves(asked, *(["name"] if isinstance(asked, Practice) else []), "statement")


def _figures(figures: SingleFigures | MirroredFigures) -> dict[str, Any]:
    if isinstance(figures, SingleFigures):
        change = figures.change and _leaves(figures.change, *PARTIES)
        return {**_leaves(figures, *PARTIES, "gap"), "change": change}
    return {
        "contractor": _mirror(figures.contractor),
        "client": _mirror(figures.client),
        "joint": plain(figures.joint),
        "change": figures.change and _moved(figures.change),
    }


def _moved(change: MirroredPoints) -> dict[str, Any]:
    sides = {"contractor": change.contractor, "client": change.client}
    moved = {
        side: {"self": plain(readings.self_score), "seen": plain(readings.seen)}
        for side, readings in sides.items()
    }
    return {**moved, "joint": plain(change.joint)}


def plain(value: Any) -> Any:
    """A leaf, list or table of the snapshot as JSON holds it."""
    if isinstance(value, Fraction):
        return float(rounded(value, 10))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def _leaves(value: object, *names: str) -> dict[str, Any]:
    return {name: plain(getattr(value, name)) for name in names}


def _response(response: Response, k: int) -> dict[str, Any]:
    hidden = isinstance(response.answered, NotShown)
    answered = f"fewer than {k}" if hidden else response.answered
    return {"invited": response.invited, "answered": answered}


def _scores(figures: ElementFigures | IndexFigures) -> dict[str, Any]:
    scores = _leaves(figures, "contractor", "client", "joint", "gap", "gap_word", "band")
    return {**scores, "change": _changes(figures.change)}


def _element(element: ElementFigures) -> dict[str, Any]:
    scores = _scores(element)
    change = scores.pop("change")
    return {
        **scores,
        "agreement": _leaves(element.agreement, "contractor", "client"),
        "precision": _leaves(element.precision, "contractor", "client"),
        "change": change,
        "target": plain(element.target),
    }


def _changes(changes: Changes | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    sides = {name: getattr(changes, name) for name in PARTIES}
    return {name: _leaves(change, "points", "word") for name, change in sides.items()}


def _mirror(mirror: Mirror) -> dict[str, Any]:
    return {
        "self": plain(mirror.self_score),
        "seen": plain(mirror.seen),
        "gap": plain(mirror.gap),
        "word": plain(mirror.word),
    }
