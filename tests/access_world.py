"""Two worlds that know nothing of each other, and everybody who could knock at their doors.

Whatever belongs to ours carries the word HERE, whatever belongs to the other one the word THERE.
Elsewhere, people have names that nobody but themselves reads here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client

from assessments.comments import fingerprint_of
from assessments.forms.commitments import CommitmentForm
from assessments.links import link_path
from assessments.models import Round
from assessments.respondent import form_token
from assessments.services.additions import propose_addition
from assessments.services.commitments import make_commitment
from assessments.services.counting import seal_round
from assessments.services.meetings import may_meet, plan_meeting
from assessments.services.opening import open_round
from assessments.services.rounds import choose_people, create_round, eligible, set_promise
from assessments.services.statements import propose_commitments, propose_own_measures
from assessments.services.targets import propose_targets
from assessments.services.wins import add_win
from assessments.snapshot.repeated import SOON
from partnerships.access import managed_partnership_or_404
from partnerships.models import Partnership, Person, Side, Win
from partnerships.people_file import read_people
from partnerships.people_plan import plan_people
from partnerships.services import add_member, create_partnership, end_membership, ensure_person
from partnerships.uploads import carry_upload
from partnerships.viewer import Role
from tests.desk_words import add_comment
from tests.factories import answers, make_released_round
from tests.live_round import (
    CLOSES,
    DAY,
    START,
    answered,
    closed_early,
    invitations,
)

HERE, THERE = "merrowby", "quillfoss"
CREW = {"contractor": "oakum", "client": "tarn"}
GONE = "gone@example.org"
ELSEWHERE = "known elsewhere as"
BEFORE, LAST = START.date() - 2 * SOON, START.date() - SOON

ANONYMOUS, RESPONDENT, OTHER_RESPONDENT = "anonymous", "respondent", "respondent elsewhere"
NEUTRAL, STRANGER, FORMER, OWNER = "neutral", "stranger", "former leader", "owner"
INSIDE = tuple(f"{role}.{side}" for side in Side for role in Role)
UNSIGNED = (ANONYMOUS, RESPONDENT, OTHER_RESPONDENT)
OUTSIDE = (STRANGER, FORMER, OWNER)
ACTORS = (*UNSIGNED, *INSIDE, NEUTRAL, *OUTSIDE)


@dataclass(frozen=True)
class World:
    """`own` and `foreign`: ids by place, such as `open`, and by position in an address."""

    clients: Mapping[str, Client]
    own: Mapping[str, Mapping[str, Any]]
    foreign: Mapping[str, Any]
    bodies: Mapping[str, Mapping[str, Any]]


def build_world() -> World:
    """Ours: a released and an open round, a draft, a sealed one, each pair with the same people."""
    first = found("here", HERE)
    make_released_round(first, answers(), title=f"First of {HERE}", closed=LAST)
    opened = opened_round(first, HERE)
    draft = drafted_round(found("here-draft", HERE), HERE)
    set_promise(round=draft, key_holder=person(HERE, NEUTRAL), now=START)
    sealed = sealed_round(found("here-sealed", HERE))
    other = found("there", THERE)
    for title, closed in (("First", BEFORE), ("Second", LAST)):
        make_released_round(other, answers(), title=f"{title} of {THERE}", closed=closed)
    elsewhere = opened_round(other, THERE)
    theirs, met_there = promised(other), met(other)
    for one in Person.objects.all():
        one.name = f"{ELSEWHERE} {one.email.removeprefix(f'{HERE}.').removesuffix('@example.org')}"
        one.save()
    return World(
        clients=clients_of(opened, elsewhere),
        own={
            "": {},
            "first": {"slug": "here", "place": place_of(first)},
            "released": {"slug": "here", "number": 1},
            "promised": {"slug": "here", "number": promised(first)},
            "told": {"slug": "here", "number": told(first, HERE)},
            "met": {"slug": "here", "number": met(first)},
            "open": {"slug": "here", "number": 2, "invited": invited(opened)},
            "draft": {"slug": "here-draft", "number": 1},
            "sealed": {
                "slug": "here-sealed",
                "number": 1,
                "side": "contractor",
                "comment": comment_on(sealed, HERE),
            },
            "link": {"token": token_of(opened)},
            "admin": admin_ids(first, opened),
        },
        foreign={
            "slug": "there",
            "number": elsewhere.number,
            "place": place_of(other),
            "invited": invited(elsewhere),
            "side": "neutral",
            "format": "exe",
            "code": "nothing",
            "promised": theirs,
            "told": told(other, THERE),
            "met": met_there,
            "topic": "nothing",
            "subject": "nothing",
            "kind": "none",
            "comment": comment_on(elsewhere, THERE),
            "what": "nothing",
            "token": f"{token_of(elsewhere)[:-1]}!",
        },
        bodies=bodies(opened)
        | {
            "commitment": promise_of(first),
            "agree": {"proposal": proposed(first)},
            "meeting": meeting_of(first),
            "consent": {"proposal": added(opened)},
        }
        | asking(first),
    )


def asking(partnership: Partnership) -> dict[str, dict[str, Any]]:
    """What both sides may want to ask: proposals of the contractor, which forms make anew."""
    by = partnership.memberships.get(side="contractor", role=Role.LEADER).person
    to: dict[str, Any] = {"partnership": partnership, "side": "contractor", "by": by, "now": START}
    one = partnership.commitments.latest("pk")
    measures = propose_own_measures(placed=[("Told.", "Asked.")], mirrored=[], **to)
    kept = propose_commitments(commitments=[one.pk], **to)
    return {
        "measures": {"placed-vendor-1": "Apart.", "placed-partnership-1": "Together."},
        "asked": {"commitments": [str(one.pk)]},
        "agree to measures": {"proposal": measures.pk},
        "agree to asked": {"proposal": kept.pk},
    }


def found(slug: str, word: str) -> Partnership:
    """A partnership with one of each role and five more members on each side."""
    neutral = ensure_person(email=f"{word}.{NEUTRAL}@example.org", name=f"Nora {word}")
    made = create_partnership(
        name=f"Alliance {word}",
        contractor=f"{word} Works",
        client=f"{word} Council",
        slug=slug,
        facilitator=neutral,
        at=START,
    )
    for side in Side:
        crew = [(Role.MEMBER, f"{CREW[side]}{number}") for number in range(7)]
        for role, name in [*((role, f"{role}.{side}") for role in Role), *crew]:
            add_member(
                partnership=made,
                email=f"{word}.{name}@example.org",
                name=f"{name} {word}",
                side=side,
                role=role,
                at=START,
            )
    gone = add_member(partnership=made, email=GONE, side=Side.CLIENT, role=Role.LEADER, at=START)
    end_membership(membership=gone, by=None, at=START)
    return made


def promise_of(partnership: Partnership) -> dict[str, Any]:
    """A commitment as its form sends it."""
    owners = {
        f"{side}_owner": partnership.memberships.get(side=side, role=Role.LEADER, ended_on=None).pk
        for side in Side
    }
    days = {"made_on": "2026-03-01", "due_on": "2026-06-01"}
    said = {"topic": "trust", "text": "Decide in twos", "measure": "Two names below each"}
    return {**said, **days, **owners}


def promised(partnership: Partnership) -> int:
    """A commitment of long ago."""
    form = CommitmentForm(
        promise_of(partnership), partnership=partnership, topics={"trust": "Trust"}, back="/"
    )
    assert form.is_valid(), form.errors
    word = HERE if partnership.slug == "here" else THERE
    made = make_commitment(
        partnership=partnership, by=person(word, NEUTRAL), now=START, **form.cleaned_data
    )
    return int(made.pk)


def told(partnership: Partnership, word: str) -> int:
    """A win that the client's leader wrote down."""
    win = add_win(
        partnership=partnership,
        kind=Win.Kind.BOLD,
        day=START.date(),
        title=f"A try of {word}",
        text="",
        side=Side.CLIENT,
        by=person(word, "leader.client"),
        now=START,
    )
    return int(win.pk)


def met(partnership: Partnership) -> int:
    """A meeting of all leaders and facilitators about the first round, a week ahead."""
    word = HERE if partnership.slug == "here" else THERE
    planned = plan_meeting(
        partnership=partnership,
        participants=list(may_meet(partnership)),
        starts_at=START + 7 * DAY,
        time_zone="UTC",
        place=f"Room of {word}",
        round_number=1,
        by=person(word, NEUTRAL),
        now=START,
    )
    return int(planned.pk)


def meeting_of(partnership: Partnership) -> dict[str, Any]:
    """A meeting as its form sends it."""
    chosen = [one.pk for one in may_meet(partnership)]
    when = {"day": "2026-04-10", "time": "10:00", "time_zone": "UTC"}
    return when | {"place": "Room 1", "round_number": 1, "participants": chosen}


def proposed(partnership: Partnership) -> int:
    """Targets that the contractor has agreed to."""
    by = partnership.memberships.get(side="contractor", role=Role.LEADER).person
    found = propose_targets(
        partnership=partnership, values={"trust": 80}, side="contractor", by=by, now=START
    )
    return int(found.pk)


def added(round: Round) -> int:
    """A proposal that waits for the contractor's consent: another slip for the client's people."""
    found = propose_addition(
        round=round,
        side="client",
        memberships=[],
        slips=1,
        place="client",
        by=person(HERE, "facilitator.client"),
        now=START,
    )
    return int(found.pk)


def drafted_round(partnership: Partnership, word: str) -> Round:
    draft = create_round(
        partnership=partnership,
        title=f"Spring of {word}",
        closes=CLOSES,
        time_zone="UTC",
        by=person(word, NEUTRAL),
        now=START,
    )
    choose_people(round=draft, sides=list(Side), memberships=eligible(partnership, list(Side)))
    return set_promise(round=draft, key_holder=None, asks_comments=True, now=START)


def opened_round(partnership: Partnership, word: str) -> Round:
    draft = drafted_round(partnership, word)
    return open_round(round=draft, by=person(word, NEUTRAL), now=START)


def sealed_round(partnership: Partnership) -> Round:
    opened = opened_round(partnership, HERE)
    answered(opened, 5, 5, now=START)
    closed_early(opened, by=person(HERE, NEUTRAL), now=START)
    seal_round(round_id=opened.pk, now=START)
    opened.refresh_from_db()
    return opened


def comment_on(round: Round, word: str) -> str:
    """What somebody of the contractor wrote, on the desk of its facilitators."""
    return str(add_comment(round, f"Words of {word}", side="contractor").pk)


def person(word: str, name: str) -> Person:
    return Person.objects.get(email=f"{word}.{name}@example.org")


def clients_of(opened: Round, elsewhere: Round) -> dict[str, Client]:
    """A browser for everybody, signed in or with a respondent's cookie."""
    clients = {actor: Client() for actor in ACTORS}
    clients[RESPONDENT].post(f"/a/{token_of(opened)}")
    clients[OTHER_RESPONDENT].post(f"/a/{token_of(elsewhere)}")
    owner = Person.objects.create_superuser("owner@example.org", "Olive")
    people = {actor: person(HERE, actor) for actor in (*INSIDE, NEUTRAL)}
    people |= {
        STRANGER: person(THERE, "facilitator.client"),
        FORMER: Person.objects.get(email=GONE),
    }
    for actor, who in (people | {OWNER: owner}).items():
        clients[actor].force_login(who)
    return clients


def crew_member(round: Round) -> Any:
    """The invitation of an ordinary member of the contractor."""
    return next(one for one in invitations(round, "contractor") if "oakum" in str(one.membership))


def invited(round: Round) -> int:
    return int(crew_member(round).pk)


def token_of(round: Round) -> str:
    return link_path(crew_member(round)).removeprefix("/a/")


def place_of(partnership: Partnership) -> int:
    return int(partnership.memberships.filter(name__contains="oakum")[0].pk)


def admin_ids(partnership: Partnership, round: Round) -> dict[str, Any]:
    return {
        "person": person(HERE, "oakum1").pk,
        "organization": partnership.contractor.pk,
        "partnership": partnership.pk,
        "membership": place_of(partnership),
        "instrument": round.instrument_id,
    }


def confirmation(partnership: Partnership) -> dict[str, str]:
    """What the preview of an import carries on, for the neutral facilitator alone."""
    nora, content = person(HERE, NEUTRAL), b"name,email\nNew One,new.one@example.org\n"
    partnership, viewer = managed_partnership_or_404(nora, partnership.slug)
    file, side = read_people(content), str(Side.CONTRACTOR)
    plan = plan_people(partnership=partnership, viewer=viewer, file=file, side=side)
    token = carry_upload(content, "people", partnership.pk, nora.pk)
    return {"upload": token, "side": side, "seen": plan.fingerprint}


def bodies(opened: Round) -> dict[str, dict[str, Any]]:
    """What would change something if it were let in."""
    place = {"side": "contractor", "role": "member"}
    return {
        "partnership": {"name": "New", "contractor": "One", "client": "Two", "k": 5},
        "add": {"name": "New One", "email": "new.one@example.org"} | place,
        "several": {"people": "New One, new.one@example.org"} | place,
        "change": {"name": "Renamed"} | place,
        "targets": {"trust": "75", "values": "70"},
        "win": {"kind": "bold", "title": "A try", "text": "It worked.", "day": "2026-03-01"},
        "told": {"kind": "learned", "title": "It failed", "text": "Why", "day": "2026-03-01"},
        "update": {"state": "kept", "note": "Done", "due_on": "2026-06-01"},
        "note": {"text": "We begin with what went well.", "base": 0},
        "guesses": {"contractor-trust": 65, "contractor-base": 0},
        "agreed": {"trust-text": "We tell bad news first.", "trust-base": 0},
        "import": confirmation(opened.partnership),
        "details": {"name": "Renamed", "scope": "", "customer": ""},
        "round": {"title": "New", "day": "2026-03-25", "time": "17:00", "time_zone": "UTC"},
        "mail": {"note": "Hello", "reminder_days": ["3"]},
        "rhythm": {
            "kind": "quarterly",
            "first_on": "2030-01-07",
            "opens": "09:00",
            "days_open": 14,
            "closes": "17:00",
            "time_zone": "UTC",
        },
        "choose": {"save": "Save"},
        "slips": {"number": "7"},
        "addition": {"slips": "1"},
        "slip": {"slip": "ABCD-EFGH-JKMN-PQRS"},
        "promise": {"asks_comments": "on", "key_holder": ""},
        "read": {"act": "read", "seen": fingerprint_of(f"Words of {HERE}", "unread")},
        "new link": {"new": "yes"},
        "sections": {"sections": ["reading"]},
        "person": {"email": "x.new@example.org", "language": "en", "time_zone": "UTC"},
        "answers": {
            "invitation": form_token(crew_member(opened).selector),
            "base": 0,
            "page": "page",
            "T1": "3",
        },
        "address": {"email": "nobody@example.org"},
        "code": {"code": "000000"},
    }
