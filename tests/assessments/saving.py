"""Saving a draft as a page does, and going on with it elsewhere."""

from collections.abc import Mapping

import pytest

from assessments.ballots import DraftContent
from assessments.models import Draft, Invitation
from assessments.respondent import resume_code
from assessments.services.answering import Refusal, RefusedError
from assessments.services.drafts import Edit, content_of, resume_draft, save_part
from assessments.views.respond.visitor import respondent_named
from tests.live_round import DAY, START

TRUST = ("T1", "T2", "T3", "T4", "T5")
STANCE = ("M1", "M2", "M3", "M4")
NOW = START + DAY


def trust(placed: Mapping[str, int], base: int = 0, page: str = "one", turn: int = 0) -> Edit:
    return Edit("trust", TRUST, placed, base, page, turn)


def stance(placed: Mapping[str, int], base: int = 0, page: str = "two") -> Edit:
    return Edit("stance", STANCE, placed, base, page)


def as_read(invitation: Invitation) -> Invitation:
    """With its round, key, membership and draft, as a page reads it."""
    found = respondent_named(invitation.selector)
    if found is None:
        return invitation
    assert (found.draft is not None) == Draft.objects.filter(invitation=invitation).exists()
    return found.invitation


def save(invitation: Invitation, edit: Edit, origin: str = "origin") -> int:
    return save_read(as_read(invitation), edit, origin)


def save_read(begun: Invitation, edit: Edit, origin: str = "origin") -> int:
    """Save by what was read some time ago."""
    return save_part(invitation=begun, origin=origin, edit=edit, now=NOW)


def read(invitation: Invitation) -> DraftContent:
    draft = Draft.objects.filter(invitation=invitation).first()
    return content_of(invitation, draft)


def stored(invitation: Invitation) -> Mapping[str, int]:
    return read(invitation).answers.placed


def refused(invitation: Invitation, edit: Edit, origin: str = "origin") -> Refusal:
    before = stored(invitation)
    with pytest.raises(RefusedError) as error:
        save(invitation, edit, origin)
    assert stored(invitation) == before
    return error.value.refusal


def resume(invitation: Invitation, code: str, origin: str = "another") -> bool:
    return resume_draft(invitation=invitation, code=code, origin=origin, now=NOW)


def right_and_wrong(invitation: Invitation) -> tuple[str, str]:
    code = resume_code(invitation.selector, "origin")
    return code, f"{(int(code) + 1) % 10**6:06}"
