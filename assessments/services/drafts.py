"""Answers before they are sent: saved part by part, resumed on another device, or begun anew."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from assessments.ballots import (
    MORE_THAN_ANY_PAGE_HOLDS,
    Answers,
    BallotError,
    DraftContent,
    decrypt_draft,
    encrypt_draft,
    open_draft_key,
)
from assessments.models import Draft, Invitation, RoundKey
from assessments.respondent import resume_code
from assessments.services.answering import (
    Refusal,
    RefusedError,
    answering,
    lock_for_answering,
    refusal_of,
)
from partnerships.querysets import one_or_none

CODE_TRIES = 5
TAG_BYTES = 16
NAME_KEPT = 8
"""So much of the random name of a page tells it from the others that somebody has opened."""
WRITTEN = ("blob", "tag", "touched_on")
"""What a save changes of a draft that is there; wrong codes are counted beside it."""


@dataclass(frozen=True, repr=False)
class Edit:
    """All answers of one part as a page shows them; a code that is missing is not answered.
    `codes`: those of its statements, and of its questions for which `comments` has the words.

    `base`: the version of the draft that the page was made from or that its last save returned.
    `page`: the page's own random name, and `turn` counts what it has sent.
    """

    part: str
    codes: Sequence[str]
    placed: Mapping[str, int]
    base: int
    page: str
    turn: int = 0
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        return Answers(dict(self.placed), dict(self.comments))


def content_of(invitation: Invitation, draft: Draft | None) -> DraftContent:
    """What a draft holds; nothing where there is none, or where its round's key is gone."""
    key: RoundKey | None = getattr(invitation.round, "key", None) if draft else None
    if draft is None or key is None:
        return DraftContent()
    return decrypt_draft(open_draft_key(key), invitation.selector, draft.origin, draft.blob)


def save_part(*, invitation: Invitation, origin: str, edit: Edit, now: datetime) -> int:
    """Store the answers of one part; returns the version of the draft from now on.

    The row is written once whatever they are: pages that were left as they were, or empty, leave
    what others leave.

    `invitation`: as a page has just read it, with its round and key. Where they still hold, one
    statement stores the answers and nobody waits for what is reckoned here; otherwise all is read
    anew under the lock.

    Raises RefusedError, NEWER among others: then another page wrote to this part last.
    """
    version = _save_as_read(invitation, origin, edit, now)
    return _save_locked(invitation, origin, edit, now) if version is None else version


def _save_as_read(invitation: Invitation, origin: str, edit: Edit, now: datetime) -> int | None:
    """As above; None where nothing was stored, whatever the reason."""
    if refusal_of(invitation, invitation.round, now) is not None:
        return None
    draft: Draft | None = getattr(invitation, "draft", None)
    if draft is None:
        return None
    try:
        content = _edited(invitation, draft, origin, edit)
    except RefusedError:
        return None
    row = _draft(invitation, content, now, origin)
    same = Draft.objects.filter(pk=draft.pk, origin=draft.origin, tag=draft.tag)
    stored = same.filter(pk__in=answering().filter(pk=invitation.pk)).update(
        **{name: getattr(row, name) for name in WRITTEN}
    )
    return content.version if stored else None


@transaction.atomic
def _save_locked(invitation: Invitation, origin: str, edit: Edit, now: datetime) -> int:
    locked = lock_for_answering(invitation.pk, now)
    # Locked, too: a save that goes by what was read does not wait for the invitation
    draft = one_or_none(Draft.objects.select_for_update().filter(invitation=locked))
    content = _edited(locked, draft, origin, edit)
    row = _draft(locked, content, now, origin)
    if draft is None:
        row.save(force_insert=True)
    else:
        row.save(update_fields=WRITTEN)
    return content.version


def _edited(invitation: Invitation, draft: Draft | None, origin: str, edit: Edit) -> DraftContent:
    """What the draft is to hold; the same as before if it holds all this already, and knows that
    this page has sent it. Raises RefusedError.

    What arrives after a later request of the same page must not undo it: the page has given up
    waiting for the earlier one, and was told that the later one is saved. Nor after one of another
    page, though that has changed nothing: it has found the part as the earlier page had it.
    """
    if draft is not None and draft.origin != origin:
        raise RefusedError(Refusal.ELSEWHERE)
    content = content_of(invitation, draft)
    page, turn = content.sent.get(edit.part, ("", 0))
    is_own = page == edit.page[:NAME_KEPT]
    is_same = _part_of(content.answers, edit.codes) == edit.answers
    if is_same and edit.turn <= (turn if is_own else 0):
        return content
    is_late = edit.turn < turn
    is_newer = max(content.versions.get(edit.part, 0), content.begun) > edit.base
    if is_late if is_own else (is_newer and not is_same):
        raise RefusedError(Refusal.NEWER)
    sent = {**content.sent, edit.part: (edit.page[:NAME_KEPT], edit.turn)}
    content = replace(content, version=content.version + 1, sent=sent)
    return content if is_same and is_own else _with(edit, content)


def _part_of(answers: Answers, codes: Sequence[str]) -> Answers:
    return Answers(
        {code: answers.placed[code] for code in codes if code in answers.placed},
        {code: answers.comments[code] for code in codes if code in answers.comments},
    )


def _with(edit: Edit, content: DraftContent) -> DraftContent:
    before = content.answers
    others = {*before.placed, *before.comments} - {*edit.codes}
    kept = _part_of(before, [*others])
    answers = Answers({**kept.placed, **edit.placed}, {**kept.comments, **edit.comments})
    versions = {**content.versions, edit.part: content.version}
    return replace(content, answers=answers, versions=versions)


def _draft(invitation: Invitation, content: DraftContent, now: datetime, origin: str) -> Draft:
    """The row of a draft, not stored yet."""
    round = invitation.round
    key = open_draft_key(round.key)
    blob = encrypt_draft(key, invitation.selector, origin, content, round.ballot_bytes)
    tag = secrets.token_hex(TAG_BYTES)
    return Draft(invitation=invitation, origin=origin, blob=blob, tag=tag, touched_on=now.date())


@transaction.atomic
def resume_draft(*, invitation: Invitation, code: str, origin: str, now: datetime) -> bool:
    """Whether the code is right: then the draft is that of the device of `origin`, and the one on
    which it was begun reads nothing more without the code that stands here from now on. A wrong
    code counts, and after five none is right any more. Raises RefusedError.
    """
    locked = lock_for_answering(invitation.pk, now)
    drafts = Draft.objects.filter(invitation=locked)
    if not drafts.filter(code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1):
        return False
    draft = drafts.get()
    if not hmac.compare_digest(resume_code(locked.selector, draft.origin).encode(), code.encode()):
        return False
    row = _draft(locked, content_of(locked, draft), now, origin)
    written = {name: getattr(row, name) for name in WRITTEN}
    drafts.update(origin=origin, code_tries=0, **written)
    return True


@transaction.atomic
def start_anew(*, invitation: Invitation, origin: str, now: datetime) -> None:
    """Delete what was answered before; from now on only devices that know `origin` go on.

    Raises RefusedError.
    """
    locked = lock_for_answering(invitation.pk, now)
    draft = one_or_none(Draft.objects.filter(invitation=locked))
    version = _version_after(locked, draft) if draft else 0
    nothing = DraftContent(version=version, begun=version)
    Draft.objects.filter(invitation=locked).delete()
    _draft(locked, nothing, now, origin).save(force_insert=True)


def _version_after(invitation: Invitation, draft: Draft) -> int:
    """One that no page has which is still open; also after a draft that nobody can read."""
    try:
        return content_of(invitation, draft).version + 1
    except BallotError:
        return MORE_THAN_ANY_PAGE_HOLDS
