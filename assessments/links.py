"""The personal link of an invitation: computed, never stored, and killed by a new version."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import unquote

from django.conf import settings
from django.urls import reverse

from assessments.keys import Purpose, keyed_hash
from assessments.models import Invitation
from partnerships.texts import as_browsers_read

TYPED = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that cannot be taken for each other."""
READ_AS = str.maketrans("OIL", "011", " -.")
SLIP_SELECTOR_LENGTH = SLIP_VERIFIER_LENGTH = 8
GROUP = 4
MOST_QUOTED = 3
SELECTOR_BYTES = 16
ON_THE_WAY = "?"
"""Before the mark of an address that a mail server has not yet said yes or no to."""
VERIFIER_LENGTH = MARK_LENGTH = 22
AROUND = ".,;:!?/)]>\"'"
SELECTOR = re.compile(r"[A-Za-z0-9_-]{1,32}")


def new_selector() -> str:
    """A random name for an invitation, which alone opens nothing."""
    return secrets.token_urlsafe(SELECTOR_BYTES)


def new_slip_selector() -> str:
    """One that can be typed: 40 random bits."""
    return "".join(secrets.choice(TYPED) for _ in range(SLIP_SELECTOR_LENGTH))


def link_path(invitation: Invitation) -> str:
    """The link without the address of the site."""
    verifier = _verifier(invitation.selector, invitation.round_id, invitation.link_version)
    return reverse("link", args=[f"{invitation.selector}.{verifier}"])


def link_for(invitation: Invitation) -> str:
    """The link to put into a mail: the same one again until `link_version` changes."""
    return settings.SITE_URL + link_path(invitation)


def holds_link(text: str) -> bool:
    """Whether there is a personal link in it, of whomever and however it is written: browsers read
    letters of other widths, percent signs, strokes of either way, and nothing at what is invisible.
    """
    for _again in range(MOST_QUOTED):
        text = unquote(text)
    seen = as_browsers_read(text).replace("\\", "/")
    link = rf"{re.escape(settings.SITE_HOST)}\S*/a/|/a/[\w.~-]{{{VERIFIER_LENGTH},}}"
    return re.search(link, seen, re.IGNORECASE) is not None


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose present link ends in this token, also a revoked one.

    What a mail program took for a part of the address after it is left out.
    An unknown selector costs the same work as a wrong verifier.
    """
    selector, verifier, invitation = _read(token)
    round_id, version = (invitation.round_id, invitation.link_version) if invitation else (0, 0)
    expected = _verifier(selector, round_id, version)
    matches = hmac.compare_digest(expected.encode(), verifier.encode())
    return invitation if matches else None


def was_link(token: str) -> bool:
    """Whether a personal link that has been replaced ended in this token."""
    selector, verifier, invitation = _read(token)
    return invitation is not None and any(
        hmac.compare_digest(
            _verifier(selector, invitation.round_id, version).encode(), verifier.encode()
        )
        for version in range(invitation.link_version)
    )


def _read(token: str) -> tuple[str, str, Invitation | None]:
    """Its selector and verifier, and the invitation that the selector names."""
    selector, _, verifier = token.rstrip(AROUND).partition(".")
    known = SELECTOR.fullmatch(selector) is not None
    found = Invitation.objects.filter(selector=selector if known else "").first()
    return selector, verifier, found


def _verifier(selector: str, round_id: int, link_version: int) -> str:
    digest = keyed_hash(Purpose.LINK, selector, round_id, link_version)
    return urlsafe_b64encode(digest).decode()[:VERIFIER_LENGTH]


def goes_to(invitation: Invitation, email: str) -> bool:
    """Whether the link may be mailed to this address: once it has gone to one, to no other.

    Whoever has somebody's link can answer for them, or sees that they have.
    """
    return not invitation.sent_to or has_gone_to(invitation, email)


def has_gone_to(invitation: Invitation, email: str) -> bool:
    """Whether the link has been mailed to this address, or is on its way there."""
    sent_to = invitation.sent_to.removeprefix(ON_THE_WAY)
    return sent_to == address_mark(invitation.selector, email)


def address_mark(selector: str, email: str) -> str:
    """What an invitation keeps of the address to which its link has gone: of the address itself,
    since other spellings of one person's can be other people's mailboxes.
    """
    digest = keyed_hash(Purpose.ADDRESS, selector, email.lower())
    return urlsafe_b64encode(digest).decode()[:MARK_LENGTH]


def slip_code(invitation: Invitation) -> str:
    """What stands on a slip for those who type: `ABCD-EFGH-JKMN-PQRS`."""
    code = invitation.selector + _typed(
        invitation.selector, invitation.round_id, invitation.link_version
    )
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def invitation_of_code(code: str) -> Invitation | None:
    """The invitation on whose slip this code stands, however it was typed."""
    typed = code.upper().translate(READ_AS)
    selector, verifier = typed[:SLIP_SELECTOR_LENGTH], typed[SLIP_SELECTOR_LENGTH:]
    known = SELECTOR.fullmatch(selector) is not None
    slips = Invitation.objects.filter(by_slip=True)
    invitation = slips.filter(selector=selector if known else "").first()
    round_id, version = (invitation.round_id, invitation.link_version) if invitation else (0, 0)
    expected = _typed(selector, round_id, version)
    matches = hmac.compare_digest(expected.encode(), verifier.encode())
    return invitation if matches else None


def _typed(selector: str, round_id: int, link_version: int) -> str:
    """40 bits of a keyed hash, beside as many that name the slip: too many to guess."""
    digest = keyed_hash(Purpose.SLIP, selector, round_id, link_version)
    return "".join(TYPED[byte % len(TYPED)] for byte in digest[:SLIP_VERIFIER_LENGTH])
