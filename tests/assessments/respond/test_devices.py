import copy
import re

import pytest
from django.test import Client

from assessments.links import link_path
from assessments.models import Draft, Invitation
from tests.assessments.respond.browsing import begun, chosen, page_of, stored, text_of, way_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/answer/left/", "/answer/finished/"])
def test_no_page_says_that_a_device_is_left_before_it_is(browser: Client, address: str) -> None:
    """Others may lead somebody there, and whoever goes back gets to the page of the last one."""
    assert browser.get(address, follow=True).context["form"].part.slug == "trust"
    browser.post("/answer/leave/")
    assert browser.get(address).status_code == 200


def code_of(browser: Client) -> str:
    found = re.search(r"need code (\d{3} \d{3})", text_of(browser.get("/answer/trust/")))
    assert found
    return found[1]


def test_another_device_needs_the_code(invitation: Invitation, browser: Client) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    second = Client()
    assert way_of(second.post(link_path(invitation))) == "/answer/code/"
    assert way_of(second.get("/answer/trust/")) == "/answer/code/"
    page = second.get("/answer/code/")
    token = page.context["respondent"].form_token
    code = code_of(browser)
    assert code not in text_of(page)
    reply = second.post("/answer/code/", {"invitation": token, "code": code})
    assert way_of(reply) == "/answer/trust/"
    assert chosen(second.get("/answer/trust/")) == {"T1": "3"}
    assert way_of(second.get("/answer/code/")) == "/answer/trust/"
    assert way_of(browser.get("/answer/trust/")) == "/answer/code/"
    assert code_of(second) != code
    back = {"invitation": token, "code": code_of(second)}
    assert way_of(browser.post("/answer/code/", back)) == "/answer/trust/"
    assert way_of(second.get("/answer/trust/")) == "/answer/code/"


def test_whose_reply_was_lost_goes_on_by_looking_again(
    invitation: Invitation, browser: Client
) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    second = begun(invitation)
    token = second.get("/answer/code/").context["respondent"].form_token
    kept = copy.deepcopy(second.cookies)
    second.post("/answer/code/", {"invitation": token, "code": code_of(browser)})
    second.cookies = kept
    assert way_of(second.get("/answer/code/")) == "/answer/trust/"
    assert chosen(second.get("/answer/trust/")) == {"T1": "3"}


def test_a_wrong_code_counts_and_is_kept_in_the_field(
    invitation: Invitation, browser: Client
) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    wrong = f"{(int(code_of(browser).replace(' ', '')) + 1) % 10**6:06}"
    second = begun(invitation)
    token = second.get("/answer/code/").context["respondent"].form_token
    for left in ("4 tries are left.", "3 tries are left.", "2 tries are left.", "One try is left."):
        reply = second.post("/answer/code/", {"invitation": token, "code": wrong})
        assert reply.status_code == 400
        assert f"This code is not right. {left}" in text_of(reply)
        assert f'value="{wrong}"' in reply.content.decode()
    reply = second.post("/answer/code/", {"invitation": token, "code": wrong})
    assert reply.status_code == 403
    assert "No code opens these answers any more" in text_of(reply)
    right = {"invitation": token, "code": code_of(browser)}
    assert second.post("/answer/code/", right).status_code == 403
    assert second.get("/answer/trust/").status_code == 302
    assert browser.get("/answer/trust/").status_code == 200


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12a456", "١٢٣٤٥٦", "x" * 50])
def test_what_is_no_code_does_not_count(invitation: Invitation, browser: Client, code: str) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    second = begun(invitation)
    token = second.get("/answer/code/").context["respondent"].form_token
    assert second.post("/answer/code/", {"invitation": token, "code": code}).status_code == 400
    assert Draft.objects.get().code_tries == 0


def test_starting_anew_asks_first_and_stops_the_first_device(
    invitation: Invitation, browser: Client
) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "3"})
    second = begun(invitation)
    page = second.get("/answer/anew/")
    assert "Delete the earlier answers and start anew?" in text_of(page)
    assert stored(invitation) == {"T1": 3}
    token = page.context["respondent"].form_token
    assert way_of(second.post("/answer/anew/", {"invitation": token})) == "/answer/trust/"
    assert stored(invitation) == {}
    assert chosen(second.get("/answer/trust/")) == {}
    assert way_of(browser.get("/answer/trust/")) == "/answer/code/"
    assert browser.post("/answer/trust/save/", {**fields, "T1": "0"}).status_code == 409


def test_a_form_of_another_link_deletes_nothing(
    invitation: Invitation, colleague: Invitation, browser: Client
) -> None:
    fields = page_of(browser)
    browser.post("/answer/trust/", {**fields, "T1": "3"})
    second = begun(invitation)
    token = begun(colleague).get("/answer/trust/").context["respondent"].form_token
    assert second.post("/answer/anew/", {"invitation": token}).status_code == 409
    reply = second.post("/answer/code/", {"invitation": token, "code": code_of(browser)})
    assert reply.status_code == 400
    assert stored(invitation) == {"T1": 3}
    assert Draft.objects.get().code_tries == 0


def test_leaving_this_device(invitation: Invitation, browser: Client) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    left = browser.post("/answer/leave/")
    assert left.cookies["csrftoken"]["max-age"] == 0  # nothing that was sent is sent again
    assert "You have left this device" in text_of(browser.get(left["Location"]))
    assert browser.get("/answer/trust/").status_code == 403
    assert stored(invitation) == {"T1": 3}
    assert way_of(browser.post(link_path(invitation))) == "/answer/code/"
