"""How wide text will be, roughly: enough to break lines without asking a browser."""

import re
import unicodedata
from functools import cache

NARROW, USUAL, CAPITAL, WIDE, FULL = 0.36, 0.61, 0.72, 0.95, 1.02
BOLD = 1.12
ZERO_WIDTH_SPACE = "\u200b"
UNBROKEN = re.compile(r"[^\s\-\u200b]+")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in the unit of `size`, rather too wide than too narrow."""
    return size * (BOLD if bold else 1) * sum(character_width(character) for character in text)


@cache
def character_width(character: str) -> float:
    """The width of one character at size 1 in a common sans serif."""
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return FULL
    if character in "iljtfrI.,:;'’|!()[] -":
        return NARROW
    if character in "mwMW@%—":
        return WIDE
    return CAPITAL if character.isupper() else USUAL


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text broken between words, and inside a word that is wider than a line."""
    width = width / BOLD if bold else width
    lines: list[str] = []
    line = ""
    for word in text.split():
        for part in pieces(word, width, size):
            longer = f"{line} {part}" if line else part
            if line and width_of(longer, size) > width:
                lines.append(line)
                line = part
            else:
                line = longer
    return [*lines, line] if line or not lines else lines


def pieces(word: str, width: float, size: float) -> list[str]:
    """One word cut into parts that each fit a line."""
    parts = [""]
    for character in word:
        if parts[-1] and width_of(parts[-1] + character, size) > width:
            parts.append("")
        parts[-1] += character
    return parts


def breakable(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The same text, which may be broken inside words that are wider than a line."""
    room = width / BOLD if bold else width
    return UNBROKEN.sub(lambda word: ZERO_WIDTH_SPACE.join(pieces(word[0], room, size)), text)
