"""After a backup has been put back: whether it is whole, and what must not happen twice."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Count, F, Q
from django.utils import timezone

from assessments.frozen import BrokenPromiseError, check_frozen
from assessments.links import ON_THE_WAY
from assessments.models import Invitation, Outbox, Round, Snapshot
from assessments.services.delivery import settle_address
from assessments.services.held import hold_round, rounds_under_way
from assessments.services.letters import Kind
from assessments.services.rhythms import leave_to_hand
from assessments.snapshot import codec
from operations.checks import WHOLE, problems


def sign_everybody_out() -> None:
    """End all sessions of the backup: whoever has signed out or left since would be in again."""
    Session.objects.all().delete()


def hold_mail() -> int:
    """Keep back what waited when the backup was made: it may have gone since. How many mails.

    Reminders are given up: each is tried once.
    """
    Outbox.objects.filter(kind=Kind.REMINDER, sent_on=None).update(
        sent_on=timezone.now().date(), lease_until=None, invitation=None
    )
    waiting = Outbox.objects.filter(sent_on=None, held=False)
    for mail in waiting.select_related("invitation__membership__person"):
        settle_address(mail.invitation, ON_THE_WAY)
    return waiting.update(held=True)


def let_mail_go() -> int:
    """Send what was held after all; codes for signing in have expired and are dropped."""
    Outbox.objects.filter(held=True, kind=Kind.SIGN_IN).delete()
    return Outbox.objects.filter(held=True).update(held=False)


def drop_held_mail() -> int:
    """Forget what was held. How many mails. Whose invitation is among them may have no link."""
    mails = Outbox.objects.filter(held=True)
    dropped = mails.filter(kind=Kind.INVITATION).values("invitation")
    Invitation.objects.filter(pk__in=dropped).update(refused=True)
    number = mails.count()
    mails.delete()
    return number


def hold_rounds(*, now: datetime) -> int:
    """Let every round under way stand still: it may have ended since. How many are held now.

    A draft that should have opened by itself since is left to its facilitators: it may have.
    """
    for draft in Round.objects.filter(state=Round.State.DRAFT, opens_at__lte=now):
        leave_to_hand(round=draft, now=now)
    for round in rounds_under_way(held=False):
        hold_round(round=round, now=now)
    return rounds_under_way(held=True).count()


def find_damage(*, now: datetime) -> list[str]:
    """What is wrong with the database, one sentence each; none is good."""
    return problems(WHOLE, now) or [*_uneven_rounds(), *_changed_promises(), *_bad_snapshots()]


def _uneven_rounds() -> Iterator[str]:
    rounds = Round.objects.filter(state__in=("open", "sealing")).annotate(
        sent=Count("invitations", filter=Q(invitations__submitted=True), distinct=True),
        sealed=Count("ballots", distinct=True),
    )
    for round in rounds.exclude(sent=F("sealed")):
        yield f"{round}: the ballots do not match the invitations; this round cannot be sealed."


def _changed_promises() -> Iterator[str]:
    for round in Round.objects.exclude(promise_sha256=""):
        try:
            check_frozen(round.promise, round.promise_sha256)
            check_frozen(round.questionnaire, round.questionnaire_sha256)
        except BrokenPromiseError:
            yield f"{round}: the promise or the questionnaire is not what was frozen."


def _bad_snapshots() -> Iterator[str]:
    for row in Snapshot.objects.select_related("round__partnership").iterator(chunk_size=50):
        try:
            is_whole = codec.sha256(codec.from_json(row.data)) == row.sha256
        except codec.SnapshotError:
            is_whole = False
        if not is_whole:
            yield f"{row.round}: the results are not what was sealed."
