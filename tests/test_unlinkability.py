"""Whoever takes the database away, at any time, cannot join people to what they said."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from math import sqrt
from random import Random
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from assessments.ballots import Answers, DraftContent, encrypt_draft, open_draft_key
from assessments.models import Draft, Invitation, RoundKey
from assessments.questionnaire.load import breakthrough_1
from assessments.questionnaire.schema import canonical_json
from assessments.services.counting import seal_round
from assessments.services.due import run_due
from assessments.services.submission import submit
from partnerships.models import Side
from tests import amount
from tests.attacker import (
    EVERYTHING,
    Attack,
    Sense,
    by_backups,
    by_order,
    by_pages,
    by_version,
    take_image,
)
from tests.factories import delete_partnerships
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    everything,
    invitations,
    opened,
)

pytestmark = pytest.mark.django_db(transaction=True)

SEEDS = amount(3, 200)
PEOPLE = 12
OURS = ("assessments_", "partnerships_")
MARGIN = 0.05
SIGMAS = 5

Counted = Callable[[str, int], None]
Execute = Callable[..., None]


def execute(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def naive() -> Iterator[None]:
    """What looks anonymous: no answer refers to anybody, and its key is random."""
    execute(
        "CREATE TABLE naive_person (id integer PRIMARY KEY, email text, answered_at text)",
        "CREATE TABLE naive_draft (id integer PRIMARY KEY, email text, words text)",
        "CREATE TABLE naive_ballot (id text PRIMARY KEY, words text)",
    )
    yield
    execute("DROP TABLE naive_person", "DROP TABLE naive_draft", "DROP TABLE naive_ballot")


def naive_round(draw: Random, *, locked: bool) -> tuple[Attack, Sequence[bytes]]:
    """People answer in a random order; `locked`: ballots that nobody can read, but not padded.

    The attack, and what each person really said.
    """
    words = [f"{number:02} {draw.randbytes(20 + 3 * number).hex()}" for number in range(PEOPLE)]
    draw.shuffle(words)
    for number in range(PEOPLE):
        email = f"person{number:02}@example.org"
        execute(
            f"INSERT INTO naive_person VALUES ({number}, '{email}', NULL)",
            f"INSERT INTO naive_draft VALUES ({number}, '{email}', '{words[number]}')",
        )
    images = [take_image("naive_", with_pages=True)]
    for minute, number in enumerate(draw.sample(range(PEOPLE), PEOPLE)):
        said = draw.randbytes(len(words[number])).hex() if locked else words[number]
        execute(
            f"UPDATE naive_person SET answered_at = '12:{minute:02}' WHERE id = {number}",
            f"DELETE FROM naive_draft WHERE id = {number}",
            f"INSERT INTO naive_ballot VALUES ('{uuid.UUID(int=draw.getrandbits(128))}', '{said}')",
        )
        images.append(take_image("naive_"))
    images.append(take_image("naive_", with_pages=True))
    said_by = [one.encode() for one in words]
    people = [("naive_person", number) for number in range(PEOPLE)]
    return Attack(images, people, draw.sample(said_by, PEOPLE)), said_by


def hits(attack: Attack, said_by: Sequence[bytes], *senses: Sense) -> int:
    guesses = attack.guesses(*senses)
    return sum(guesses[who] == words for who, words in zip(attack.people, said_by, strict=True))


ALONE: list[tuple[Sense, bool]] = [
    (by_order, False),
    (by_backups, False),
    (by_backups, True),
    (by_pages, True),
    *([(by_version, False)] if connection.vendor == "postgresql" else []),
]


@pytest.mark.parametrize(("sense", "locked"), ALONE)
def test_each_sense_of_the_attacker_alone_finds_everybody_in_a_naive_schema(
    naive: None, sense: Sense, *, locked: bool
) -> None:
    attack, said_by = naive_round(Random(1), locked=locked)
    assert hits(attack, said_by, sense) == PEOPLE


def test_the_attacker_finds_everybody_in_a_naive_schema(naive: None, counted: Counted) -> None:
    found = 0
    for seed in range(SEEDS):
        found += hits(*naive_round(Random(seed), locked=bool(seed % 2)), *EVERYTHING)
        execute("DELETE FROM naive_person", "DELETE FROM naive_ballot")
    assert found == SEEDS * PEOPLE
    counted(f"people of a naive schema whom the attacker found, of {SEEDS * PEOPLE:,}", found)


def begin(invitation: Invitation, answers: Answers) -> None:
    """A draft with these answers and words."""
    round = invitation.round
    key = open_draft_key(RoundKey.objects.get(round=round))
    blob = encrypt_draft(
        key, invitation.selector, "origin", DraftContent(answers), round.ballot_bytes
    )
    Draft.objects.create(
        invitation=invitation, origin="origin", blob=blob, tag="tag", touched_on=START.date()
    )


def held_round(draw: Random) -> tuple[Attack, Attack, Sequence[Answers]]:
    """Twelve of fourteen people answer in a random order, and the round is sealed.

    The attack before and the one after sealing, and what each person really said.
    """
    round = opened(alliance(7, 7), comments=True)
    invitations = draw.sample(list(round.invitations.select_related("round")), PEOPLE)
    codes = breakthrough_1().codes
    answers = [
        Answers(
            placed={code: draw.randint(-1, 4) for code in draw.sample(codes, 20 + number)},
            comments={"Q1": f"Words {draw.randbytes(8).hex() * (number + 1)}"},
        )
        for number in range(PEOPLE)
    ]
    for invitation, said in zip(invitations, answers, strict=True):
        begin(invitation, said)
    images = [take_image(*OURS)]
    for invitation in draw.sample(invitations, PEOPLE):
        submit(invitation=invitation, origin="origin", now=START + DAY)
        images.append(take_image(*OURS))
    images.append(take_image(*OURS, with_pages=True))
    seal_round(round_id=round.pk, now=CLOSED)
    later = [*images, take_image(*OURS, with_pages=True)]
    people = [("assessments_invitation", one.pk) for one in invitations]
    sheets = [canonical_json(dict(said.placed)).encode() for said in answers]
    words = [said.comments["Q1"].encode() for said in answers]
    return (
        Attack(images, people, draw.sample(sheets, PEOPLE)),
        Attack(later, people, draw.sample(words, PEOPLE)),
        answers,
    )


def test_the_attacker_can_only_guess_who_gave_which_answers(counted: Counted) -> None:
    found = {"before sealing": 0, "after sealing": 0, "comments": 0}
    for seed in range(SEEDS):
        before, after, answers = held_round(Random(seed))
        sheets = [canonical_json(dict(said.placed)).encode() for said in answers]
        words = [said.comments["Q1"].encode() for said in answers]
        found["before sealing"] += hits(before, sheets, *EVERYTHING)
        found["after sealing"] += hits(
            Attack(after.images, after.people, before.said), sheets, *EVERYTHING
        )
        found["comments"] += hits(after, words, *EVERYTHING)
        delete_partnerships()
    for what, number in found.items():
        counted(f"people found {what}, of {SEEDS * PEOPLE:,}; by guessing {SEEDS:,}", number)
        assert number <= most_by_guessing(SEEDS * PEOPLE), what


def most_by_guessing(people: int) -> float:
    """One of twelve, five points more, and what chance adds where few are tried."""
    chance = 1 / PEOPLE
    luck = SIGMAS * sqrt(chance * (1 - chance) / people)
    return people * (chance + max(MARGIN, luck))


def trace(who_answers: Sequence[int], who_begins: Sequence[int]) -> dict[str, list[object]]:
    """All that a sealed round leaves behind, but for what is random, when these people of each
    side answered, in this order, and those only began.
    """
    call_command("flush", interactive=False, verbosity=0)
    round = opened(alliance(7, 7))
    run_due(now=START)
    for number in who_answers:
        for side, value in ((Side.CONTRACTOR, 3), (Side.CLIENT, 2)):
            answer(invitations(round, side)[number], everything(value))
    for number in who_begins:
        begin(Invitation.objects.get(pk=invitations(round, "client")[number].pk), Answers())
    for minute in range(2):
        run_due(now=CLOSED - DAY + timedelta(minutes=minute))
    assert len(mail.outbox) == 14 + 4
    run_due(now=CLOSED)
    mail.outbox.clear()
    rows = sorted(take_image(*OURS).rows.values(), key=lambda row: (row.table, row.place))
    assert any(row.table == "assessments_snapshot" for row in rows)
    columns: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        for name, value in {**row.values, "row version": row.version}.items():
            columns.setdefault((row.table, name), []).append(value)
    return {f"{table} {name}": plain(name, values) for (table, name), values in columns.items()}


def plain(name: str, values: list[Any]) -> list[object]:
    """A column without what is random: keys by their order alone, random words by their length."""
    if name in {"selector", "key", "password", "blob"}:
        return [len(value) for value in values]
    if name == "id" or name.endswith(("_id", "version")):
        ranks = {value: rank for rank, value in enumerate(sorted({v for v in values if v}))}
        return [ranks.get(value) for value in values]
    return values


def test_a_sealed_round_does_not_tell_who_has_answered() -> None:
    """Whoever it was, and in whatever order: every row, its place and its version are the same."""
    first = trace([0, 1, 2, 3, 4], [5])
    assert trace([6, 3, 5, 2, 1], [0]) == first
