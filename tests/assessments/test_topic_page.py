"""The page of one element or practice: what it shows, to whom, in the figures of the files."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from assessments.charts.names import Names
from assessments.models import Round
from assessments.topic_page import topic_page, topics
from assessments.wording import say
from partnerships.viewer import Role
from tests.assessments.charts import histories, rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.charts.test_svg import NAMES as ALL_NAMES
from tests.assessments.test_dashboard_page import HIDDEN, INFO, words
from tests.factories import answers, make_member, make_partnership, make_released_round, rows, table

CODES = [topic.code for topic in topics(questionnaire())]


def html(name: str, code: str, names: Names = NAMES) -> str:
    snapshot = rounds.all_rounds()[name]
    earlier = histories.two()[:1] if snapshot.previous else ()
    page = topic_page(code, snapshot, questionnaire(), names, INFO, earlier)
    request = RequestFactory().get("/")
    return render_to_string("assessments/topic.html", {"page": page}, request)


@pytest.mark.parametrize("code", CODES)
def test_each_has_a_page_with_a_question_of_its_own(code: str) -> None:
    text = words(html("both", code))
    (name,) = [topic.name for topic in topics(questionnaire()) if topic.code == code]
    assert name in text
    opening = say(f"report.question.{code}")
    assert f"To open the conversation {opening}" in text
    assert opening.endswith("?")
    assert "Round by round" in text


def test_no_question_is_asked_twice() -> None:
    assert len({say(f"report.question.{code}") for code in CODES}) == len(CODES) == 16


def test_an_element_shows_both_poles_and_both_sides_of_each_statement() -> None:
    text = words(html("both", "trust"))
    for statement in questionnaire().elements[0].statements:
        place = re.escape(statement.vendor) + r" \S+ \S+ \S+ " + re.escape(statement.partnership)
        assert re.search(place, text)
    assert "Joint 59, in between · 50 apart, seen differently" in text


def test_a_practice_shows_its_statement_and_its_mirror() -> None:
    text = words(html("both", "P3"))
    assert "“This organization speaks openly" in text
    assert "Brightline sees itself higher" in text
    assert "Brightline sees itself at 75, Northgate sees Brightline at 25." in text
    assert "between their two poles" not in text


def test_a_first_round_has_no_way_over_the_rounds() -> None:
    assert "Round by round" not in words(html("first", "trust"))


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
@pytest.mark.parametrize("code", ["trust", "systems", "P3", "P10"])
def test_every_round_has_a_page_for_each(name: str, code: str) -> None:
    body = html(name, code)
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert sorted(ids) == sorted(set(ids))
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", body)
    assert "NotShown" not in body
    assert ("plotly" in body) == ("<svg" in body)


@pytest.mark.parametrize(
    ("name", "code"), [("hidden", "trust"), ("hidden", "P5"), ("nothing", "trust")]
)
def test_hidden_figures_read_as_everywhere(name: str, code: str) -> None:
    assert HIDDEN in words(html(name, code))


def test_together_no_side_is_told_apart() -> None:
    text = words(html("together", "trust"))
    assert "Everyone together" in text
    assert "Round by round" not in text
    assert "not shown" in text


@pytest.mark.parametrize("names", ALL_NAMES)
def test_names_are_text(names: str) -> None:
    body = html("both", "P3", ALL_NAMES[names])
    assert "<script>alert" not in body
    assert "<b>Bright</b> &" not in body


def test_one_leads_to_the_next() -> None:
    asked = questionnaire()
    page = topic_page("systems", rounds.both(), asked, NAMES, INFO)
    assert (page.before, page.after) == (topics(asked)[4], topics(asked)[6])
    assert topic_page("trust", rounds.both(), asked, NAMES, INFO).before is None
    assert topic_page("P10", rounds.both(), asked, NAMES, INFO).after is None
    with pytest.raises(KeyError):
        topic_page("trust", rounds.both(), replace(asked, elements=asked.elements[1:]), NAMES, INFO)


Enter = Callable[[str], Client]


@pytest.fixture
def released(db: None) -> Round:
    harbour = make_partnership()
    make_released_round(harbour, answers(14, 14), title="Winter")
    people = rows("contractor", 9, 3, T1=4, T2=1) + rows("client", 8, 2, T3=0)
    return make_released_round(harbour, table(people))


@pytest.fixture
def enter(client: Client, released: Round) -> Enter:
    def enter_as(role: str) -> Client:
        client.force_login(make_member(released.partnership, role, "client"))
        return client

    return enter_as


TRUST = "/p/harbour-alliance/rounds/2/topics/trust/"


def test_a_member_has_no_such_page(enter: Enter) -> None:
    assert enter(Role.MEMBER).get(TRUST).status_code == 403


def test_another_code_is_not_found(enter: Enter) -> None:
    leader = enter(Role.LEADER)
    assert leader.get(TRUST.replace("trust", "M1")).status_code == 404
    assert leader.get(TRUST.replace("trust", "nothing")).status_code == 404


def test_its_numbers_are_those_of_the_files(enter: Enter) -> None:
    leader = enter(Role.LEADER)
    path = "/p/harbour-alliance/rounds/{}/export/json/"
    data = [json.loads(leader.post(path.format(number)).content) for number in (1, 2)]
    body = unescape(leader.get(TRUST).content.decode())
    for statement in questionnaire().elements[0].statements:
        row = re.search(rf"<th[^>]*>{re.escape(statement.vendor)}</th>(.*?)</tr>", body, re.DOTALL)
        assert row
        figures = data[1]["statements"][statement.code]
        told = re.findall(r"<td[^>]*>(\d+)[+-]?</td>", row[1])
        assert told == [whole(figures[key]) for key in ("contractor", "client", "joint")]
    for title, results in zip(("Winter", "Spring"), data, strict=True):
        row = re.search(rf"<th[^>]*>{title}</th>(.*?)</tr>", body, re.DOTALL)
        assert row
        told = re.findall(r"<td[^>]*>(\d+)</td>", row[1])
        element = results["elements"]["trust"]
        assert told == [whole(element[key]) for key in ("contractor", "client", "joint")]


def whole(score: float) -> str:
    return str(int(score + 0.5))


def test_it_takes_the_same_queries_as_the_dashboard(
    enter: Enter, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    leader = enter(Role.LEADER)
    leader.get(TRUST)
    with django_assert_num_queries(8):
        leader.get(TRUST)


def test_the_lists_lead_to_the_pages_for_those_who_may_see_them(enter: Enter) -> None:
    path = "/p/harbour-alliance/rounds/2/dashboard/"
    assert b"/topics/" in enter(Role.LEADER).get(path).content
    assert b"/topics/" not in enter(Role.MEMBER).get(path).content
