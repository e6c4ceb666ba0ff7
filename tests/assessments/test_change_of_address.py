"""Somebody gets another address while a round is open: the draft stays theirs alone."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from assessments.links import link_path
from assessments.models import Draft, Invitation, Outbox, Round
from assessments.services.addresses import change_address
from assessments.services.delivery import send_due
from assessments.shared_log import lines_about
from partnerships.models import Event, Person
from tests.assessments.respond.browsing import FAR, begun, chosen, page_of, text_of
from tests.guards import force
from tests.live_round import START, alliance, answer, everything, invitations, opened, person

pytestmark = pytest.mark.django_db

NEW = "client1@new.example"
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def round() -> Round:
    return opened(alliance(), closes=FAR)


@pytest.fixture
def invitation(round: Round) -> Invitation:
    return invitations(round, "client")[1]


@pytest.fixture
def owner() -> Person:
    return Person.objects.create_superuser("owner@example.org", "Olive")


def change(owner: Person, invitation: Invitation) -> None:
    """As the owner does it in the admin."""
    browser = Client()
    browser.force_login(owner)
    form = {"email": NEW, "name": "", "language": "en", "time_zone": "UTC", "is_active": "on"}
    path = f"/admin/partnerships/person/{person('client', 1).pk}/change/"
    assert browser.post(path, form).status_code == 302
    invitation.refresh_from_db()


def test_the_earlier_link_ends_and_a_new_one_goes_to_the_new_address(
    owner: Person, invitation: Invitation
) -> None:
    send_due(now=START)
    earlier, browser = link_path(invitation), begun(invitation)
    mail.outbox.clear()
    change(owner, invitation)
    assert Client().get(earlier).status_code == 404
    assert browser.get("/answer/trust/").status_code == 403
    assert send_due(now=LATER) == 1
    (letter,) = [one for one in mail.outbox if one.to == [NEW]]
    assert link_path(invitation) in str(letter.body)
    assert link_path(invitation) != earlier


def test_whoever_reads_the_new_address_does_not_see_the_draft(
    owner: Person, invitation: Invitation
) -> None:
    first = begun(invitation)
    first.post("/answer/trust/", {**page_of(first), "T1": "3"})
    code = page_code(first)
    change(owner, invitation)
    other = Client()
    assert other.post(link_path(invitation))["Location"] == "/answer/code/"
    page = other.get("/answer/code/")
    assert "No code opens these answers any more" in text_of(page)
    token = page.context["respondent"].form_token
    assert other.post("/answer/code/", {"invitation": token, "code": code}).status_code == 403
    for path in ("/answer/trust/", "/answer/check/", "/answer/", "/answer/sent/"):
        reply = other.get(path)
        assert (reply.status_code, chosen(reply)) == (302, {})
    first.post(link_path(invitation))
    assert chosen(first.get("/answer/trust/")) == {"T1": "3"}


def page_code(browser: Client) -> str:
    text = text_of(browser.get("/answer/trust/"))
    return text.partition("you need code ")[2][:7]


def test_starting_anew_there_deletes_the_draft_unseen(
    owner: Person, invitation: Invitation
) -> None:
    first = begun(invitation)
    first.post("/answer/trust/", {**page_of(first), "T1": "3"})
    change(owner, invitation)
    other = begun(invitation)
    page = other.get("/answer/anew/")
    token = page.context["respondent"].form_token
    assert other.post("/answer/anew/", {"invitation": token})["Location"] == "/answer/trust/"
    assert chosen(other.get("/answer/trust/")) == {}


def test_both_sides_read_of_it_in_the_log(owner: Person, invitation: Invitation) -> None:
    change(owner, invitation)
    (first, *_others) = lines_about(invitation.round)
    assert first.text == (
        "Olive changed the e-mail address of somebody of Northgate Council: the earlier personal "
        "link has ended, and a new one went to the new address."
    )
    assert Event.objects.filter(kind="member-address-changed", person=owner).count() == 1


def test_it_looks_the_same_whether_or_not_somebody_has_answered(
    owner: Person, round: Round
) -> None:
    silent, spoken = invitations(round, "client")[1:3]
    answer(spoken, everything(2))
    told = []
    for one in (silent, spoken):
        assert one.membership is not None
        last = Event.objects.latest("pk").pk
        Outbox.objects.all().delete()
        who = one.membership.person
        change_address(person=who, email=f"x{who.pk}@new.example", by=owner, now=START)
        one.refresh_from_db()
        events = Event.objects.filter(parameters__round=1, pk__gt=last).values_list("kind", "side")
        told.append((list(events), list(Outbox.objects.values_list("kind")), one.link_version))
    assert told[0] == told[1]


@pytest.mark.parametrize("state", ["sealed", "released", "cancelled"])
def test_a_round_that_is_over_is_left_alone(
    owner: Person, invitation: Invitation, state: str
) -> None:
    force(Round.objects, state=state)
    change(owner, invitation)
    assert invitation.link_version == 1
    assert not Event.objects.filter(kind="address-changed").exists()
    assert not Draft.objects.exists()
