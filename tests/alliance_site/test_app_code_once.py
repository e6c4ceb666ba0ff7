"""A code of an app lets somebody in once, whichever process of the server it comes to."""

from functools import partial
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from tests.alliance_site.test_second_step import (
    APP,
    CODES,
    CONFIRM,
    LOGIN_APP,
    halfway,
    shown_by_app,
    signed_in,
    with_app,
)
from tests.at_once import together
from tests.factories import everything_stored, make_member, make_partnership

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

DUMMY = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def lets_in(client: Client, code: str) -> bool:
    """Whether this code does, in a process whose cache is empty."""
    cache.clear()
    client.post(LOGIN_APP, {"code": code})
    return signed_in(client)


def test_the_same_code_lets_nobody_in_twice(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(30)
    first, second = (halfway("ann@example.org", mailoutbox) for _browser in range(2))
    code = shown_by_app(secret)
    assert [lets_in(first, code), lets_in(second, code)] == [True, False]
    clock.shift(30)
    assert lets_in(second, shown_by_app(secret))


def test_of_several_at_once_one_is_let_in(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any, settings: Settings
) -> None:
    secret = with_app(browser)
    clock.shift(30)
    clients = [halfway("ann@example.org", mailoutbox) for _browser in range(4)]
    settings.CACHES = DUMMY
    code = {"code": shown_by_app(secret)}
    replies = together(*(partial(client.post, LOGIN_APP, code) for client in clients))
    assert sorted(reply.status_code for reply in replies) == [200, 200, 200, 302]
    assert [signed_in(client) for client in clients].count(True) == 1


def test_no_earlier_code_is_good_after_a_later_one(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    """As for a process whose clock is behind."""
    secret = with_app(browser)
    clock.shift(60)
    first, second = (halfway("ann@example.org", mailoutbox) for _browser in range(2))
    assert lets_in(first, shown_by_app(secret))
    clock.shift(-30)
    assert not lets_in(second, shown_by_app(secret))


def test_the_code_that_proved_a_new_app_lets_nobody_in(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    client = halfway("ann@example.org", mailoutbox)
    assert not lets_in(client, shown_by_app(secret))
    clock.shift(30)
    assert lets_in(client, shown_by_app(secret))


def test_a_code_that_let_somebody_in_confirms_nothing(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(30)
    assert lets_in(halfway("ann@example.org", mailoutbox), shown_by_app(secret))
    given = {"code": shown_by_app(secret), "next": CODES}
    cache.clear()
    assert browser.post(CONFIRM, given).status_code == 200
    clock.shift(30)
    assert browser.post(CONFIRM, given | {"code": shown_by_app(secret)})["Location"] == CODES


def test_a_code_that_was_used_counts_as_a_wrong_one(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    client = halfway("ann@example.org", mailoutbox)
    cache.clear()
    for _try in range(5):
        client.post(LOGIN_APP, {"code": shown_by_app(secret)})
    clock.shift(30)
    client.post(LOGIN_APP, {"code": shown_by_app(secret)})
    assert not signed_in(client)
    assert lets_in(client, shown_by_app(secret))


def test_wrong_codes_shut_nobody_else_of_the_network_out(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    secret = with_app(browser)
    clock.shift(30)
    cache.clear()
    colleague = Client()
    colleague.force_login(make_member(make_partnership()))
    form = {"kept": colleague.get(APP).context["form"]["kept"].value(), "code": "000000"}
    for _try in range(24):
        assert colleague.post(APP, form).status_code == 200
    ann = halfway("ann@example.org", mailoutbox)
    ann.post(LOGIN_APP, {"code": shown_by_app(secret)})
    assert signed_in(ann)


def test_looking_at_the_page_spends_nothing(
    browser: Client, mailoutbox: list[EmailMessage], clock: Any
) -> None:
    with_app(browser)
    clock.shift(30)
    client = halfway("ann@example.org", mailoutbox)
    before = everything_stored()
    kept = list(Authenticator.objects.values_list("data", flat=True))
    assert client.get(LOGIN_APP, {"code": "000000"}).status_code == 200
    assert everything_stored() == before
    assert list(Authenticator.objects.values_list("data", flat=True)) == kept
