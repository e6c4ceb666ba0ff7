"""A person whose time zone nobody knows: told in the admin, and no harm to mail and pages."""

import pytest
from django.test import Client

from assessments.models import Outbox
from assessments.services.delivery import send_due
from assessments.services.outbox import queue_notices
from partnerships.models import Person
from tests.live_round import CLOSES, START, alliance, drafted, neutral, opened, person

pytestmark = pytest.mark.django_db
UNKNOWN = ["Europe/Berln", "../../etc", "Europe", "Europe/", "x" * 64, "europe/berlin", " "]


@pytest.mark.parametrize("zone", [*UNKNOWN[:-1], "\x00", "<b>"])
def test_the_admin_takes_no_zone_that_nobody_knows(client: Client, zone: str) -> None:
    ann = Person.objects.create_superuser("ann@example.org", "Ann")
    client.force_login(ann)
    form = {"email": "ben@example.org", "name": "Ben", "language": "en", "is_active": "on"}
    page = client.post("/admin/partnerships/person/add/", form | {"time_zone": zone})
    assert page.status_code == 200
    assert Person.objects.count() == 1
    if zone in UNKNOWN:
        assert "write one like Europe/Berlin, or UTC." in page.content.decode()


@pytest.mark.parametrize("zone", [UNKNOWN[0], "../../etc", "Europe", ""])
def test_mail_and_pages_are_those_of_somebody_without_a_zone(client: Client, zone: str) -> None:
    partnership = alliance()
    ready = {person("client"), person("contractor")}
    draft = drafted(partnership)
    client.force_login(neutral())
    addresses = (
        f"/p/{partnership.slug}/rounds/{draft.number}/",
        f"/p/{partnership.slug}/rounds/{draft.number}/mail/",
        f"/p/{partnership.slug}/rhythm/",
        f"/p/{partnership.slug}/log/",
        f"/p/{partnership.slug}/meetings/new/",
        "/",
    )
    pages = [client.get(address).content for address in addresses]
    Person.objects.update(time_zone=zone)
    for address, before in zip(addresses, pages, strict=True):
        now = client.get(address)
        assert now.status_code == 200
        assert len(now.content) == len(before)
    queue_notices(
        round=draft, people=ready, template="round_prepared", now=START, opens=START, closes=CLOSES
    )
    assert Outbox.objects.filter(recipient__in=[one.email for one in ready]).count() == 2


def test_an_invitation_reaches_whoever_has_an_unknown_zone() -> None:
    round = opened(alliance())
    Person.objects.update(time_zone=UNKNOWN[0])
    send_due(now=START)
    assert not Outbox.objects.filter(round=round, sent_on=None).exists()
