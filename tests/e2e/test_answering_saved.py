import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Request, Route, expect

from assessments.links import link_path
from assessments.models import Draft, Invitation, Round
from assessments.scoring.terms import CANNOT_SAY
from partnerships.models import Side
from tests.conftest import OpenContext
from tests.e2e.answering import (
    ALL_ANSWERS,
    answer_all,
    begin,
    go_on,
    invitation_of,
    is_open,
    is_placed,
    is_saved,
    part_is,
    place,
    send,
    sent,
    stored,
)
from tests.guards import force

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Look = Callable[[Page], None]


@pytest.fixture
def invitation(live_server: object) -> Invitation:
    return invitation_of()


def test_every_change_is_saved_and_there_after_refresh_and_closing(
    open_context: OpenContext, invitation: Invitation
) -> None:
    context = open_context()
    page = context.new_page()
    begin(page, invitation)
    expect(page.get_by_text("Every answer is saved as you go.")).to_be_visible()
    place(page, "T1", "More like the second")
    is_saved(page, 1)
    place(page, "T2", "I can't say")
    is_saved(page, 2)
    assert stored(invitation) == {"T1": 3, "T2": CANNOT_SAY}
    page.reload()
    is_placed(page, "T1", "More like the second")
    is_placed(page, "T2", "I can't say")
    later = open_context()
    later.add_cookies(context.cookies())  # type: ignore[arg-type]
    page = later.new_page()
    page.goto("/answer/trust/")
    is_placed(page, "T1", "More like the second")


def test_an_answer_can_be_taken_back(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    expect(page.locator("#T1 .clear")).to_be_hidden()
    place(page, "T1", "In between")
    is_saved(page, 1)
    place(page, "T1", "Clear this answer")
    is_saved(page, 2)
    assert stored(invitation) == {}
    page.reload()
    is_open(page, "T1")


def test_going_back_with_the_browser(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    place(page, "T1", "In between")
    go_on(page)
    part_is(page, "values")
    place(page, "S1", "In between")
    # One that is cut off by leaving is sent a second time, and may count twice
    is_saved(page, 2)
    page.go_back()
    part_is(page, "trust")
    is_placed(page, "T1", "In between")
    place(page, "T2", "In between")
    is_saved(page, 3)
    page.go_forward()
    is_placed(page, "S1", "In between")
    assert stored(invitation) == {"T1": 2, "T2": 2, "S1": 2}


def test_a_lost_connection_loses_nothing(open_context: OpenContext, invitation: Invitation) -> None:
    context = open_context()
    page = context.new_page()
    begin(page, invitation)
    context.set_offline(True)
    place(page, "T1", "In between")
    expect(page.get_by_role("status")).to_have_text(
        "Not saved yet. Trying again soon; please keep this page open."
    )
    place(page, "T2", "I can't say")
    assert stored(invitation) == {}
    context.set_offline(False)
    is_saved(page, 1)
    assert stored(invitation) == {"T1": 2, "T2": CANNOT_SAY}


def test_continue_waits_for_the_connection(
    open_context: OpenContext, invitation: Invitation
) -> None:
    context = open_context()
    page = context.new_page()
    begin(page, invitation)
    context.set_offline(True)
    place(page, "T1", "In between")
    go_on(page)
    part_is(page, "trust")
    is_placed(page, "T1", "In between")
    context.set_offline(False)
    part_is(page, "values")
    assert stored(invitation) == {"T1": 2}
    context.set_offline(True)
    go_on(page)
    expect(page.get_by_role("status")).to_contain_text("Not saved yet. Trying again soon")
    context.set_offline(False)
    part_is(page, "culture")


def test_a_server_that_fails_is_tried_again(page: Page, invitation: Invitation) -> None:
    page.route("**/save/", lambda route: route.fulfill(status=502, body="bad gateway"))
    begin(page, invitation)
    place(page, "T1", "In between")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet.")
    page.unroute("**/save/")
    is_saved(page, 1)
    assert stored(invitation) == {"T1": 2}


def test_what_was_chosen_before_the_script_came_is_saved(
    page: Page, invitation: Invitation
) -> None:
    waiting: list[Route] = []
    page.goto(link_path(invitation))
    page.route("**/answer*.js", lambda route: waiting.append(route))
    page.get_by_role("button", name="Answer").first.click(no_wait_after=True)
    place(page, "T1", "In between")
    expect(page.locator("[name=base]")).to_have_value("0")
    waiting[0].continue_()
    is_saved(page, 1)
    assert stored(invitation) == {"T1": 2}


def test_nothing_is_called_saved_before_the_script_that_saves_has_come(
    page: Page, invitation: Invitation
) -> None:
    begin(page, invitation)
    place(page, "T1", "In between")
    is_saved(page, 1)
    page.route("**/answer*.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Saved. On another device")
    place(page, "T2", "In between")
    expect(page.get_by_role("status")).to_have_text(
        "What you change here is saved when you press Continue or Back."
    )
    assert stored(invitation) == {"T1": 2}
    go_on(page)
    part_is(page, "values")
    assert stored(invitation) == {"T1": 2, "T2": 2}


def test_nothing_is_called_saved_while_it_is_under_way(page: Page, invitation: Invitation) -> None:
    """Who leaves then is asked first; what was held up is stored all the same."""
    under_way: list[Route] = []
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    begin(page, invitation)
    place(page, "T1", "In between")
    is_saved(page, 1)
    page.route("**/save/", lambda route: under_way.append(route))
    place(page, "T2", "In between")
    expect(page.get_by_role("status")).to_have_text("Not saved yet. Saving …")
    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("location.assign('/privacy/')")
    assert asked == ["beforeunload"]
    under_way[0].continue_()
    is_saved(page, 2)
    assert stored(invitation) == {"T1": 2, "T2": 2}


def test_a_lost_reply_is_no_conflict(page: Page, invitation: Invitation) -> None:
    def lose_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/save/", lose_reply)
    begin(page, invitation)
    place(page, "T1", "In between")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet.")
    assert stored(invitation) == {"T1": 2}
    page.unroute("**/save/")
    place(page, "T1", "More like the second")
    is_saved(page, 2)
    expect(page.get_by_role("alert")).to_be_hidden()
    assert stored(invitation) == {"T1": 3}


def test_a_save_that_was_given_up_and_arrives_late_undoes_nothing(
    page: Page, invitation: Invitation
) -> None:
    given_up: list[Request] = []

    def give_up(route: Route) -> None:
        given_up.append(route.request)
        route.abort()

    begin(page, invitation)
    place(page, "T1", "In between")
    is_saved(page, 1)
    page.reload()
    page.route("**/save/", give_up)
    place(page, "T1", "More like the second")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet.")
    page.unroute("**/save/")
    place(page, "T1", "In between")
    is_saved(page, 2)
    late = given_up[0]
    reply = page.request.post(late.url, data=late.post_data, headers=late.headers)
    assert reply.status == 409
    assert stored(invitation) == {"T1": 2}


def test_two_tabs(open_context: OpenContext, invitation: Invitation) -> None:
    context = open_context()
    one, two = context.new_page(), context.new_page()
    begin(one, invitation)
    two.goto("/answer/trust/")
    place(one, "T1", "In between")
    is_saved(one, 1)
    two.locator("#T2").get_by_role("radio", name="Just like the first").click()
    expect(two.get_by_role("alert")).to_contain_text("nothing was overwritten")
    is_placed(two, "T1", "In between")
    is_open(two, "T2")
    assert stored(invitation) == {"T1": 2}
    place(two, "T2", "Just like the first")
    is_saved(two, 2)
    assert stored(invitation) == {"T1": 2, "T2": 0}
    two.goto("/answer/values/")
    place(two, "S1", "In between")
    is_saved(two, 3)
    one.reload()
    place(one, "T3", "In between")
    is_saved(one, 4)
    assert stored(invitation) == {"T1": 2, "T2": 0, "T3": 2, "S1": 2}


def code_on(page: Page) -> str:
    found = re.search(r"code (\d{3} \d{3})", page.get_by_role("status").inner_text())
    assert found
    return found[1]


def test_another_device_with_the_code(open_context: OpenContext, invitation: Invitation) -> None:
    first = open_context().new_page()
    begin(first, invitation)
    place(first, "T1", "In between")
    is_saved(first, 1)
    second = open_context(width=390).new_page()
    begin(second, invitation)
    part_is(second, "code")
    second.get_by_label("Code").fill("000000" if code_on(first) != "000 000" else "111111")
    second.get_by_role("button", name="Go on here").click()
    expect(second.get_by_text("4 tries are left.")).to_be_visible()
    second.get_by_label("Code").fill(code_on(first))
    second.get_by_role("button", name="Go on here").click()
    part_is(second, "trust")
    is_placed(second, "T1", "In between")
    first.reload()
    part_is(first, "code")
    answer_all(second)
    send(second)
    assert sent(invitation) == ALL_ANSWERS
    first.reload()
    part_is(first, "sent")


def test_starting_anew_on_another_device(open_context: OpenContext, invitation: Invitation) -> None:
    first, second = open_context().new_page(), open_context().new_page()
    begin(first, invitation)
    place(first, "T1", "In between")
    is_saved(first, 1)
    begin(second, invitation)
    second.get_by_role("link", name="Start anew here").click()
    second.get_by_role("button", name="Yes, delete and start anew").click()
    is_open(second, "T1")
    place(first, "T2", "In between")
    expect(first.get_by_role("alert")).to_contain_text("on another device now")
    is_placed(first, "T2", "In between")
    assert stored(invitation) == {}


def test_two_links_in_one_browser(open_context: OpenContext, invitation: Invitation) -> None:
    context = open_context()
    one, two = context.new_page(), context.new_page()
    begin(one, invitation)
    place(one, "T1", "In between")
    is_saved(one, 1)
    other = Invitation.objects.filter(side=Side.CONTRACTOR).first()
    assert other
    begin(two, other)
    place(one, "T2", "In between")
    expect(one.get_by_role("alert")).to_contain_text("another personal link")
    is_placed(one, "T2", "In between")
    assert stored(other) == {}
    begin(two, invitation)
    part_is(two, "code")


def test_leaving_this_device(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    place(page, "T1", "In between")
    is_saved(page, 1)
    page.get_by_role("button", name="Leave this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left this device")
    page.goto("/answer/trust/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please open your personal link")
    assert stored(invitation) == {"T1": 2}


def test_signing_in_meanwhile_does_not_matter(page: Page, invitation: Invitation) -> None:
    """It renews the token that every form carries."""
    begin(page, invitation)
    page.context.clear_cookies(name="csrftoken")
    place(page, "T1", "In between")
    is_saved(page, 1)
    go_on(page)
    part_is(page, "values")
    assert stored(invitation) == {"T1": 2}


def test_the_round_closes_meanwhile(page: Page, invitation: Invitation) -> None:
    begin(page, invitation)
    force(Round.objects, state="sealing")
    place(page, "T1", "In between")
    expect(page.get_by_role("alert")).to_contain_text("the round has closed")
    is_placed(page, "T1", "In between")
    assert not Draft.objects.exists()


def test_the_answers_are_sent_meanwhile(open_context: OpenContext, invitation: Invitation) -> None:
    """By a browser whose tabs this one knows nothing of, as if the page had slept."""
    context, other = open_context(), open_context()
    one, two = context.new_page(), other.new_page()
    begin(one, invitation)
    place(one, "T1", "In between")
    is_saved(one, 1)
    other.add_cookies(context.cookies())  # type: ignore[arg-type]
    two.goto("/answer/check/")
    send(two)
    place(one, "T2", "In between")
    part_is(one, "sent")
    assert sent(invitation) == {"T1": 2}
