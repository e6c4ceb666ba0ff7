"""Who is asked changes only while a smallest group of people can change the number that is told
next: nobody is watched by removing or keeping out all others, or by being let in alone.

All of it depends on the invitations and on what has been told, never on who has answered since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.closing import closing_moment, counting_moment, local_time
from assessments.disclosure.rules import slips_on_top
from assessments.links import ON_THE_WAY
from assessments.models import Invitation, Outbox, ResponseCount, Round
from assessments.promise import Promise
from assessments.services.letters import Kind
from partnerships.models import Event, Side

LINK_RENEWED = "link-renewed"
LINK_SENT_AGAIN = "link-sent-again"
PEOPLE_ADDED = "people-added"
REMOVED = "invitation-removed"
LINK_SENT_LATE = "link-sent-late"
ADDRESS_CHANGED = "address-changed"
LINK_WENT_LATE = "link-went-late"
LET_IN = (PEOPLE_ADDED, LINK_SENT_LATE, LINK_WENT_LATE, ADDRESS_CHANGED)
"""What stands in the log when somebody can answer from now on who could not before."""
SENT_ALONE = (*LET_IN, LINK_RENEWED, LINK_SENT_AGAIN)
"""What stands in the log when somebody gets a personal link and the others do not."""

_MAILS = Outbox.objects.filter(invitation=OuterRef("pk"), kind=Kind.INVITATION, sent_on=None)
_HAD_LINK = ~Q(sent_to="") & ~Q(sent_to__startswith=ON_THE_WAY)
_HAD_ANOTHER = _HAD_LINK & Q(link_version__gt=1)
_PUT_OFF = Q(refused=True) | Q(Exists(_MAILS.filter(attempts__gt=0)))
_WAITS_FOR_NEW = Q(Exists(_MAILS), link_version__gt=1)
WITHOUT_LINK = (~_HAD_LINK & _PUT_OFF) | (_HAD_ANOTHER & Q(refused=True)) | _WAITS_FOR_NEW
"""Invitations whose link a mail server has refused or put off, or whose new one has not gone. A
repetition that does not arrive takes no link away.
"""
REACHED = _HAD_LINK & ~WITHOUT_LINK
"""Invitations whose link has arrived, as far as a mail server can tell, and works."""
_NOT_SENT = ~_HAD_LINK & Q(Exists(_MAILS))
_ON_ITS_WAY = ~_HAD_LINK & Q(Exists(_MAILS.filter(due_at__gt=OuterRef("round__opened_at"))))
"""The first mail to somebody who was added has not gone yet, and may be refused."""
COUNTED_WITHIN = timedelta(hours=3)
"""A morning that was not counted by then is left out: it would be told as of 06:00."""
COUNTED_BEFORE = timedelta(hours=6)
"""A morning so shortly before the closing is left out: the number of the results, less that count,
would be about the few who have answered in between.
"""
A_DAY = timedelta(days=1)
READ_WITHIN = timedelta(days=7)
"""Until then a mail may lie unread, over a weekend or a short holiday."""


def may_remove(round: Round, side: str, now: datetime) -> bool:
    """Whether one more link of somebody asked by name may end: enough people are left without it
    who could change the number of this side that is told next.
    """
    k, left = Promise.from_json(round.promise or {}).k, left_of(round)
    can_answer = _can_answer(round, side, left[side], now)
    return can_answer - known_of(left, last_counts(round), k)[side] - 1 >= k


def may_renew(round: Round, side: str, now: datetime) -> bool:
    """Whether one more link of somebody asked by name may be replaced: until the mail is read its
    person cannot answer. One always, unless somebody waits for a new link, or got one lately; more
    as if their people were removed.
    """
    waiting = round.invitations.filter(WITHOUT_LINK, side=side, link_version__gt=1)
    if not _renewed(round, side, now) and not waiting.exists():
        return True
    return may_remove(round, side, now)


def _can_answer(round: Round, side: str, left: "Left", now: datetime) -> int:
    """How many of a side have a link that they have read, used or not."""
    unread = max(0, _renewed(round, side, now) - left.waiting)
    return left.reached - unread


def _renewed(round: Round, side: str, now: datetime) -> int:
    """How many new links of a side may not have been read yet."""
    return _events(round, [LINK_RENEWED]).filter(side=side, at__gt=now - READ_WITHIN).count()


def _last_morning(round: Round, now: datetime) -> date:
    """The day of the last 06:00 by the clocks of the round."""
    today = local_time(now, round.time_zone).date()
    is_past = counting_moment(today, round.time_zone) <= now
    return today if is_past else today - timedelta(days=1)


def fewest_to_add(round: Round, side: str, now: datetime) -> int:
    """The smallest number of people by name that may be added to a side at once, with slips or
    without: with fewer, the number that is told next would be about these and few others. A
    smallest group where the last morning was not counted, since most others may have answered
    since, and on the last day, since the results' number follows. None where slips alone may be
    added.
    """
    k, last = Promise.from_json(round.promise or {}).k, last_counts(round).get(side)
    morning = _last_morning(round, now)
    if closing_moment(round) - now < A_DAY:
        return k
    if last is None and _is_in_time(round, morning):
        return k
    if last is not None and last.day < morning:
        return k
    if last is None or last.answered is None:
        return 0
    return max(0, k + last.answered - _can_answer(round, side, left_of(round)[side], now))


def let_in_since(round: Round, day: date) -> set[str]:
    """The sides in which somebody could not answer on the morning before this one, and can now, or
    could then, and got a new link since. A count would tell that all others have, or have not, and
    the next ones would be about this person.
    """
    before = counting_moment(day - timedelta(days=1), round.time_zone)
    events = _about_people(round, (*LET_IN, LINK_RENEWED))
    return {event.side for event in events if event.side and event.at >= before}


def sent_alone_since(round: Round, last: Mapping[str, ResponseCount]) -> set[str]:
    """The sides of which somebody has got a link alone since their last count, or within a day
    before. Were the round sealed now, the number of its results, less that count, would tell
    whether this person answered at once.
    """
    counted = {side: counting_moment(count.day, round.time_zone) for side, count in last.items()}
    return {
        event.side
        for event in _about_people(round, SENT_ALONE)
        if event.side in counted and event.at >= counted[event.side] - A_DAY
    }


def _about_people(round: Round, kinds: Iterable[str]) -> list[Event]:
    """Those that are about people by name: some who were added got slips alone."""
    return [event for event in _events(round, kinds) if event.parameters.get("people") != 0]


def _events(round: Round, kinds: Iterable[str]) -> QuerySet[Event]:
    return Event.objects.filter(
        partnership=round.partnership_id, kind__in=kinds, parameters__round=round.number
    )


def is_without_link(invitation: Invitation) -> bool:
    """Whether its person has not got the link that works, and waits for it longer than usual."""
    return Invitation.objects.filter(WITHOUT_LINK, pk=invitation.pk).exists()


def is_reached(invitation: Invitation) -> bool:
    """Whether its person has got the link that works."""
    return Invitation.objects.filter(REACHED, pk=invitation.pk).exists()


def is_told(invitation: Invitation) -> bool:
    """Whether a count of its side has been told, as a number."""
    last = last_counts(invitation.round).get(invitation.side)
    return last is not None and last.answered is not None


def may_be_let_in(invitation: Invitation, now: datetime) -> bool:
    """Whether somebody without a link may get it now, as if added alone."""
    return fewest_to_add(invitation.round, invitation.side, now) <= 1


@dataclass(frozen=True)
class Left:
    """How many of a side were asked by name, how many of their links work, used or not, how many
    of these people have the link, or are about to since the opening, and how many wait for the mail
    with a new one; and how many slips were drawn, which are none of these: one person may hold them
    all.
    """

    asked: int = 0
    working: int = 0
    reached: int = 0
    waiting: int = 0
    drawn: int = 0


def left_of(round: Round) -> dict[str, Left]:
    """Of each side; one query."""
    named = Q(by_slip=False)
    works = named & Q(revoked=False, membership__isnull=False)
    reached = works & ~WITHOUT_LINK & ~_ON_ITS_WAY
    counts = round.invitations.values("side").annotate(
        asked=Count("pk", filter=named),
        working=Count("pk", filter=works),
        reached=Count("pk", filter=reached),
        waiting=Count("pk", filter=works & _WAITS_FOR_NEW & _HAD_LINK),
        drawn=Count("pk", filter=Q(by_slip=True)),
        had_link=Count("pk", filter=works & _HAD_LINK),
        unsent=Count("pk", filter=reached & _NOT_SENT),
    )
    left = {
        one["side"]: Left(
            asked=one["asked"],
            working=one["working"],
            # Where no mail has gone yet, all wait for it together
            reached=one["reached"] - (one["unsent"] if one["had_link"] else 0),
            waiting=one["waiting"],
            drawn=one["drawn"],
        )
        for one in counts
    }
    return {side: left.get(side, Left()) for side in Side}


def known_of(left: Mapping[str, Left], last: Mapping[str, ResponseCount], k: int) -> dict[str, int]:
    """How many of each side may be known to have answered by now: as many as the last count tells,
    or as one that is hidden, or was never taken, leaves open; behind slips more are hidden.
    """
    hidden = {side: k - 1 + slips_on_top(k, drawn=left[side].drawn, used=0) for side in Side}
    told = {side: count.answered for side, count in last.items() if count.answered is not None}
    return hidden | told


def last_counts(round: Round) -> dict[str, ResponseCount]:
    """The last count of each side that has one."""
    return {count.side: count for count in round.response_counts.order_by("day")}


def is_countable(round: Round, day: date, now: datetime) -> bool:
    """Whether this morning is to be counted now."""
    moment = counting_moment(day, round.time_zone)
    is_now = moment <= now <= moment + COUNTED_WITHIN
    is_early = closing_moment(round) - moment >= COUNTED_BEFORE
    return _is_in_time(round, day) and is_early and not round.held and is_now


def _is_in_time(round: Round, day: date) -> bool:
    """Whether the round was open at 06:00 of this day."""
    moment = counting_moment(day, round.time_zone)
    opened = round.opened_at is not None and round.opened_at < moment
    return opened and moment <= closing_moment(round)
