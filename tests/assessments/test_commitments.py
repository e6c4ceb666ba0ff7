"""What both sides promise each other: by whom, how many, what became of it, who sees it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.commitments_page import promised as answer
from assessments.commitments_page import promises, summary
from assessments.exports import source_of
from assessments.models import Round
from assessments.services.commitments import (
    CommitmentError,
    make_commitment,
    update_commitment,
)
from assessments.wording import say
from partnerships.models import Commitment, Event, Membership, Partnership, Person, Side
from partnerships.services import end_membership
from partnerships.viewer import Role
from tests.factories import everything_stored, make_member, make_partnership, make_released_round

pytestmark = pytest.mark.django_db

State = Commitment.State
MEETING = date(2026, 6, 12)
NOW = datetime(2026, 6, 12, 15, tzinfo=UTC)
LIST = "/p/harbour-alliance/commitments/"


@pytest.fixture
def harbour() -> Partnership:
    found = make_partnership()
    make_member(found, Role.LEADER, "contractor", "priya@brightline.example")
    make_member(found, Role.FACILITATOR, "client", "daniel@northgate.example")
    return found


def owner(partnership: Partnership, side: str) -> Membership:
    found: Membership = (
        partnership.memberships.filter(side=side).exclude(role=Role.MEMBER).earliest("pk")
    )
    return found


def leader(partnership: Partnership) -> Person:
    return owner(partnership, "contractor").person


def promised(partnership: Partnership, **fields: Any) -> Commitment:
    wanted: dict[str, Any] = {
        "topic": "trust",
        "text": "Decide in twos",
        "measure": "Two names below each decision",
        "contractor_owner": owner(partnership, "contractor"),
        "client_owner": owner(partnership, "client"),
        "made_on": MEETING,
        "due_on": MEETING + timedelta(days=90),
        "beyond_three": False,
        "by": leader(partnership),
        "now": NOW,
    }
    return make_commitment(partnership=partnership, **(wanted | fields))


def test_it_remembers_the_round_that_was_the_latest(harbour: Partnership) -> None:
    assert promised(harbour).round_number is None
    make_released_round(harbour)
    found = promised(harbour)
    assert (found.round_number, found.state) == (1, State.PROMISED)
    assert Event.objects.filter(kind="commitment-made").count() == 2


def test_an_owner_is_a_present_leader_or_facilitator_of_the_own_side(harbour: Partnership) -> None:
    make_member(harbour, Role.MEMBER, "client", "ian@northgate.example")
    elsewhere = make_partnership("Airport Alliance")
    make_member(elsewhere, Role.LEADER, "client", "otto@airport.example")
    gone = make_member(harbour, Role.LEADER, "client", "gone@northgate.example")
    left = harbour.memberships.get(person=gone)
    end_membership(membership=left, by=None)
    wrong = [
        harbour.memberships.get(role=Role.MEMBER),
        owner(elsewhere, "client"),
        owner(harbour, "contractor"),
        left,
    ]
    before = everything_stored()
    for one in wrong:
        with pytest.raises(CommitmentError, match="choose again"):
            promised(harbour, client_owner=one)
    assert everything_stored() == before


def test_a_fourth_at_one_meeting_needs_both_sides_to_want_it(harbour: Partnership) -> None:
    for _ in range(3):
        promised(harbour)
    with pytest.raises(CommitmentError, match="three commitments already"):
        promised(harbour)
    promised(harbour, beyond_three=True)
    promised(harbour, made_on=MEETING + timedelta(days=30))
    assert harbour.commitments.count() == 5


def test_each_update_is_kept_and_nothing_new_writes_nothing(harbour: Partnership) -> None:
    found = promised(harbour)
    by, due = leader(harbour), found.due_on
    update_commitment(commitment=found, state="moving", note="Begun", due_on=due, by=by, now=NOW)
    update_commitment(commitment=found, state="kept", note="", due_on=due, by=by, now=NOW)
    before = everything_stored()
    update_commitment(commitment=found, state="kept", note="", due_on=due, by=by, now=NOW)
    assert everything_stored() == before
    assert [one.state for one in found.updates.all()] == ["kept", "moving"]
    found.refresh_from_db()
    assert not found.is_open


def test_a_dashboard_names_what_is_open_and_what_the_last_meeting_promised_and_kept() -> None:
    def one(text: str, state: str, made: date, due: date = MEETING) -> Commitment:
        return Commitment(text=text, state=state, made_on=made, due_on=due)

    earlier = MEETING - timedelta(days=90)
    told = answer(
        [
            one("kept", State.KEPT, MEETING),
            one("let go", State.LET_GO, MEETING),
            one("later", State.PROMISED, MEETING, MEETING + timedelta(days=60)),
            one("kept long ago", State.KEPT, earlier),
            one("carried over", State.MOVING, earlier, MEETING + timedelta(days=9)),
        ],
        MEETING,
    )
    assert [view.commitment.text for view in told.open] == ["carried over", "later"]
    assert [view.commitment.text for view in told.kept] == ["kept"]


def counted(commitments: list[Commitment]) -> str:
    return " · ".join(message.said(say) for message in summary(commitments))


def test_the_summary_tells_of_the_last_meeting_and_of_what_is_carried_over() -> None:
    assert counted([]) == "None yet"

    def one(state: str, day: date = MEETING) -> Commitment:
        return Commitment(state=state, made_on=day)

    latest = [one(State.KEPT), one(State.KEPT), one(State.MOVING)]
    assert counted(latest) == "3 agreed on 12 June 2026: 2 kept and 1 under way"
    earlier = [one(state, date(2026, 1, 5)) for state in State]
    assert counted([*latest, *earlier]).endswith("under way · 2 carried over")
    every = [one(state) for state in State]
    assert counted(every).endswith("1 kept, 1 under way, 1 promised and 1 let go")


def test_open_ones_come_first_the_most_pressing_first(harbour: Partnership) -> None:
    late = promised(harbour, due_on=MEETING)
    soon = promised(harbour)
    kept = promised(harbour)
    carried = promised(harbour, made_on=MEETING - timedelta(days=90))
    update_commitment(
        commitment=kept, state="kept", note="", due_on=kept.due_on, by=leader(harbour), now=NOW
    )
    found = promises(list(harbour.commitments.all()), (), {}, MEETING + timedelta(days=1))
    assert [view.commitment for view in found.open] == [late, soon, carried]
    assert [view.is_late for view in found.open] == [True, False, False]
    assert [view.is_carried_over for view in found.open] == [False, False, True]
    assert [view.commitment for view in found.done] == [kept]


Enter = Callable[..., Client]


@pytest.fixture
def enter(client: Client, harbour: Partnership) -> Enter:
    def enter_as(role: str, side: str | None = "client") -> Client:
        client.force_login(make_member(harbour, role, side, f"{role}.{side}@example.org"))
        return client

    return enter_as


def form(harbour: Partnership, **fields: Any) -> dict[str, Any]:
    said = {"topic": "P3", "text": "Bad news by telephone", "measure": "No letter first"}
    days = {"made_on": "2026-06-12", "due_on": "2026-09-01"}
    owners = {f"{side}_owner": owner(harbour, side).pk for side in Side}
    return said | days | owners | fields


@pytest.mark.parametrize("side", [*Side, None])
def test_a_commitment_is_made_seen_and_kept(
    enter: Enter, harbour: Partnership, side: str | None
) -> None:
    browser = enter(Role.FACILITATOR, side)
    assert browser.post(f"{LIST}new/", form(harbour))["Location"] == LIST
    (found,) = harbour.commitments.all()
    page = browser.get(LIST).content.decode()
    for words in ("Bad news by telephone", "Keep improving communication", "No letter first"):
        assert words in page
    kept = {"state": "kept", "note": "Four calls", "due_on": "2026-09-01"}
    assert browser.post(f"{LIST}{found.pk}/", kept)["Location"] == LIST
    assert "Four calls" in browser.get(f"{LIST}{found.pk}/").content.decode()
    assert "Kept or let go" in browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": "2026-06-11"}, "Choose a day after the meeting."),
        ({"due_on": "3026-06-11"}, "Choose a day in this century."),
        ({"topic": "M1"}, "Select a valid choice"),
        ({"text": ""}, "This field is required."),
        ({"text": "x" * 201}, "at most 200 characters"),
        ({"client_owner": "0"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_the_input_kept(
    enter: Enter, harbour: Partnership, wrong: dict[str, str], sentence: str
) -> None:
    browser = enter(Role.LEADER)
    before = everything_stored()
    page = browser.post(f"{LIST}new/", form(harbour, **wrong)).content.decode()
    assert sentence in page
    assert "No letter first" in page
    assert everything_stored() == before


def test_the_form_asks_before_a_fourth(enter: Enter, harbour: Partnership) -> None:
    browser = enter(Role.LEADER)
    for _ in range(3):
        promised(harbour)
    page = browser.post(f"{LIST}new/", form(harbour)).content.decode()
    assert "build more trust than many that are forgotten" in page
    assert harbour.commitments.count() == 3
    browser.post(f"{LIST}new/", form(harbour, beyond_three="on"))
    assert harbour.commitments.count() == 4


def test_the_names_of_other_people_are_not_offered(enter: Enter, harbour: Partnership) -> None:
    make_member(harbour, Role.MEMBER, "contractor", "secret@brightline.example")
    page = enter(Role.LEADER).get(f"{LIST}new/").content.decode()
    assert "secret" not in page
    assert "priya" in page


def test_members_and_strangers_see_nothing(enter: Enter, harbour: Partnership) -> None:
    member = enter(Role.MEMBER)
    assert member.get(LIST).status_code == 403
    assert member.get("/p/no-alliance/commitments/").status_code == 404


@pytest.fixture
def released(harbour: Partnership) -> Round:
    make_released_round(harbour)
    promised(harbour)
    return make_released_round(harbour, title="Autumn", closed=date(2026, 9, 30))


def test_dashboard_and_topic_tell_of_it(enter: Enter, released: Round) -> None:
    browser = enter(Role.LEADER)
    dashboard = browser.get("/p/harbour-alliance/rounds/2/dashboard/").content.decode()
    assert "1 agreed on 12 June 2026: 1 promised" in dashboard
    topic = browser.get("/p/harbour-alliance/rounds/2/topics/trust/").content.decode()
    assert "Decide in twos" in topic
    assert "Joint 63 in Spring, when it was agreed; 63 now: no clear change." in topic
    other = browser.get("/p/harbour-alliance/rounds/2/topics/values/").content.decode()
    assert "Decide in twos" not in other


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    enter: Enter, released: Round, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count - 1):
        promised(released.partnership)
    browser = enter(Role.LEADER)
    assert browser.get(LIST).status_code == 200
    with django_assert_num_queries(5):
        assert browser.get(LIST).status_code == 200


def test_the_full_report_tells_of_those_made_until_the_next_round(harbour: Partnership) -> None:
    round = make_released_round(harbour)
    promised(harbour)
    (found,) = source_of(round).commitments
    assert (found.topic, found.text, found.state) == ("Trust", "Decide in twos", "promised")
    Commitment.objects.update(round_number=round.number + 1)
    assert source_of(round).commitments == ()
