"""Every address x method x actor x own and foreign ids: who gets what, and that nothing leaks.

Short: all methods for own ids, GET and POST for foreign ones; GET and POST alone on PostgreSQL,
where the other methods are decided by the same code. Long: all methods for all of them.
"""

import copy
import logging
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from tests import IS_LONG, demo_urls
from tests.access_table import ADMIN, REST, SIGN_IN, TABLE, Case
from tests.access_world import (
    ACTORS,
    ANONYMOUS,
    CREW,
    ELSEWHERE,
    FORMER,
    HERE,
    NEUTRAL,
    OTHER_RESPONDENT,
    OWNER,
    RESPONDENT,
    STRANGER,
    THERE,
    World,
    build_world,
)
from tests.factories import everything_stored
from tests.live_round import START

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", *REST)
READ_AND_WRITTEN = ("get", "post")
METHODS_OF_FOREIGN = METHODS if IS_LONG else READ_AND_WRITTEN
LET_IN = {200, 302, 400, 409}
WRITTEN_OUT = {
    "admin/^(?P<app_label>partnerships|assessments)/$": "admin/partnerships/",
    "admin/(?P<url>.*)$": "admin/nothing/",
}
NUMBERED = {"people": "place", "commitments": "promised", "wins": "told", "meetings": "met"}
POSITION = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; whatever a request may change is taken back."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(START, tick=False),
        transaction.atomic(),
    ):
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    settings.ROOT_URLCONF = demo_urls.__name__
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        assert isinstance(pattern, URLPattern | URLResolver)
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def test_every_address_has_its_row() -> None:
    assert set(routes(get_resolver().url_patterns)) == set(TABLE)
    assert len(TABLE) > 80


def ids_of(world: World, route: str, case: Case) -> dict[str, Any]:
    """The own id of each position; those of the admin are named after their rows."""
    ids = dict(world.own[case.at]) | dict(case.extra)
    if "people/<int:number>" in route:
        ids["number"] = ids["place"]
    if case.at == "admin":
        rows = [name for name in ids if f"/{name}/" in route]
        ids |= {"object_id": ids[rows[0]] if rows else 1, "content_type_id": 1}
    return {name: ids[name] for name in POSITION.findall(route) if route not in WRITTEN_OUT}


def address(route: str, ids: dict[str, Any]) -> str:
    return "/" + WRITTEN_OUT.get(route, POSITION.sub(lambda match: str(ids.get(match[1])), route))


def foreign_ids(
    world: World, route: str, ids: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same ids but for one position, by what is foreign there."""
    for position in ids:
        numbered = [one for one in NUMBERED if f"{one}/<int:number>" in route]
        name = NUMBERED[numbered[0]] if position == "number" and numbered else position
        if name in world.foreign and not route.startswith("answer/"):
            yield name, ids | {position: world.foreign[name]}


def forbidden(actor: str, route: str, case: Case) -> set[str]:
    """The words that this actor may not read there: of the other world, of the other side, and
    names that others have elsewhere."""
    if (actor == OWNER and route in ADMIN) or route == "demo/":
        return set()
    words = {THERE} if actor not in (STRANGER, OTHER_RESPONDENT) else {HERE}
    if actor in (ANONYMOUS, FORMER, OWNER):
        words = {HERE, THERE}
    holds_key = case.at == "link" or case.body == "answers"
    if holds_key:
        words -= {HERE}
    crew = {CREW[side] for side in CREW if actor not in (NEUTRAL, f"facilitator.{side}")}
    names = {f"{ELSEWHERE} {one}" for one in (*ACTORS, *CREW.values()) if one != actor}
    return words | crew | names


def ask(client: Client, method: str, path: str, body: Any) -> tuple[int, str]:
    """The status and all that comes back; the browser is left as it was."""
    kept = copy.deepcopy(client.cookies)
    reply = getattr(client, method)(path, body) if body else getattr(client, method)(path)
    client.cookies = kept
    where = reply.get("Location", "")
    status = SIGN_IN if where.startswith("/accounts/login/?next=/p") else reply.status_code
    return status, (where + reply.content.decode(errors="replace")).casefold()


def cells(world: World, actor: str) -> Iterator[tuple[str, Case, str, str, int]]:
    """Route, case, method, address and expected status of everything that this actor tries."""
    methods = METHODS if IS_LONG or connection.vendor == "sqlite" else READ_AND_WRITTEN
    for route, cases in TABLE.items():
        for case in cases:
            own = ids_of(world, route, case)
            for method in methods:
                yield route, case, method, address(route, own), case.expected(method)[actor]
            for name, ids in foreign_ids(world, route, own):
                if name == "slug" and actor == STRANGER:
                    continue
                for method in METHODS_OF_FOREIGN:
                    status = case.with_foreign(name, method)[actor]
                    yield route, case, method, address(route, ids), status


@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_gets_what_is_theirs_and_changes_nothing_else(world: World, actor: str) -> None:
    before = everything_stored()
    wrong, leaks = [], []
    for route, case, method, path, expected in cells(world, actor):
        body = world.bodies[case.body] if method == "post" and case.body else None
        may_change = method == "post" and expected in LET_IN
        point = transaction.savepoint() if may_change else ""
        status, content = ask(world.clients[actor], method, path, body)
        if may_change:
            transaction.savepoint_rollback(point)
        if status != expected:
            wrong.append(f"{method} {path} ({case.at}): {status} instead of {expected}")
        found = {word for word in forbidden(actor, route, case) if word in content}
        leaks += [f"{method} {path}: {word}" for word in found]
    assert wrong == []
    assert leaks == []
    assert everything_stored() == before


def changing() -> list[tuple[str, Case]]:
    return [(route, case) for route, cases in TABLE.items() for case in cases if case.by]


@pytest.mark.parametrize(("route", "case"), changing(), ids=lambda one: str(one)[:40])
def test_whoever_is_let_in_does_change_something(world: World, route: str, case: Case) -> None:
    """The bodies that are refused to the others are not refused for their form."""
    before = everything_stored()
    point = transaction.savepoint()
    body = world.bodies[case.body] if case.body else None
    path = address(route, ids_of(world, route, case))
    ask(world.clients[case.by], "post", path, body)
    after = everything_stored()
    transaction.savepoint_rollback(point)
    assert after != before
    assert everything_stored() == before


POLICY = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|<style|<[^>]*\s(?:style|on[a-z]+)=\""
)


STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def brings_what_its_policy_names(content: str, policy: str) -> bool:
    """Whether a page's own style, that of a mail as its reader sees it, is named word by word."""
    digests = [sha256(style.encode()).digest() for style in STYLE.findall(content)]
    return all(f"style-src 'sha256-{b64encode(one).decode()}';" in policy for one in digests)


def whoever_sees(case: Case) -> str:
    """Somebody to whom an address shows a page, if there is anybody."""
    likely = (NEUTRAL, OWNER, RESPONDENT, "leader.contractor", ANONYMOUS)
    return next((actor for actor in likely if case.expected("get")[actor] == 200), ANONYMOUS)


def test_every_page_has_the_headers_of_caution_and_no_code_inside(world: World) -> None:
    bare, inline, pages = [], [], 0
    for route, cases in TABLE.items():
        for case in cases:
            path = address(route, ids_of(world, route, case))
            reply = world.clients[whoever_sees(case)].get(path)
            bare += [f"{path}: {name}" for name in POLICY if POLICY[name] not in reply[name]]
            content = "" if reply.streaming else reply.content.decode(errors="replace")
            policy = reply["Content-Security-Policy"] + ";"
            is_named = brings_what_its_policy_names(content, policy)
            found = [one for one in INLINE.findall(content) if one != "<style" or not is_named]
            inline += [f"{path}: {one}" for one in found]
            assert "unsafe" not in policy
            assert "script-src 'self';" in policy
            pages += reply.status_code == 200
    assert bare == []
    assert inline == []
    assert pages > 50
