"""Meetings of both sides: planned, told of, moved, written about; by whom, and seen by whom."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.agenda import items_of
from assessments.models import Outbox
from assessments.services.commitments import make_commitment
from assessments.services.due import run_rounds
from assessments.services.meeting_notes import write_note
from assessments.services.meetings import (
    MeetingError,
    NewerError,
    call_off_meeting,
    change_meeting,
    may_meet,
    plan_meeting,
    remind_of_meeting,
)
from partnerships.models import Event, Meeting, MeetingNote, Membership, Partnership, Person, Side
from partnerships.services import end_membership
from partnerships.viewer import Role
from tests.factories import everything_stored, make_member, make_partnership, make_released_round

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 12, 14, tzinfo=UTC)
DAY = timedelta(days=1)
LIST = "/p/harbour-alliance/meetings/"


@pytest.fixture
def harbour() -> Partnership:
    found = make_partnership()
    make_member(found, Role.LEADER, "contractor", "priya@brightline.example")
    make_member(found, Role.LEADER, "client", "daniel@northgate.example")
    make_member(found, Role.FACILITATOR, None, "nora@neutral.example")
    return found


def planned(partnership: Partnership, **fields: Any) -> Meeting:
    wanted: dict[str, Any] = {
        "participants": list(may_meet(partnership)),
        "starts_at": FRIDAY,
        "time_zone": "Europe/London",
        "place": "Room 4",
        "round_number": None,
        "by": leader(partnership),
        "now": NOW,
    }
    return plan_meeting(partnership=partnership, **(wanted | fields))


def changed(meeting: Meeting, **fields: Any) -> None:
    names = ("starts_at", "time_zone", "place", "round_number")
    as_it_is = {name: getattr(meeting, name) for name in names}
    people = list(meeting.participants.all())
    wanted: dict[str, Any] = {"participants": people, "by": leader(meeting.partnership)}
    change_meeting(meeting=meeting, **(as_it_is | wanted | {"now": NOW} | fields))


def leader(partnership: Partnership) -> Person:
    found: Membership = partnership.memberships.filter(side="contractor").earliest("pk")
    return found.person


def mails() -> list[tuple[str, str]]:
    return sorted(Outbox.objects.values_list("recipient", "subject"))


def test_those_chosen_are_told_and_both_sides_read_it_in_the_log(harbour: Partnership) -> None:
    planned(harbour)
    told = "Meeting of Harbour Alliance on 12 June 2026"
    assert mails() == [
        ("daniel@northgate.example", told),
        ("nora@neutral.example", told),
        ("priya@brightline.example", told),
    ]
    body = Outbox.objects.values_list("body", flat=True)[0]
    (meeting,) = harbour.meetings.all()
    assert "Friday 12 June 2026, 15:00 (Europe/London). Place: Room 4." in body
    assert f"http://localhost:8000{LIST}{meeting.pk}/" in body
    (event,) = Event.objects.filter(kind="meeting-planned")
    assert (event.person, event.parameters["day"]) == (leader(harbour), "2026-06-12")


def test_one_that_was_held_is_only_noted_down(harbour: Partnership) -> None:
    meeting = planned(harbour, starts_at=NOW - DAY)
    assert mails() == []
    assert not remind_of_meeting(meeting=meeting, now=NOW)


@pytest.mark.parametrize("side", Side)
def test_a_meeting_needs_both_sides(harbour: Partnership, side: str) -> None:
    others = [one for one in may_meet(harbour) if one.side != side]
    with pytest.raises(MeetingError, match=str(harbour.organization_of(side))):
        planned(harbour, participants=others)
    assert not Meeting.objects.exists()


def test_members_former_leaders_and_strangers_are_not_chosen(harbour: Partnership) -> None:
    make_member(harbour, Role.MEMBER, "client", "member@northgate.example")
    member = harbour.memberships.get(role=Role.MEMBER)
    other = make_partnership("Quay Alliance")
    make_member(other, Role.LEADER, "client", "other@example.org")
    gone = harbour.memberships.get(side="client", role=Role.LEADER)
    make_member(harbour, Role.LEADER, "client", "new@northgate.example")
    end_membership(membership=gone, by=None, at=NOW)
    for wrong in (member, gone, other.memberships.get()):
        with pytest.raises(MeetingError, match="no leader or facilitator any more"):
            planned(harbour, participants=[*may_meet(harbour), wrong])


def test_whoever_has_left_stays_in_a_meeting_and_gets_no_mail(harbour: Partnership) -> None:
    meeting = planned(harbour)
    gone = harbour.memberships.get(side=None)
    make_member(harbour, Role.FACILITATOR, "client", "fay@northgate.example")
    end_membership(membership=gone, by=None, at=NOW)
    Outbox.objects.all().delete()
    changed(meeting, starts_at=FRIDAY + DAY)
    assert [to for to, _subject in mails()] == [
        "daniel@northgate.example",
        "priya@brightline.example",
    ]
    assert gone in meeting.participants.all()


def test_a_reminder_goes_once_two_working_days_before_at_nine(harbour: Partnership) -> None:
    planned(harbour)
    Outbox.objects.all().delete()
    wednesday = datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert run_rounds(now=wednesday - timedelta(seconds=1))
    assert mails() == []
    for _ in range(2):
        assert run_rounds(now=wednesday)
    assert len(mails()) == 3
    assert {subject for _to, subject in mails()} == {
        "Soon: the meeting of Harbour Alliance on 12 June 2026"
    }


def test_planned_late_called_off_or_begun_there_is_no_reminder(harbour: Partnership) -> None:
    late = planned(harbour, now=FRIDAY - DAY)
    off = planned(harbour)
    call_off_meeting(meeting=off, by=leader(harbour), now=NOW)
    begun = planned(harbour)
    Outbox.objects.all().delete()
    for meeting, now in ((late, FRIDAY - DAY), (off, FRIDAY - DAY), (begun, FRIDAY)):
        assert not remind_of_meeting(meeting=meeting, now=now)
    assert mails() == []


def test_another_time_is_told_and_reminded_of_anew(harbour: Partnership) -> None:
    meeting = planned(harbour)
    assert remind_of_meeting(meeting=meeting, now=FRIDAY - DAY)
    Outbox.objects.all().delete()
    changed(meeting, starts_at=FRIDAY + 7 * DAY, now=FRIDAY - DAY)
    assert {subject for _to, subject in mails()} == {
        "Changed: the meeting of Harbour Alliance is on 19 June 2026"
    }
    assert len(mails()) == 3
    assert remind_of_meeting(meeting=meeting, now=FRIDAY + 6 * DAY)


def test_who_is_chosen_later_is_invited_and_the_others_are_left_in_peace(
    harbour: Partnership,
) -> None:
    first = [one for one in may_meet(harbour) if one.side]
    meeting = planned(harbour, participants=first)
    Outbox.objects.all().delete()
    changed(meeting, participants=list(may_meet(harbour)))
    assert mails() == [("nora@neutral.example", "Meeting of Harbour Alliance on 12 June 2026")]


def test_called_off_it_is_told_and_stays_as_it_is(harbour: Partnership) -> None:
    meeting = planned(harbour)
    Outbox.objects.all().delete()
    call_off_meeting(meeting=meeting, by=leader(harbour), now=NOW)
    assert len(mails()) == 3
    for change in (
        lambda: changed(meeting, place="Elsewhere"),
        lambda: call_off_meeting(meeting=meeting, by=leader(harbour), now=NOW),
        lambda: written(meeting, "minutes", "Nothing", 0),
    ):
        with pytest.raises(MeetingError, match="was called off"):
            change()


def test_a_meeting_that_has_begun_is_not_called_off(harbour: Partnership) -> None:
    meeting = planned(harbour)
    with pytest.raises(MeetingError, match="has begun"):
        call_off_meeting(meeting=meeting, by=leader(harbour), now=FRIDAY)


def written(meeting: Meeting, topic: str, text: str, base: int) -> MeetingNote:
    by = leader(meeting.partnership)
    return write_note(meeting=meeting, topic=topic, text=text, base=base, by=by, now=FRIDAY)


def test_nobody_overwrites_what_they_have_not_seen(harbour: Partnership) -> None:
    meeting = planned(harbour)
    assert written(meeting, "minutes", "Ann was here", 0).version == 1
    with pytest.raises(NewerError) as newer:
        written(meeting, "minutes", "Ben was here", 0)
    assert newer.value.row.version == 1
    assert written(meeting, "minutes", "Ann was here", 0).version == 1
    assert written(meeting, "minutes", "Both were here", 1).version == 2
    assert meeting.notes.get().text == "Both were here"
    assert Event.objects.filter(kind="meeting-minutes").count() == 1


Enter = Callable[..., Client]


@pytest.fixture
def enter(client: Client, harbour: Partnership) -> Enter:
    def enter_as(role: str, side: str | None = "client") -> Client:
        client.force_login(make_member(harbour, role, side, f"{role}.{side}@example.org"))
        return client

    return enter_as


def form(harbour: Partnership, **fields: Any) -> dict[str, Any]:
    when = {"day": "2099-06-12", "time": "15:00", "time_zone": "Europe/London"}
    chosen = {"participants": [one.pk for one in may_meet(harbour)]}
    return when | chosen | {"place": "Room 4", "round_number": ""} | fields


@pytest.mark.parametrize("side", [*Side, None])
def test_a_meeting_is_planned_seen_changed_and_called_off(
    enter: Enter, harbour: Partnership, side: str | None
) -> None:
    browser = enter(Role.FACILITATOR, side)
    answer = browser.post(f"{LIST}new/", form(harbour))
    (meeting,) = harbour.meetings.all()
    page = f"{LIST}{meeting.pk}/"
    assert answer["Location"] == page
    text = browser.get(page).content.decode()
    for words in ("Room 4", "Friday 12 June 2099, 15:00", "priya", "Brightline Services"):
        assert words in text
    assert "12 June 2099" in browser.get(LIST).content.decode()
    assert browser.post(f"{page}change/", form(harbour, place="Hall"))["Location"] == page
    assert "Hall" in browser.get(page).content.decode()
    browser.post(f"{page}call-off/")
    assert "called off" in browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "12 June"}, "Enter a valid date."),
        ({"day": "3026-06-12"}, "Choose a day in this century."),
        ({"time": "25:00"}, "Enter a valid time."),
        ({"time_zone": "Mars/Dome"}, "Select a valid choice"),
        ({"place": "x" * 201}, "at most 200 characters"),
        ({"round_number": "7"}, "Select a valid choice"),
        ({"participants": []}, "This field is required."),
        ({"participants": ["0"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_the_input_kept(
    enter: Enter, harbour: Partnership, wrong: dict[str, Any], sentence: str
) -> None:
    browser = enter(Role.LEADER)
    before = everything_stored()
    page = browser.post(f"{LIST}new/", form(harbour, **wrong)).content.decode()
    assert sentence in page
    assert ('value="15:00"' in page) == ("time" not in wrong)
    assert everything_stored() == before


def test_a_side_that_is_missing_is_named(enter: Enter, harbour: Partnership) -> None:
    one = harbour.memberships.get(side="contractor")
    page = enter(Role.LEADER).post(f"{LIST}new/", form(harbour, participants=[one.pk]))
    assert "Choose at least one person of Northgate Council" in page.content.decode()


def test_the_agenda_is_proposed_from_the_results_then_a_text_of_ours(
    enter: Enter, harbour: Partnership
) -> None:
    make_released_round(harbour)
    owners: dict[str, Any] = {f"{side}_owner": harbour.memberships.get(side=side) for side in Side}
    make_commitment(
        partnership=harbour,
        topic="trust",
        text="Decide in twos",
        measure="Two names",
        made_on=date(2026, 3, 1),
        due_on=date(2026, 9, 1),
        beyond_three=False,
        by=leader(harbour),
        now=NOW,
        **owners,
    )
    meeting = planned(harbour, round_number=1)
    browser, page = enter(Role.LEADER), f"{LIST}{meeting.pk}/"
    text = browser.get(f"{page}text/agenda/").content.decode()
    titles = (
        "What we promised last time",
        "- Decide in twos",
        "Talk about",
        "Raise next",
        "What we promise each other now",
    )
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "<bdi>Decide in twos</bdi>" in browser.get(page).content.decode()
    browser.post(f"{page}text/agenda/", {"text": "Walk\n- through the ward", "base": 0})
    text = browser.get(page).content.decode()
    assert "<bdi>Walk</bdi>" in text
    assert "Decide in twos" not in text
    browser.post(f"{page}text/agenda/", {"text": "", "base": 1})
    assert "<bdi>Decide in twos</bdi>" in browser.get(page).content.decode()


def test_lines_with_a_dash_stand_below_the_item_before() -> None:
    found = items_of("- First\n\n- one\nSecond\n-two\n -  three \n")
    assert [(one.title, one.points) for one in found] == [
        ("First", ["one"]),
        ("Second", ["two", "three"]),
    ]


def test_two_who_write_the_minutes_see_each_other(enter: Enter, harbour: Partnership) -> None:
    meeting = planned(harbour)
    browser, page = enter(Role.LEADER), f"{LIST}{meeting.pk}/text/minutes/"
    browser.post(page, {"text": "Ann's words\nin two lines", "base": 0})
    conflict = browser.post(page, {"text": "Ben's words", "base": 0}).content.decode()
    for words in ("Ann&#x27;s words", "Ben&#x27;s words", "Join the two", 'value="1"'):
        assert words in conflict
    assert meeting.notes.get().text == "Ann's words\nin two lines"
    browser.post(page, {"text": "Ann's and Ben's words", "base": 1})
    assert meeting.notes.get().text == "Ann's and Ben's words"
    assert browser.get(page.replace("minutes", "secrets")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"text": "a\x07b"}, "control character"),
    ],
)
def test_minutes_that_cannot_be_stored(
    enter: Enter, harbour: Partnership, wrong: dict[str, Any], sentence: str
) -> None:
    meeting = planned(harbour)
    page = enter(Role.LEADER).post(
        f"{LIST}{meeting.pk}/text/minutes/", {"text": "x", "base": 0} | wrong
    )
    assert sentence in page.content.decode()
    assert not MeetingNote.objects.exists()


def test_a_commitment_made_at_a_meeting_stands_on_its_page(
    enter: Enter, harbour: Partnership
) -> None:
    meeting = planned(harbour)
    browser = enter(Role.LEADER)
    new = f"/p/harbour-alliance/commitments/new/?meeting={meeting.pk}"
    assert 'value="2026-06-12"' in browser.get(new).content.decode()
    said = {"topic": "P3", "text": "Bad news by telephone", "measure": "No letter first"}
    days = {"made_on": "2026-06-12", "due_on": "2026-09-01"}
    owners = {f"{side}_owner": harbour.memberships.filter(side=side)[0].pk for side in Side}
    answer = browser.post(new, said | days | owners)
    assert answer["Location"] == f"{LIST}{meeting.pk}/"
    assert "Bad news by telephone" in browser.get(answer["Location"]).content.decode()
    for other in ("0", "x", "9" * 30, "²"):
        page = browser.get(f"/p/harbour-alliance/commitments/new/?meeting={other}")
        assert page.status_code == 200


def test_members_see_no_meeting(enter: Enter, harbour: Partnership) -> None:
    meeting = planned(harbour)
    member = enter(Role.MEMBER)
    for path in (LIST, f"{LIST}new/", f"{LIST}{meeting.pk}/"):
        assert member.get(path).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    enter: Enter,
    harbour: Partnership,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        planned(harbour)
    browser = enter(Role.LEADER)
    with django_assert_num_queries(5):
        assert browser.get(LIST).status_code == 200
