"""Values that never change are made once, and nobody sees those of another."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from assessments.frozen import results_of
from assessments.kept import Itself, Kept
from assessments.models import Snapshot
from partnerships.viewer import Role
from tests.at_once import together
from tests.factories import answers, make_member, make_partnership, make_released_round, rows, table

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
MARKUP = "{% load keep %}{% keep one two.three %}{{ one }} {{ two.three }} {{ made }}{% endkeep %}"


def test_the_oldest_goes_first() -> None:
    kept: Kept[str] = Kept(2)
    made: list[int] = []

    def make(number: int) -> Callable[[], str]:
        return lambda: made.append(number) or str(number)  # type: ignore[func-returns-value]

    for number in (1, 2, 1, 3, 2, 1):
        assert kept.of(number, make(number)) == str(number)
    assert made == [1, 2, 3, 1]
    assert len(kept.values) == 2


def test_what_many_ask_for_at_once_is_made_once() -> None:
    outer: Kept[int] = Kept(2)
    inner: Kept[int] = Kept(2)
    made: list[str] = []
    all_are_here = Barrier(8)

    def number(name: str, work: Callable[[], int]) -> int:
        made.append(name)
        return work()

    def ask() -> int:
        all_are_here.wait()
        parts = partial(number, "inner", lambda: sum(range(10**6)))
        return outer.of(1, partial(number, "outer", lambda: inner.of(1, parts)))

    assert together(*[ask] * 8) == [sum(range(10**6))] * 8
    assert made == ["outer", "inner"]


def test_a_value_can_be_told_apart_by_being_itself() -> None:
    one, equal = [1], [1]
    assert {Itself(one): "one"}.get(Itself(one)) == "one"
    assert Itself(one) != Itself(equal)
    assert Itself(one) != one


def test_two_places_of_a_template_are_kept_apart() -> None:
    template = Template("{% load keep %}{% keep one %}a{% endkeep %}{% keep one %}b{% endkeep %}")
    assert template.render(Context({"one": 1})) == "ab"
    assert template.render(Context({"one": 1})) == "ab"


def test_markup_is_made_once_for_what_it_names_and_in_each_language() -> None:
    template = Template(MARKUP)

    def rendered(one: str, three: str, made: str) -> str:
        return template.render(Context({"one": one, "two": {"three": three}, "made": made}))

    assert rendered("a", "b", "first") == "a b first"
    assert rendered("a", "b", "second") == "a b first"
    assert rendered("a", "c", "second") == "a c second"
    with override("de"):
        assert rendered("a", "b", "third") == "a b third"
    assert Template(MARKUP + " ").render(Context({"one": "<i>"})) == "&lt;i&gt;   "


@pytest.mark.django_db
def test_a_dashboard_that_was_shown_before_shows_the_same_and_no_other_ones(client: Client) -> None:
    first, second = make_partnership("Kingfisher"), make_partnership("Heron")
    make_released_round(first, answers(6, 6), closed=date(2026, 3, 31))
    others = table(rows("contractor", 9, 0) + rows("client", 7, 4))
    make_released_round(second, others, title="Autumn", closed=date(2026, 3, 31))
    reader = make_member(first, Role.LEADER, "client")
    make_member(second, Role.LEADER, "contractor", reader.email)
    client.force_login(reader)
    pages = [
        TOKEN.sub("", client.get(f"/p/{one.slug}/rounds/1/dashboard/").content.decode())
        for one in (first, second, first, second)
    ]
    assert pages[0] == pages[2]
    assert pages[1] == pages[3]
    assert 'data-whose="Kingfisher, Spring"' in pages[2]
    assert 'data-whose="Heron, Autumn"' in pages[3]
    assert "Kingfisher" not in pages[3]
    row, other = Snapshot.objects.order_by("pk")
    again = Snapshot.objects.defer("data").get(pk=row.pk)
    (found,), (once_more, different) = results_of([row]), results_of([again, other])
    assert found is once_more
    assert found != different
