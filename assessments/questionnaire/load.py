"""Questionnaires from and to data: an instrument's TOML file, and the JSON that a round freezes.

Both have the same shape, so one reader checks both.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from assessments.questionnaire.schema import (
    CommentPrompt,
    Element,
    JointStatement,
    Option,
    Practice,
    Questionnaire,
    QuestionnaireError,
    Scale,
    Section,
    Statement,
)

INSTRUMENTS = Path(__file__).parent / "data"

OPTION_VALUES = (0, 1, 2, 3, 4)
OPTION_SCORES = (0, 25, 50, 75, 100)
"""Of scores that rise unevenly a cell would tell how many people chose each option."""
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
RESERVED_CODES = {"side"}


def breakthrough_1() -> Questionnaire:
    """The instrument that rounds use unless another one is chosen."""
    return read_instrument(INSTRUMENTS / "breakthrough-1.toml")


def read_instrument(path: Path) -> Questionnaire:
    """The questionnaire of an instrument's data file.

    Raises QuestionnaireError, naming the file, when it does not describe one.
    """
    try:
        return from_json(tomllib.loads(path.read_text(encoding="utf-8")))
    except (QuestionnaireError, tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise QuestionnaireError(f"{path.name}: {error}") from error


def with_targets(questionnaire: Questionnaire, targets: Mapping[str, int]) -> Questionnaire:
    """The same questionnaire with the targets agreed for its elements.

    Raises QuestionnaireError for an unknown element or a target outside 0 to 100.
    """
    changed = replace(questionnaire, targets=dict(targets))
    _check_targets(changed)
    return changed


def with_sections(questionnaire: Questionnaire, sections: Iterable[Section]) -> Questionnaire:
    """An instrument with what a partnership asks besides; its minutes grow with its ratings.

    Raises QuestionnaireError for a code that is used twice.
    """
    further = tuple(section for section in sections if section.singles or section.mirrored)
    changed = replace(questionnaire, sections=further)
    share = Fraction(len(changed.codes), len(questionnaire.codes))
    changed = replace(changed, minutes=math.ceil(questionnaire.minutes * share))
    _check(changed)
    return changed


def to_json(questionnaire: Questionnaire) -> dict[str, Any]:
    """The value that a round freezes; `from_json` gives the same questionnaire back.

    Sections stand in it only where there are some: what was frozen without them stays the same.
    """
    q = questionnaire
    further = {"sections": [section_json(section) for section in q.sections]} if q.sections else {}
    return further | {
        "code": q.code,
        "version": q.version,
        "title": q.title,
        "minutes": q.minutes,
        "scales": {"placement": _scale_json(q.placement), "extent": _scale_json(q.extent)},
        "elements": [
            {
                "code": element.code,
                "name": element.name,
                "summary": element.summary,
                "items": [_statement_json(statement) for statement in element.statements],
            }
            for element in q.elements
        ],
        "practices": [asdict(practice) for practice in q.practices],
        "stance": [_statement_json(statement) for statement in q.stance],
        "comments": [asdict(comment) for comment in q.comments],
        "targets": dict(q.targets),
    }


def from_json(data: Mapping[str, Any]) -> Questionnaire:
    """Raises QuestionnaireError, with what is wrong and where, for anything else."""
    where = "The questionnaire"
    scales = _get(data, "scales", dict, where)
    questionnaire = Questionnaire(
        code=_code(data, where),
        version=_get(data, "version", int, where),
        title=_get(data, "title", str, where),
        minutes=_get(data, "minutes", int, where),
        placement=_scale(scales, "placement"),
        extent=_scale(scales, "extent"),
        elements=tuple(_element(item) for item in _items(data, "elements", where)),
        practices=tuple(_practice(item) for item in _items(data, "practices", where)),
        stance=tuple(_statement(item, "A stance") for item in _items(data, "stance", where)),
        comments=tuple(_comment(item) for item in _items(data, "comments", where)),
        targets=dict(_get(data, "targets", dict, where, {})),
        sections=tuple(section_from_json(item) for item in _items(data, "sections", where, [])),
    )
    _check(questionnaire)
    return questionnaire


def section_json(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "placed": [_statement_json(statement) for statement in section.placed],
        "mirrored": [asdict(practice) for practice in section.mirrored],
        "rated": [asdict(statement) for statement in section.rated],
    }


def section_from_json(data: Mapping[str, Any]) -> Section:
    """Raises QuestionnaireError for anything else."""
    code = _code(data, "A section")
    where = f"The section {code}"
    return Section(
        code=code,
        placed=tuple(_statement(item, f"{where}, a") for item in _items(data, "placed", where)),
        mirrored=tuple(_practice(item) for item in _items(data, "mirrored", where)),
        rated=tuple(_joint_statement(item) for item in _items(data, "rated", where)),
    )


def _scale_json(scale: Scale) -> dict[str, Any]:
    return {
        "prompt": scale.prompt,
        "options": [asdict(option) for option in scale.options],
        "cannot_say": scale.cannot_say,
    }


def _statement_json(statement: Statement) -> dict[str, Any]:
    return asdict(statement) | {"covers": list(statement.covers)}


def _get(data: Mapping[str, Any], key: str, kind: type, where: str, default: object = None) -> Any:
    value = data.get(key, default)
    if value is None:
        raise QuestionnaireError(f"{where} has no {key}.")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise QuestionnaireError(f"{where}: {key} must be {_KINDS[kind]}.")
    if value == "":
        raise QuestionnaireError(f"{where}: {key} must not be empty.")
    return value


_KINDS = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _items(
    data: Mapping[str, Any], key: str, where: str, default: object = None
) -> Sequence[Mapping[str, Any]]:
    items: list[Mapping[str, Any]] = _get(data, key, list, where, default)
    if not all(isinstance(item, dict) for item in items):
        raise QuestionnaireError(f"{where}: {key} must be a list of tables.")
    return items


def _code(data: Mapping[str, Any], where: str) -> str:
    code: str = _get(data, "code", str, where)
    if not CODE.fullmatch(code) or code in RESERVED_CODES:
        raise QuestionnaireError(f"{where}: {code!r} cannot be a code.")
    return code


def _scale(scales: Mapping[str, Any], name: str) -> Scale:
    where = f"The scale {name}"
    data = _get(scales, name, dict, "The list of scales")
    options = tuple(
        Option(
            value=_get(item, "value", int, f"{where}, an option"),
            score=_get(item, "score", int, f"{where}, an option"),
            label=_get(item, "label", str, f"{where}, an option"),
        )
        for item in _items(data, "options", where)
    )
    if tuple(option.value for option in options) != OPTION_VALUES:
        raise QuestionnaireError(f"{where} must have the options 0, 1, 2, 3 and 4, in this order.")
    if tuple(option.score for option in options) != OPTION_SCORES:
        raise QuestionnaireError(f"{where}: the options' scores must be 0, 25, 50, 75 and 100.")
    return Scale(
        prompt=_get(data, "prompt", str, where),
        options=options,
        cannot_say=_get(data, "cannot_say", str, where),
    )


def _element(data: Mapping[str, Any]) -> Element:
    code = _code(data, "An element")
    where = f"The element {code}"
    return Element(
        code=code,
        name=_get(data, "name", str, where),
        summary=_get(data, "summary", str, where),
        statements=tuple(_statement(item, f"{where}, a") for item in _items(data, "items", where)),
    )


def _statement(data: Mapping[str, Any], where: str) -> Statement:
    code = _code(data, f"{where} statement")
    where = f"The statement {code}"
    covers: list[object] = _get(data, "covers", list, where, [])
    return Statement(
        code=code,
        vendor=_get(data, "vendor", str, where),
        partnership=_get(data, "partnership", str, where),
        breakthrough=_get(data, "breakthrough", bool, where, False),
        covers=tuple(str(row) for row in covers),
    )


def _practice(data: Mapping[str, Any]) -> Practice:
    code = _code(data, "A practice")
    where = f"The practice {code}"
    return Practice(
        code=code,
        name=_get(data, "name", str, where),
        statement=_get(data, "statement", str, where),
    )


def _joint_statement(data: Mapping[str, Any]) -> JointStatement:
    code = _code(data, "A statement")
    return JointStatement(code, _get(data, "statement", str, f"The statement {code}"))


def _comment(data: Mapping[str, Any]) -> CommentPrompt:
    code = _code(data, "A comment")
    where = f"The comment {code}"
    return CommentPrompt(
        code=code,
        practice=_get(data, "practice", str, where),
        prompt=_get(data, "prompt", str, where),
    )


def _check(questionnaire: Questionnaire) -> None:
    q = questionnaire
    columns = [*q.codes, *(comment.code for comment in q.comments)]
    topics = [*(element.code for element in q.elements), *(p.code for p in q.mirrored)]
    for code in [*_doubled(columns), *_doubled(topics)]:
        raise QuestionnaireError(f"The code {code} is used twice.")
    if not q.elements:
        raise QuestionnaireError("The questionnaire has no elements.")
    for element in q.elements:
        if not element.statements:
            raise QuestionnaireError(f"The element {element.code} has no statements.")
    if sum(statement.breakthrough for statement in q.stance) != 1:
        raise QuestionnaireError("Exactly one statement of the stance must be the breakthrough.")
    for comment in q.comments:
        if comment.practice not in {practice.code for practice in q.practices}:
            raise QuestionnaireError(
                f"The comment {comment.code} names the unknown practice {comment.practice}."
            )
    _check_targets(q)


def _check_targets(questionnaire: Questionnaire) -> None:
    known = {element.code for element in questionnaire.elements}
    for code, target in questionnaire.targets.items():
        if code not in known:
            raise QuestionnaireError(f"There is a target for the unknown element {code}.")
        if isinstance(target, bool) or not isinstance(target, int) or not 0 <= target <= 100:
            raise QuestionnaireError(f"The target for {code} must be a whole number from 0 to 100.")


def _doubled(codes: Iterable[str]) -> list[str]:
    codes = list(codes)
    return [code for position, code in enumerate(codes) if code in codes[:position]]
