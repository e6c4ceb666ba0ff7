"""Which characters a name, a title or a longer text may have, and numbers as forms send them."""

import re
import unicodedata

from django.utils.translation import gettext as _

ADDRESS = re.compile(r"//|\\\\|\bwww\b|\S\.[^\W\d_]{2}|\d+(?:\.\d+){3}", re.IGNORECASE)
IDEOGRAPHIC_STOP = "\u3002"
LAST_OF_PLANE = 0xFFFE
LONGEST_PLAIN_NAME = 60
MARKS = frozenset("-'\u2019.,()&")
MOST_DIGITS = 18
MOST_DIGITS_OF_A_NAME = 4
TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Characters that nobody types and that show the words after them in another order: two sides would
agree to other words than they read, or a name be hidden from whoever masks words. Scripts from
right to left need none of them."""


def is_writable(text: str) -> bool:
    """Whether every database and every file format takes the text, and everybody reads the same: no
    control characters, none that turn the direction, no halves of characters or such that are none.
    """
    return not any(
        letter in TURNING
        or unicodedata.category(letter) in {"Cc", "Cs"}
        or ord(letter) & LAST_OF_PLANE == LAST_OF_PLANE
        for letter in text
    )


def is_plain_name(text: str) -> bool:
    """Whether it looks like somebody's name: short, without an address, marks that links are made
    of, or as many digits as a code has."""
    plain = all(unicodedata.category(letter)[0] in "LMZN" or letter in MARKS for letter in text)
    is_short = len(text) <= LONGEST_PLAIN_NAME
    return plain and is_short and not holds_number(text) and not holds_address(text)


def holds_number(text: str) -> bool:
    """Whether there are more digits in it than names have: those of a code, or of a telephone."""
    return sum(unicodedata.category(letter)[0] == "N" for letter in text) > MOST_DIGITS_OF_A_NAME


def holds_address(text: str) -> bool:
    """Whether a mail program could make a link of something in the text: a scheme, a host, or the
    name of a server, however its dots are written and whatever invisible stands between."""
    seen = as_browsers_read(text).replace(IDEOGRAPHIC_STOP, ".")
    letters = "".join("a" if unicodedata.category(one)[0] == "M" else one for one in seen)
    return ADDRESS.search(letters) is not None


def as_browsers_read(text: str) -> str:
    """The text of an address as it is followed: in letters of one width, without invisible ones."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def tidy_lines(text: str) -> str:
    """The text with one kind of line end, without other white space than single spaces, and
    nothing around it."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def number_in(text: str) -> int:
    """The number that a button sends along; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def unwritable_sentence() -> str:
    return _("There is an invisible control character in this text: type it anew.")
