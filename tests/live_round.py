"""A partnership with people on both sides, and a round held in it through the services alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from assessments.frozen import questionnaire_of
from assessments.models import Invitation, Outbox, ResponseCount, Round
from assessments.questionnaire.load import breakthrough_1
from assessments.services.counting import close_early, seal_round
from assessments.services.delivery import send_due, settle_address
from assessments.services.drafts import Edit, save_part
from assessments.services.opening import open_round
from assessments.services.reminders import due_reminders, send_reminder
from assessments.services.response import submitted_of
from assessments.services.rounds import choose_people, create_round, eligible, set_promise
from assessments.services.submission import submit
from assessments.services.transport import reach, way_to_server
from partnerships.models import Partnership, Person, Side
from partnerships.services import add_member, create_partnership, ensure_person
from partnerships.viewer import Role

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 20, 17, 0)  # noqa: DTZ001  a wall-clock time
CLOSED = datetime(2026, 3, 20, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def alliance(
    contractor: int = 6, client: int = 6, *, k: int = 5, leaders: bool = True
) -> Partnership:
    """A neutral facilitator, and so many people on each side, the first of them a leader."""
    partnership = create_partnership(
        name="Harbour Alliance",
        contractor="Brightline Services",
        client="Northgate Council",
        scope="cleaning contract 2024",
        customer="patients and ward staff",
        k=k,
        facilitator=ensure_person(email="nora@neutral.example", name="Nora Neutral"),
        at=START,
    )
    for side, people in ((Side.CONTRACTOR, contractor), (Side.CLIENT, client)):
        for number in range(people):
            add_member(
                partnership=partnership,
                email=f"{side}{number}@example.org",
                name=f"{side.title()} {number}",
                side=side,
                role=Role.LEADER if leaders and number == 0 else Role.MEMBER,
                at=START,
            )
    return partnership


def neutral() -> Person:
    return Person.objects.get(email_key="nora@neutral.example")


def person(side: str, number: int = 0) -> Person:
    return Person.objects.get(email_key=f"{side}{number}@example.org")


def drafted(
    partnership: Partnership,
    *,
    closes: datetime = CLOSES,
    zone: str = "UTC",
    comments: bool = False,
) -> Round:
    """A draft for which everybody is chosen."""
    round = create_round(
        partnership=partnership,
        title="Spring",
        closes=closes,
        time_zone=zone,
        by=neutral(),
        now=START,
    )
    choose_people(round=round, sides=list(Side), memberships=eligible(partnership, list(Side)))
    return set_promise(round=round, key_holder=None, asks_comments=comments, now=START)


def opened(
    partnership: Partnership,
    *,
    closes: datetime = CLOSES,
    zone: str = "UTC",
    comments: bool = False,
) -> Round:
    draft = drafted(partnership, closes=closes, zone=zone, comments=comments)
    return open_round(round=draft, by=neutral(), now=START)


def invitations(round: Round, side: str) -> list[Invitation]:
    return list(round.invitations.filter(side=side).order_by("pk"))


def links_arrived(round: Round) -> None:
    """Every personal link has been mailed, and no mail waits."""
    for invitation in round.invitations.select_related("membership__person"):
        settle_address(invitation)
    Outbox.objects.all().delete()


def send_all(*, now: datetime) -> int:
    """Send all that is due, reminders too, one after another. How many mails are done with."""
    sent = send_due(now=now)
    return sent + sum(remind_one(one, now=now) for one in due_reminders(now=now))


def remind_one(mail_id: int, *, now: datetime) -> bool:
    with way_to_server() as server:
        reach(server)
        return send_reminder(mail_id=mail_id, now=now, server=server)


def answer(
    invitation: Invitation,
    placed: Mapping[str, int],
    *,
    now: datetime = START + DAY,
    comments: Mapping[str, str] | None = None,
) -> None:
    """Save these answers and words and send them, as the pages do."""
    invitation = Invitation.objects.select_related("round").get(pk=invitation.pk)
    asked = questionnaire_of(invitation.round)
    codes = (*asked.codes, *(prompt.code for prompt in asked.comments))
    edit = Edit("all", codes, dict(placed), base=0, page="page", comments=comments or {})
    save_part(invitation=invitation, origin="origin", edit=edit, now=now)
    submit(invitation=invitation, origin="origin", now=now)


def everything(value: int) -> dict[str, int]:
    """The same option for every statement."""
    return dict.fromkeys(breakthrough_1().codes, value)


def answered(round: Round, contractor: int, client: int, *, now: datetime = START + DAY) -> None:
    """So many people of each side place everything: 3 (contractor) and 2 (client)."""
    for side, people, value in ((Side.CONTRACTOR, contractor, 3), (Side.CLIENT, client, 2)):
        for invitation in invitations(round, side)[:people]:
            answer(invitation, everything(value), now=now)


def note_counts(round: Round, *, now: datetime) -> None:
    """As if the morning of this day had counted all answers until now."""
    submitted = submitted_of(round)
    for side in Side:
        ResponseCount.objects.create(
            round=round,
            side=side,
            day=now.date(),
            invited=len(invitations(round, side)),
            answered=submitted[side],
        )


def closed_early(round: Round, *, now: datetime, by: Person | None = None) -> Round:
    """Closed after a morning that has counted all answers until now."""
    note_counts(round, now=now)
    return close_early(round=round, by=by or neutral(), now=now)


def sealed_with_comments(partnership: Partnership, people: int = 6) -> Round:
    """Everybody answers, so many of a side; the words say whose they are, to which question."""
    round = opened(partnership, comments=True)
    for side in Side:
        for number, invitation in enumerate(invitations(round, side)[:people]):
            words = {"Q1": f"Praise {number} of the {side}", "Q3": f"Tried {number} by {side}"}
            answer(invitation, everything(2), comments=words if number < 2 else {})
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    return round
