"""Snapshots and moments as JSON and back, exactly.

A fraction is written "n/d", a hidden figure "not shown", and a mapping as a list of pairs, since
its order counts and databases do not keep that of an object's keys.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from assessments.questionnaire.schema import sha256_of
from assessments.snapshot.trend import Moments
from assessments.snapshot.value import VERSION, Snapshot

ADDED: Mapping[str, int] = {"further": 2}
"""Parts of a snapshot that earlier versions do not have, by the version that began with them."""

LEAVES = (str, int, bool, type(None))
FRACTION = re.compile(r"-?\d+/[1-9]\d*")


class SnapshotError(ValueError):
    """The data are no snapshot that this program can read."""


def to_json(value: Snapshot | Moments) -> Any:
    """The form of the value's own version, so that its hash stays what it was."""
    plain = _plain(value)
    if isinstance(value, Snapshot):
        return {part: item for part, item in plain.items() if ADDED.get(part, 1) <= value.version}
    return plain


def from_json(data: Mapping[str, Any]) -> Snapshot:
    """Raises SnapshotError for a later version, and for data of another form."""
    version = data.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise SnapshotError(
            f"The snapshot has version {version}; this program reads versions 1 to {VERSION}."
        )
    absent: dict[str, Any] = {part: [] for part, since in ADDED.items() if since > version}
    if absent.keys() & data.keys():
        raise SnapshotError("A snapshot has a part that its version does not know.")
    snapshot: Snapshot = _read(Snapshot, {**data, **absent})
    return snapshot


def moments_from_json(data: Mapping[str, Any]) -> Moments:
    """Raises SnapshotError for data of another form."""
    moments: Moments = _read(Moments, data)
    return moments


def sha256(snapshot: Snapshot) -> str:
    """Over the JSON form with sorted keys and without spaces."""
    return sha256_of(to_json(snapshot))


def _plain(value: Any) -> Any:
    if type(value) in LEAVES:
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return [[key, _plain(item)] for key, item in value.items()]
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A snapshot cannot hold a {type(value).__name__}.")


def _read(kind: Any, data: Any) -> Any:
    """The value of the annotated type `kind` that the data stand for."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_union(get_args(kind), data)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in _checked(list, data))
    if origin is Mapping:
        return dict(_pair(get_args(kind)[1], pair) for pair in _checked(list, data))
    if is_dataclass(origin or kind):
        return _read_dataclass(kind, _checked(dict, data))
    return _read_leaf(kind, data)


def _pair(kind: Any, data: Any) -> tuple[str, Any]:
    match data:
        case [str(key), item]:
            return key, _read(kind, item)
    raise _misfit("pair")


def _read_union(kinds: tuple[Any, ...], data: Any) -> Any:
    for kind in kinds:
        try:
            return _read(kind, data)
        except SnapshotError:
            continue
    raise _misfit(" or ".join(map(_name, kinds)))


def _read_dataclass(kind: Any, data: Mapping[str, Any]) -> Any:
    plain = get_origin(kind) or kind
    hints = _hints(plain)
    if set(data) != set(hints):
        raise SnapshotError(f"{plain.__name__} has other parts than a snapshot knows.")
    of = get_args(kind)
    return plain(
        **{
            name: _read(of[0] if isinstance(hint, TypeVar) else hint, data[name])
            for name, hint in hints.items()
        }
    )


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read_leaf(kind: Any, data: Any) -> Any:
    if kind is NoneType and data is None:
        return None
    if kind is Fraction and isinstance(data, str) and FRACTION.fullmatch(data):
        return Fraction(data)
    if kind is date:
        return _date(data)
    if kind in (str, int, bool) and type(data) is kind:
        return data
    if isinstance(kind, type) and issubclass(kind, Enum) and data in [item.value for item in kind]:
        return kind(data)
    raise _misfit(_name(kind))


def _date(data: Any) -> date:
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        raise _misfit("date") from None


def _checked(kind: type, data: Any) -> Any:
    if not isinstance(data, kind):
        raise _misfit(kind.__name__)
    return data


def _name(kind: Any) -> str:
    return getattr(kind, "__name__", str(kind))


def _misfit(expected: str) -> SnapshotError:
    """Quotes no data: a log would keep figures that have not been released."""
    return SnapshotError(f"A snapshot has something else where a {expected} belongs.")
