from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from partnerships.models import Partnership, Side
from partnerships.services import change_member
from tests.assessments.manage.desk import as_
from tests.live_round import START, alliance, neutral, person


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def partnership() -> Partnership:
    """Six people a side; the second of each is its facilitator."""
    made = alliance()
    for side in Side:
        place = made.memberships.get(person=person(side, 1))
        change_member(
            membership=place, name=place.name, side=side, role="facilitator", by=None, at=START
        )
    return made


@pytest.fixture
def nora(partnership: Partnership) -> Client:
    return as_(neutral())
