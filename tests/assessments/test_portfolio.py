"""Somebody's partnerships: by name, found by words, page by page, with what each waits for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Round, Snapshot
from assessments.portfolio import Waiting, waiting_of
from assessments.services.counting import seal_round
from assessments.services.releasing import turn_key
from assessments.services.rhythms import set_rhythm
from assessments.services.rounds import choose_people
from assessments.strips import places_of, portfolio
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.services import add_member, create_partnership
from tests.factories import make_member, make_partnership, make_released_round
from tests.guards import force, force_rows
from tests.live_round import (
    DAY,
    START,
    alliance,
    answered,
    closed_early,
    drafted,
    neutral,
    opened,
    person,
    sealed_with_comments,
)

pytestmark = pytest.mark.django_db

RHYTHM: dict[str, Any] = {
    "kind": "quarterly",
    "first_on": date(2026, 6, 1),
    "own_days": [],
    "opens": time(9),
    "days_open": 14,
    "closes": time(17),
    "time_zone": "UTC",
}
LATER = START + timedelta(days=400)


def waits(of: Person, now: datetime = START) -> Waiting:
    (strip,) = portfolio(places_of(of))
    return waiting_of(strip, now)


def route(waiting: Waiting) -> tuple[str, str] | None:
    return (waiting.action.route, waiting.action.side) if waiting.action else None


def test_without_a_round_one_is_to_be_planned() -> None:
    alliance()
    waiting = waits(neutral())
    assert (waiting.text, waiting.date, route(waiting)) == ("", "", ("round_create", ""))
    assert waits(person("client", 1)) == Waiting()


def test_with_a_rhythm_the_next_date_is_known() -> None:
    partnership = alliance()
    set_rhythm(partnership=partnership, by=neutral(), now=START, **RHYTHM)
    assert waits(neutral()) == Waiting(
        date="The next round opens by itself Monday 1 June 2026, 09:00 (UTC)."
    )
    draft = drafted(partnership)
    Round.objects.filter(pk=draft.pk).update(opens_at=START + DAY)
    assert waits(neutral()).date == "Opens by itself Tuesday 3 March 2026, 09:00 (UTC)."


def test_a_draft_waits_for_people_of_the_own_side() -> None:
    round = drafted(alliance())
    fay = add_member(
        partnership=round.partnership, email="fay@x.example", side="client", role="facilitator"
    ).person
    choose_people(round=round, sides=["client"], memberships=[])
    date = "Is to close Friday 20 March 2026, 17:00 (UTC)."
    for mine in (neutral(), fay):
        waiting = waits(mine)
        assert waiting.text == "Too few people of Northgate Council are chosen."
        assert (waiting.date, route(waiting)) == (date, ("round_people", ""))
    choose_people(
        round=round,
        sides=list(Side),
        memberships=round.partnership.memberships.filter(side="client"),
    )
    waiting = waits(fay)
    assert waiting.text == (
        "Waiting for a facilitator of Brightline Services to choose its people."
    )
    assert route(waiting) is None


def test_a_draft_with_its_people_and_one_that_is_late() -> None:
    drafted(alliance())
    assert waits(neutral()).text == "Its people are chosen."
    assert route(waits(neutral())) == ("round", "")
    late = waits(neutral(), LATER)
    assert (late.text, route(late)) == (
        "The closing time has passed: choose a later one.",
        ("round_edit", ""),
    )


def test_somebody_who_has_left_is_not_counted() -> None:
    drafted(alliance(5, 5))
    Membership.objects.filter(person=person("client", 3)).update(ended_on=START.date())
    assert waits(neutral()).text == "Too few people of Northgate Council are chosen."


def test_an_open_round_waits_for_nobody() -> None:
    opened(alliance())
    assert waits(neutral()) == Waiting(date="Open until Friday 20 March 2026, 17:00 (UTC).")


def test_a_sealed_round_waits_for_keys() -> None:
    round = opened(alliance())
    answered(round, 6, 6)
    closed_early(round, now=START)
    seal_round(round_id=round.pk, now=START)
    both = waits(neutral())
    assert both.text == "Missing: the key of Brightline Services and Northgate Council."
    assert both.date == "Released by itself Thursday 12 March 2026, 09:00 (UTC)."
    assert route(both) is None
    assert route(waits(person("client"))) == ("round_key", "client")
    turn_key(round=round, side="client", by=person("client"), now=START)
    assert waits(person("client")).text == "Missing: the key of Brightline Services."
    assert route(waits(person("client"))) is None
    assert route(waits(person("contractor"))) == ("round_key", "contractor")


def test_comments_wait_on_the_desk_of_those_who_read_them() -> None:
    round = sealed_with_comments(alliance(12, 12), people=10)
    facilitator = make_member(round.partnership, "facilitator", "client", "fay@example.org")
    assert waits(neutral()).text == "8 comments wait to be read before release."
    assert waits(facilitator).text == "4 comments wait to be read before release."
    assert route(waits(facilitator)) == ("round_comments", "")
    assert waits(person("contractor")).text.startswith("Missing: the key of ")
    force(round.comments.filter(side="client"), state="read")
    assert waits(facilitator).text.startswith("Missing: the key of ")
    assert waits(neutral()).text == "4 comments wait to be read before release."


def many(number: int) -> Person:
    """A neutral facilitator of so many partnerships, each with a released round; the rounds after
    it are open, drafts and sealed in turn."""
    first = make_released_round(make_partnership("Harbour 000"))
    nora = make_member(first.partnership, "facilitator", None, "nora@example.org")
    snapshot = Snapshot.objects.get(round=first)
    home = first.partnership
    fields = {"contractor": home.contractor, "client": home.client}
    homes = Partnership.objects.bulk_create(
        Partnership(slug=f"h{n}", name=f"{'hH'[n % 2]}arbour {n:03}", **fields)
        for n in range(1, number)
    )
    Membership.objects.bulk_create(
        Membership(partnership=one, person=nora, role="facilitator") for one in homes
    )
    first.pk = snapshot.pk = None
    rounds = Round.objects.bulk_create(copied(first, partnership=one) for one in homes)
    force_rows(copied(snapshot, round=one) for one in rounds)
    when = datetime(2026, 11, 1, tzinfo=UTC)
    states = ("open", "draft", "sealed")
    Round.objects.bulk_create(
        Round(
            partnership=one,
            instrument=first.instrument,
            number=2,
            title="Next",
            state=states[n % 3],
            closes_at=when,
            sealed_at=when,
            opened_at=when,
            promise=first.promise,
        )
        for n, one in enumerate([home, *homes])
    )
    return nora


def copied(row: Any, **fields: Any) -> Any:
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}  # noqa: SLF001
    values = {name: value for name, value in values.items() if name != "id"}
    for name in fields:
        del values[f"{name}_id"]
    return type(row)(**values, **fields)


@pytest.mark.parametrize("number", [1, 30, 300])
def test_a_portfolio_takes_the_same_queries_however_many(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(many(number))
    for path in ("/", "/?page=2", "/?q=harbour+0", "/?page=no&q=NORTHGATE"):
        client.get(path)
        with django_assert_num_queries(8):
            assert client.get(path).status_code == 200


def names_on(page: Any) -> list[str]:
    return [view.strip.partnership.name for view in page.context["strips"]]


def test_pages_go_by_name_whatever_its_letters(client: Client) -> None:
    client.force_login(many(45))
    first, second = client.get("/"), client.get("/?page=2")
    assert [name.casefold() for name in names_on(first)] == [f"harbour {n:03}" for n in range(20)]
    assert names_on(second)[0].casefold() == "harbour 020"
    assert len(names_on(client.get("/?page=3"))) == 5
    assert "Page 2 of 3" in second.content.decode()
    assert 'href="?page=3"' in second.content.decode()
    assert "45 partnerships" in first.content.decode()


def test_words_find_partnerships_by_all_that_they_are_called(client: Client) -> None:
    nora = many(3)
    other = create_partnership(
        name="Alpha & <b>",
        contractor="Works",
        client="Town",
        client_short="T3",
        scope="roads 2025",
        customer="drivers",
        facilitator=nora,
    )
    create_partnership(name="Of others", contractor="Works", client="Town")
    client.force_login(nora)
    for words in ("alpha", "T3", "ROADS driv", "works town", "<B>", "& alpha"):
        page = client.get("/", {"q": words})
        assert names_on(page) == [other.name], words
    none = client.get("/", {"q": '"><script>'}).content.decode()
    assert "None of your partnerships holds these words" in none
    assert "<script>" not in none
    assert 'value="&quot;&gt;&lt;script&gt;"' in none
    assert "Show all" in none
    assert len(names_on(client.get("/", {"q": " "}))) == 4


def test_few_partnerships_need_no_search(client: Client) -> None:
    client.force_login(many(3))
    assert 'type="search"' not in client.get("/").content.decode()
