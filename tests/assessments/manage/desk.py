"""What tests of a round's pages read and who they are."""

import re
from typing import Any

from django.test import Client

from assessments.models import Round
from assessments.services.response import record_counts
from partnerships.models import Partnership, Person
from tests.live_round import DAY, START, answered, opened

ROUNDS = "/p/harbour-alliance/rounds/"
PAGE = f"{ROUNDS}1/"
PLAN = {"title": "Spring", "day": "2026-03-20", "time": "17:00", "time_zone": "Europe/London"}


def text(response: Any) -> str:
    """The page in one line, without what is random in its forms."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return " ".join(page.split())


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def the_round() -> Round:
    return Round.objects.get()


def next_step(page: str) -> str:
    """What stands in the box of the one next step."""
    return page.split('class="card next"')[1].split("</section>")[0]


def counted(partnership: Partnership, contractor: int, client: int) -> Round:
    round = opened(partnership)
    answered(round, contractor, client, now=START)
    record_counts(round=round, now=START.replace(hour=6) + DAY)
    return round
