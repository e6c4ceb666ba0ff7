import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.forms.answer import AnswerForm, prepared
from assessments.frozen import ASKED, RESULTS
from assessments.models import Invitation, Round
from assessments.parts import part_named, parts_of
from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import CANNOT_SAY, Sides
from assessments.scoring.terms import Side as FormSide
from assessments.templatetags.keep import MARKUP
from partnerships.models import Side
from tests.assessments.respond.browsing import begun, chosen, page_of, stored, text_of, way_of
from tests.live_round import invitations

pytestmark = pytest.mark.django_db


def test_a_part_shows_its_statements_and_the_way(browser: Client) -> None:
    text = text_of(browser.get("/answer/trust/"))
    for words in (
        "Harbour Alliance · you answer as one of Northgate Council's people",
        "Knowing each other well enough to rely on each other.",
        "Where is the relationship today, between these two?",
        "Part 1 of 9 · about 12 minutes left",
        "We use terms that both sides share.",
        "1 of 5. First: We get to know each other only as a by-product of the work.",
        "I can't say",
        "More like the second",
        "Confidential · how?",
        "Leave this device",
    ):
        assert words in text


@pytest.mark.parametrize("part", ["trust", "practices-1"])
def test_who_answers_leaves_nothing_in_the_process(
    round: Round, browser: Client, part: str
) -> None:
    """Whether something had to be made anew would tell by its time what others have chosen, or
    that somebody has come."""
    rows = dict(prepared("en"))
    MARKUP.values.clear()
    page = page_of(browser, part)
    browser.post(f"/answer/{part}/", {**page, "T1": "3", "P1.own": "4"})
    browser.get(f"/answer/{part}/")
    assert not any(kept.values for kept in (MARKUP, ASKED, RESULTS))
    assert prepared.cache_info().currsize == 1
    assert prepared("en") == rows
    assert not any("checked" in row for rows in rows.values() for row in rows.values())


def test_names_stand_in_prepared_rows_as_they_were_written(round: Round) -> None:
    names = Sides("\ue001 & <b>Sons</b>", "O'Neill")
    part = part_named(parts_of(breakthrough_1()), "practices-1")
    assert part is not None
    form = AnswerForm(part, FormSide.CLIENT, names, initial={"P1.own": "3"})
    made = "".join(row.made(form) for row in form.rows)
    assert form.markup.replace(" autofocus", "") == made


@pytest.mark.parametrize(
    ("side", "own", "other"),
    [
        (Side.CLIENT, "Northgate Council", "Brightline Services"),
        (Side.CONTRACTOR, "Brightline Services", "Northgate Council"),
    ],
)
def test_practices_are_rated_for_the_own_organization_first(
    round: Round, side: Side, own: str, other: str
) -> None:
    browser = begun(invitations(round, side)[0])
    html = browser.get("/answer/practices-1/").content.decode()
    legends = re.findall(
        r'<fieldset class="question extent" id="([^"]+)".*?<bdi>(.*?)</bdi>', html, re.S
    )
    assert legends[:2] == [("P1.own", own), ("P1.partner", other)]
    assert len(legends) == 10


@pytest.mark.parametrize("part", ["trust", "culture", "practices-2", "stance"])
def test_every_statement_is_a_group_of_radios_with_cannot_say(browser: Client, part: str) -> None:
    html = browser.get(f"/answer/{part}/").content.decode()
    groups = re.findall(r"<fieldset.*?</fieldset>", html, re.S)
    assert len(groups) == {"culture": 7, "practices-2": 10, "trust": 5, "stance": 4}[part]
    for group in groups:
        assert re.findall(r'value="([^"]*)"', group) == ["0", "1", "2", "3", "4", "x", ""]
        assert len(set(re.findall(r'name="([^"]*)"', group))) == 1
        assert "<legend" in group


def test_continue_saves_and_goes_on_through_all_parts_to_the_check(
    invitation: Invitation, browser: Client
) -> None:
    path, seen = "/answer/trust/", []
    while path != "/answer/check/":
        seen.append(path)
        part = path.split("/")[2]
        codes = browser.get(path).context["part"].codes
        answers = dict.fromkeys(codes, "3")
        path = way_of(browser.post(path, {**page_of(browser, part), **answers}))
    assert len(seen) == 9
    assert set(stored(invitation).values()) == {3}
    assert len(stored(invitation)) == 52


def test_back_saves_too(invitation: Invitation, browser: Client) -> None:
    fields = {**page_of(browser, "values"), "S1": "x", "go": "back"}
    assert way_of(browser.post("/answer/values/", fields)) == "/answer/trust/"
    assert stored(invitation) == {"S1": CANNOT_SAY}


def test_saved_answers_are_shown_again_with_the_code(
    invitation: Invitation, browser: Client
) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "0", "T2": "x"})
    reply = browser.get("/answer/trust/")
    assert chosen(reply) == {"T1": "0", "T2": "x"}
    assert re.search(r"Saved\. On another device you need code \d{3} \d{3}\.", text_of(reply))


def test_an_answer_can_be_taken_back(invitation: Invitation, browser: Client) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "0", "T2": "4"})
    browser.post("/answer/trust/", {**page_of(browser), "T1": "", "T2": "4"})
    assert stored(invitation) == {"T2": 4}


def test_each_is_shown_the_own_answers_alone(round: Round) -> None:
    one, other, third = (begun(found) for found in invitations(round, Side.CLIENT)[:3])
    mirrored = "/answer/practices-1/"
    for browser, first, second in ((one, "1", "4"), (other, "4", "1")):
        browser.post("/answer/trust/", {**page_of(browser), "T1": first, "T2": second})
        fields = page_of(browser, "practices-1")
        browser.post(mirrored, {**fields, "P1.own": first, "P1.partner": second})
    for browser, first, second in ((one, "1", "4"), (other, "4", "1")):
        assert chosen(browser.get("/answer/trust/")) == {"T1": first, "T2": second}
        assert chosen(browser.get(mirrored)) == {"P1.own": first, "P1.partner": second}
    assert chosen(third.get("/answer/trust/")) == chosen(third.get(mirrored)) == {}


def test_a_part_takes_few_queries(
    browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "0"})
    with django_assert_num_queries(2):
        browser.get("/answer/trust/")
    fields = page_of(browser)
    with django_assert_num_queries(3):
        browser.post("/answer/trust/save/", {**fields, "T1": "1"})


def test_an_unknown_part_is_not_here(browser: Client) -> None:
    assert browser.get("/answer/nothing/").status_code == 404
    assert browser.post("/answer/nothing/", {}).status_code == 404


def test_the_script_saves_every_change(invitation: Invitation, browser: Client) -> None:
    reply = browser.post("/answer/trust/save/", {**page_of(browser), "T1": "3"})
    assert reply.status_code == 200
    body = reply.json()
    assert body["version"] == 1
    assert re.fullmatch(r"Saved\. On another device you need code \d{3} \d{3}\.", body["sentence"])
    assert stored(invitation) == {"T1": 3}


def test_two_tabs_nothing_is_overwritten(invitation: Invitation, browser: Client) -> None:
    one, two = page_of(browser), page_of(browser)
    browser.post("/answer/trust/save/", {**one, "T1": "3"})
    reply = browser.post("/answer/trust/save/", {**two, "T2": "0"})
    assert reply.status_code == 409
    body = reply.json()
    assert body["version"] == 1
    assert body["answers"]["T1"] == "3"
    assert "T2" not in body["answers"]
    assert "nothing was overwritten" in body["sentence"]
    assert stored(invitation) == {"T1": 3}


def test_two_tabs_without_script_show_the_newer_answers(
    invitation: Invitation, browser: Client
) -> None:
    one, two = page_of(browser), page_of(browser)
    browser.post("/answer/trust/", {**one, "T1": "3"})
    reply = browser.post("/answer/trust/", {**two, "T2": "0"})
    assert reply.status_code == 409
    assert "nothing was overwritten" in text_of(reply)
    assert chosen(reply) == {"T1": "3"}
    fields = {name: str(reply.context["form"][name].value()) for name in two}
    assert browser.post("/answer/trust/", {**fields, "T1": "3", "T2": "0"}).status_code == 302
    assert stored(invitation) == {"T1": 3, "T2": 0}
