"""Opening a round: the promise and the questionnaire are frozen, the invitations made."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.ballots import BALLOT_BYTES, BALLOT_BYTES_WITH_COMMENTS, new_round_key
from assessments.holders import key_holder_name, marks_of, present_holders
from assessments.links import new_selector, new_slip_selector
from assessments.models import Invitation, Round
from assessments.promise import Promise
from assessments.questionnaire.load import to_json
from assessments.questionnaire.schema import sha256_of
from assessments.scoring.terms import Sides
from assessments.services.instruments import questionnaire_for
from assessments.services.letters import Kind
from assessments.services.outbox import queue_invitations
from assessments.services.rounds import (
    RoundError,
    State,
    change_state,
    check_state,
    chosen_of,
    is_neutral,
    locked_round,
    log_round,
    sides_agreed,
    slips_of,
)
from assessments.wording import moment_text
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.texts import holds_address, holds_number

APART = timedelta(weeks=6)
"""At least so much lies between the end of a round and the next one. A rhythm of a quarter has
room for it."""
ADVISED = 8
FEW = 5


@transaction.atomic
def open_round(*, round: Round, by: Person | None, now: datetime) -> Round:
    """Freeze what is promised and asked, and invite everybody who was chosen. `by` is None where
    it opens by itself.

    Raises RoundError, having changed nothing, while something is missing.
    """
    found = locked_round(round.pk)
    Partnership.objects.select_for_update(of=("self",)).get(pk=found.partnership_id)
    check_state(found, State.DRAFT)
    chosen, slips = chosen_of(found), slips_of(found)
    for problem in opening_problems(found, chosen, slips, now):
        raise RoundError(problem)
    holders = present_holders(found)
    promise = _promise(found, invited_counts(chosen, slips), holders)
    questionnaire = to_json(questionnaire_for(found.partnership, found.instrument))
    change_state(
        found,
        State.OPEN,
        imported=False,  # whatever was written into the draft: the guards keep it from here on
        opened_at=now,
        promise=promise.to_json(),
        promise_sha256=promise.sha256,
        questionnaire=questionnaire,
        questionnaire_sha256=sha256_of(questionnaire),
        ballot_bytes=BALLOT_BYTES_WITH_COMMENTS if promise.comments else BALLOT_BYTES,
    )
    new_round_key(found).save()
    invite(found, chosen, now)
    draw(found, slips)
    found.invitees.all().delete()
    log_round(
        round=found,
        kind="round-opened",
        now=now,
        by=by,
        promise=promise.sha256,
        by_itself=by is None,
        holders={side: [one.display_name for one in holders[side]] for side in Side},
    )
    return found


def invited_counts(
    chosen: Mapping[str, Sequence[Membership]], slips: Mapping[str, int]
) -> dict[str, int]:
    """How many people of each side would be invited, by mail or by a slip."""
    return {side: len(chosen[side]) + slips[side] for side in Side}


def opening_problems(
    round: Round,
    chosen: Mapping[str, Sequence[Membership]],
    slips: Mapping[str, int],
    now: datetime,
) -> list[str]:
    """What still stands in the way of opening a draft."""
    partnership = round.partnership
    problems = [
        too_few(partnership, side, slips[side])
        for side in Side
        if len(chosen[side]) < partnership.k
    ]
    mailboxes = [one.person.twin_key for side in Side for one in chosen[side]]
    if len(set(mailboxes)) < len(mailboxes):
        problems.append(
            _("Two of the people who are chosen have addresses of one mailbox: choose one of them.")
        )
    problems += [
        _(
            "“%(name)s” holds a web address, or what mail programs take for one, such as "
            "Example.com, or more than four digits: let whoever runs this installation write it "
            "without. Reminders tell what the organizations are called, and whoever owns that "
            "address or number would see who follows it."
        )
        % {"name": name}
        for name in (partnership.contractor.name, partnership.client.name)
        if holds_address(name) or holds_number(name)
    ]
    if round.closes_at is None or round.closes_at <= now:
        problems.append(_("The closing time has passed: choose a later one."))
    if partnership.rounds.filter(number__gt=round.number).exists():
        problems.append(_("A later round has been imported: cancel this one and plan a new one."))
    return problems + too_soon(round, now) + _missing_consents(round)


def too_soon(round: Round, now: datetime) -> list[str]:
    """What is said of a draft that would open within six weeks after the last round, if anything:
    nearly all would answer as before, and whoever was left out could be found by subtracting.

    A round that was cancelled while it was held counts as well: it may have been released before.
    """
    shown = Q(state=State.RELEASED) | Q(state=State.CANCELLED, held=True)
    rounds = round.partnership.rounds.filter(shown).exclude(closed_at=None)
    last = rounds.order_by("-closed_at").first()
    if last is None or last.closed_at is None or now >= last.closed_at + APART:
        return []
    ended = _("“%(title)s” closed less than six weeks ago.")
    if last.state == State.CANCELLED:
        ended = _(
            "“%(title)s” was cancelled after this server was put back from a backup, less than six "
            "weeks ago, and its results may have been released before."
        )
    why = _(
        "People would answer much as they did then, and whoever has come or left could be found by "
        "subtracting: open this round from %(moment)s on."
    )
    moment = moment_text(last.closed_at + APART, round.time_zone)
    return [f"{ended} {why}" % {"title": last.title, "moment": moment}]


def too_few(partnership: Partnership, side: str, slips: int) -> str:
    """The words with which a side of too few people invited by name is refused."""
    k = partnership.k
    few, advised = (_("five"), _("eight")) if k == FEW else (str(k), str(k + ADVISED - FEW))
    refusal = _(
        "Fewer than %(few)s people of %(organization)s are chosen. With %(few)s, one skipped "
        "answer hides a statement. Invite at least %(advised)s."
    ) % {
        "few": few,
        "organization": partnership.organization_of(side),
        "advised": advised,
    }
    return f"{refusal} {slips_on_top()}" if slips else refusal


def slips_on_top() -> str:
    return _(
        "Slips come on top: nobody knows who has them, so they do not count toward the smallest "
        "group."
    )


def _missing_consents(round: Round) -> list[str]:
    if round.key_holder is None:
        return []
    if not is_neutral(round.partnership, round.key_holder):
        return [_("Whoever should hold both keys is no neutral facilitator any more.")]
    agreed = sides_agreed(round)
    return [
        _(
            "A leader of %(organization)s has not agreed yet that %(person)s holds both keys: "
            "wait, or let each side hold its own."
        )
        % {
            "organization": round.partnership.organization_of(side),
            "person": key_holder_name(round),
        }
        for side in Side
        if side not in agreed
    ]


def _promise(
    round: Round,
    invited: Mapping[str, int],
    holders: Mapping[str, Sequence[Membership]],
) -> Promise:
    partnership = round.partnership
    return Promise(
        partnership=partnership.name,
        contractor=partnership.contractor.name,
        client=partnership.client.name,
        scope=partnership.scope,
        customer=partnership.customer,
        server=operator(),
        k=partnership.k,
        comments=round.asks_comments,
        everyone=False,
        neutral_keys=round.key_holder is not None,
        closes_at=round.closes_at.isoformat() if round.closes_at else "",
        time_zone=round.time_zone,
        invited=Sides(invited[Side.CONTRACTOR], invited[Side.CLIENT]),
        holders=marks_of(round, holders),
    )


def operator() -> str:
    """Who runs the server, in words."""
    if settings.OPERATOR:
        return str(settings.OPERATOR)
    return _("A demo of Alongside, with invented people") if settings.DEMO else settings.SITE_HOST


def invite(round: Round, chosen: Mapping[str, Sequence[Membership]], now: datetime) -> None:
    """A personal link to each of these people, and the mail that brings it."""
    invitations = Invitation.objects.bulk_create(
        Invitation(round=round, membership=membership, side=side, selector=new_selector())
        for side, memberships in chosen.items()
        for membership in memberships
    )
    queue_invitations(invitations=invitations, kind=Kind.INVITATION, now=now)


def draw(round: Round, slips: Mapping[str, int]) -> None:
    """An invitation without a person for each slip."""
    Invitation.objects.bulk_create(
        Invitation(round=round, by_slip=True, side=side, selector=new_slip_selector())
        for side, number in slips.items()
        for _slip in range(number)
    )
