"""Slips of paper for people without an e-mail address: who may draw them, and what they know."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.links import invitation_of, invitation_of_code, link_path, slip_code
from assessments.models import Invitation, Outbox, Round
from assessments.services.counting import seal_round
from assessments.services.invitations import queue_reminders
from assessments.services.opening import open_round
from assessments.services.rounds import RoundError, choose_people, eligible, slips_of
from assessments.services.slips import draw_slips, print_slips, repeat_slips
from assessments.shared_log import lines_about
from partnerships.models import Person, Side
from partnerships.services import add_member
from tests.live_round import (
    DAY,
    START,
    alliance,
    answer,
    answered,
    closed_early,
    drafted,
    everything,
    links_arrived,
    neutral,
)

pytestmark = pytest.mark.django_db


def with_slips(contractor: int = 3, client: int = 0) -> Round:
    """An open round with six people of each side, and so many slips."""
    round = drafted(alliance())
    for side, number in ((Side.CONTRACTOR, contractor), (Side.CLIENT, client)):
        draw_slips(round=round, side=side, number=number, by=neutral(), now=START)
    return open_round(round=round, by=neutral(), now=START)


def slips(round: Round) -> list[Invitation]:
    return list(round.invitations.filter(by_slip=True).select_related("round"))


def fay(round: Round, side: str = "contractor") -> Person:
    return add_member(
        partnership=round.partnership, email="fay@x.example", side=side, role="facilitator"
    ).person


def test_slips_count_as_invited_and_are_frozen_at_the_opening() -> None:
    round = with_slips(3, 1)
    assert round.promise is not None
    assert round.promise["invited"] == {"contractor": 9, "client": 7}
    assert [one.side for one in slips(round)].count("contractor") == 3
    with pytest.raises(RoundError, match="by now"):
        draw_slips(round=round, side="contractor", number=4, by=neutral(), now=START)


def test_slips_come_on_top_of_enough_people_invited_by_name(client: Client) -> None:
    round = drafted(alliance())
    people = list(eligible(round.partnership, ["contractor"]))
    choose_people(round=round, sides=["contractor"], memberships=people[:4])
    draw_slips(round=round, side="contractor", number=5, by=neutral(), now=START)
    with pytest.raises(RoundError, match=r"Fewer than five people of Brightline.*on top: nobody"):
        open_round(round=round, by=neutral(), now=START)
    client.force_login(neutral())
    with time_machine.travel(START, tick=False):
        assert "Slips come on top" in client.get("/p/harbour-alliance/rounds/1/").content.decode()
        assert "Its people are chosen." not in client.get("/").content.decode()
        choose_people(round=round, sides=["contractor"], memberships=people[:5])
        page = client.get("/p/harbour-alliance/rounds/1/open/").content.decode()
        assert "(5 more by slips)" in page
        assert "Its people are chosen." in client.get("/").content.decode()
    open_round(round=round, by=neutral(), now=START)


def test_nobody_is_mailed_or_reminded_of_a_slip() -> None:
    round = with_slips(3)
    assert Outbox.objects.filter(kind="invitation").count() == 12
    links_arrived(round)
    queue_reminders(round=round, occasion="closing", now=START)
    assert not Outbox.objects.filter(invitation__by_slip=True, kind="reminder").exists()
    assert Outbox.objects.filter(kind="reminder").count() == 12


def test_a_code_opens_what_its_link_opens_however_it_is_typed() -> None:
    one, other, *_rest = slips(with_slips())
    code = slip_code(one)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert invitation_of(link_path(one).removeprefix("/a/")) == one
    typed = code.replace("0", "o").replace("1", "l").lower().replace("-", " ")
    for text in (code, code.lower(), code.replace("-", ""), f" {code} ", typed):
        assert invitation_of_code(text) == one
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for text in ("", "-", code[:-1], wrong, code[:9] + slip_code(other)[9:], one.selector):
        assert invitation_of_code(text) is None


def test_a_personal_link_has_no_code() -> None:
    round = with_slips()
    personal = round.invitations.filter(by_slip=False)[0]
    assert invitation_of_code(slip_code(personal)) is None


def test_slips_stand_in_another_order_each_time_and_name_nobody() -> None:
    round = with_slips(12)
    shown = [print_slips(round=round, side="contractor", by=neutral(), now=START) for _ in "123"]
    orders = [[slip.code for slip in one] for one in shown]
    assert len({tuple(order) for order in orders}) > 1
    assert sorted(orders[0]) == sorted(slip_code(one) for one in slips(round))
    said = [line.text for line in lines_about(round)]
    assert said.count("Nora Neutral had the slips of Brightline Services printed.") == 3
    assert (
        "Nora Neutral set the number of people of Brightline Services who get a slip to 12." in said
    )


def test_a_side_draws_and_prints_its_own_slips_alone(client: Client) -> None:
    round = drafted(alliance())
    client.force_login(fay(round))
    path = "/p/harbour-alliance/rounds/1/slips/"
    page = client.post(f"{path}contractor/", {"number": "4"}, follow=True).content.decode()
    assert "The number of slips is saved." in page
    assert "4 slips" in page
    assert "slips/client/" not in page
    for side in ("client", "neutral"):
        assert client.post(f"{path}{side}/", {"number": "4"}).status_code == 404
        assert client.post(f"{path}{side}/print/").status_code == 404
    assert (
        "greater than or equal to 0"
        in client.post(f"{path}contractor/", {"number": "-1"}).content.decode()
    )
    with time_machine.travel(START, tick=False):
        open_round(round=round, by=neutral(), now=START)
        assert "4 slips were drawn" in client.get(f"{path}contractor/").content.decode()
        printed = client.post(f"{path}contractor/print/").content.decode()
    assert printed.count("<svg") == 4
    for one in slips(round):
        assert slip_code(one) in printed
        assert one.selector + "." not in printed


def typed(browser: Client, code: str) -> Any:
    """The page that a browser shows after somebody has typed this."""
    return browser.post("/answer/slip/", {"slip": code}, follow=True)


def press(browser: Client, landing: Any) -> Any:
    """The page that a browser shows after the button of this one."""
    token = landing.context["respondent"].form_token
    return browser.post("/answer/slip/begin/", {"invitation": token}, follow=True)


def answer_by_code(browser: Client, code: str, placed: Mapping[str, Any]) -> Any:
    """From the code to the receipt, as somebody at a shared device."""
    landing = typed(browser, code)
    page = landing.content.decode()
    assert "Your slip has no name on it" in page
    assert "Whoever has a copy of this slip can see whether it has been used." in page
    part = press(browser, landing)
    path, form = part.request["PATH_INFO"], part.context["form"]
    token = part.context["respondent"].form_token
    answers = {name: str(placed[name]) for name in form.fields if name in placed}
    browser.post(path, answers | {"invitation": token, "base": 0, "page": "p"})
    return browser.post("/answer/send/", {"invitation": token}, follow=True)


def test_one_device_for_a_room(client: Client) -> None:
    round = with_slips(2)
    with time_machine.travel(START + DAY, tick=False):
        for one in slips(round):
            sent = answer_by_code(client, slip_code(one), everything(3))
            assert "Finish, and make this browser forget me" in sent.content.decode()
            done = client.post("/answer/finished/")
            assert done["Clear-Site-Data"] == '"cache", "storage"'
            assert done.cookies["respondent"]["max-age"] == 0
            assert done.cookies["csrftoken"]["max-age"] == 0
            page = client.get(done["Location"])
            assert "Its history still lists which pages were opened" in page.content.decode()
            assert client.get("/answer/sent/").status_code == 403
    assert round.ballots.count() == 2


def test_a_slip_answers_once(client: Client) -> None:
    (one,) = slips(with_slips(1))
    with time_machine.travel(START + DAY, tick=False):
        answer_by_code(client, slip_code(one), everything(3))
        again = Client().post(link_path(one), follow=True).content.decode()
    assert "your answers have arrived" in again
    assert one.round.ballots.count() == 1


def test_a_personal_receipt_has_no_such_button(client: Client) -> None:
    round = with_slips()
    with time_machine.travel(START + DAY, tick=False):
        personal = round.invitations.filter(by_slip=False)[0]
        landing = client.get(link_path(personal)).content.decode()
    assert "Your slip has no name on it" not in landing


def test_ballots_of_slips_are_counted_like_all_others() -> None:
    round = with_slips(1)
    answered(round, 6, 6)
    answer(slips(round)[0], everything(1))
    closed_early(round, now=START + DAY)
    seal_round(round_id=round.pk, now=START + DAY)
    round.refresh_from_db()
    counts = round.snapshot.data["response"]
    assert counts["contractor"] == {"invited": 7, "answered": 7}


def test_the_next_round_draws_as_many() -> None:
    last = with_slips(3)
    draft = Round.objects.create(
        partnership=last.partnership, instrument=last.instrument, number=2, title="Next"
    )
    repeat_slips(draft=draft, last=last, sides=list(Side))
    assert slips_of(draft) == {"contractor": 3, "client": 0}
    assert list(draft.slips.values_list("side", flat=True)) == ["contractor"]
