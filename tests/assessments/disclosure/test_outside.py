"""An attack from outside: somebody keeps all pages and files of all rounds, and subtracts.

`outside.py` knows no rule and no formula; what has been planted in a page or file is found.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from random import Random

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pptx import Presentation

from assessments.questionnaire.load import breakthrough_1
from assessments.reports.document.kinds import KINDS
from assessments.scoring.terms import Sides
from partnerships.models import Partnership
from partnerships.viewer import Role
from tests import IS_LONG, amount
from tests.assessments.disclosure.outside import change, exposed
from tests.factories import NOW, make_member, make_partnership, make_released_round, table

pytestmark = pytest.mark.django_db

K = 5
MIDDLE, HIGHEST, CANNOT_SAY = 2, 4, "x"
TRUST = breakthrough_1().elements[0].statement_codes
OTHERS = [code for code in breakthrough_1().codes if code not in TRUST]
CLOSED = date(2026, 3, 31), date(2026, 9, 30)
PAGES = ("home", "rounds", "reports")
PAGES_OF_A_ROUND = ("round", "round_statements")
DATA_READ = ("json", "csv")
REPORTS_READ = [
    (kind, format)
    for kind in KINDS
    for format in KINDS[kind].formats
    if IS_LONG or (kind, format) in {("full", "xlsx"), ("deck", "pptx"), ("staff", "pdf")}
]
MEASURED, TURNED = amount(1, 50), amount(2, 4)
ANSWERS, FEW, HOW_MANY = "answers", "answers of fewer than five", "how many placed it"
DASHBOARD = "/p/harbour-alliance/rounds/1/dashboard/"
DATA_FILE = "/p/harbour-alliance/rounds/1/export/json/"
WORKBOOK = "/p/harbour-alliance/rounds/2/reports/full/xlsx/"
DECK = "/p/harbour-alliance/rounds/2/reports/deck/pptx/"
Found = dict[str, bytes]
Plant = Callable[[Found, Sides[Sequence[object]]], None]
Rows = list[dict[str, object]]


@dataclass(frozen=True)
class World:
    """Two rounds of the same people: `sizes` of each side, and how many of them `placed` T1 in the
    round that is `attacked`. Everybody chose the middle in the element of T1, and the people of a
    side are alike in all else, so that a change is owed to this statement alone.
    """

    sizes: tuple[int, int]
    placed: tuple[int, int]
    attacked: int = 0

    def who(self, *, placed: bool) -> list[list[int]]:
        """The people of each side who did, or did not, place T1, the contractor's first."""
        first = (0, self.sizes[0])
        ends = zip(first, self.sizes, self.placed, strict=True)
        return [
            [*range(start, start + n)] if placed else [*range(start + n, start + size)]
            for start, size, n in ends
        ]

    def sheets(self, number: int, changed: Mapping[int, object]) -> Rows:
        placing = [person for side in self.who(placed=True) for person in side]
        rows: Rows = []
        for person in range(sum(self.sizes)):
            side = person >= self.sizes[0]
            others = {code: Random(f"{number} {side} {code}").randrange(5) for code in OTHERS}
            row: dict[str, object] = {"side": "client" if side else "contractor"}
            row |= others | dict.fromkeys(TRUST, MIDDLE)
            if number == self.attacked:
                row["T1"] = changed.get(person, MIDDLE if person in placing else CANNOT_SAY)
            rows.append(row)
        return rows

    def answers(self, changed: Mapping[int, object]) -> Sides[Sequence[object]]:
        """What T1 was answered by the people of each side."""
        told = [row["T1"] for row in self.sheets(self.attacked, changed)]
        return Sides(told[: self.sizes[0]], told[self.sizes[0] :])


@pytest.fixture
def readers() -> Iterator[dict[str, Client]]:
    """Who may read: a member, a leader and a facilitator of the sides. No time passes."""
    partnership = make_partnership()
    roles = (Role.MEMBER, "contractor"), (Role.LEADER, "client"), (Role.FACILITATOR, "contractor")
    clients = {str(role): Client() for role, _side in roles}
    for role, side in roles:
        clients[str(role)].force_login(make_member(partnership, role, side))
    with time_machine.travel(NOW, tick=False):
        yield clients


def published(readers: Mapping[str, Client], world: World, changed: Mapping[int, object]) -> Found:
    """All that anybody can read of both rounds if these people answer T1 so; then it never was."""
    with transaction.atomic():
        partnership = Partnership.objects.get()
        for number, closed in enumerate(CLOSED):
            rows = table(world.sheets(number, changed))
            make_released_round(partnership, rows, title=f"Round {number}", closed=closed)
        found = dict(everything_read(readers, partnership.slug))
        transaction.set_rollback(True)
    return found


def everything_read(readers: Mapping[str, Client], slug: str) -> Iterator[tuple[str, bytes]]:
    rounds = [[slug, number] for number in (1, 2)]
    dashboards = [reverse("dashboard", args=of) for of in rounds]
    pages = [reverse(page, args=[] if page == "home" else [slug]) for page in PAGES]
    pages += [reverse(page, args=of) for page in PAGES_OF_A_ROUND for of in rounds]
    pages += [reverse("topic", args=[*of, "trust"]) for of in rounds]
    files = [reverse("export", args=[*of, format]) for of in rounds for format in DATA_READ]
    sections = {kind: {"sections": KINDS[kind].sections} for kind, _format in REPORTS_READ}
    for kind, format in REPORTS_READ:
        reader = readers["member" if kind == "staff" else "leader"]
        path = reverse("report", args=[slug, 2, kind, format])
        yield path, reader.post(path, sections[kind]).content
    for role, client in readers.items():
        for path in dashboards + pages if role == Role.LEADER or IS_LONG else dashboards:
            yield f"{role} {path}", client.get(path).content
    for path in files:
        yield path, readers["leader"].post(path).content


def findings(world: World, seen: Callable[[Mapping[int, object]], Found]) -> set[str]:
    """What somebody finds out who subtracts. `seen`: all that is read if these people answer so."""
    before = seen({})
    columns = []
    for people in world.who(placed=True):
        some = [change(before, seen({person: HIGHEST})) for person in people[:MEASURED]]
        columns += some + some[-1:] * (len(people) - len(some))
    found = {FEW} if exposed(columns, K) else set()
    found |= {ANSWERS} if any(columns) else set()
    turned: list[tuple[int, int | str]] = [
        (people[0], MIDDLE) for people in world.who(placed=False)
    ]
    turned += [(people[-1], CANNOT_SAY) for people in world.who(placed=True)]
    if any(change(before, seen({person: to})) for person, to in turned[-TURNED:]):
        found.add(HOW_MANY)
    return found


def mean(options: Sequence[object]) -> float:
    placed = [option for option in options if isinstance(option, int)]
    return round(25 * sum(placed) / len(placed), 1)


def count_on_a_page(found: Found, told: Sides[Sequence[object]]) -> None:
    placed = sum(option != CANNOT_SAY for option in told.client)
    found["leader " + DASHBOARD] += f'<i title="{placed} of {len(told.client)}"></i>'.encode()


def one_side_in_a_data_file(found: Found, told: Sides[Sequence[object]]) -> None:
    data = json.loads(found[DATA_FILE])
    data["statements"]["T1"]["contractor"] = mean(told.contractor)
    found[DATA_FILE] = json.dumps(data).encode()


def joint_and_strong_side(found: Found, told: Sides[Sequence[object]]) -> None:
    data = json.loads(found[DATA_FILE])
    sides = mean(told.contractor), mean(told.client)
    data["statements"]["T1"] |= {"client": sides[1], "joint": sum(sides) / 2}
    found[DATA_FILE] = json.dumps(data).encode()


def a_side_beside_everyone(found: Found, told: Sides[Sequence[object]]) -> None:
    together = mean([*told.contractor, *told.client])
    found["member " + DASHBOARD] += f"<p>{mean(told.client)} <b>{together}</b></p>".encode()


def hidden_sheet(found: Found, told: Sides[Sequence[object]]) -> None:
    book = load_workbook(io.BytesIO(found[WORKBOOK]))
    sheet = book.create_sheet("Notes")
    sheet.sheet_state = "veryHidden"
    sheet["A1"] = mean(told.contractor)
    book.save(stream := io.BytesIO())
    found[WORKBOOK] = stream.getvalue()


def property_of_a_deck(found: Found, told: Sides[Sequence[object]]) -> None:
    deck = Presentation(io.BytesIO(found[DECK]))
    deck.core_properties.comments = f"T1 {mean(told.contractor)}"
    deck.save(stream := io.BytesIO())
    found[DECK] = stream.getvalue()


SHOWN = World((8, 7), (7, 6))
SHOWN_LATER = World((8, 7), (7, 6), attacked=1)
HIDDEN = World((8, 7), (3, 6))
SHORT = World((4, 12), (3, 11))
NOTHING = World((4, 5), (3, 4))
WORLDS: dict[World, set[str]] = {HIDDEN: set(), SHORT: set()}
MORE_WORLDS = {SHOWN: {ANSWERS}, SHOWN_LATER: {ANSWERS}, NOTHING: set()}
PLANTED: list[tuple[World, Plant, set[str]]] = [
    (SHOWN, count_on_a_page, {ANSWERS, HOW_MANY}),
    (HIDDEN, count_on_a_page, {HOW_MANY}),
    (HIDDEN, one_side_in_a_data_file, {ANSWERS, FEW}),
    (HIDDEN, joint_and_strong_side, {ANSWERS, FEW}),
    (HIDDEN, hidden_sheet, {ANSWERS, FEW}),
    (HIDDEN, property_of_a_deck, {ANSWERS, FEW}),
    (SHORT, a_side_beside_everyone, {ANSWERS, FEW}),
    (NOTHING, one_side_in_a_data_file, {ANSWERS, FEW}),
]


@pytest.mark.parametrize("world", WORLDS | (MORE_WORLDS if IS_LONG else {}), ids=str)
def test_nothing_depends_on_too_few_and_what_is_planted_is_found(
    world: World, readers: dict[str, Client], counted: Callable[[str, int], None]
) -> None:
    """Told are answers of at least five people of each side."""

    @cache
    def read(changed: frozenset[tuple[int, object]]) -> Found:
        return published(readers, world, dict(changed))

    def as_it_is(changed: Mapping[int, object]) -> Found:
        return read(frozenset(changed.items()))

    assert findings(world, as_it_is) == (WORLDS | MORE_WORLDS)[world]
    for _world, plant, expected in (one for one in PLANTED if one[0] == world):

        def doctored(changed: Mapping[int, object], plant: Plant = plant) -> Found:
            found = dict(as_it_is(changed))
            plant(found, world.answers(changed))
            return found

        assert findings(world, doctored) == expected, plant.__name__
    counted("pages and files subtracted from outside", len(as_it_is({})))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([(1, 0)] * 5 + [(0, 1)] * 5, None),
        ([(1, 0)] * 4 + [(0, 1)] * 5, (0, 1, 2, 3)),
        ([(1, 1)] * 4 + [(1, 0)] * 9, (0, 1, 2, 3)),
        ([(1, 2)] * 4 + [(2, 4)] * 9, None),
        ([(0, 0)] * 4 + [(1, 1)] * 9, None),
        ([(1, 0, 0)] * 2 + [(0, 1, 0)] * 2 + [(1, 1, 0)] * 9, (0, 1, 2, 3)),
        ([(0, 0)] * 9, None),
        ([], None),
    ],
)
def test_what_a_combination_tells(
    columns: list[tuple[int, ...]], expected: tuple[int, ...] | None
) -> None:
    """Of the last but two: either pair alone can be reckoned from the others, both cannot."""
    changes = [{("page", n): Fraction(by) for n, by in enumerate(one) if by} for one in columns]
    assert exposed(changes, K) == expected
