from dataclasses import replace

import pytest
from django.test import Client

from assessments.models import Round
from assessments.questionnaire.load import breakthrough_1, to_json
from assessments.questionnaire.schema import sha256_of
from assessments.services.instruments import latest_instrument, load_instrument
from partnerships.services import add_member
from tests.factories import make_released_round
from tests.live_round import alliance, drafted, neutral

pytestmark = pytest.mark.django_db


def second_version() -> None:
    asked = breakthrough_1()
    trust, *others = asked.elements
    first, *rest = trust.statements
    changed = replace(trust, statements=(replace(first, vendor="Quite another <text>."), *rest))
    load_instrument(questionnaire=replace(asked, version=2, elements=(changed, *others)))


def page(client: Client, round: Round) -> str:
    path = f"/p/{round.partnership.slug}/rounds/{round.number}/statements/"
    return str(client.get(path).content.decode())


def test_a_new_round_asks_the_latest_version() -> None:
    assert latest_instrument().version == 1
    second_version()
    assert drafted(alliance()).instrument.version == 2


def test_a_page_shows_what_is_asked_in_other_words(client: Client) -> None:
    partnership = alliance()
    client.force_login(neutral())
    first = make_released_round(partnership, title="Winter")
    assert "What is different" not in page(client, first)
    assert "T1</span> We get to know each other only as a by-product" in page(client, first)
    second_version()
    said = page(client, drafted(partnership))
    assert said.count("in other words</span>") == 1
    assert "than in “Winter”" in said
    assert "<ins>Quite another &lt;text&gt;." in said
    assert "<del>We get to know each other only as a by-product" in said


def test_a_page_says_that_nothing_has_changed(client: Client) -> None:
    partnership = alliance()
    client.force_login(neutral())
    make_released_round(partnership, title="Winter")
    assert "every statement is the same as in “Winter”" in page(client, drafted(partnership))


def test_what_was_frozen_is_shown_whatever_the_instrument(client: Client) -> None:
    partnership = alliance()
    client.force_login(neutral())
    round = drafted(partnership)
    round.questionnaire = to_json(replace(breakthrough_1(), title="Frozen"))
    round.questionnaire_sha256 = sha256_of(round.questionnaire)
    round.save()
    assert "Frozen, version 1." in page(client, round)


def test_a_draft_is_for_those_who_run_it(client: Client) -> None:
    round = drafted(alliance())
    member = add_member(partnership=round.partnership, email="m@x.example", side="client").person
    client.force_login(member)
    path = f"/p/{round.partnership.slug}/rounds/{round.number}/statements/"
    assert client.get(path).status_code == 404
