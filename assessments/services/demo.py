"""The demo's data, made through the services that real data come in by."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.comments import fingerprint_of
from assessments.demo.answers import answer_file
from assessments.demo.world import Alliance, PlannedRound, Somebody, read_world
from assessments.models import Round
from assessments.scoring.terms import Side, Sides
from assessments.services.comments import mark_read
from assessments.services.commitments import make_commitment, update_commitment
from assessments.services.demo_asked import agree_on_measures, agree_to_ask
from assessments.services.demo_meetings import hold_meeting, plan_next_meeting
from assessments.services.importing import import_round
from assessments.services.instruments import load_instrument, questionnaire_for
from assessments.services.wins import add_win
from partnerships.addresses import email_key
from partnerships.models import Meeting, Partnership, Person
from partnerships.services import add_member, create_partnership, ensure_person
from partnerships.viewer import Role

CLOSED_BEFORE = timedelta(days=45)
"""So long ago that the next round can be opened."""
RELEASED_AFTER = timedelta(days=14)
SET_UP_BEFORE = timedelta(days=60)
MET_AFTER, TOLD_AFTER = timedelta(days=21), timedelta(days=90)
OFFICE_HOUR = time(9)
SEASONS = {0: _("Winter"), 1: _("Spring"), 2: _("Summer"), 3: _("Autumn")}


def load_demo(*, today: date) -> list[Partnership]:
    """The partnerships that were not there yet; loading again changes nothing."""
    world = read_world()
    if not Person.objects.filter(email_key=email_key(world.owner.email)).exists():
        Person.objects.create_superuser(world.owner.email, world.owner.name)
    there = set(Partnership.objects.values_list("slug", flat=True))
    missing = [alliance for alliance in world.alliances if alliance.slug not in there]
    return [load_alliance(alliance=one, neutral=world.neutral, today=today) for one in missing]


@transaction.atomic
def load_alliance(*, alliance: Alliance, neutral: Somebody, today: date) -> Partnership:
    """One partnership with its people and its released rounds."""
    closings = [closing_day(today, planned.months) for planned in alliance.rounds]
    set_up = at_office_hour(closings[0] - SET_UP_BEFORE)
    facilitator = ensure_person(email=neutral.email, name=neutral.name)
    facilitator.may_create_partnerships = True
    facilitator.save(update_fields=["may_create_partnerships"])
    partnership = create_partnership(
        name=alliance.name,
        contractor=alliance.houses.contractor.name,
        client=alliance.houses.client.name,
        contractor_short=alliance.houses.contractor.short,
        client_short=alliance.houses.client.short,
        scope=alliance.scope,
        customer=alliance.customer,
        slug=alliance.slug,
        facilitator=facilitator,
        at=set_up,
    )
    for side in Side:
        _load_people(partnership, alliance, side, facilitator, set_up)
    for planned, closed in zip(alliance.rounds, closings, strict=True):
        if planned is alliance.rounds[-2:][0]:
            agree_on_measures(partnership, alliance.measures, set_up)
        if planned is alliance.rounds[-1] and len(closings) > 1:
            _meet(partnership, alliance, closings[-2] + MET_AFTER, facilitator)
        _load_round(partnership, alliance, planned, closed, facilitator)
    if len(closings) == 1:
        _meet(partnership, alliance, closings[0] + MET_AFTER, facilitator)
    _load_wins(partnership, alliance, closings[-1], facilitator)
    if alliance.meeting:
        plan_next_meeting(partnership, alliance.meeting, today)
    return partnership


def _meet(partnership: Partnership, alliance: Alliance, day: date, by: Person) -> None:
    """What a meeting promised, and that the next round asks whether it was kept."""
    held = alliance.meeting
    meeting = hold_meeting(partnership, held, day) if held else None
    _load_promises(partnership, alliance, day, by, meeting)
    agree_to_ask(partnership, alliance.promises, at_office_hour(day + TOLD_AFTER))


def _load_wins(partnership: Partnership, alliance: Alliance, newest: date, neutral: Person) -> None:
    """What a leader of a side, or the neutral facilitator, wrote down on the day itself."""
    for one in alliance.wins:
        leaders = partnership.memberships.filter(side=one.side, role=Role.LEADER)
        day = newest - timedelta(days=one.days)
        add_win(
            partnership=partnership,
            kind=one.kind,
            day=day,
            title=one.title,
            text=one.text,
            side=one.side,
            by=leaders[0].person if one.side else neutral,
            now=at_office_hour(day),
        )


def _load_promises(
    partnership: Partnership,
    alliance: Alliance,
    met: date,
    by: Person,
    meeting: Meeting | None,
) -> None:
    """What was promised at a meeting between the last two rounds, and what became of it."""
    owners = {
        f"{side}_owner": partnership.memberships.filter(side=side, role=Role.LEADER)[0]
        for side in Side
    }
    for one in alliance.promises:
        due = met + timedelta(days=one.days)
        made = make_commitment(
            partnership=partnership,
            topic=one.topic,
            text=one.text,
            measure=one.measure,
            made_on=met,
            due_on=due,
            beyond_three=False,
            by=by,
            now=at_office_hour(met),
            meeting=meeting,
            **owners,
        )
        then = at_office_hour(met + TOLD_AFTER)
        update_commitment(
            commitment=made, state=one.state, note=one.note, due_on=due, by=by, now=then
        )


def _load_people(
    partnership: Partnership, alliance: Alliance, side: Side, by: Person, at: datetime
) -> None:
    house = alliance.houses.of(side)
    for role, names in house.people.items():
        for name in names:
            email = house.address_of(name)
            add_member(
                partnership=partnership, email=email, name=name, side=side, role=role, by=by, at=at
            )


def _load_round(
    partnership: Partnership, alliance: Alliance, planned: PlannedRound, closed: date, by: Person
) -> None:
    round = import_round(
        partnership=partnership,
        content=answer_file(alliance, planned, questionnaire_for(partnership, load_instrument())),
        title=title_of(closed),
        closed=closed,
        invited=Sides(*(planned.turnout.of(side).invited for side in Side)),
        now=at_office_hour(closed + RELEASED_AFTER),
        by=by,
    )
    _read_comments(round, by, at_office_hour(closed + RELEASED_AFTER))


def _read_comments(round: Round, by: Person, now: datetime) -> None:
    """As a facilitator does who finds nothing to mask."""
    for comment in round.comments.all():
        seen = fingerprint_of(comment.text, comment.state)  # Held elsewhere: never sealed
        mark_read(comment=comment, seen=seen, by=by, now=now)


def closing_day(today: date, months: int) -> date:
    """The same day so many months before the newest closing, or the last day of a short month."""
    newest = today - CLOSED_BEFORE
    year, month = divmod(newest.year * 12 + newest.month - 1 - months, 12)
    return date(year, month + 1, min(newest.day, monthrange(year, month + 1)[1]))


def title_of(closed: date) -> str:
    """`Autumn 2026`, by the seasons of the north."""
    return f"{SEASONS[closed.month % 12 // 3]} {closed.year}"


def at_office_hour(day: date) -> datetime:
    return datetime.combine(day, OFFICE_HOUR, UTC)
