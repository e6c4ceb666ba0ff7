"""Answers before they are sent: saved part by part, resumed on another device, or begun anew."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from assessments.ballots import (
    Answers,
    DraftContent,
    decrypt_draft,
    encrypt_draft,
    open_draft_key,
)
from assessments.models import Draft, Invitation, RoundKey
from assessments.respondent import resume_code
from assessments.services.answering import Refusal, RefusedError, lock_for_answering
from partnerships.querysets import one_or_none

CODE_TRIES = 5


@dataclass(frozen=True, repr=False)
class Edit:
    """All answers of one part as a page shows them; a code that is missing is not answered.
    `codes`: those of its statements, and of its questions for which `comments` has the words.

    `base`: the version of the draft that the page was made from or that its last save returned.
    `page`: the page's own random name.
    """

    part: str
    codes: Sequence[str]
    placed: Mapping[str, int]
    base: int
    page: str
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        return Answers(dict(self.placed), dict(self.comments))


def content_of(invitation: Invitation, draft: Draft | None) -> DraftContent:
    """What a draft holds; nothing where there is none, or where its round's key is gone."""
    key: RoundKey | None = getattr(invitation.round, "key", None) if draft else None
    if draft is None or key is None:
        return DraftContent()
    return decrypt_draft(open_draft_key(key), invitation.selector, draft.blob)


@transaction.atomic
def save_part(*, invitation: Invitation, origin: str, edit: Edit, now: datetime) -> int:
    """Store the answers of one part; returns the version of the draft from now on.

    Raises RefusedError, NEWER among others: then another page wrote to this part last.
    """
    locked = lock_for_answering(invitation.pk, now)
    draft = one_or_none(Draft.objects.filter(invitation=locked))
    if draft is not None and draft.origin != origin:
        raise RefusedError(Refusal.ELSEWHERE)
    content = content_of(locked, draft)
    if _part_of(content.answers, edit.codes) == edit.answers:
        return draft.version if draft else 0
    draft = draft or Draft(invitation=locked, origin=origin)
    if content.versions.get(edit.part, 0) > edit.base and draft.last_page != edit.page:
        raise RefusedError(Refusal.NEWER)
    draft.version += 1
    draft.last_page = edit.page
    _write(locked, draft, _edited(content, edit, draft.version), now)
    return draft.version


def _part_of(answers: Answers, codes: Sequence[str]) -> Answers:
    return Answers(
        {code: answers.placed[code] for code in codes if code in answers.placed},
        {code: answers.comments[code] for code in codes if code in answers.comments},
    )


def _edited(content: DraftContent, edit: Edit, version: int) -> DraftContent:
    before = content.answers
    others = {*before.placed, *before.comments} - {*edit.codes}
    kept = _part_of(before, [*others])
    answers = Answers({**kept.placed, **edit.placed}, {**kept.comments, **edit.comments})
    return DraftContent(answers=answers, versions={**content.versions, edit.part: version})


def _write(invitation: Invitation, draft: Draft, content: DraftContent, now: datetime) -> None:
    round = invitation.round
    draft.blob = encrypt_draft(
        open_draft_key(round.key), invitation.selector, content, round.ballot_bytes
    )
    draft.touched_on = now.date()
    draft.save()


@transaction.atomic
def resume_draft(*, invitation: Invitation, code: str, now: datetime) -> str | None:
    """The origin of the draft if the code is right; a wrong one counts, and None is returned.

    After five wrong codes none is right any more. Raises RefusedError.
    """
    locked = lock_for_answering(invitation.pk, now)
    drafts = Draft.objects.filter(invitation=locked)
    if not drafts.filter(code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1):
        return None
    origin = drafts.values_list("origin", flat=True).get()
    if not hmac.compare_digest(resume_code(locked.selector, origin).encode(), code.encode()):
        return None
    drafts.update(code_tries=0)
    return origin


@transaction.atomic
def start_anew(*, invitation: Invitation, origin: str, now: datetime) -> None:
    """Delete what was answered before; from now on only devices that know `origin` go on.

    Raises RefusedError.
    """
    locked = lock_for_answering(invitation.pk, now)
    draft = one_or_none(Draft.objects.filter(invitation=locked))
    version = draft.version + 1 if draft else 0
    Draft.objects.filter(invitation=locked).delete()
    draft = Draft(invitation=locked, origin=origin, version=version)
    _write(locked, draft, DraftContent(), now)
