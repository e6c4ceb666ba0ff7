"""Every figure on every page equals the JSON export of its round, read side by side."""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.test import Client

from assessments.questionnaire.load import breakthrough_1
from assessments.services.commitments import make_commitment
from partnerships.models import Partnership
from partnerships.viewer import Role
from tests.assessments.test_dashboard_page import words
from tests.factories import (
    NOW,
    make_member,
    make_partnership,
    make_released_round,
    rows,
    table,
)

pytestmark = pytest.mark.django_db

ROUNDS = ("Winter", "Spring", "Autumn")
SIDES = {"contractor": "Brightline", "client": "Northgate"}
HIDDEN = "not shown"
GAP_WORDS = {"clear": "seen differently", "possible": "perhaps seen differently"}
MINUS = "\u2212"
P = "/p/harbour-alliance/"


@dataclass(frozen=True, eq=False)
class Shown:
    """A score of the export, to one decimal, as a page shows it: in whole points of the exact
    value. `coded`: the ends of single statements read "95+" and "5-"."""

    score: float | str
    coded: bool = False
    signed: bool = False

    def __eq__(self, text: object) -> bool:
        if isinstance(self.score, str):
            return text == self.score
        found = re.fullmatch(r"([+\u2212]?)(\d+)([+-]?)", str(text))
        if found is None:
            return False
        sign, digits, end = found.groups()
        number = int(digits) * (-1 if sign == MINUS else 1)
        ends = {95: "+", 5: "-"} if self.coded else {}
        plus = "+" if self.signed and number > 0 else ""
        is_near = abs(number - self.score) <= 0.55
        return is_near and end == ends.get(number, "") and sign == (MINUS if number < 0 else plus)

    __hash__ = None  # type: ignore[assignment]


def cell(score: float | str) -> Shown:
    return Shown(score, coded=True)


@pytest.fixture
def leader(client: Client) -> Client:
    harbour = make_partnership()
    person = make_member(harbour, Role.LEADER, "client", "ann@example.org")
    make_member(harbour, Role.LEADER, "contractor", "bob@example.org")
    for number, title in enumerate(ROUNDS):
        make_released_round(
            harbour, answered(number), title=title, closed=date(2026, 1 + 3 * number, 20)
        )
        if number == 0:
            promise(harbour)
    client.force_login(person)
    return client


def answered(number: int) -> bytes:
    """Nine and eight people; the client's see less, and some rise from round to round."""
    others = {"T1": 4, "S2": 1, "C3": 0, "R4": 2, "P3.own": 4, "M4": 1}
    mine = rows("contractor", 5, 3, **others) + rows("contractor", 4, 2 + number, **others)
    theirs = {"T1": 0, "L1": "x", "A4": 4, "P3.partner": 0, "P9.own": 4, "M3": number}
    return table(
        mine + rows("client", 3, (1, 2, 4)[number], **theirs) + rows("client", 5, 2, **theirs)
    )


def promise(harbour: Partnership) -> None:
    owners: dict[str, Any] = {f"{side}_owner": harbour.memberships.get(side=side) for side in SIDES}
    make_commitment(
        partnership=harbour,
        topic="trust",
        text="Decide in twos",
        measure="Two names",
        made_on=date(2026, 2, 1),
        due_on=date(2026, 5, 1),
        beyond_three=False,
        by=owners["client_owner"].person,
        now=NOW,
        **owners,
    )


def exports(leader: Client) -> list[dict[str, Any]]:
    path = f"{P}rounds/{{}}/export/json/"
    return [json.loads(leader.post(path.format(n)).content) for n in range(1, len(ROUNDS) + 1)]


def text_in(tag: str, part: str) -> list[str]:
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", part, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def tables(page: str) -> dict[str, list[list[str]]]:
    """The rows of each table, by its caption."""
    found = {}
    for one in re.findall(r"<table.*?</table>", page, re.DOTALL):
        body = one.partition("</thead>")[2]
        lines = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
        found[text_in("caption", one)[0]] = [text_in("th", x) + text_in("td", x) for x in lines]
    return found


@cache
def elements() -> dict[str, str]:
    return {one.code: one.name for one in breakthrough_1().elements}


@cache
def practices() -> dict[str, str]:
    return {one.code: one.name for one in breakthrough_1().practices}


def three(figures: dict[str, Any]) -> list[Shown]:
    return [Shown(figures[key]) for key in (*SIDES, "joint")]


def gap_word(figures: dict[str, Any]) -> str:
    word: str = figures["gap_word"]
    return GAP_WORDS.get(word, word)


def mirror(figures: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for side in SIDES:
        mine = figures[side]
        word = GAP_WORDS.get(mine["word"], mine["word"])
        found += [cell(mine["self"]), cell(mine["seen"]), word]
    return [*found, Shown(figures["joint"])]


def change_cells(change: dict[str, Any]) -> list[tuple[Any, str]]:
    return [(Shown(change[one]["points"], signed=True), change[one]["word"]) for one in change]


def split(text: str) -> tuple[str, str]:
    points, _comma, word = text.partition(", ")
    return (points, word) if word else (points, points)


def test_the_tables_of_the_dashboard(leader: Client) -> None:
    every = exports(leader)
    now = every[-1]
    found = tables(leader.get(f"{P}rounds/3/dashboard/").content.decode())
    standing = [row[1] for row in found["Where we stand"]]
    assert standing[:2] == [Shown(now["index"][side]) for side in SIDES]
    for code, row in zip(elements(), found["Six elements of partnership"], strict=True):
        figures = now["elements"][code]
        assert row[1:5] == [*three(figures), gap_word(figures)]
        assert row[5:7] == [figures["agreement"][side] or "" for side in SIDES]
        widths = {side: figures["precision"][side] for side in SIDES}
        told = [f"{SIDES[side]} ± {wide}" for side, wide in widths.items() if wide != "not shown"]
        assert row[7] == " and ".join(told)
    for code, row in zip(elements(), found["How far apart, and how much of one mind"], strict=True):
        figures = now["elements"][code]
        assert row[2:5] == [
            Shown(figures["joint"]),
            Shown(abs(figures["gap"])),
            gap_word(figures),
        ]
    for code, row in zip(practices(), found["Ten practices, in the mirror"], strict=True):
        assert row[1:] == mirror(now["practices"][code])
    stance = found["Contract or alliance model?"]
    for row, code in zip(stance, ("M1", "M2", "M3", "M4"), strict=True):
        assert row[1:] == [cell(now["statements"][code][side]) for side in SIDES]
    changes = [now["elements"][code]["change"] for code in elements()] + [now["index"]["change"]]
    for row, change in zip(found["Change since the last round"], changes, strict=True):
        shown = [split(text) for text in row[1:]]
        assert [word for _, word in shown] == [change[side]["word"] for side in (*SIDES, "joint")]
        for (points, _word), side in zip(shown, (*SIDES, "joint"), strict=True):
            assert points == Shown(change[side]["points"], signed=True)


def test_each_statement_of_each_element(leader: Client) -> None:
    now = exports(leader)[-1]
    found = tables(leader.get(f"{P}rounds/3/dashboard/").content.decode())
    for element in breakthrough_1().elements:
        for statement, row in zip(element.statements, found[element.name], strict=True):
            assert row[1:] == [cell(now["statements"][statement.code][side]) for side in SIDES]


def test_the_way_over_the_rounds(leader: Client) -> None:
    every = exports(leader)
    found = tables(leader.get(f"{P}rounds/3/dashboard/").content.decode())
    for row, one in zip(found["The index, round by round"], every, strict=True):
        assert row[1:4] == three(one["index"])
    lines = iter(found["The six elements, round by round"])
    for code, name in elements().items():
        for title, one in zip(ROUNDS, every, strict=True):
            assert next(lines) == [f"{name}, {title}", *three(one["elements"][code])]
    by_practice = found["Joint score of the ten practices, round by round"]
    for code, row in zip(practices(), by_practice, strict=True):
        assert row[1:] == [Shown(one["practices"][code]["joint"]) for one in every]
    for row, one in zip(found["Breakthrough, round by round"], every, strict=True):
        met = [point["met"] for point in one["breakthrough"]["points"]]
        assert row[1].startswith(f"{met.count(True)} of {len(met)}")


def test_the_sentences_of_the_dashboard(leader: Client) -> None:
    now = exports(leader)[-1]
    page = words(leader.get(f"{P}rounds/3/dashboard/").content.decode())
    (index,) = re.findall(r"Joint index (\d+),", page)
    assert index == Shown(now["index"]["joint"])
    (change,) = re.findall(r"The joint index: ([^ ]+), ", page)
    assert change == Shown(now["index"]["change"]["joint"]["points"], signed=True)
    first, _, rest = page.partition("Talk about")
    for code in now["reading"]["celebrate"] + now["reading"]["strongest_so_far"]:
        name = (elements() | practices())[code]
        figures = now["elements"].get(code) or now["practices"][code]
        found = re.search(rf"(\d+) {re.escape(name)}", first)
        assert found
        assert found[1] == Shown(figures["joint"])
    for code in set(now["reading"]["talk_about"]) & set(elements()):
        found = re.search(rf"(\d+) apart {re.escape(elements()[code])}", rest)
        assert found
        assert found[1] == Shown(abs(now["elements"][code]["gap"]))


def test_the_page_of_each_topic(leader: Client) -> None:
    every = exports(leader)
    for code, name in (elements() | practices()).items():
        page = leader.get(f"{P}rounds/3/topics/{code}/").content.decode()
        found = tables(page)
        if code in elements():
            now = every[-1]["elements"][code]
            assert found["Six elements of partnership"][0][1:4] == three(now)
            expected = [three(one["elements"][code]) for one in every]
            assert [row[1:4] for row in found[f"{name}, round by round"]] == expected
        else:
            now = every[-1]["practices"][code]
            assert found["Ten practices, in the mirror"][0][1:] == mirror(now)
            for row, one in zip(found[f"{name}, round by round"], every, strict=True):
                figures = mirror(one["practices"][code])
                assert row[1:] == [*figures[:2], *figures[3:5], figures[6]]
        joint = re.search(r"Joint (\d+)", words(page))
        assert joint
        assert joint[1] == Shown(now["joint"])


def test_timeline_rounds_home_and_commitments(leader: Client) -> None:
    every = exports(leader)
    indexes = [Shown(one["index"]["joint"]) for one in every]
    for path in ("timeline/", "rounds/"):
        told = re.findall(r"Joint index (\d+)", words(leader.get(f"{P}{path}").content.decode()))
        assert told == indexes[::-1], path
    home = leader.get("/").content.decode()
    (told,) = re.findall(r"Joint index (\d+)", words(home))
    assert told == indexes[-1]
    drawn = " ".join(text_in("text", home))
    for side, name in SIDES.items():
        marks = re.findall(rf"{name} (\d+)", drawn)
        assert marks
        assert all(mark == Shown(every[-1]["index"][side]) for mark in marks)
    promised = words(leader.get(f"{P}commitments/").content.decode())
    (pair,) = re.findall(r"Joint (\d+) in Winter, when it was agreed; (\d+) now", promised)
    assert list(pair) == [Shown(one["elements"]["trust"]["joint"]) for one in (every[0], every[-1])]
