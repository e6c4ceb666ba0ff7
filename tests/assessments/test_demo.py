from datetime import date
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Value
from django.db.models.functions import Concat
from pytest_django import DjangoAssertNumQueries, Settings

from assessments.demo.answers import answer_file
from assessments.demo.world import read_world
from assessments.models import Round, Snapshot
from assessments.queries import snapshot_for
from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import Side
from assessments.services.answer_file import read_answers
from assessments.services.demo import closing_day, load_demo, title_of
from assessments.snapshot.value import View
from partnerships.models import Membership, Partnership, Person, Win
from tests.factories import everything_stored

TODAY = date(2026, 11, 22)


@pytest.fixture
def northgate(db: None) -> list[Round]:
    load_demo(today=TODAY)
    return list(Round.objects.filter(partnership__slug="northgate-facilities").order_by("number"))


def test_six_rounds_tell_of_a_rise_a_setback_and_a_recovery(northgate: list[Round]) -> None:
    changes = [snapshot_for(round).index.change for round in northgate]
    assert [change and change.joint.word.value for change in changes] == [
        None,
        "up",
        "up",
        "down",
        "up",
        "no clear change",
    ]
    assert [round.title for round in northgate][-2:] == ["Spring 2026", "Autumn 2026"]
    assert [round.state for round in northgate] == ["released"] * 6


def test_the_newest_round_has_something_for_every_list(northgate: list[Round]) -> None:
    snapshot = snapshot_for(northgate[-1])
    assert snapshot.view is View.SIDES
    assert isinstance(snapshot.index.joint, Fraction)
    assert 55 <= snapshot.index.joint <= 65
    assert (snapshot.response.contractor.answered, snapshot.response.contractor.invited) == (14, 18)
    assert (snapshot.response.client.answered, snapshot.response.client.invited) == (9, 12)
    assert len(snapshot.reading.celebrate) == len(snapshot.reading.raise_next) == 3
    assert set(snapshot.reading.talk_about) == {"systems", "trust", "P3"}
    assert snapshot.practices["P3"].contractor.word.value == "sees itself higher"


def test_what_was_promised_stands_beside_what_came_of_it(northgate: list[Round]) -> None:
    partnership = northgate[-1].partnership
    found = partnership.commitments.all()
    assert {one.topic: one.state for one in found} == {
        "systems": "moving",
        "P3": "kept",
        "learning": "kept",
    }
    assert {one.round_number for one in found} == {5}
    assert all(one.updates.count() == 1 for one in found)


def test_the_last_two_rounds_have_own_measures_and_the_last_one_whether_words_were_kept(
    northgate: list[Round],
) -> None:
    *_others, before, newest = (snapshot_for(round).further for round in northgate)
    assert [list(snapshot_for(round).further) for round in northgate[:-2]] == [[]] * 4
    assert list(before) == ["own-measures"]
    assert {code: list(found) for code, found in newest.items()} == {
        "own-measures": ["own-1", "own-2", "own-3"],
        "commitments": ["kept-1", "kept-2", "kept-3"],
    }
    for figures in newest["own-measures"].values():
        assert figures.change
        assert isinstance(figures.change.joint, Fraction)
    assert all(isinstance(one.joint, Fraction) for one in newest["commitments"].values())


def test_each_kind_of_win_stands_between_the_rounds(northgate: list[Round]) -> None:
    found = northgate[-1].partnership.wins.all()
    assert sorted(one.kind for one in found) == sorted(Win.Kind.values)
    assert all(one.day < TODAY and one.writer is not None for one in found)


def test_one_alliance_has_a_short_side_and_one_its_first_round(northgate: list[Round]) -> None:
    halden = snapshot_for(Round.objects.get(partnership__slug="halden-it", number=2))
    assert halden.view is View.NOTHING
    (first,) = Round.objects.filter(partnership__slug="st-brendan-cleaning")
    assert snapshot_for(first).previous is None


def test_loading_again_changes_nothing(
    northgate: list[Round], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    before = everything_stored()
    with django_assert_max_num_queries(3):
        assert load_demo(today=date(2027, 2, 1)) == []
    assert everything_stored() == before


@pytest.mark.django_db
def test_the_same_results_on_every_machine() -> None:
    load_demo(today=TODAY)
    snapshots = Snapshot.objects.order_by("round_id").values_list("sha256", flat=True)
    first = list(snapshots)
    Partnership.objects.update(slug=Concat(Value("earlier-"), "slug"))
    load_demo(today=TODAY)
    assert list(snapshots.all()) == first * 2


def test_everybody_has_a_part(northgate: list[Round]) -> None:
    for slug in ("northgate-facilities", "halden-it", "st-brendan-cleaning"):
        people = Membership.objects.filter(partnership__slug=slug)
        parts = set(people.values_list("role", "side"))
        assert parts == {("facilitator", None)} | {
            (role, side) for role in ("leader", "facilitator", "member") for side in Side
        }
    assert Membership.objects.filter(person__name="Ines Ferreira").count() == 3
    assert not Person.objects.exclude(email_key__endswith=".example").exists()
    assert [person.name for person in Person.objects.filter(is_staff=True)] == ["Robin Vale"]


@pytest.mark.parametrize("alliance", read_world().alliances, ids=lambda alliance: alliance.slug)
def test_answers_are_the_same_whenever_they_are_drawn(alliance: Any) -> None:
    for planned in alliance.rounds:
        content = answer_file(alliance, planned, breakthrough_1())
        assert content == answer_file(alliance, planned, breakthrough_1())
        file = read_answers(content, breakthrough_1())
        for side in Side:
            turnout = planned.turnout.of(side)
            assert file.people(side) == turnout.answered <= turnout.invited


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2026, 12, 13), 0, date(2026, 10, 29)),
        (date(2026, 12, 13), 30, date(2024, 4, 29)),
        (date(2026, 10, 15), 6, date(2026, 2, 28)),
        (date(2027, 2, 14), 12, date(2025, 12, 31)),
    ],
)
def test_rounds_close_on_the_same_day_of_earlier_months(
    today: date, months: int, day: date
) -> None:
    assert closing_day(today, months) == day


def test_titles_follow_the_seasons() -> None:
    titles = [title_of(date(2026, month, 1)) for month in (1, 3, 6, 9, 12)]
    assert titles == ["Winter 2026", "Spring 2026", "Summer 2026", "Autumn 2026", "Winter 2026"]


@pytest.mark.django_db
def test_invented_data_stay_out_of_a_real_installation(settings: Settings) -> None:
    before = everything_stored()
    with pytest.raises(CommandError, match="set DEMO=1"):
        call_command("load_demo")
    assert everything_stored() == before
    settings.DEMO = True
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert out.getvalue().splitlines()[0] == "Loaded: Northgate Facilities Alliance"
