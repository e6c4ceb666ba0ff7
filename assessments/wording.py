"""Every sentence that figures speak in, by code: `say(code, **parameters)`.

The layers below carry codes with parameters; here they become text in the reader's language.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import formats

from assessments.charts.messages import Message
from assessments.closing import local_time
from assessments.phrases import PHRASES
from assessments.phrases_further import FURTHER
from assessments.phrases_over_time import OVER_TIME
from assessments.reports.phrases import REPORTS
from assessments.scoring.cells import rounded
from assessments.scoring.terms import NotShown

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
MINUS = "\u2212"

SENTENCES: Mapping[str, Any] = {**PHRASES, **OVER_TIME, **FURTHER, **REPORTS}


def say(code: str, **parameters: Any) -> str:
    """The sentence for a code; parameters are scores, numbers, dates, names or messages."""
    spoken = {name: spoken_parameter(name, value) for name, value in parameters.items()}
    return str(SENTENCES[code] % spoken) if spoken else str(SENTENCES[code])


def spoken_parameter(name: str, value: Any) -> Any:
    """One parameter as text; whole numbers stay numbers, so that they can choose a plural."""
    match value:
        case Message():
            return value.said(say)
        case NotShown():
            return say("hidden.cell")
        case Fraction():
            return FRACTIONS.get(name, whole)(value)
        case date():
            return formats.date_format(value)
        case tuple():
            return listed([str(spoken_parameter(name, part)) for part in value])
        case str():
            return isolated(value)
    return value


def moment_text(moment: datetime, zone: str) -> str:
    """`Friday 20 March 2026, 17:00 (Europe/London)`."""
    return f"{formats.date_format(local_time(moment, zone), 'l j F Y, H:i')} ({zone})"


def whole_points(score: Fraction) -> int:
    """Whole points, rounded half away from zero."""
    size = int(abs(score) + Fraction(1, 2))
    return -size if score < 0 else size


def whole(score: Fraction) -> str:
    """Whole points in the reader's digits."""
    return formats.number_format(whole_points(score)).replace("-", MINUS)


def signed(change: Fraction) -> str:
    """Whole points with a sign; no sign where it rounds to zero."""
    rounded = whole_points(change)
    return f"+{whole(change)}" if rounded > 0 else whole(change)


def decimal(number: Fraction) -> str:
    """One decimal, for what is not a score."""
    tenths = Decimal(int(rounded(number, 10) * 10)).scaleb(-1)
    return formats.number_format(tenths).replace("-", MINUS)


FRACTIONS: Mapping[str, Callable[[Fraction], str]] = {"signed": signed, "number": decimal}


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    text = parts[0]
    for part in parts[1:-1]:
        text = str(SENTENCES["list.comma"]) % {"first": text, "last": part}
    return str(SENTENCES["list.and"]) % {"first": text, "last": parts[-1]}


def isolated(name: str) -> str:
    """A name in a script from right to left, kept from reordering the text around it."""
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in name):
        return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"
    return name
