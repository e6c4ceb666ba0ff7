"""People added to a round that is open: proposed for a side, invited once both sides agreed.

Whoever proposes for the own side agrees for it; for the other one, somebody who holds its key. A
proposal of a neutral facilitator needs a holder of each key. Nothing here depends on who has
answered; where most of a side have, several are added or nobody, so that the numbers told later are
not about one of them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.closing import closing_moment
from assessments.holders import own_holders
from assessments.links import goes_to, has_gone_to
from assessments.models import Addition, Consent, Invitation, Round
from assessments.questionnaire.schema import sha256_of
from assessments.services.few_left import PEOPLE_ADDED, fewest_to_add
from assessments.services.opening import draw, invite
from assessments.services.outbox import queue_notices
from assessments.services.rounds import (
    RoundError,
    State,
    check_not_held,
    check_state,
    drawn_of,
    eligible,
    locked_round,
    log_round,
)
from assessments.services.slips import MOST_SLIPS
from partnerships.models import Membership, Person, Side
from partnerships.viewer import Role

SUBJECT = "addition"


@transaction.atomic
def propose_addition(
    *,
    round: Round,
    side: str,
    memberships: Iterable[Membership],
    slips: int,
    place: str | None,
    by: Person,
    now: datetime,
) -> Addition:
    """Ask to add these people of a side and so many slips; an earlier proposal of it falls.

    `place`: the side of whoever proposes, None for a neutral facilitator. Raises RoundError once
    the round has closed, for nobody at all, or for somebody who cannot be added.
    """
    found = _open_round(round, now)
    members = sorted({one.pk for one in memberships})
    _check(found, side, members, slips, now)
    waiting_for(found, side).delete()
    addition = Addition.objects.create(
        round=found,
        side=side,
        number=len(members) + slips,
        members=members,
        proposed_at=now,
    )
    log_round(
        round=found, kind="addition-proposed", now=now, by=by, side=side, number=addition.number
    )
    if place == side:
        _consent(addition, side, by)
    _ask(addition, now)
    return addition


def _open_round(round: Round, now: datetime) -> Round:
    found = locked_round(round.pk)
    check_state(found, State.OPEN)
    check_not_held(found)
    if closing_moment(found) <= now:
        raise RoundError(_("The round has closed: nobody can be added any more."))
    return found


def _check(round: Round, side: str, members: list[int], slips: int, now: datetime) -> None:
    if not members and not slips:
        raise RoundError(_("Choose at least one person, or a slip."))
    if addable(round, side).filter(pk__in=members).count() != len(members):
        raise RoundError(_("Somebody chosen is not there any more or invited already: look again."))
    fewest = fewest_to_add(round, side, now)
    if len(members) < fewest:
        raise RoundError(
            ngettext(
                "With so few people the numbers told later would be about those who are added:"
                " choose at least %(fewest)d person by name, or nobody and no slip.",
                "With so few people the numbers told later would be about those who are added:"
                " choose at least %(fewest)d people by name, or nobody and no slip.",
                fewest,
            )
            % {"fewest": fewest}
        )
    if drawn_of(round)[side] + slips > MOST_SLIPS:
        raise RoundError(
            _("A side can have %(most)d slips in all: choose fewer.") % {"most": MOST_SLIPS}
        )


def addable(round: Round, side: str) -> Any:
    """The people of a side who are there and were never invited to this round, by either side,
    neither under their address nor by a link that stayed there when somebody else's was changed.
    """
    links = round.invitations.filter(by_slip=False).select_related("membership__person")
    asked = links.exclude(membership=None)
    there = eligible(round.partnership, [side]).exclude(
        person__twin_key__in=asked.values("membership__person__twin_key")
    )
    left_behind = [one for one in links if _is_elsewhere(one)]
    had = [one.pk for one in there if _has_link(one.person, left_behind)] if left_behind else []
    return there.exclude(pk__in=had)


def _is_elsewhere(invitation: Invitation) -> bool:
    """Whether the link has gone to an address that is nobody's any more, or another one's."""
    membership = invitation.membership
    return membership is None or not goes_to(invitation, membership.person.email)


def _has_link(person: Person, invitations: Iterable[Invitation]) -> bool:
    addresses = {person.email, person.twin_key}
    return any(has_gone_to(one, address) for one in invitations for address in addresses)


def waiting_for(round: Round, side: str) -> Any:
    """The proposal for a side that waits for consent, if there is one."""
    return round.additions.filter(side=side, added_at=None)


def payload_sha256(addition: Addition) -> str:
    """The SHA-256 of what is agreed to: exactly this proposal, with these people."""
    return sha256_of(
        {
            "addition": addition.pk,
            "round": addition.round_id,
            "side": addition.side,
            "members": addition.members,
            "slips": addition.slips,
        }
    )


def sides_asked(addition: Addition) -> list[str]:
    """The sides whose consent a waiting proposal needs yet."""
    agreed = addition.round.consents.filter(
        subject=SUBJECT, payload_sha256=payload_sha256(addition)
    )
    given = set(agreed.values_list("side", flat=True))
    return [side for side in Side if side not in given]


def _consent(addition: Addition, side: str, by: Person) -> None:
    Consent.objects.create(
        round=addition.round,
        subject=SUBJECT,
        payload_sha256=payload_sha256(addition),
        side=side,
        person=by,
    )


@transaction.atomic
def consent_to_addition(
    *, round: Round, number: int, side: str, by: Person, now: datetime
) -> Addition:
    """Agree for a side to exactly this proposal; with the last word the people are invited.

    Raises RoundError once the round has closed or another proposal has taken its place, and for
    whoever holds no key of this side or has agreed for the other one.
    """
    found = _open_round(round, now)
    addition = _asked(found, number, side, by)
    _consent(addition, side, by)
    log_round(
        round=found,
        kind="addition-agreed",
        now=now,
        by=by,
        side=side,
        number=addition.number,
    )
    if not sides_asked(addition):
        _add(addition, now)
    return addition


@transaction.atomic
def decline_addition(*, round: Round, number: int, side: str, by: Person, now: datetime) -> None:
    """Say no for a side: the proposal is gone. Raises RoundError as consenting does."""
    found = _open_round(round, now)
    addition = _asked(found, number, side, by)
    log_round(round=found, kind="addition-declined", now=now, by=by, side=addition.side)
    _tell(addition, is_added=False, now=now)
    addition.delete()


@transaction.atomic
def withdraw_addition(*, round: Round, side: str, by: Person, now: datetime) -> None:
    """Take back a side's proposal. Raises RoundError where none is waiting any more."""
    found = _open_round(round, now)
    gone, _rows = waiting_for(found, side).delete()
    if not gone:
        raise RoundError(_("No proposal is waiting any more: look at what stands in the log."))
    log_round(round=found, kind="addition-withdrawn", now=now, by=by, side=side)


def _asked(round: Round, number: int, side: str, by: Person) -> Addition:
    addition: Addition | None = round.additions.filter(pk=number, added_at=None).first()
    if addition is None or side not in sides_asked(addition):
        raise RoundError(_("This proposal is no longer open: look at what stands there now."))
    if by.pk not in {one.person_id for one in own_holders(round, side)}:
        raise RoundError(_("This is for those of that side who hold its key."))
    mine = round.consents.filter(
        subject=SUBJECT,
        payload_sha256=payload_sha256(addition),
        person__twin_key=by.twin_key,
    )
    if mine.exists():
        raise RoundError(_("You have spoken for the other side: this is for somebody else."))
    return addition


def _add(addition: Addition, now: datetime) -> None:
    """Invite exactly those who were proposed; the log tells how many and nobody who.

    Whoever consents sees no count of that side: the refusal does not say what has changed.
    """
    round, side = addition.round, addition.side
    members = list(addable(round, side).filter(pk__in=addition.members))
    is_gone = len(members) != len(addition.members)
    if is_gone or len(members) < fewest_to_add(round, side, now):
        raise RoundError(
            _("These people cannot be added any more: %(organization)s has to propose anew.")
            % {"organization": round.partnership.organization_of(side)}
        )
    invite(round, {side: members}, now)
    draw(round, {side: addition.slips})
    addition.members, addition.added_at = [], now
    addition.save(update_fields=["members", "added_at"])
    log_round(
        round=round,
        kind=PEOPLE_ADDED,
        now=now,
        side=side,
        number=addition.number,
        people=len(members),
    )
    _tell(addition, is_added=True, now=now)


def _ask(addition: Addition, now: datetime) -> None:
    """Tell those whose consent is needed, by mail."""
    asked = {
        one.person for side in sides_asked(addition) for one in own_holders(addition.round, side)
    }
    queue_notices(
        round=addition.round,
        people=asked,
        template="addition_proposed",
        now=now,
        number=addition.number,
        organization=addition.round.partnership.organization_of(addition.side),
    )


def _tell(addition: Addition, *, is_added: bool, now: datetime) -> None:
    """Tell the facilitators who choose this side's people what became of the proposal."""
    places = Membership.objects.current().filter(
        partnership=addition.round.partnership, role=Role.FACILITATOR
    )
    desk = [one for one in places.select_related("person") if one.side in (None, addition.side)]
    queue_notices(
        round=addition.round,
        people=[one.person for one in desk],
        template="addition_settled",
        now=now,
        is_added=is_added,
        number=addition.number,
        organization=addition.round.partnership.organization_of(addition.side),
    )
