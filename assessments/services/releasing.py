"""The end of a round: extension, the two keys, release, cancelling."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.charts import reading
from assessments.closing import closing_moment
from assessments.frozen import questionnaire_of
from assessments.holders import holds_key, key_holders
from assessments.models import Ballot, Draft, ReleaseKey, Round, RoundKey
from assessments.queries import names_of, previous_title, snapshot_for
from assessments.services.comments import release_comments
from assessments.services.erasure import erase_deleted
from assessments.services.invitations import queue_reminders
from assessments.services.letters import PERSONAL, Kind
from assessments.services.outbox import queue_notices
from assessments.services.response import is_short
from assessments.services.rounds import (
    RoundError,
    State,
    change_state,
    check_not_held,
    check_not_put_back,
    check_state,
    locked_round,
    log_round,
    wait_for_senders,
)
from assessments.services.sealing import forget_earlier_moments
from partnerships.models import Membership, Person, Side
from partnerships.viewer import READERS

RELEASED_BY_ITSELF_AFTER = timedelta(days=10)


@transaction.atomic
def extend_round(*, round: Round, now: datetime) -> bool:
    """Keep a round open for seven more local days, once, if a side is short at its closing."""
    found = locked_round(round.pk)
    if found.state != State.OPEN or found.extended or now < closing_moment(found):
        return False
    wait_for_senders(found)
    if not is_short(found):
        return False
    check_not_held(found)
    found.extended = True
    found.save(update_fields=["extended"])
    log_round(round=found, kind="round-extended", now=now)
    queue_reminders(round=found, occasion="extension", now=now)
    return True


@transaction.atomic
def turn_key(*, round: Round, side: str, by: Person, now: datetime) -> Round:
    """Turn a side's key; with the second one the results are released to everybody at once.

    Raises RoundError when the round is not sealed or is held, the key has been turned, this is not
    one of those who hold it since the opening, or the same mailbox would turn both.
    """
    found = locked_round(round.pk)
    check_state(found, State.SEALED)
    check_not_put_back()
    check_not_held(found)
    if found.release_keys.filter(side=side).exists():
        raise RoundError(_("This key has been turned already."))
    if not holds_key(found, side, by.pk):
        raise RoundError(_("This key is for those who held it when the round was opened."))
    may_hold_both = (found.promise or {}).get("neutral_keys") and found.key_holder_id == by.pk
    if not may_hold_both and found.release_keys.filter(person__twin_key=by.twin_key).exists():
        raise RoundError(
            _("You have turned the key of the other side: this one is for somebody else.")
        )
    ReleaseKey.objects.create(round=found, side=side, person=by)
    log_round(round=found, kind="key-turned", now=now, by=by, side=side)
    if not missing_keys(found):
        _release(found, now, by_itself=False)
    return found


def orphaned_keys(round: Round) -> list[str]:
    """The sides whose key is missing, and nobody who held it at the opening is there any more."""
    holders = key_holders(round)
    return [side for side in missing_keys(round) if not holders[side]]


def missing_keys(round: Round) -> list[str]:
    """The sides whose key has not been turned yet."""
    turned = set(round.release_keys.values_list("side", flat=True))
    return [side for side in Side if side not in turned]


@transaction.atomic
def release_overdue(*, round: Round, now: datetime) -> bool:
    """Release a round that was sealed ten days ago, though a key is missing."""
    found = locked_round(round.pk)
    if found.state != State.SEALED or found.sealed_at is None:
        return False
    if now < found.sealed_at + RELEASED_BY_ITSELF_AFTER:
        return False
    _release(found, now, by_itself=True)
    return True


def _release(round: Round, now: datetime, *, by_itself: bool) -> None:
    change_state(round, State.RELEASED, released_at=now)
    release_comments(round)
    forget_earlier_moments(round)
    log_round(round=round, kind="round-released", now=now, by_itself=by_itself)
    queue_notices(
        round=round,
        people=[*invited_people(round), *key_people(round)],
        template="released",
        now=now,
        kind=Kind.RELEASED,
        **_reading_of(round),
    )


def _reading_of(round: Round) -> dict[str, Any]:
    """The sentences and lists that everybody entitled to the least may read."""
    snapshot, questionnaire = snapshot_for(round), questionnaire_of(round)
    names = names_of(round.partnership)
    return {
        "reading": reading.lede(snapshot, questionnaire, names, previous_title(round, snapshot)),
        "lists": reading.lists(snapshot, questionnaire, names),
    }


@transaction.atomic
def cancel_round(*, round: Round, by: Person | None, now: datetime) -> Round:
    """Give a round up: ballots, drafts and key are deleted, and everybody invited is told. `by` is
    None where whoever runs the server does, after a restore.

    Raises RoundError once it has been closed.
    """
    found = locked_round(round.pk)
    was_open = found.state == State.OPEN
    change_state(found, State.CANCELLED, closed_at=now)
    # First, because it waits for a draft that is being saved at this moment
    found.invitations.update(submitted=False, revoked=True, sent_to="")
    Ballot.objects.filter(round=found).delete()
    Draft.objects.filter(invitation__round=found).delete()
    RoundKey.objects.filter(round=found).delete()
    found.additions.filter(added_at=None).delete()
    found.mails.filter(kind__in=PERSONAL).delete()
    log_round(round=found, kind="round-cancelled", now=now, by=by, by_server=by is None)
    if was_open:
        queue_notices(
            round=found,
            people=invited_people(found),
            template="cancelled",
            now=now,
            after_restore=by is None,
        )
    transaction.on_commit(erase_deleted)
    return found


def invited_people(round: Round) -> Iterator[Person]:
    """Everybody invited who is still there."""
    memberships = Membership.objects.current().filter(pk__in=round.invitations.values("membership"))
    return (membership.person for membership in memberships.select_related("person"))


def key_people(round: Round) -> Iterator[Person]:
    """The leaders and facilitators, who can turn a key or have to know."""
    memberships = Membership.objects.current().filter(
        partnership=round.partnership, role__in=READERS
    )
    return (membership.person for membership in memberships.select_related("person"))
