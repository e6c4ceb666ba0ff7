import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.live_round import alliance, opened


def test_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_ready_with_all_tables(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db(transaction=True)
def test_not_ready_before_migration(client: Client) -> None:
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert b"run manage.py migrate" in response.content
    finally:
        call_command("migrate", verbosity=0)
    assert connection.introspection.table_names()


@pytest.mark.django_db
def test_not_ready_without_the_key_of_an_open_round(client: Client, settings: Settings) -> None:
    opened(alliance())
    assert client.get("/readyz").status_code == 200
    settings.MASTER_KEY = "another master key for the tests, 9876543210"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"MASTER_KEY is not its own" in response.content
