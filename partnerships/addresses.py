"""One person, whatever the spelling of the address; no address that could be taken for another."""

import re
import unicodedata

from django.utils.translation import gettext as _

SAME_DOMAINS = {"googlemail.com": "gmail.com"}
DOTLESS_DOMAINS = {"gmail.com"}
# Letters of Cyrillic and Greek that look like Latin ones
LOOK_ALIKES = str.maketrans("асԁеһіјӏорԛѕԝхуαινορυ", "acdehijlopqswxyaivopu")
# What the two standards of domains in letters read differently: mail would go to another one
UNCLEAR = re.compile("[ßẞς\u200c\u200d]")
WRITTEN_TOGETHER = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL"}


def email_key(email: str) -> str:
    """The form under which the spellings of one person's address are the same.

    Case, quotes, a tag after a plus, dots where the provider skips them, and writings of the
    domain that mean the same make no second person. Mail goes to the address as it was entered.
    """
    local, domain = _parts(email)
    if local[:1] == local[-1:] == '"':
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    local = local.partition("+")[0] or local
    domain = SAME_DOMAINS.get(domain, domain)
    if domain in DOTLESS_DOMAINS:
        local = local.replace(".", "") or local
    return f"{local}@{domain}" if domain else local


def is_plain(email: str) -> bool:
    """Whether the part before the @ is written as the key writes it: without a tag, for example."""
    return _parts(email)[0] == _parts(email_key(email))[0]


def address_problem(email: str, shown: str) -> str:
    """What makes an address unsafe to enter, in one sentence; empty if nothing does. `shown`: how
    it stands in the sentence.
    """
    if UNCLEAR.search(email.rpartition("@")[2]):
        return _(
            "“%(value)s”: mail servers read a letter of this domain differently. Write the domain "
            "in its ASCII form, which begins with xn--."
        ) % {"value": shown}
    if _could_be_another(_parts(email)[1]):
        return _("“%(value)s” has letters of another alphabet that look like Latin ones.") % {
            "value": shown
        }
    return ""


def _parts(email: str) -> tuple[str, str]:
    local, _at, domain = unicodedata.normalize("NFKC", email.strip()).casefold().rpartition("@")
    return local, _read_domain(domain)


def _read_domain(domain: str) -> str:
    """A domain as people read it, whether it was written in letters or in their ASCII form."""
    try:
        return domain.encode("idna").decode("idna").casefold()
    except UnicodeError:
        return domain


def _could_be_another(domain: str) -> bool:
    """Whether a domain could be taken for one in Latin letters, or a word of it mixes alphabets as
    no word does. Before the @ addresses are ASCII.
    """
    looks_latin = not domain.isascii() and domain.translate(LOOK_ALIKES).isascii()
    return looks_latin or any(map(_is_mixed, re.split(r"[\W\d_]+", domain)))


def _is_mixed(word: str) -> bool:
    letters = filter(str.isalpha, word)
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    return len(scripts) > 1 and not scripts <= WRITTEN_TOGETHER
