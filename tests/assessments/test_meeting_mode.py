"""The meeting mode: its stages, what is locked until guesses are in, guesses, agreed notes."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.charts.names import Names
from assessments.charts.steps import Step
from assessments.meeting_mode import ModePage, mode_page, readable_by_all
from assessments.models import Comment, Round
from assessments.services.guesses import reveal_profile, write_guesses
from assessments.services.meetings import (
    MeetingError,
    NewerError,
    call_off_meeting,
    may_meet,
    plan_meeting,
)
from partnerships.models import Event, Meeting, MeetingGuesses, Partnership, Side
from partnerships.services import end_membership
from partnerships.viewer import Role, Viewer
from tests.assessments.charts import rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.test_dashboard_page import words
from tests.factories import (
    answers,
    everything_stored,
    make_member,
    make_partnership,
    make_released_round,
    rows,
    table,
)
from tests.guards import force_rows

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 12, 14, tzinfo=UTC)
JSON: dict[str, Any] = {"HTTP_ACCEPT": "application/json"}
ALL_LOCKED = "profile", "distances", "kept", "promise", "agreed", "closing"


def page_of(
    name: str, guesses: dict[str, dict[str, int]] | None = None, *, revealed: bool = False
) -> ModePage:
    meeting = Meeting(revealed_at=NOW if revealed else None)
    rows = {side: MeetingGuesses(side=side, values=one) for side, one in (guesses or {}).items()}
    step = Step("Spring", rounds.all_rounds()[name], questionnaire())
    return mode_page(meeting, step, NAMES, rows, ())


def test_the_profile_and_all_after_it_wait_for_the_guesses() -> None:
    stages = page_of("both").stages
    assert [one.code for one in stages[:3]] == ["welcome", "celebrate", "guesses"]
    assert not any(one.locked for one in stages[:3])
    assert all(one.locked for one in stages[3:])
    assert {*ALL_LOCKED} <= {one.code for one in stages}
    assert not any(one.locked for one in page_of("both", revealed=True).stages)


def test_each_difference_has_a_stage_with_its_question() -> None:
    page = page_of("both")
    asked = [one.topic for one in page.stages if one.topic]
    assert [one.code for one in asked] == list(rounds.both().reading.talk_about)
    assert {one.question.code for one in asked} == {f"report.question.{one.code}" for one in asked}


def test_a_guess_is_as_far_from_the_score_as_everybody_reads_it() -> None:
    page = page_of("both", {"client": {"trust": 75}, "contractor": {"trust": 40}}, revealed=True)
    (trust,) = [row for row in page.elements if row.code == "trust"]
    told = {one.of: (one.guesser, one.points, one.guess, one.apart) for one in trust.distances}
    figures = rounds.both().elements["trust"]
    for side, guesser, guess in (("contractor", "client", 75), ("client", "contractor", 40)):
        points = int(getattr(figures, side) + 0.5)
        assert told[side] == (guesser, points, guess, abs(guess - points))


def test_where_nothing_was_guessed_no_distance_is_shown() -> None:
    assert "distances" not in {one.code for one in page_of("both", revealed=True).stages}
    assert not page_of("both", revealed=True).has_guesses


@pytest.mark.parametrize("name", ["together", "nothing", "hidden"])
def test_there_is_nothing_to_guess_where_no_side_is_shown(name: str) -> None:
    page = page_of(name)
    elements = rounds.all_rounds()[name].elements
    both = {
        code
        for code, figures in elements.items()
        if isinstance(figures.contractor, Fraction) and isinstance(figures.client, Fraction)
    }
    shown = {row.code for row in page.guessed}
    assert shown == (both if name == "hidden" else set())
    if not shown:
        codes = {one.code for one in page.stages}
        assert not {"guesses", "distances"} & codes
        assert not any(one.locked for one in page.stages)
        assert ("profile" in codes) == (name != "nothing")


@pytest.fixture
def harbour(db: None) -> Partnership:
    found = make_partnership()
    make_member(found, Role.LEADER, "contractor", "priya@brightline.example")
    make_member(found, Role.LEADER, "client", "daniel@northgate.example")
    return found


@pytest.fixture
def released(harbour: Partnership) -> Round:
    people = rows("contractor", 9, 3, T1=4, T2=1) + rows("client", 8, 2, T3=0)
    return make_released_round(harbour, table(people))


@pytest.fixture
def meeting(harbour: Partnership, released: Round) -> Meeting:
    return planned(harbour)


def planned(harbour: Partnership, **fields: Any) -> Meeting:
    wanted: dict[str, Any] = {
        "participants": list(may_meet(harbour)),
        "starts_at": FRIDAY,
        "time_zone": "Europe/London",
        "place": "",
        "round_number": 1,
        "by": may_meet(harbour)[0].person,
        "now": NOW,
    }
    return plan_meeting(partnership=harbour, **(wanted | fields))


Enter = Callable[..., Client]


@pytest.fixture
def enter(client: Client, harbour: Partnership) -> Enter:
    def enter_as(role: str, side: str | None = "client") -> Client:
        client.force_login(make_member(harbour, role, side, f"{role}.{side}@example.org"))
        return client

    return enter_as


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/p/harbour-alliance/meetings/{meeting.pk}/mode/{rest}"


def seen(body: str) -> str:
    """What stands in the page's visible part: the stages that are not hidden."""
    stages = re.findall(r'<section class="stage[^>]*>', body)
    (visible,) = [one for one in stages if not one.endswith(" hidden>")]
    return str(re.search(r'data-stage="([\w-]+)"', visible)[1])  # type: ignore[index]


@pytest.mark.parametrize("asked", ["profile", "distances", "closing", "agreed"])
def test_before_the_guesses_no_address_shows_the_profile(
    enter: Enter, meeting: Meeting, asked: str
) -> None:
    browser = enter(Role.LEADER)
    body = browser.get(address(meeting, f"?stage={asked}")).content.decode()
    assert seen(body) == "guesses"
    browser.post(address(meeting, "show/"))
    assert seen(browser.get(address(meeting, f"?stage={asked}")).content.decode()) in (
        asked,
        "welcome",
    )


def test_without_script_a_meeting_goes_from_stage_to_stage(enter: Enter, meeting: Meeting) -> None:
    browser = enter(Role.FACILITATOR, None)
    body = browser.get(address(meeting)).content.decode()
    assert seen(body) == "welcome"
    assert 'rel="next" href="?stage=celebrate"' in body
    for side in Side:
        form = {f"{side}-{code}": 60 for code in ("trust", "values")} | {f"{side}-base": 0}
        answer = browser.post(address(meeting, f"guess/{side}/"), form)
        assert answer["Location"] == address(meeting, "?stage=guesses")
    answer = browser.post(address(meeting, "show/"))
    assert answer["Location"] == address(meeting, "?stage=profile")
    body = browser.get(address(meeting, "?stage=distances")).content.decode()
    assert seen(body) == "distances"
    assert re.search(r'data-guess="client-trust">60<', body)
    browser.post(address(meeting, "agree/trust/"), {"trust-text": "Call first.", "trust-base": 0})
    page = browser.get(f"/p/harbour-alliance/meetings/{meeting.pk}/").content.decode()
    for said in ("Call first.", "Guessed and found", "data-guess"):
        assert said in page
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"meeting-revealed", "meeting-notes"} <= kinds


def test_once_the_profile_was_shown_no_guess_changes(enter: Enter, meeting: Meeting) -> None:
    first = write_guesses(meeting=meeting, side="client", values={"trust": 60}, base=0)
    by = may_meet(meeting.partnership)[0].person
    reveal_profile(meeting=meeting, by=by, now=FRIDAY)
    reveal_profile(meeting=meeting, by=by, now=NOW)
    meeting.refresh_from_db()
    assert meeting.revealed_at == FRIDAY
    assert write_guesses(meeting=meeting, side="client", values={"trust": 60}, base=0) == first
    with pytest.raises(MeetingError, match="guesses stay as they were"):
        write_guesses(meeting=meeting, side="client", values={"trust": 65}, base=1)
    answer = enter(Role.LEADER).post(
        address(meeting, "guess/client/"), {"client-trust": 65, "client-base": 1}, **JSON
    )
    assert answer.status_code == 400
    assert "guesses stay" in answer.json()["sentence"]


def test_two_who_guess_for_one_side_do_not_overwrite_each_other(
    enter: Enter, meeting: Meeting
) -> None:
    write_guesses(meeting=meeting, side="client", values={"trust": 60}, base=0)
    with pytest.raises(NewerError):
        write_guesses(meeting=meeting, side="client", values={"trust": 70}, base=0)
    browser, form = enter(Role.LEADER), {"client-trust": 70, "client-base": 0}
    answer = browser.post(address(meeting, "guess/client/"), form, **JSON)
    assert answer.status_code == 409
    assert answer.json()["newer"] == "Trust 60"
    assert answer.json()["version"] == 1
    body = browser.post(address(meeting, "guess/client/"), form).content.decode()
    assert 'name="client-trust" value="70"' in body
    assert "Trust 60" in body
    browser.post(address(meeting, "guess/client/"), form | {"client-base": 1})
    assert meeting.guesses.get().values == {"trust": 70}


def test_two_who_agree_do_not_overwrite_each_other(enter: Enter, meeting: Meeting) -> None:
    browser, path = enter(Role.LEADER), address(meeting, "agree/trust/")
    form = {"trust-text": "Call first.", "trust-base": 0}
    assert browser.post(path, form, **JSON).json() == {"version": 1, "sentence": "Saved."}
    assert browser.post(path, form, **JSON).json()["version"] == 1
    other = form | {"trust-text": "Write first."}
    answer = browser.post(path, other, **JSON)
    assert (answer.status_code, answer.json()["newer"]) == (409, "Call first.")
    body = browser.post(path, other).content.decode()
    assert "Call first." in body
    assert "Write first.</textarea>" in body
    assert 'name="trust-base" value="1"' in body
    assert meeting.notes.get().text == "Call first."


@pytest.mark.parametrize("wrong", ["101", "-5", "63", "many", "5.5", "9" * 30, "9" * 400])
def test_a_guess_that_is_none_is_told_and_kept(enter: Enter, meeting: Meeting, wrong: str) -> None:
    browser, before = enter(Role.LEADER), everything_stored()
    form = {"client-trust": wrong, "client-values": 50, "client-base": 0}
    body = browser.post(address(meeting, "guess/client/"), form).content.decode()
    assert "Guess a number from 0 to 100, in steps of five." in body
    assert f'value="{wrong}"' in body
    assert seen(body) == "guesses"
    answer = browser.post(address(meeting, "guess/client/"), form, **JSON)
    assert answer.status_code == 400
    assert everything_stored() == before


def test_an_agreed_note_that_cannot_be_stored(enter: Enter, meeting: Meeting) -> None:
    browser, path = enter(Role.LEADER), address(meeting, "agree/trust/")
    for text, sentence in (("x" * 601, "at most 600 characters"), ("a\x07b", "control character")):
        answer = browser.post(path, {"trust-text": text, "trust-base": 0}, **JSON)
        assert sentence in answer.json()["sentence"]
    browser.post(address(meeting, "show/"))
    body = browser.post(path, {"trust-text": "a\x07b", "trust-base": ""}).content.decode()
    assert "control character" in body
    assert seen(body) == "agreed"
    assert not meeting.notes.exists()


def test_other_sides_and_elements_are_not_found(enter: Enter, meeting: Meeting) -> None:
    browser = enter(Role.LEADER)
    for path in ("guess/neutral/", "agree/P3/", "agree/minutes/", "agree/nothing/"):
        assert browser.post(address(meeting, path)).status_code == 404
    assert meeting.notes.count() == 0


def test_there_is_no_mode_without_results(enter: Enter, harbour: Partnership) -> None:
    empty = planned(harbour, round_number=None)
    make_released_round(harbour)
    ahead = planned(harbour, round_number=2)
    off = planned(harbour)
    call_off_meeting(meeting=off, by=may_meet(harbour)[0].person, now=NOW)
    browser = enter(Role.LEADER)
    for one in (empty, ahead, off):
        assert browser.get(address(one)).status_code == 404
        page = browser.get(f"/p/harbour-alliance/meetings/{one.pk}/").content.decode()
        assert "Start the meeting" not in page


def test_the_screen_shows_comments_that_everybody_in_the_room_may_read(
    harbour: Partnership,
) -> None:
    leader = Viewer(1, Role.LEADER, "client")
    assert readable_by_all(leader, may_meet(harbour)) == ("contractor", "client", None)
    make_member(harbour, Role.FACILITATOR, "client", "fay@northgate.example")
    assert readable_by_all(leader, may_meet(harbour)) == ("client", None)
    make_member(harbour, Role.FACILITATOR, "contractor", "tom@brightline.example")
    people = list(may_meet(harbour))
    assert readable_by_all(leader, people) == (None,)
    end_membership(membership=people[0], by=None, at=NOW)
    people[0].refresh_from_db()
    assert readable_by_all(leader, people) == ()


def test_comments_that_are_not_for_all_do_not_stand_in_the_document(
    enter: Enter, meeting: Meeting, released: Round
) -> None:
    force_rows(
        Comment(
            round=released,
            side=side,
            question="Q1",
            text=f"words of {side}",
            position=place,
            state=Comment.State.READ,
        )
        for place, side in enumerate(("contractor", "client", None))
    )
    browser = enter(Role.FACILITATOR, "client")
    body = browser.get(address(meeting)).content.decode()
    assert "words of client" in body
    assert "words of None" in body
    assert "words of contractor" not in body


def test_what_was_agreed_stands_beside_the_score(enter: Enter, meeting: Meeting) -> None:
    browser = enter(Role.LEADER)
    browser.post(address(meeting, "agree/trust/"), {"trust-text": "Call first.", "trust-base": 0})
    make_released_round(
        meeting.partnership, answers(18, 18), title="Later", closed=date(2026, 9, 1)
    )
    for number in (1, 2):
        path = f"/p/harbour-alliance/rounds/{number}/topics"
        text = words(browser.get(f"{path}/trust/").content.decode())
        assert "What we agreed Call first. Meeting of 12 June 2026" in text
        assert "Call first." not in browser.get(f"{path}/values/").content.decode()


def test_what_a_later_meeting_agreed_does_not_stand_beside_an_earlier_score(
    enter: Enter, harbour: Partnership, released: Round
) -> None:
    make_released_round(harbour, answers(18, 18), title="Later", closed=date(2026, 9, 1))
    later, browser = planned(harbour, round_number=2), enter(Role.LEADER)
    browser.post(address(later, "agree/trust/"), {"trust-text": "Call first.", "trust-base": 0})
    page = browser.get("/p/harbour-alliance/rounds/1/topics/trust/").content.decode()
    assert "Call first." not in page


def test_a_commitment_made_in_the_mode_leads_back_to_it(enter: Enter, meeting: Meeting) -> None:
    browser = enter(Role.LEADER)
    new = f"/p/harbour-alliance/commitments/new/?meeting={meeting.pk}&from=mode"
    said = {"topic": "P3", "text": "Bad news by telephone", "measure": "No letter first"}
    days = {"made_on": "2026-06-12", "due_on": "2026-09-01"}
    people = meeting.partnership.memberships
    owners = {f"{side}_owner": people.filter(side=side)[0].pk for side in Side}
    answer = browser.post(new, said | days | owners)
    assert answer["Location"] == address(meeting, "?stage=promise")
    browser.post(address(meeting, "show/"))
    assert "Bad news by telephone" in browser.get(answer["Location"]).content.decode()


def test_the_document_takes_the_same_queries_whatever_is_written(
    enter: Enter, meeting: Meeting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = enter(Role.LEADER)
    browser.get(address(meeting))
    with django_assert_num_queries(13):
        browser.get(address(meeting))
    for code in ("trust", "values"):
        browser.post(address(meeting, f"agree/{code}/"), {f"{code}-text": "Yes", f"{code}-base": 0})
    write_guesses(meeting=meeting, side="client", values={"trust": 60, "values": 55}, base=0)
    with django_assert_num_queries(13):
        browser.get(address(meeting))


@pytest.mark.parametrize("name", ["both", "hidden", "together", "nothing"])
def test_names_are_text(name: str) -> None:
    wild = Names("<b>One</b>", "Two & Co", "<script>alert(1)</script>", "&amp;")
    step = Step("Spring", rounds.all_rounds()[name], questionnaire())
    page = mode_page(Meeting(), step, wild, {}, ())
    drawings = [page.profile] if page.profile else []
    drawings += [one.topic.drawing for one in page.stages if one.topic]
    for one in drawings:
        assert "<script" not in one.desk + one.phone
        assert "<b>" not in one.desk + one.phone
