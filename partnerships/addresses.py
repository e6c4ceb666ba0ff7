"""One person, whatever the spelling of the address; no address that could be taken for another."""

import re
import unicodedata

from django.core.mail.message import sanitize_address
from django.utils.translation import gettext as _

SAME_DOMAINS = {"googlemail.com": "gmail.com"}
DOTLESS_DOMAINS = {"gmail.com"}
LOOK_ALIKES = str.maketrans(
    "αβεηικμνορτυχıɑɡавекмнорстухіјѕһԁԛԝӏհօսոցզյ",
    "abenikmvoptuxiagabekmhopctyxijshdqwlhoungqj",
)
"""Greek, Cyrillic, Armenian and rare Latin letters that look like usual Latin ones."""
# What the two standards of domains in letters read differently: mail would go to another one
UNCLEAR = re.compile("[ßẞς\u200c\u200d]")
DOTS = re.compile("[.\u3002]")
LONGEST_DOMAIN, LONGEST_LABEL = 253, 63
"""Of RFC 1035; to read longer ones takes the longer."""
LONGEST_KEY = 254
"""As in the database."""
OF_NO_DOMAIN = {"CHEROKEE", "LISU", "PHONETIC"}
WRITTEN_TOGETHER = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL"}


def email_key(email: str) -> str:
    """The form under which the writings of one mailbox are the same: it has one account.

    Case, quotes and the ways to write a domain make no other mailbox, nor do dots and tags where
    the provider says so. Mail goes to the address as it was entered.
    """
    return _key(*_parts(email))


def _key(local: str, domain: str) -> str:
    if local[:1] == local[-1:] == '"':
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    domain = SAME_DOMAINS.get(domain, domain)
    if domain in DOTLESS_DOMAINS:
        local = _without_tag(local)
        local = local.replace(".", "") or local
    return f"{local}@{domain}" if domain else local


def twin_key(email: str) -> str:
    """The form under which addresses are probably one person's, who has one place on a side: a tag
    after a plus makes no other person. Elsewhere they are accounts of their own, since it can be
    another's mailbox.
    """
    local, _at, domain = email_key(email).rpartition("@")
    return f"{_without_tag(local)}@{domain}"


def _without_tag(local: str) -> str:
    return local.partition("+")[0] or local


def address_problem(email: str, shown: str) -> str:
    """What makes an address unsafe to enter, in one sentence; empty if nothing does. `shown`: how
    it stands in the sentence.
    """
    if email.rstrip().endswith("]"):  # one number is written in many ways
        return _("“%(value)s” names a mail server by its number: write its name.") % {
            "value": shown
        }
    if UNCLEAR.search(email.rpartition("@")[2]):
        return _(
            "“%(value)s”: mail servers read a letter of this domain differently. Write the domain "
            "in its ASCII form, which begins with xn--."
        ) % {"value": shown}
    local, domain = _parts(email)
    if _could_be_another(domain):
        return _("“%(value)s” has letters of another alphabet that look like Latin ones.") % {
            "value": shown
        }
    if _is_too_long(domain) or len(_key(local, domain)) > LONGEST_KEY:
        return _("“%(value)s”: no address is that long.") % {"value": shown}
    if not _is_mailed(email.strip(), local, domain):
        return _(
            "“%(value)s”: mail would go to another address than to this one. Write it as its own "
            "mail server does."
        ) % {"value": shown}
    return ""


def _is_mailed(email: str, local: str, domain: str) -> bool:
    """Whether mail to it goes to what it is read as, however mail programs rewrite it."""
    try:
        told, _at, server = sanitize_address(email, "utf-8").casefold().rpartition("@")
        key = _key(local, domain)
        is_same = _key(told, domain) == key == email_key(key)
        return is_same and server == domain.encode("idna").decode()
    except (ValueError, IndexError, AttributeError, TypeError):
        return False  # it cannot be written into a mail, or not even be taken apart


def _parts(email: str) -> tuple[str, str]:
    local, _at, domain = unicodedata.normalize("NFKC", email.strip()).casefold().rpartition("@")
    return local, _read_domain(domain)


def _read_domain(domain: str) -> str:
    """A domain as people read it, whether it was written in letters or in their ASCII form."""
    if _is_too_long(domain) or (domain.isascii() and "xn--" not in domain):
        return domain
    try:
        return domain.encode("idna").decode("idna").casefold()
    except UnicodeError:
        return domain


def _is_too_long(domain: str) -> bool:
    return len(domain) > LONGEST_DOMAIN or max(map(len, DOTS.split(domain))) > LONGEST_LABEL


def _could_be_another(domain: str) -> bool:
    """Whether a domain could be taken for one in Latin letters, or a word of it mixes alphabets as
    no word does. Before the @ addresses are ASCII.
    """
    looks_latin = not domain.isascii() and domain.translate(LOOK_ALIKES).isascii()
    return looks_latin or any(map(_is_mixed, re.split(r"[\W\d_]+", domain)))


def _is_mixed(word: str) -> bool:
    scripts = {_script_of(letter) for letter in word if letter.isalpha()}
    is_mixed = len(scripts) > 1 and not scripts <= WRITTEN_TOGETHER
    return is_mixed or not scripts.isdisjoint(OF_NO_DOMAIN)


def _script_of(letter: str) -> str:
    is_phonetic = "\u0250" <= letter <= "\u02af"
    return "PHONETIC" if is_phonetic else unicodedata.name(letter, "").partition(" ")[0]
