"""The demo's live round: open, with eight ballots a side already in and two free links on each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from assessments.demo.answers import opinions, people, seeded
from assessments.demo.world import Alliance, PlannedRound, Turnout
from assessments.frozen import questionnaire_of
from assessments.links import link_path
from assessments.models import Invitation, Round
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import CANNOT_SAY, Side, Sides
from assessments.services.delivery import send_due
from assessments.services.demo import at_office_hour, title_of
from assessments.services.drafts import Edit, save_part
from assessments.services.opening import open_round
from assessments.services.response import record_counts
from assessments.services.rounds import choose_people, create_round, eligible, set_promise
from assessments.services.submission import submit
from partnerships.models import Partnership
from partnerships.viewer import Role

INVITED, ANSWERED = 10, 8
INVENTED = ".example"
OPENED_BEFORE = timedelta(days=5)
ANSWERED_BEFORE = timedelta(days=3)
COUNTED_BEFORE = timedelta(days=1)
CLOSES_AFTER = timedelta(days=12)
EVENING = time(17)
BETTER = 11
"""Points by which opinions have risen since the round before."""


@transaction.atomic
def open_demo_round(*, partnership: Partnership, alliance: Alliance, today: date) -> Round | None:
    """A round that everybody can answer, seal and release by hand; None if there was one."""
    if partnership.rounds.filter(imported=False).exists():
        return None
    facilitator = partnership.memberships.get(side=None).person
    opened = at_office_hour(today - OPENED_BEFORE)
    closes = datetime.combine(today + CLOSES_AFTER, EVENING)
    round = create_round(
        partnership=partnership,
        title=title_of(closes.date()),
        closes=closes,
        time_zone="UTC",
        by=facilitator,
        now=opened,
    )
    set_promise(round=round, key_holder=None, asks_comments=True, now=opened)
    staff = eligible(partnership, list(Side)).filter(role=Role.MEMBER)
    chosen = [one for side in Side for one in staff.filter(side=side)[:INVITED]]
    choose_people(round=round, sides=list(Side), memberships=chosen)
    round = open_round(round=round, by=facilitator, now=opened)
    if settings.DEMO:
        send_due(now=opened)
    for side in Side:
        _answer(round, alliance, side, at_office_hour(today - ANSWERED_BEFORE))
    record_counts(round=round, now=at_office_hour(today - COUNTED_BEFORE))
    return round


def _answer(round: Round, alliance: Alliance, side: Side, now: datetime) -> None:
    """Save and send answers as the pages do."""
    asked = questionnaire_of(round)
    codes = (*asked.codes, *(prompt.code for prompt in asked.comments))
    written = list(alliance.live_comments.get(side, ()))
    invitations = round.invitations.filter(side=side).select_related("round").order_by("pk")
    for invitation, placed in zip(invitations, _sheets(alliance, side, asked), strict=False):
        words = dict([written.pop()] if written else [])
        edit = Edit("all", codes, placed, base=0, page="demo", comments=words)
        save_part(invitation=invitation, origin="demo", edit=edit, now=now)
        submit(invitation=invitation, origin="demo", now=now)


def _sheets(
    alliance: Alliance, side: Side, questionnaire: Questionnaire
) -> Iterator[dict[str, int]]:
    """What eight people of a side say: a little more than in the round before."""
    newest = alliance.rounds[-1]
    turnout = _turnout(newest.turnout.of(side))
    planned = PlannedRound(-1, Sides(*(_turnout(newest.turnout.of(s)) for s in Side)), BETTER)
    draw = seeded(alliance.slug, "live", side)
    means = opinions(alliance, planned, side, questionnaire)
    for row in people(draw, turnout, means, questionnaire):
        said = dict(zip(means, row, strict=True))
        yield {code: CANNOT_SAY if v == "x" else int(v) for code, v in said.items() if v}


def _turnout(before: Turnout) -> Turnout:
    better = tuple(mean + BETTER for mean in before.elements)
    return replace(before, invited=INVITED, answered=ANSWERED, elements=better)


def free_links() -> list[tuple[Invitation, str]]:
    """Invitations of invented people that have not been used, with the path of their link."""
    unused = Invitation.objects.filter(
        round__state=Round.State.OPEN,
        submitted=False,
        revoked=False,
        membership__person__email_key__endswith=INVENTED,
    )
    found = unused.select_related(
        "membership__person", "round__partnership__contractor", "round__partnership__client"
    ).order_by("round", "-side", "pk")
    return [(invitation, link_path(invitation)) for invitation in found]
