"""A round's life: drafting it, choosing its people, and the one table of allowed changes of state.

Every service here takes `now`, is one transaction and writes its line into the shared log.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from assessments.closing import moment_of
from assessments.holders import key_holder_name
from assessments.links import holds_link
from assessments.models import Consent, Round, RoundInvitee
from assessments.questionnaire.schema import sha256_of
from assessments.services.instruments import latest_instrument
from assessments.services.outbox import queue_notices
from assessments.services.put_back import NOT_READY, is_put_back
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.services import log_event
from partnerships.viewer import Role

State = Round.State

ALLOWED_CHANGES: Mapping[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.OPEN, State.CANCELLED}),
    State.OPEN: frozenset({State.SEALING, State.CANCELLED}),
    State.SEALING: frozenset({State.SEALED}),
    State.SEALED: frozenset({State.RELEASED}),
    State.RELEASED: frozenset(),
    State.CANCELLED: frozenset(),
}
UNDER_WAY = (State.DRAFT, State.OPEN, State.SEALING, State.SEALED)
KEY_HOLDER = "key-holder"


class RoundError(Exception):
    """The change is not possible; the message says why and what to do."""


def locked_round(round_id: int) -> Round:
    """The round, locked until the transaction ends, but not for those who send their answers: how
    long somebody waits, time and again, would tell when they do.
    """
    return (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partnership__contractor", "partnership__client")
        .get(pk=round_id)
    )


def wait_for_senders(round: Round) -> None:
    """Until the transaction ends nobody sends answers to a locked round, and whoever was at it is
    done.
    """
    Round.objects.select_for_update(of=("self",)).only("pk").get(pk=round.pk)


def change_state(round: Round, state: str, **fields: Any) -> None:
    """Move a locked round on, with what goes along. Raises RoundError for any other change, while
    the round is held, which can only be cancelled, and while a restore has not held all.
    """
    if state not in ALLOWED_CHANGES[round.state]:
        raise RoundError(
            _("The round is %(now)s and cannot become %(then)s.")
            % {"now": round.get_state_display(), "then": State(state).label}
        )
    check_not_put_back()
    if state != State.CANCELLED:
        check_not_held(round)
    if round.state == State.OPEN:
        wait_for_senders(round)
    for name, value in fields.items():
        setattr(round, name, value)
    round.state = state
    round.save(update_fields=["state", *fields])


def check_state(round: Round, *states: str) -> None:
    """Raise RoundError unless the round is in one of these states."""
    if round.state not in states:
        raise RoundError(
            _("The round is %(state)s by now, so this is no longer possible.")
            % {"state": round.get_state_display()}
        )


def check_not_put_back() -> None:
    """Raise RoundError while it is not known of any round whether it is to be held."""
    if is_put_back():
        raise RoundError(NOT_READY)


def check_not_held(round: Round) -> None:
    """Raise RoundError while a round waits after a restore."""
    if round.held:
        raise RoundError(held_text())


def held_text() -> str:
    """Why a round that is held stands still, and until when."""
    return _(
        "This server was put back from a backup: this round waits until whoever runs the server "
        "lets it go on."
    )


def log_round(
    *,
    round: Round,
    kind: str,
    now: datetime,
    by: Person | None = None,
    side: str | None = None,
    **parameters: object,
) -> None:
    """Write a line about a round into the log that both sides read."""
    log_event(
        partnership=round.partnership,
        kind=kind,
        person=by,
        side=side,
        at=now,
        round=round.number,
        **parameters,
    )


@transaction.atomic
def create_round(
    *,
    partnership: Partnership,
    title: str,
    closes: datetime,
    time_zone: str,
    by: Person | None,
    now: datetime,
    opens: datetime | None = None,
) -> Round:
    """A draft. `closes` and `opens` are wall-clock times in `time_zone`; with `opens` it opens by
    itself. `by` is None where a rhythm prepares it.

    Raises RoundError while another round is not finished, or for a time in the past.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    unfinished = locked.rounds.filter(state__in=UNDER_WAY).first()
    if unfinished is not None:
        raise RoundError(
            _("“%(title)s” is not finished: release or cancel it before you plan another round.")
            % {"title": unfinished.title}
        )
    round = Round.objects.create(
        partnership=partnership,
        instrument=latest_instrument(),
        number=(locked.rounds.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=title,
        time_zone=time_zone,
        **_times(opens, closes, time_zone, now),
    )
    log_round(round=round, kind="round-created", now=now, by=by, title=title, by_itself=by is None)
    return round


def _times(
    opens: datetime | None, closes: datetime, time_zone: str, now: datetime
) -> dict[str, datetime | None]:
    closes_at = moment_of(closes, time_zone)
    if closes_at <= now:
        raise RoundError(_("The closing time has passed: choose a later one."))
    opens_at = moment_of(opens, time_zone) if opens else None
    if opens_at is not None and opens_at <= now:
        raise RoundError(_("The opening time has passed: choose a later one, or none."))
    if opens_at is not None and opens_at >= closes_at:
        raise RoundError(_("The round would close before it opens: choose a later closing time."))
    return {"opens_at": opens_at, "closes_at": closes_at}


@transaction.atomic
def edit_round(
    *,
    round: Round,
    title: str,
    closes: datetime,
    time_zone: str,
    now: datetime,
    opens: datetime | None = None,
) -> Round:
    """Change a draft. Raises RoundError once it is open, or for a time in the past."""
    found = locked_round(round.pk)
    check_state(found, State.DRAFT)
    found.title, found.time_zone = title, time_zone
    times = _times(opens, closes, time_zone, now)
    found.opens_at, found.closes_at = times["opens_at"], times["closes_at"]
    found.save(update_fields=["title", "time_zone", "opens_at", "closes_at"])
    return found


@transaction.atomic
def set_promise(
    *,
    round: Round,
    key_holder: Person | None,
    now: datetime,
    asks_comments: bool = False,
) -> Round:
    """What a draft's promise will say. `key_holder`: the neutral facilitator who would hold both
    keys, if a leader of each side agrees; the leaders are asked by mail. `asks_comments`: whether
    people can also write in their own words.
    """
    found = locked_round(round.pk)
    check_state(found, State.DRAFT)
    if key_holder is not None and not is_neutral(found.partnership, key_holder):
        raise RoundError(_("Only a neutral facilitator can hold the keys of both sides."))
    is_asked = key_holder is not None and key_holder.pk != found.key_holder_id
    found.key_holder, found.asks_comments = key_holder, asks_comments
    found.save(update_fields=["key_holder", "asks_comments"])
    if is_asked:
        queue_notices(
            round=found,
            people=[one.person for one in _leaders(found).select_related("person")],
            template="key_holder",
            now=now,
            holder=key_holder_name(found),
        )
    return found


@transaction.atomic
def set_mail(*, round: Round, note: str, reminder_days: Iterable[int]) -> Round:
    """What a draft's invitations say besides, and how many working days before closing reminders
    go. Raises RoundError once it is open, or for a note that holds a personal link: a link of one
    person would be followed by all.
    """
    found = locked_round(round.pk)
    check_state(found, State.DRAFT)
    if holds_link(note):
        raise RoundError(
            _("Leave the personal link out of your word: everybody gets their own link.")
        )
    found.note, found.reminder_days = note, sorted(set(reminder_days), reverse=True)
    found.save(update_fields=["note", "reminder_days"])
    return found


def _leaders(round: Round) -> QuerySet[Membership]:
    return Membership.objects.current().filter(partnership=round.partnership_id, role=Role.LEADER)


def is_neutral(partnership: Partnership, person: Person) -> bool:
    """Whether the person is a neutral facilitator there at present."""
    return any(one.person_id == person.pk for one in neutral_facilitators(partnership))


def neutral_facilitators(partnership: Partnership) -> list[Membership]:
    """Those who run rounds for both sides at present."""
    neutral = Membership.objects.current().filter(partnership=partnership, side=None)
    return list(neutral.select_related("person"))


@transaction.atomic
def agree_to_key_holder(*, round: Round, side: str, by: Person, now: datetime) -> None:
    """A leader of `side` agrees that the named neutral facilitator may hold both keys."""
    found = locked_round(round.pk)
    check_state(found, State.DRAFT)
    if found.key_holder is None:
        raise RoundError(_("Nobody asks to hold the keys of both sides any more."))
    if not _leaders(found).filter(side=side, person=by).exists():
        raise RoundError(_("Only a leader of this side can agree to that."))
    given = _consents_to_key_holder(found).exclude(side=side)
    if given.filter(person__twin_key=by.twin_key).exists():
        raise RoundError(_("You have agreed for the other side: this is for somebody else."))
    if side in sides_agreed(found):
        return
    _consents_to_key_holder(found).filter(side=side).delete()  # of one who does not lead it now
    Consent.objects.create(
        round=found,
        subject=KEY_HOLDER,
        payload_sha256=key_holder_sha256(found),
        side=side,
        person=by,
    )
    log_round(round=found, kind="key-holder-agreed", now=now, by=by, side=side)


def key_holder_sha256(round: Round) -> str:
    """The SHA-256 of what a leader agrees to: this person, in this round."""
    return sha256_of({"round": round.pk, "key_holder": round.key_holder_id})


def sides_agreed(round: Round) -> set[str]:
    """The sides of which somebody who leads it now has agreed to the key holder that the round
    names now."""
    given = set(_consents_to_key_holder(round).values_list("side", "person"))
    return {side for side, _person in given & set(_leaders(round).values_list("side", "person"))}


def _consents_to_key_holder(round: Round) -> QuerySet[Consent]:
    return round.consents.filter(subject=KEY_HOLDER, payload_sha256=key_holder_sha256(round))


@transaction.atomic
def choose_people(
    *, round: Round, sides: Collection[str], memberships: Iterable[Membership]
) -> None:
    """Make these the people of a draft on these sides; the choice of another side stays.

    Raises RoundError once the round is open, or for somebody who is not of these sides now.
    """
    found = locked_round(round.pk)
    if found.state != State.DRAFT:
        raise RoundError(
            _(
                "The round is open, and its people are part of what was promised. On the page of "
                "its invitations you can ask the other side to add somebody."
            )
        )
    wanted = {membership.pk for membership in memberships}
    known = set(eligible(found.partnership, sides).values_list("pk", flat=True))
    if not wanted <= known:
        raise RoundError(_("One of these people is not on this side any more: choose again."))
    chosen = found.invitees.filter(membership__side__in=sides)
    chosen.exclude(membership__in=wanted).delete()
    there = set(chosen.values_list("membership_id", flat=True))
    RoundInvitee.objects.bulk_create(
        RoundInvitee(round=found, membership_id=pk) for pk in sorted(wanted - there)
    )


def eligible(partnership: Partnership, sides: Collection[str]) -> Any:
    """The memberships of these sides that can be chosen for a round."""
    return (
        Membership.objects.current()
        .filter(partnership=partnership, side__in=sides)
        .select_related("person")
    )


def slips_of(round: Round) -> dict[str, int]:
    """How many slips each side draws when a draft is opened."""
    drawn = dict(round.slips.values_list("side", "number"))
    return {side: drawn.get(side, 0) for side in Side}


def drawn_of(round: Round) -> dict[str, int]:
    """How many slips each side has in a round that was opened."""
    drawn = Counter(round.invitations.filter(by_slip=True).values_list("side", flat=True))
    return {side: drawn[side] for side in Side}


def chosen_of(round: Round) -> dict[str, list[Membership]]:
    """The people chosen for a draft who are still there, by side."""
    chosen = eligible(round.partnership, list(Side)).filter(
        pk__in=round.invitees.values("membership")
    )
    return {side: [one for one in chosen if one.side == side] for side in Side}
