"""Random walks through a partnership: every figure that anybody sees, on whatever page and in
whatever file, stands in the snapshot of a released round."""

import csv
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from fractions import Fraction
from html import unescape
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pptx import Presentation
from pypdf import PdfReader

from assessments.charts import rounding
from assessments.closing import closing_moment
from assessments.exports import source_of
from assessments.frozen import questionnaire_of
from assessments.models import Round
from assessments.reports.document.kinds import KINDS
from assessments.reports.document.source import Source
from assessments.reports.formats import FORMATS
from assessments.scoring.cells import rounded
from assessments.services.counting import seal_round
from assessments.services.guesses import reveal_profile, write_guesses
from assessments.services.meetings import may_meet, plan_meeting
from assessments.services.opening import open_round
from assessments.services.releasing import extend_round, turn_key
from assessments.services.rounds import choose_people, create_round, eligible
from assessments.snapshot.value import Snapshot
from assessments.wording import SENTENCES, say, whole_points
from partnerships.models import Meeting, Partnership, Person, Side
from partnerships.services import ensure_person
from tests import IS_LONG, amount
from tests.assessments.disclosure.worlds import person as somebodys_answers
from tests.assessments.reports.reading import (
    cells,
    fixed,
    numbers,
    parts_text,
    pdf_words,
    tenths,
    wholes,
    workbooks,
)
from tests.assessments.sheets import instrument
from tests.assessments.test_say_do import ask_besides
from tests.live_round import CLOSES, DAY, START, alliance, answer, neutral, person

PEOPLE = 7
ENTITLED = ("leader", "other leader", "neutral")
ACTORS = ("member", *ENTITLED, "stranger")
PAGES = ("home", "partnership", "rounds", "reports", "meetings", "round", "dashboard")
FORMATS_TRIED = list(FORMATS) if IS_LONG else ["json", "csv", "xlsx"]
PORTIONS = amount(1, 6)
WALKS, STEPS = amount(3, 4), amount(10, 30)
ANSWERS = re.compile(r"\bassessments_(moments|ballot|draft|roundkey)\b")
DATES = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d(, \d\d:\d\d)?|\b[0-9a-f]{16,64}\b")
seen: Counter[str] = Counter()


class Walk(RuleBasedStateMachine):
    """Seven people on each side hold one round after the other, and look around in between.

    The first round has been released before.
    """

    first: Round

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.round = self.first
        self.partnership = self.first.partnership
        self.released = [self.first]
        seen["random steps"] -= 1  # the beginning is counted as well

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @invariant()
    def one_more(self) -> None:
        seen["random steps"] += 1

    def is_in(self, state: str) -> bool:
        return Round.objects.filter(pk=self.round.pk, state=state).exists()

    @precondition(lambda self: self.is_in("released"))
    @rule(
        seed=st.integers(0, 2**16), people=st.tuples(*[st.sampled_from((4, 5, 6, 6, PEOPLE))] * 2)
    )
    def next_round(self, seed: int, people: tuple[int, int]) -> None:
        self.round = hold(self.partnership, len(self.released))
        for side, number in zip(Side, people, strict=True):
            submit(self.round, Random(seed), side, number)

    @precondition(lambda self: self.is_in("open"))
    @rule(seed=st.integers(0, 2**16), side=st.sampled_from(Side))
    def one_submits(self, seed: int, side: Side) -> None:
        submit(self.round, Random(seed), side, 1)

    @precondition(lambda self: self.is_in("open"))
    @rule()
    def seal(self) -> None:
        seal(self.round)

    @precondition(lambda self: self.is_in("sealed"))
    @rule()
    def release(self) -> None:
        release(self.round)
        self.released.append(self.round)

    @rule(actor=st.sampled_from(ACTORS))
    def view(self, actor: str) -> None:
        slug, number = self.partnership.slug, self.round.number
        where = {"home": [], "round": [slug, number], "dashboard": [slug, number]}
        for page in PAGES:
            answer = self.ask(actor, "get", reverse(page, args=where.get(page, [slug])))
            self.check_page(answer)
        is_there = self.round in self.released and actor != "stranger"
        assert answer.status_code == (200 if is_there else 404)

    @rule(actor=st.sampled_from(ACTORS))
    def export(self, actor: str) -> None:
        for format in FORMATS_TRIED:
            where = [self.partnership.slug, self.round.number, format]
            answer = self.ask(actor, "post", reverse("export", args=where))
            if self.round not in self.released or actor == "stranger":
                assert answer.status_code == 404
            else:
                assert answer.status_code == (200 if actor in ENTITLED else 403)
            self.check(answer, format)

    @rule(actor=st.sampled_from(ACTORS), kind=st.sampled_from(list(KINDS)))
    def report(self, actor: str, kind: str) -> None:
        for format in set(KINDS[kind].formats) & set(FORMATS_TRIED):
            where = [self.partnership.slug, self.round.number, kind, format]
            sections = {"sections": KINDS[kind].sections}
            answer = self.ask(actor, "post", reverse("report", args=where), sections)
            if answer.status_code == 200:
                assert self.round in self.released
                assert actor in ENTITLED or (actor, kind) == ("member", "staff")
            self.check(answer, format)

    @rule(actor=st.sampled_from(ACTORS), guess=st.sampled_from(range(0, 101, 5)))
    def meet(self, actor: str, guess: int) -> None:
        is_released = self.round in self.released
        meeting = met(self.round, guess, is_released=is_released)
        page = reverse("meeting", args=[self.partnership.slug, meeting.pk])
        besides = apart_from(self.round, guess) if is_released else set()
        for rest in ("", "mode/", "mode/?stage=distances"):
            answer = self.ask(actor, "get", page + rest)
            may_see = actor in ENTITLED and (is_released or not rest)
            assert (answer.status_code == 200) == may_see
            self.check_page(answer, besides)

    def ask(self, actor: str, method: str, address: str, data: Any = None) -> HttpResponse:
        """Nothing of what a round forgets, or keeps for the next one alone, is read for it."""
        client = Client()
        client.force_login(self.people()[actor])
        with CaptureQueriesContext(connection) as queries:
            answer: HttpResponse = getattr(client, method)(address, data)
        assert [query["sql"] for query in queries if ANSWERS.search(query["sql"])] == []
        return answer

    def people(self) -> dict[str, Person]:
        return {
            "member": person(Side.CLIENT, 1),
            "leader": person(Side.CONTRACTOR),
            "other leader": person(Side.CLIENT),
            "neutral": neutral(),
            "stranger": ensure_person(email="stranger@example.org", name="Somebody"),
        }

    def check(self, answer: HttpResponse, format: str) -> None:
        if answer.status_code == 200:
            self.note(f"{format} files", in_file(format, answer.content), whole_only=False)
        else:
            self.check_page(answer)

    def check_page(self, answer: HttpResponse, besides: AbstractSet[str] = frozenset()) -> None:
        body = answer.content.decode()
        tips = " ".join(tip for trace in traces(body) for tip in trace.get("customdata", ()))
        told = DATES.sub(" ", f"{words(body)} {tips}")
        self.note("pages", numbers(told) - besides, whole_only=True)
        drawn = {x for trace in traces(body, in_points=True) for x in trace["x"] if x is not None}
        for source in map(source_of, self.released):
            drawn -= tenths(source) | set(whisker_ends(source.snapshot))
        assert drawn == set()

    def note(self, where: str, found: set[str], *, whole_only: bool) -> None:
        told = FIXED | numbers(f"{self.partnership.scope} {PEOPLE}")
        for one in self.released:
            source = source_of(one)
            told |= wholes(source) | fixed(source) | in_the_note_on_rounding(source)
            told |= set() if whole_only else {str(value) for value in tenths(source)}
        assert found <= told, f"{where} tell {sorted(found - told)}"
        seen[where] += 1
        seen[f"numbers in {where}"] += len(found)


def met(round: Round, guess: int, *, is_released: bool) -> Meeting:
    """A meeting about a round, in which both sides have guessed the same everywhere."""
    meeting = plan_meeting(
        partnership=round.partnership,
        participants=list(may_meet(round.partnership)),
        starts_at=START + DAY,
        time_zone="UTC",
        place="",
        round_number=round.number,
        by=neutral(),
        now=START,
    )
    if is_released:
        values = dict.fromkeys((one.code for one in instrument().elements), guess)
        for side in Side:
            write_guesses(meeting=meeting, side=side, values=values, base=0)
        reveal_profile(meeting=meeting, by=neutral(), now=START + DAY)
    return meeting


def apart_from(round: Round, guess: int) -> set[str]:
    """The guess, and how far it is from each side's score of each element."""
    elements = source_of(round).snapshot.elements.values()
    scores = [getattr(figures, side) for figures in elements for side in Side]
    shown = [whole_points(score) for score in scores if isinstance(score, Fraction)]
    return {str(guess), *(str(abs(guess - points)) for points in shown)}


def in_the_note_on_rounding(source: Source) -> set[str]:
    """The page explains by figures with a decimal why whole points do not always add up."""
    note = rounding.note(source.snapshot, source.questionnaire)
    told = numbers(note.said(say)) if note else set()
    return told & {str(value) for value in tenths(source)}


def hold(partnership: Partnership, earlier: int) -> Round:
    """A round, open, after so many earlier ones."""
    later = 80 * DAY * earlier
    draft = create_round(
        partnership=partnership,
        title=f"Round {earlier + 1}",
        closes=CLOSES + later,
        time_zone="UTC",
        by=neutral(),
        now=START + later,
    )
    invited = eligible(partnership, list(Side))
    choose_people(round=draft, sides=list(Side), memberships=invited)
    return open_round(round=draft, by=neutral(), now=START + later)


def submit(round: Round, random: Random, side: Side, people: int) -> None:
    waiting = round.invitations.filter(side=side, submitted=False).order_by("pk")
    for invitation in waiting[:people]:
        given = somebodys_answers(random, questionnaire_of(round).codes)
        answer(invitation, given, now=closing_moment(round) - DAY)


def seal(round: Round) -> None:
    closing = closing_moment(round)
    if extend_round(round=round, now=closing):
        closing += 7 * DAY
    seal_round(round_id=round.pk, now=closing)
    round.refresh_from_db()
    assert round.state == "sealed"


def release(round: Round) -> None:
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=closing_moment(round) + 8 * DAY)
    round.refresh_from_db()
    assert round.state == "released"


def in_file(format: str, content: bytes) -> set[str]:
    """Every number of a file, seen or not; the numbers of its own pages aside."""
    if format == "json":
        return {str(abs(leaf)) for leaf in numeric_leaves(json.loads(content))}
    if format == "csv":
        told = (value for _path, value in csv.reader(content.decode().splitlines()[1:]))
        return {value.lstrip("-") for value in told if re.fullmatch(r"-?[\d.]+", value)}
    if format == "pdf":
        own = {str(page + 1) for page in range(len(PdfReader(BytesIO(content)).pages))}
        return numbers(" ".join(pdf_words(content))) - own
    if format == "pptx":
        own = {str(slide + 1) for slide in range(len(Presentation(BytesIO(content)).slides))}
        inside = {number for book in workbooks(content) for number in in_workbook(book)}
        return (numbers(parts_text(content)) - own) | inside
    drawn = (round(float(number), 9) for number in numbers(parts_text(content, inside="charts/")))
    return in_workbook(content) | {str(number).removesuffix(".0") for number in drawn}


def numeric_leaves(value: Any) -> Iterator[int | float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numeric_leaves(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def in_workbook(content: bytes) -> set[str]:
    told = [cell.value for cell in cells(content)]
    exact = {str(abs(value)) for value in told if isinstance(value, int | float)}
    return exact | numbers(" ".join(value for value in told if isinstance(value, str)))


def words(body: str) -> str:
    """What a page says, in its drawings too."""
    without = re.sub(r"<(script|style|head)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def traces(body: str, *, in_points: bool = False) -> Iterator[dict[str, Any]]:
    """Marks and lines of the interactive charts: all, or those that lie on a scale of points."""
    for text in re.findall(r'<script id="figure-[^>]+>(.*?)</script>', body, flags=re.DOTALL):
        for figure in json.loads(text).values():
            if not in_points or figure["layout"]["xaxis"]["range"] != [0, 1]:
                yield from figure["data"]


def whisker_ends(snapshot: Snapshot) -> Iterator[float]:
    for figures in snapshot.elements.values():
        for side in Side:
            score, reach = getattr(figures, side), getattr(figures.precision, side)
            if isinstance(score, Fraction) and isinstance(reach, int):
                ends = (max(score - reach, Fraction(0)), min(score + reach, Fraction(100)))
                yield from (float(rounded(end, 10)) for end in ends)


def fixed_numbers() -> set[str]:
    """Those that stand in our own sentences."""
    templates = Path(__file__).parents[3] / "templates"
    told = [words(path.read_text()) for path in templates.rglob("*.html")]
    return numbers(" ".join([*told, *map(str, SENTENCES.values())]))


FIXED = fixed_numbers()


@pytest.fixture
def quiet() -> Iterator[None]:
    """Refusals are meant here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_whatever_is_seen_is_in_a_released_snapshot(
    portion: int, counted: Callable[[str, int], None]
) -> None:
    seen.clear()
    partnership = alliance(PEOPLE, PEOPLE)
    ask_besides(partnership)
    Walk.first = hold(partnership, 0)
    assert len(questionnaire_of(Walk.first).sections) == 2
    for side in Side:
        submit(Walk.first, Random(1), side, PEOPLE)
    seal(Walk.first)
    release(Walk.first)
    with time_machine.travel(START + DAY, tick=False):
        run_state_machine_as_test(
            seed(portion)(Walk),
            settings=settings(
                max_examples=WALKS,
                stateful_step_count=STEPS,
                deadline=None,
                phases=[Phase.generate],  # to shrink a walk takes far longer than to read it
                suppress_health_check=list(HealthCheck),
            ),
        )
    for where, number in seen.items():
        counted(f"{where} seen on random walks, all in a released snapshot", number)
