"""The dashboard as its readers get it: parts, words, charts, in a browser and on paper."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from playwright.sync_api import BrowserContext, Page

from assessments import pages
from assessments.models import Round
from partnerships.models import Person
from partnerships.viewer import Role
from tests.assessments.charts import rounds
from tests.assessments.charts.test_svg import NAMES
from tests.conftest import OpenContext
from tests.factories import make_member, make_partnership, make_released_round, rows, table

SignIn = Callable[[Page | BrowserContext, Person], None]
Look = Callable[[Page], None]
HIDDEN = "Not shown: fewer than five answers, or it would reveal a smaller group."
INFO = pages.RoundInfo(
    slug="harbour-alliance",
    partnership="Harbour Alliance",
    customer="patients and ward staff",
    scope="cleaning contract 2024",
    number=2,
    title="Autumn 2026",
    released=date(2026, 11, 12),
    previous_title="Spring 2026",
    closed=date(2026, 10, 29),
)


def html(
    name: str, names: str = "short", *, summary: bool = False, info: pages.RoundInfo = INFO
) -> str:
    """One sample round as a page."""
    asked = rounds.questionnaire(targets=name == "targets")
    make = pages.summary if summary else pages.dashboard
    page = make(rounds.all_rounds()[name], asked, NAMES[names], info)
    context = {"page": page, "formats": [] if summary else ["json", "csv"]}
    return render_to_string("assessments/dashboard.html", context, RequestFactory().get("/"))


def words(body: str) -> str:
    """What a reader sees without charts."""
    without = re.sub(r"<(script|svg|title)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def test_head_names_customer_relationship_and_round() -> None:
    text = words(html("both"))
    assert "Customer: patients and ward staff · Relationship: cleaning contract 2024" in text
    assert "Autumn 2026 , closed 29 October 2026, released 12 November 2026" in text


def test_head_leaves_out_what_is_not_known() -> None:
    text = words(html("both", info=replace(INFO, customer="", scope="")))
    assert "Customer:" not in text
    assert "Relationship:" not in text


def test_the_reading_comes_first() -> None:
    assert (
        "Taken together, the two organizations place the relationship between vendor and"
        " partnership. Northgate is more reserved than Brightline, most of all about Trust."
        " Since Spring 2026 there is no clear change overall, but Integrated Learning fell."
        " Where we stand"
    ) in words(html("both"))


def test_strengths_come_before_what_to_talk_about_and_to_raise() -> None:
    text = words(html("both"))
    parts = ("Strongest so far", "Talk about", "Raise next", "Six elements of partnership")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_every_part_is_there() -> None:
    text = words(html("both"))
    for part in (
        "Where we stand",
        "Ten practices, in the mirror",
        "Seen differently: Start within your own organization and Keep improving communication.",
        "Keep improving communication. Brightline sees itself at 75, Northgate sees Brightline",
        "Change since the last round",
        "Contract or alliance model?",
        "Breakthrough",
        "Human measures",
        "Who answered",
        "Save as JSON",
    ):
        assert part in text


def test_a_first_round_has_no_change() -> None:
    text = words(html("first"))
    assert "This is the first round." in text
    assert "Change since the last round" not in text


def test_everyone_together_has_no_part_about_sides() -> None:
    body = html("together")
    text = words(body)
    assert "Everyone together 52, in between" in text
    for part in ("practices", "breakthrough", "talk-about", "stance", "change", "history"):
        assert f'id="{part}"' not in body
    assert "What this round cannot show Not shown: fewer than five answers" in text
    assert "One of the two organizations has too few answers." in text
    assert "Ten practices, in the mirror Round by round Change since the last round" in text
    assert "Northgate Council fewer than 5 answered" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in body


def test_nothing_shown_is_a_page_of_one_sentence() -> None:
    body = html("nothing")
    assert HIDDEN in words(body)
    assert "<svg" not in body
    assert "plotly" not in body


def test_hidden_figures_read_the_same_everywhere() -> None:
    text = words(html("hidden"))
    assert HIDDEN in text
    assert "NotShown" not in text
    assert "not shown" in text


def test_the_summary_holds_no_chart() -> None:
    body = html("both", summary=True)
    assert "<svg" not in body
    assert "application/json" not in body
    assert "Talk about" in words(body)


@pytest.mark.parametrize("names", NAMES)
def test_names_are_text(names: str) -> None:
    info = replace(INFO, customer="<i>all</i> & more", title="<u>T</u>")
    body = html("both", names, info=info)
    assert "<script>alert" not in body
    assert "<i>all" not in body
    assert "<u>T" not in body


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
def test_no_inline_style_or_script(name: str) -> None:
    body = html(name)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", body)
    for attributes in re.findall(r"<script([^>]*)>", body):
        assert "src=" in attributes or 'type="application/json"' in attributes


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
def test_no_id_stands_twice(name: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', html(name))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
def test_links_within_the_page_lead_somewhere(name: str) -> None:
    body = html(name)
    assert set(re.findall(r'href="#([^"]+)"', body)) <= set(re.findall(r'\sid="([^"]+)"', body))


@pytest.mark.django_db
def test_how_is_this_computed_leads_to_a_place_on_the_methods_page(client: Client) -> None:
    anchors = set(re.findall(r'href="/methods/#([^"]+)"', html("both")))
    methods = client.get("/methods/").content.decode()
    assert anchors == {
        "agreement",
        "index",
        "elements",
        "practices",
        "change",
        "breakthrough",
        "model",
        "human-measures",
    }
    assert anchors <= set(re.findall(r'<section id="([^"]+)"', methods))


@pytest.mark.django_db
def test_links_on_the_methods_page_lead_somewhere(client: Client) -> None:
    methods = client.get("/methods/").content.decode()
    assert set(re.findall(r'href="#([^"]+)"', methods)) <= set(re.findall(r'id="([^"]+)"', methods))


def test_a_refusal_says_what_to_do() -> None:
    body = render_to_string("403.html", {"exception": "Ask a facilitator of yours."})
    assert "Ask a facilitator of yours." in body
    assert "A facilitator of your side can tell you more." in render_to_string("403.html")


@pytest.mark.parametrize("number", [400, 404, 500])
def test_error_pages_reveal_nothing(number: int) -> None:
    body = render_to_string(f"{number}.html", {"exception": "secret", "request_path": "/p/x/"})
    assert "secret" not in body
    assert "To the start page" in body


def two_rounds() -> Round:
    """Of which the second is seen differently."""
    partnership = make_partnership()
    few = table(rows("contractor", 8, 2) + rows("client", 8, 1))
    make_released_round(partnership, few, title="Spring", closed=date(2026, 3, 31))
    apart = table(
        rows("contractor", 4, 3) + rows("contractor", 4, 4) + rows("client", 8, 2, T1="x")
    )
    return make_released_round(partnership, apart, title="Autumn", closed=date(2026, 9, 30))


@pytest.fixture
def released() -> Round:
    return two_rounds()


def path_of(round: Round) -> str:
    return f"/p/{round.partnership.slug}/rounds/{round.number}/dashboard/"


SHOWN = ("standing", "elements", "map", "practices", "trend-index", "trend-elements")


def opened(page: Page, sign_in: SignIn, released: Round) -> Page:
    sign_in(page, make_member(released.partnership, Role.LEADER, "client"))
    page.goto(path_of(released))
    return page


def live(page: Page) -> None:
    """Charts are drawn when they come into view."""
    for figure in page.locator("[data-chart]:visible").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".main-svg[role=img]").wait_for()
    page.evaluate("scrollTo(0, 0)")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (320, False)])
def test_page_is_accessible_and_fits(
    open_context: OpenContext, sign_in: SignIn, axe: Look, released: Round, width: int, dark: bool
) -> None:
    page = opened(open_context(width=width, dark=dark).new_page(), sign_in, released)
    live(page)
    for details in page.locator("details").all():
        details.locator("> summary").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_charts_take_the_place_of_drawings_and_share_nothing(
    page: Page, sign_in: SignIn, released: Round
) -> None:
    opened(page, sign_in, released)
    live(page)
    assert page.locator(".drawing:visible").count() == 0
    assert page.locator(".live .js-plotly-plot, .live.js-plotly-plot").count() == len(SHOWN)
    labels = page.locator(".modebar-btn").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert labels.count("Save as a picture") == len(SHOWN)
    assert not any(re.search("share|cloud|edit|plotly", label, re.IGNORECASE) for label in labels)
    drawn = page.locator(".main-svg").evaluate_all(
        "all => all.map(one => [one.getAttribute('role'), one.getAttribute('aria-hidden')])"
    )
    assert all(role == "img" or hidden == "true" for role, hidden in drawn)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_saved_picture_can_be_found_again_and_has_room_for_title_and_key(
    page: Page, sign_in: SignIn, released: Round
) -> None:
    opened(page, sign_in, released)
    chart = page.locator("[data-chart=elements]")
    chart.scroll_into_view_if_needed()
    chart.locator(".main-svg[role=img]").wait_for()
    page.set_viewport_size({"width": 1270, "height": 900})
    shown = chart.bounding_box()
    assert shown
    with page.expect_download() as download:
        chart.get_by_label("Save as a picture").dispatch_event("click")
    assert download.value.suggested_filename == "harbour-alliance-round-2-elements.png"
    header = Path(download.value.path()).read_bytes()[:24]
    width, height = (int.from_bytes(header[at : at + 4]) for at in (16, 20))
    assert width == pytest.approx(2 * (shown["width"] + 40), abs=4)
    assert height >= 2 * (shown["height"] + 70 + 2 * 22)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_chart_is_drawn_when_it_comes_into_view(
    page: Page, sign_in: SignIn, released: Round
) -> None:
    opened(page, sign_in, released)
    page.locator("[data-chart=standing].is-live .main-svg[role=img]").wait_for()
    folded = page.locator("[data-chart=trend-practices]")
    assert folded.locator(".main-svg").count() == 0
    page.get_by_text("Ten practices, round by round", exact=True).click()
    folded.scroll_into_view_if_needed()
    folded.locator(".main-svg[role=img]").wait_for()
    assert folded.bounding_box() == folded.locator(".live").bounding_box()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_chart_lies_exactly_where_its_drawing_was(
    page: Page, sign_in: SignIn, released: Round
) -> None:
    page.route("**/plotly*", lambda route: route.abort())
    opened(page, sign_in, released)
    before = page.locator("[data-chart=elements]").bounding_box()
    page.unroute("**/plotly*")
    page.reload()
    live(page)
    after = page.locator("[data-chart=elements]").bounding_box()
    assert before
    assert after
    assert after["height"] == pytest.approx(before["height"], abs=1)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 700, 1030, 1280])
def test_no_text_of_a_drawing_is_under_12_pixels(
    open_context: OpenContext, sign_in: SignIn, released: Round, width: int
) -> None:
    page = opened(open_context(width=width).new_page(), sign_in, released)
    live(page)
    page.evaluate(
        "document.querySelectorAll('.is-live').forEach(f => f.classList.remove('is-live'))"
    )
    sizes = page.locator(".drawing:visible text").evaluate_all(
        "all => all.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert len(sizes) > 20
    assert min(sizes) >= 12
    outside = page.locator(".drawing.phone:visible text").evaluate_all(
        "all => all.filter(t => t.getBoundingClientRect().right > innerWidth).length"
    )
    assert outside == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_script_drawings_and_tables_serve(
    open_context: OpenContext, sign_in: SignIn, released: Round
) -> None:
    page = opened(open_context(script=False).new_page(), sign_in, released)
    assert page.locator(".drawing.desk:visible").count() == len(SHOWN)
    page.get_by_text("Show as table: Six elements of partnership").click()
    assert page.get_by_role("rowheader", name="Trust").first.is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_tables_open_by_keyboard(page: Page, sign_in: SignIn, released: Round) -> None:
    opened(page, sign_in, released)
    summary = page.locator("#practices summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#practices table").first.is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_page_without_charts_is_light(page: Page) -> None:
    """At most 30 kB compressed in 5 requests on a first visit."""
    bodies: list[bytes] = []
    page.on("response", lambda response: bodies.append(response.body()))
    page.goto("/methods/")
    page.wait_for_load_state("networkidle")
    assert len(bodies) <= 5
    assert sum(len(gzip.compress(body)) for body in bodies) <= 30_000
