from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from assessments.demo.world import read_world
from assessments.links import link_path
from assessments.models import Round
from assessments.queries import snapshot_for
from assessments.services.counting import seal_now
from assessments.services.delivery import send_due
from assessments.services.demo import load_alliance
from assessments.services.demo_round import free_links, open_demo_round
from assessments.services.outbox import queue_mail
from assessments.services.releasing import turn_key
from assessments.services.response import latest_response
from partnerships.models import Partnership, Person, Side
from tests import demo_urls

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = demo_urls.__name__


@pytest.fixture
def partnership() -> Partnership:
    world = read_world()
    return load_alliance(alliance=world.alliances[-1], neutral=world.neutral, today=TODAY)


@pytest.fixture
def round(partnership: Partnership) -> Round:
    alliance = read_world().alliances[-1]
    found = open_demo_round(partnership=partnership, alliance=alliance, today=TODAY)
    assert found is not None
    return found


def test_eight_ballots_a_side_and_two_free_links_on_each(round: Round) -> None:
    assert (round.state, round.number) == ("open", 2)
    response = latest_response(round)
    assert response is not None
    assert [(one.answered, one.invited) for one in response.sides] == [(8, 10), (8, 10)]
    links = free_links()
    assert [invitation.side for invitation, _path in links] == ["contractor"] * 2 + ["client"] * 2
    assert all(path == link_path(invitation) for invitation, path in links)


def test_again_opens_no_second_one(partnership: Partnership, round: Round) -> None:
    alliance = read_world().alliances[-1]
    assert open_demo_round(partnership=partnership, alliance=alliance, today=TODAY) is None
    assert partnership.rounds.count() == 2


def test_sealed_and_released_it_is_the_new_dashboard(round: Round) -> None:
    facilitator = Person.objects.get(
        memberships__partnership=round.partnership_id, memberships__side=None
    )
    seal_now(round=round, by=facilitator, now=NOW)
    for side in Side:
        leader = Person.objects.get(
            memberships__partnership=round.partnership_id,
            memberships__side=side,
            memberships__role="leader",
        )
        turn_key(round=round, side=side, by=leader, now=NOW)
    round.refresh_from_db()
    assert round.state == "released"
    snapshot = snapshot_for(round)
    assert snapshot.previous == 1
    assert snapshot.index.change is not None
    assert snapshot.index.change.joint.word == "up"
    assert (snapshot.response.contractor.answered, snapshot.response.client.answered) == (8, 8)


@pytest.mark.usefixtures("demo")
def test_the_door_shows_the_free_links_and_they_open(client: Client, round: Round) -> None:
    page = client.get("/demo/").content.decode()
    for _invitation, path in free_links():
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200
    round.invitations.update(revoked=True)
    assert "/a/" not in client.get("/demo/").content.decode()


@pytest.mark.usefixtures("demo")
def test_mails_can_be_read_and_their_links_followed(client: Client, round: Round) -> None:
    send_due(now=NOW)
    page = client.get("/demo/mail/").content.decode()
    invitation = round.invitations.order_by("pk").last()
    assert invitation is not None
    path = link_path(invitation)
    assert f'<a href="{path}">http://localhost:8000{path}</a>' in page
    assert "to jia.chen@stbrendan.example" in page


@pytest.mark.usefixtures("demo")
def test_the_newest_mail_is_first_and_nothing_in_it_is_markup(client: Client) -> None:
    queue_mail(recipient="a@lumen.example", subject="First", body="<b>1</b>", now=NOW)
    queue_mail(recipient="b@lumen.example", subject="Second", body="http://evil.example/", now=NOW)
    assert "No mail yet." in client.get("/demo/mail/").content.decode()
    send_due(now=NOW)
    page = client.get("/demo/mail/").content.decode()
    assert page.index("Second") < page.index("First")
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert 'href="http://evil' not in page


@pytest.mark.usefixtures("demo")
def test_codes_for_real_addresses_are_not_shown(client: Client) -> None:
    for recipient in ("owner@example.org", "olga@lumen.example"):
        queue_mail(recipient=recipient, subject="Your code", body="123456", now=NOW)
    send_due(now=NOW)
    page = client.get("/demo/mail/").content.decode()
    assert "olga@lumen.example" in page
    assert "owner@example.org" not in page


@pytest.mark.usefixtures("demo")
def test_many_mails_have_pages(client: Client) -> None:
    for number in range(30):
        queue_mail(recipient="a@lumen.example", subject=f"Mail {number:02}", body="x", now=NOW)
    send_due(now=NOW)
    page = client.get("/demo/mail/").content.decode()
    assert ("Mail 29" in page, "Mail 04" in page, "Older" in page) == (True, False, True)
    assert "Mail 04" in client.get("/demo/mail/?page=2").content.decode()


def test_outside_the_demo_there_are_no_such_pages(client: Client, settings: Settings) -> None:
    assert client.get("/demo/mail/").status_code == 404
    settings.ROOT_URLCONF = demo_urls.__name__
    assert client.get("/demo/mail/").status_code == 404
