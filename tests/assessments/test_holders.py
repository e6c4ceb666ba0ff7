"""Who can turn a key: those who held it at the opening. Everybody else tries here, and fails."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from assessments.holders import key_holders, marks_of, present_holders
from assessments.models import ReleaseKey, Round
from assessments.questionnaire.schema import sha256_of
from assessments.services.counting import seal_round
from assessments.services.opening import open_round
from assessments.services.releasing import release_overdue, turn_key
from assessments.services.rounds import RoundError, agree_to_key_holder, set_promise
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.services import (
    add_member,
    change_address,
    change_member,
    end_membership,
)
from partnerships.viewer import Role
from tests.assessments.manage.desk import PAGE, as_, next_step, text
from tests.live_round import CLOSED, START, alliance, answered, drafted, neutral, opened, person

pytestmark = pytest.mark.django_db

AFTER = START + timedelta(hours=1)


def sealed(round: Round) -> Round:
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    return Round.objects.get(pk=round.pk)


@pytest.fixture
def round() -> Round:
    return sealed(opened(alliance()))


def place(who: Person) -> Membership:
    return who.memberships.get(ended_on=None)


def changed(who: Person, side: str | None, role: str) -> Person:
    change_member(membership=place(who), name="", side=side, role=role, by=neutral(), at=AFTER)
    return who


def ended(who: Person) -> Person:
    end_membership(membership=place(who), by=neutral(), at=AFTER)
    return who


def added(partnership: Partnership, role: str) -> Person:
    return add_member(
        partnership=partnership,
        email="puppet@neutral.example",
        name="Puppet",
        side="client",
        role=role,
        by=neutral(),
        at=AFTER,
    ).person


def by_the_owner(partnership: Partnership) -> Person:
    owner = Person.objects.create_superuser("owner@example.org", "Olive")
    form = {"partnership": partnership.pk, "person": owner.pk, "side": "client", "role": "leader"}
    assert as_(owner).post("/admin/partnerships/membership/add/", form).status_code == 302
    return owner


def readdressed(email: str) -> Person:
    """The owner lets somebody else sign in to a leader's account."""
    owner = Person.objects.create_superuser("owner@example.org", "Olive")
    leader = person("client")
    form = {"email": email, "name": "", "language": "en", "time_zone": "UTC", "is_active": "on"}
    path = f"/admin/partnerships/person/{leader.pk}/change/"
    assert as_(owner).post(path, form).status_code == 302
    leader.refresh_from_db()
    assert leader.email == email
    return leader


def another(partnership: Partnership) -> Person:
    """A second neutral facilitator makes the first one a leader of the client."""
    add_member(
        partnership=partnership, email="n2@neutral.example", side=None, role=Role.FACILITATOR
    )
    return changed(neutral(), "client", Role.LEADER)


def inactive() -> Person:
    Person.objects.filter(pk=person("client").pk).update(is_active=False)
    return person("client")


def in_the_rows(round: Round) -> Person:
    """Both membership and round are written past every service."""
    Membership.objects.filter(person=neutral()).update(side="client", role=Role.LEADER)
    return neutral()


ATTEMPTS: dict[str, Callable[[Round], Person]] = {
    "neutral facilitator": lambda r: neutral(),
    "leader added later": lambda r: added(r.partnership, Role.LEADER),
    "facilitator added later": lambda r: added(r.partnership, Role.FACILITATOR),
    "member made leader": lambda r: changed(person("client", 3), "client", Role.LEADER),
    "member": lambda r: person("client", 3),
    "leader of the other side": lambda r: person("contractor"),
    "leader of the other side, moved": lambda r: changed(
        person("contractor"), "client", Role.LEADER
    ),
    "leader of the other side, made neutral": lambda r: changed(
        person("contractor"), None, Role.FACILITATOR
    ),
    "neutral facilitator made leader": lambda r: another(r.partnership),
    "the same, in the database": in_the_rows,
    "former leader": lambda r: ended(person("client")),
    "leader made member": lambda r: changed(person("client"), "client", Role.MEMBER),
    "leader without account": lambda r: inactive(),
    "owner who makes a place": lambda r: by_the_owner(r.partnership),
    "owner with a leader's account": lambda r: readdressed("olive@example.org"),
    "owner with another spelling of a leader's address": lambda r: readdressed(
        "client0+olive@example.org"
    ),
}


@pytest.mark.parametrize("who", ATTEMPTS)
def test_nobody_else_turns_the_key(round: Round, who: str) -> None:
    by = ATTEMPTS[who](round)
    page = as_(by).get(PAGE)
    assert page.status_code in (200, 404, 302)
    assert "key/client/" not in text(page)
    assert as_(by).post(f"{PAGE}key/client/").status_code in (403, 404, 302)
    with pytest.raises(RoundError, match="held it when the round was opened"):
        turn_key(round=round, side="client", by=by, now=CLOSED)
    assert not ReleaseKey.objects.exists()
    assert Round.objects.get().state == Round.State.SEALED


def test_whoever_held_it_still_does(round: Round) -> None:
    """Also after leaving for a while, and under another name."""
    leader = ended(person("client"))
    add_member(partnership=round.partnership, email=leader.email, side="client", role=Role.LEADER)
    turn_key(round=round, side="client", by=leader, now=CLOSED)
    turn_key(round=round, side="contractor", by=person("contractor"), now=CLOSED)
    assert Round.objects.get().state == Round.State.RELEASED


def test_a_session_ends_with_its_address(client: Client) -> None:
    """Somebody who was let in by another address is out once that one is changed back."""
    partnership = alliance()
    leader = person("client")
    change_address(person=leader, email="olive@example.org", by=None)
    client.force_login(leader)
    assert client.get(f"/p/{partnership.slug}/rounds/").status_code == 200
    change_address(person=leader, email="client0@example.org", by=None)
    assert client.get(f"/p/{partnership.slug}/rounds/").status_code == 302
    assert SESSION_KEY not in client.session


def test_the_named_neutral_facilitator_holds_both_until_leaving() -> None:
    draft = set_promise(round=drafted(alliance()), key_holder=neutral(), now=START)
    for side in Side:
        agree_to_key_holder(round=draft, side=side, by=person(side), now=START)
    round = sealed(open_round(round=draft, by=neutral(), now=START))
    for held in key_holders(round).values():
        assert neutral() in {one.person for one in held}
    other = add_member(
        partnership=round.partnership, email="n2@neutral.example", side=None, role=Role.FACILITATOR
    ).person
    with pytest.raises(RoundError):
        turn_key(round=round, side="client", by=other, now=CLOSED)
    turn_key(round=round, side="client", by=neutral(), now=CLOSED)
    ended(neutral())
    with pytest.raises(RoundError):
        turn_key(round=round, side="contractor", by=neutral(), now=CLOSED)


def test_one_mailbox_turns_one_key(round: Round) -> None:
    """A tag makes no other person, though it can be another account."""
    twin = person("contractor").twin_key
    Person.objects.filter(pk=person("client").pk).update(twin_key=twin)
    turn_key(round=round, side="contractor", by=person("contractor"), now=CLOSED)
    with pytest.raises(RoundError, match="turned the key of the other side"):
        turn_key(round=round, side="client", by=person("client"), now=CLOSED)


def test_whose_account_is_inactive_is_named_as_others_are() -> None:
    """Whoever adds an address would learn from the list what is known of it elsewhere."""
    draft = drafted(alliance())
    before = present_holders(draft)
    inactive()
    assert present_holders(draft) == before
    assert key_holders(open_round(round=draft, by=neutral(), now=START)) == before


def test_with_all_holders_gone_it_is_released_after_ten_days(round: Round) -> None:
    added(round.partnership, Role.LEADER)
    ended(person("client"))
    page = text(as_(neutral()).get(PAGE))
    gone = "Nobody who held the key of Northgate Council when the round was opened is there any"
    assert gone in next_step(page)
    assert "released by themselves Monday 30 March 2026, 17:00 (UTC)" in next_step(page)
    assert gone in text(as_(person("contractor")).get(PAGE))
    end = CLOSED + timedelta(days=10)
    assert not release_overdue(round=round, now=end - timedelta(seconds=1))
    assert release_overdue(round=round, now=end)


def test_both_sides_read_who_holds_the_keys(round: Round) -> None:
    for who in (neutral(), person("client"), person("contractor")):
        page = text(as_(who).get(PAGE)).split('id="keys"')[1].split("</section>")[0]
        assert "Contractor 0" in page
        assert "Client 0" in page
    assert 'id="keys"' not in text(as_(person("client", 3)).get(PAGE))


def test_the_promise_names_nobody_and_breaks_with_its_marks(round: Round) -> None:
    promise = round.promise or {}
    assert "client0" not in str(promise)
    marks = marks_of(round, present_holders(round))
    assert promise["holders"] == {"contractor": [*marks.contractor], "client": [*marks.client]}
    mine = [*promise["holders"]["client"], "0" * 64]
    round.promise = promise | {"holders": promise["holders"] | {"client": mine}}
    assert key_holders(round) == {"contractor": [], "client": []}


def test_a_round_without_marks_has_no_holders(round: Round) -> None:
    round.promise = {k: v for k, v in (round.promise or {}).items() if k != "holders"}
    round.promise_sha256 = sha256_of(round.promise)
    assert key_holders(round) == {"contractor": [], "client": []}
