"""What a chart that is saved as a picture says around itself."""

from typing import Any

from assessments.charts.figures import LETTERS, plain
from assessments.charts.messages import Say
from assessments.charts.palette import LIGHT
from assessments.charts.spec import ChartSpec, KeyEntry, Symbol

KEY_LETTERS = LETTERS | {
    Symbol.PREVIOUS: "○",
    Symbol.TARGET: "❘",
    Symbol.PRECISION: "├┤",
    Symbol.CHANGED: "╎",
    Symbol.STRONG: "■",
    Symbol.WEAK: "□",
    Symbol.CLEAR: "━",
    Symbol.POSSIBLE: "╍",
}
KEY_COLOURS = dict.fromkeys(Symbol, "soft") | {
    Symbol.CONTRACTOR: "contractor",
    Symbol.CLIENT: "client",
    Symbol.JOINT: "joint",
    Symbol.CLEAR: "link-clear",
    Symbol.POSSIBLE: "link-clear",
}


def caption(spec: ChartSpec, say: Say) -> dict[str, Any]:
    """Its title, and its key, in the colours of the light palette."""
    return {
        "title": plain(spec.title.said(say)),
        "colour": LIGHT["ink"],
        "key": [
            {"text": plain(key_line(entry, say)), "colour": LIGHT[KEY_COLOURS[entry.symbol]]}
            for entry in spec.key
        ],
    }


def key_line(entry: KeyEntry, say: Say) -> str:
    words = (part.said(say) for part in (entry.name, entry.text) if part)
    return " ".join((KEY_LETTERS[entry.symbol], *words))
