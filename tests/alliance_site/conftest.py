from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from partnerships.models import Person
from tests.live_round import START


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ann() -> Person:
    return Person.objects.create_person(email="ann@example.org", name="Ann")


@pytest.fixture
def browser(ann: Person) -> Client:
    """Ann's, in which she is signed in."""
    client = Client()
    client.force_login(ann)
    return client
